"""An index kept between runs grows by what came later, and finds what a run from scratch finds."""

from importlib.resources import files

import numpy as np
import pytest

from declass.compare.growing import Setting, grown
from declass.compare.index import MatchInput
from declass.compare.kept import fresh, opened
from declass.compare.linkage import shipped_models
from declass.compare.postings import threads


def prose(seed, words):
    words_known = files("declass.compare").joinpath("ordinary_en.txt").read_text(encoding="utf-8").split()
    vocabulary = np.random.default_rng(7).permutation(words_known)[:3000]
    chosen = np.minimum(np.random.default_rng(seed).zipf(1.1, words), 3000) - 1
    return " ".join(vocabulary[i] for i in chosen)


def damaged(text, share, seed):
    rng = np.random.default_rng(seed)
    return "".join(
        chr(97 + int(rng.integers(0, 26))) if c != " " and rng.random() < share else c for c in text
    )


def collection():
    """60 records in two releases, ten in three; a banner on every text; some releases come late."""
    early, late = {}, {}
    for i in range(60):
        text = prose(i, 160)
        banner = "RELEASED UNDER THE ACT OF NINETEEN NINETY TWO "
        early[f"{i}-old"] = banner + text
        (late if i % 6 == 0 else early)[f"{i}-new"] = banner + damaged(text, 0.1, i)
        if i % 6 == 1:
            late[f"{i}-newest"] = banner + damaged(text, 0.12, 100 + i)
    late["copy"] = damaged(early["7-old"], 0.01, 5)
    return early, late


def run(folder, kept, texts, number=0):
    (folder / f"work{number}").mkdir()
    setting = Setting(shipped_models(), threads(1), folder / f"work{number}", 0.3)
    return grown(kept, [MatchInput(key, [text]) for key, text in texts.items()], setting)


def told(pairs):
    return {frozenset((p.a, p.b)): p.probability for p in pairs}


@pytest.fixture(scope="module")
def grown_up(tmp_path_factory):
    """The collection in one go, and in two steps with a save between."""
    early, late = collection()
    folder = tmp_path_factory.mktemp("growing")
    whole = told(run(folder, fresh(make(folder / "whole"), "m"), early | late, 0).pairs)
    kept = opened(folder / "kept", "m")
    first = run(folder, kept, early, 1)
    kept.inputs = dict.fromkeys(early, "text")
    kept.save()
    again = opened(folder / "kept", "m")
    second = run(folder, again, late, 2)
    again.save()
    return folder, whole, first, second, again, late


def make(folder):
    folder.mkdir()
    return folder


def test_a_grown_index_finds_what_a_run_from_scratch_finds(grown_up):
    _, whole, first, second, _, _ = grown_up
    assert first.documents is None
    kept = {p: v for p, v in told(first.pairs).items() if second.documents.isdisjoint(p)}
    together = kept | told(second.pairs)
    assert set(together) == set(whole)
    assert max(abs(together[p] - whole[p]) for p in whole) < 0.05


def test_only_what_new_documents_touch_is_told_again(grown_up):
    _, _, first, second, _, late = grown_up
    assert set(late) <= second.documents
    assert len(second.documents) < 0.7 * len({k for p in told(first.pairs) for k in p})
    assert all(p.a in second.documents or p.b in second.documents for p in second.pairs)


def test_a_saved_index_is_read_back_as_it_was(grown_up):
    folder, _, _, _, kept, _ = grown_up
    read = opened(folder / "kept", "m")
    assert [u.keys for u in read.index.units] == [u.keys for u in kept.index.units]
    assert read.index.by_letters == kept.index.by_letters
    assert read.index.letters.ends == kept.index.letters.ends
    assert read.found.said.tolist() == kept.found.said.tolist()
    assert [s.all().tolist() for s in read.index.shards()] == [s.all().tolist() for s in kept.index.shards()]


def test_an_index_of_another_model_is_made_anew(grown_up):
    folder, *_ = grown_up
    copy = make(folder / "other")
    for file in (folder / "kept").iterdir():
        if file.is_file():
            (copy / file.name).write_bytes(file.read_bytes())
    assert opened(copy, "m").found is not None
    assert opened(copy, "another model").found is None
    assert not list(copy.iterdir())


@pytest.mark.parametrize("damage", ["state cut short", "a shard gone", "no state"])
def test_a_damaged_index_is_made_anew(grown_up, damage, tmp_path):
    folder, *_ = grown_up
    for file in (folder / "kept").iterdir():
        if file.is_file():
            (tmp_path / file.name).write_bytes(file.read_bytes())
    state = tmp_path / "state.npz"
    if damage == "state cut short":
        state.write_bytes(state.read_bytes()[:1000])
    elif damage == "no state":
        state.unlink()
    else:
        next(tmp_path.glob("a*-000.u64")).unlink()
    assert opened(tmp_path, "m").found is None


def test_what_a_killed_run_left_does_not_matter(grown_up, tmp_path):
    folder, *_, late = grown_up
    for file in (folder / "kept").iterdir():
        if file.is_file():
            (tmp_path / file.name).write_bytes(file.read_bytes())
    killed = opened(tmp_path, "m")
    run(make(tmp_path / "x"), killed, {"lost": prose(900, 200)})  # and never saved
    (tmp_path / "state.part").write_bytes(b"half")
    read = opened(tmp_path, "m")
    answer = run(make(tmp_path / "y"), read, {"found": damaged(late["0-new"], 0.02, 3)})
    read.save()
    assert "lost" not in {key for unit in read.index.units for key in unit.keys}
    assert frozenset(("found", "0-new")) in told(answer.pairs)


def test_later_segments_are_put_together(grown_up, tmp_path):
    folder, *_ = grown_up
    for file in (folder / "kept").iterdir():
        if file.is_file():
            (tmp_path / file.name).write_bytes(file.read_bytes())
    for k in range(4):
        kept = opened(tmp_path, "m")
        run(make(tmp_path / f"work-{k}"), kept, {f"new {k}": prose(950 + k, 100)}, k)
        kept.save()
        assert len(kept.index.segments) <= 2
    shards = sum(1 for _ in tmp_path.glob("a*-000.u64"))
    assert shards == len(opened(tmp_path, "m").index.segments)


def test_equal_letters_are_one_text_whenever_they_come(grown_up, tmp_path):
    folder, *_ = grown_up
    for file in (folder / "kept").iterdir():
        if file.is_file():
            (tmp_path / file.name).write_bytes(file.read_bytes())
    kept = opened(tmp_path, "m")
    early, _ = collection()
    answer = run(make(tmp_path / "work"), kept, {"twin": early["3-old"].upper()})
    assert told(answer.pairs)[frozenset(("twin", "3-old"))] > 0.99
    assert frozenset(("twin", "3-new")) in told(answer.pairs)
