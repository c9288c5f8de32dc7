"""How a collection misreads letters, and what words look like in it."""

import hashlib
import random

import pytest

from declass.sample.garble import garbled
from declass.search import Ask, Index, PageEntry, Reason, Searcher
from declass.search.spellings import Spellings, learn

TEXT = """ambassador embassy government military president minister general committee harbour strike
prisoners intelligence operation department political congress economic memorandum confidential station
security national telegram commander newspaper conversation information movement election opposition"""
WORDS = TEXT.split()


def pages(count, rate, rng):
    """Pages of thirty words, misread at a rate."""
    return [" ".join(garbled(rng.choice(WORDS), rate, rng) for _ in range(30)) for _ in range(count)]


def filled(path, texts):
    index = Index.create(path)
    with index.writer(threads=1) as writer:
        for number, text in enumerate(texts):
            digest = hashlib.sha256(str(number).encode()).hexdigest()
            writer.replace(digest, [PageEntry(digest, 0, text, "en", f"{number}.txt")])
    return index


@pytest.fixture(scope="module")
def noisy(tmp_path_factory):
    texts = pages(600, 0.12, random.Random(5))
    texts += [
        "Pinocnet spoke on the radio",
        "General Al1ende resigned",
        "Allende and Pinochet met",
        "the marine band",
    ]
    index = filled(tmp_path_factory.mktemp("noisy") / "index", texts)
    index.learn_spellings()
    return index


def found(index, query, **ask):
    return {record.best.file for record in Searcher(index).search(Ask(query, **ask), limit=2000).records}


@pytest.mark.parametrize(
    ("name", "form", "file"), [("Pinochet", "pinocnet", "600.txt"), ("Allende", "al1ende", "601.txt")]
)
def test_a_name_is_found_in_its_damaged_form_and_the_hit_says_which(noisy, name, form, file):
    records = {r.best.file: r.best for r in Searcher(noisy).search(Ask(name)).records}
    assert set(records) == {file, "602.txt"}
    assert records[file].reasons == (Reason("spelling", name, form),)
    (span,) = records[file].spans
    assert records[file].text[span.start : span.end].lower() == form
    assert records["602.txt"].reasons == ()


def test_as_spelt_only_finds_what_is_spelt_so(noisy):
    assert found(noisy, "Pinochet", exact=True) == {"602.txt"}


def test_whole_words_come_before_damaged_ones(noisy):
    assert Searcher(noisy).search(Ask("Allende")).records[0].best.file == "602.txt"


def test_damaged_pages_are_found_nearly_as_well_as_clean_ones(noisy, tmp_path):
    clean = filled(tmp_path / "clean", pages(600, 0.0, random.Random(5)))
    for word in ("intelligence", "newspaper", "embassy"):
        there = sum(word in hit.text for hit in Searcher(clean).scan(Ask(word)))
        as_spelt, tolerant = len(found(noisy, word, exact=True)), len(found(noisy, word))
        assert as_spelt < 0.75 * there, word
        assert as_spelt < tolerant <= 1.1 * there, word


def test_a_clean_collection_teaches_nothing(tmp_path):
    index = filled(tmp_path / "i", pages(200, 0.0, random.Random(7)))
    assert index.learn_spellings().rates == {}


def test_what_is_learned_is_seen_by_an_open_index_and_kept(noisy, tmp_path):
    index = filled(tmp_path / "i", [*pages(400, 0.12, random.Random(9)), "the arnbassador left"])
    searcher = Searcher(index)
    before = searcher.search(Ask("ambassador")).total_pages
    learned = index.learn_spellings()
    assert searcher.search(Ask("ambassador")).total_pages > before
    with index.reading() as state:
        assert state.vocabulary.spellings.rates == pytest.approx(learned.rates, abs=1e-5)
    assert 0.02 < learned.error < 0.4


def test_a_frequent_neighbour_is_a_word_of_its_own():
    known = {"marina": 50, "marine": 60, "marinc": 1}
    spellings = Spellings({("a", "e"): 0.01, ("a", "c"): 0.01})
    assert spellings.forms("marina", lambda term: known.get(term, 0)) == {"marinc": 1}


def test_short_words_have_no_damaged_forms():
    assert Spellings({("f", "t"): 0.2}).forms("frei", lambda _: 1) == {}


def test_one_odd_pair_is_no_habit():
    known = {"nation": 100, "notion": 5}
    assert (
        learn(lambda p: {w: n for w, n in known.items() if w.startswith(p)}, lambda t: known.get(t, 0)).rates
        == {}
    )


def test_poor_pages_in_scope_are_told(tmp_path):
    index = Index.create(tmp_path / "i")
    with index.writer(threads=1) as writer:
        for number in range(10):
            digest = hashlib.sha256(str(number).encode()).hexdigest()
            error = 0.3 if number < 4 else 0.01
            entry = PageEntry(digest, 0, "the harbour strike", "en", f"{number}.txt", expected_error=error)
            writer.replace(digest, [entry])
    searcher = Searcher(index)
    assert any(
        "4 of the 10 pages in scope whose reading is rated were read poorly" in note
        for note in searcher.search(Ask("harbour")).notes
    )
    assert not searcher.search(Ask("harbour strike quality:good")).notes
