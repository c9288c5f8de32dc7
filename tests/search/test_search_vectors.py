"""The files that vectors are kept in."""

import numpy as np
import pytest

from declass.search import VectorStore
from declass.search.passages import passages

TEXT = "The ambassador spoke with the minister about the strike in the harbour."
OTHER = "The price of tin fell in the market of London before the end of the year."


def unit(*values):
    vector = np.asarray(values, dtype=np.float32)
    return vector / np.linalg.norm(vector)


def put(store, pages, vectors):
    writer = store.open_for_writing()
    cut = {page: passages(text) for page, text in pages.items()}
    new = {p.key: vectors[p.text] for each in cut.values() for p in each if not writer.has(p.key)}
    writer.add(cut, new)


@pytest.fixture
def store(tmp_path):
    store = VectorStore(tmp_path, "model", 2)
    put(store, {7: TEXT, 3: OTHER, 9: TEXT}, {TEXT: unit(1, 0), OTHER: unit(1, 1)})
    return store


def test_the_same_text_is_kept_once_and_found_on_each_page(store):
    held = store.read()
    assert len(held.vectors) == 2
    assert list(held.similarity(unit(1, 0)).nearest(5)) == [7, 9, 3]


def test_only_the_pages_asked_for_are_ranked(store):
    assert list(store.read().similarity(unit(1, 0)).nearest(5, np.asarray([3, 9]))) == [9, 3]


def test_a_page_without_vectors_stands_nowhere(store):
    standing = store.read().similarity(unit(1, 0)).standing([7, 8])
    assert standing[0] > 0
    assert np.isnan(standing[1])


def test_a_reader_sees_what_is_added_meanwhile(store):
    store.read()
    put(store, {1: OTHER}, {})
    assert 1 in store.read().pages


def test_what_a_killed_writer_left_half_done_is_cut_off(store, tmp_path):
    (folder,) = tmp_path.iterdir()
    with (folder / "vectors.f32").open("ab") as file:
        file.write(b"half")
    with (folder / "places.bin").open("ab") as file:
        file.write(b"half")
    again = VectorStore(tmp_path, "model", 2)
    put(
        again,
        {20: "The cardinal asked for the release of the prisoners."},
        {"The cardinal asked for the release of the prisoners.": unit(0, 1)},
    )
    held = VectorStore(tmp_path, "model", 2).read()
    assert len(held.vectors) == 3
    assert held.similarity(unit(0, 1)).nearest(1) == [20]
    assert sorted(held.pages) == [3, 7, 9, 20]


def test_a_page_that_says_nothing_counts_as_looked_at(store):
    put(store, {5: "Errors: N/A"}, {})
    held = store.read()
    assert 5 in held.pages
    assert held.of_page(5)[0] == []


def test_vectors_of_another_model_are_kept_apart(store, tmp_path):
    assert len(VectorStore(tmp_path, "another", 2).read().vectors) == 0
    assert VectorStore.newest(tmp_path).model == "model"


def test_a_page_knows_its_passages(store):
    (span,), vectors = store.read().of_page(3)
    assert OTHER[span.start : span.end] == OTHER
    assert np.allclose(vectors[0], unit(1, 1))


def test_an_empty_store_answers_with_nothing(tmp_path):
    assert len(VectorStore(tmp_path, "model", 2).read().similarity(unit(1, 0)).nearest(5)) == 0
