"""Texts of one record are found through damage, in bundles and copies; forms and strangers are told apart."""

import itertools
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from declass.compare.fingerprint import Postings, groups, letter_sequences, renumbered, units_of
from declass.compare.join import CAP, join
from declass.compare.linkage import read_model, shipped_models
from declass.compare.match import MatchInput, match
from declass.compare.words import split

SHARED = Path(__file__).parents[3] / "shared"


def _vocabulary():
    rng = np.random.default_rng(7)
    return ["".join(chr(97 + c) for c in rng.integers(0, 26, rng.integers(3, 9))) for _ in range(3000)]


VOCABULARY = _vocabulary()


def prose(seed, words):
    """Made-up words of one vocabulary, so that texts share words but no sentences."""
    rng = np.random.default_rng(seed)
    return " ".join(VOCABULARY[i] for i in np.minimum(rng.zipf(1.1, words), 3000) - 1)


def damaged(text, share, seed):
    rng = np.random.default_rng(seed)
    letters = [chr(97 + int(rng.integers(0, 26))) if c != " " and rng.random() < share else c for c in text]
    return "".join(letters)


def found(texts, minimum=0.5):
    inputs = [MatchInput(key, [text]) for key, text in texts.items()]
    return {frozenset((p.a, p.b)): p for p in match(inputs, minimum=minimum)}


@pytest.fixture(scope="module")
def collection():
    """40 records in two releases each, the second with one letter in ten damaged; a banner on every text."""
    texts = {}
    for i in range(40):
        text = prose(i, 250)
        texts[f"{i}-old"] = "RELEASED UNDER THE ACT OF NINETEEN NINETY TWO " + text
        texts[f"{i}-new"] = "RELEASED UNDER THE ACT OF NINETEEN NINETY TWO " + damaged(text, 0.1, i)
    return texts


def test_releases_of_a_record_are_found_and_strangers_are_not(collection):
    pairs = found(collection)
    assert set(pairs) == {frozenset((f"{i}-old", f"{i}-new")) for i in range(40)}
    assert all(p.reasons and 0 <= p.a_in_b <= 1 and 0 <= p.b_in_a <= 1 for p in pairs.values())


def test_pages_may_come_in_another_order(collection):
    first, second = prose(100, 200), prose(101, 200)
    texts = collection | {"ordered": f"{first} {second}", "turned": f"{second} {damaged(first, 0.03, 1)}"}
    assert frozenset(("ordered", "turned")) in found(texts)


def test_a_record_is_found_inside_a_bundle(collection):
    parts = [prose(200 + i, 250) for i in range(6)]
    texts = collection | {"bundle": "\n".join(parts), "part": damaged(parts[3], 0.03, 1)}
    pair = found(texts)[frozenset(("bundle", "part"))]
    inside, around = (pair.a_in_b, pair.b_in_a) if pair.a == "part" else (pair.b_in_a, pair.a_in_b)
    assert inside > 0.8 > 0.5 > around


def test_equal_texts_are_told_exactly(collection):
    pair = found(collection | {"copy": collection["3-old"].upper()})[frozenset(("3-old", "copy"))]
    assert (pair.a_in_b, pair.b_in_a) == (1.0, 1.0)
    assert pair.probability > 0.99
    assert "equal" in pair.reasons[0]


def test_a_copy_shares_the_partners_of_its_twin(collection):
    pairs = found(collection | {"copy": collection["3-old"]})
    assert frozenset(("copy", "3-new")) in pairs


def test_a_form_that_many_records_fill_in_matches_none_of_them(collection):
    form = prose(300, 60)
    filled = {f"form {i}": f"{form} {prose(400 + i, 180)}" for i in range(CAP + 6)}
    pairs = found(collection | filled)
    assert not [p for p in pairs if all(key.startswith("form") for key in p)]


def test_a_collection_of_strangers_yields_no_pairs():
    assert found({str(i): prose(i, 300) for i in range(120)}) == {}


def test_a_handful_of_texts_is_judged_by_alignment():
    text = prose(500, 250)
    texts = {"old": text, "new": damaged(text, 0.1, 1), "stranger": prose(501, 250)}
    pairs = found(texts)
    assert set(pairs) == {frozenset(("old", "new"))}
    assert "Aligned" in pairs[frozenset(("old", "new"))].reasons[0]
    assert found({"a": prose(502, 250), "b": prose(503, 250)}) == {}


def test_texts_too_short_to_tell_are_matched_with_nothing():
    assert found({"a": "TOP SECRET", "b": "TOP SECRET", "c": ""}) == {}


def test_no_documents_give_no_pairs():
    assert list(match([])) == []
    assert list(match([MatchInput("one", [prose(1, 50)])])) == []


def test_the_answer_does_not_hang_on_threads(collection):
    inputs = [MatchInput(key, [text]) for key, text in collection.items()]
    one, two = (sorted(match(inputs, threads=n), key=lambda p: (p.a, p.b)) for n in (1, 2))
    assert [(p.a, p.b, p.probability) for p in one] == [(p.a, p.b, p.probability) for p in two]


def test_sequences_ignore_spaces_case_and_look_alikes():
    assert (
        letter_sequences(split("informa tion 10")).tolist()
        == letter_sequences(split("INFORMATION lO")).tolist()
    )
    assert len(letter_sequences(split("sixsix"))) == 0


@given(st.lists(st.text(alphabet="abcdefgh", min_size=0, max_size=40), min_size=1, max_size=6))
@settings(max_examples=25, deadline=None)
def test_the_join_counts_what_two_units_share(tmp_path_factory, texts):
    folder = tmp_path_factory.mktemp("join")
    postings = Postings(folder, shards=4)
    sets = [set(letter_sequences(split(t)).tolist()) for t in texts]
    for unit, text in enumerate(texts):
        postings.add(unit, letter_sequences(split(text)))
    postings.finish()
    shared = join(postings, len(texts), folder, least=0.0)
    counted = dict(
        zip(zip(shared.a.tolist(), shared.b.tolist(), strict=True), shared.shared.tolist(), strict=True)
    )
    for a, b in itertools.combinations(range(len(texts)), 2):
        common = len(sets[a] & sets[b])
        assert counted.get((a, b), 0) == (common if common >= 2 else 0)


def test_postings_under_other_numbers_are_sorted_and_once(tmp_path):
    postings = Postings(tmp_path, shards=1)
    for unit in range(3):
        postings.add(unit, letter_sequences(split("the same seven letters")))
    postings.finish()
    moved = renumbered(postings.shard(0), np.array([0, 1, 1]))
    starts, spread = groups(moved)
    assert set(spread.tolist()) == {2}
    assert sorted(set(units_of(moved).tolist())) == [0, 1]
    assert len(starts) == len(moved) // 2


def test_shipped_models_say_where_they_come_from_and_read_as_logistic():
    models = shipped_models()
    assert models.second.features[0] == "first"
    plain = read_model({"bias": 1, "features": [{"name": "x", "mean": 2, "deviation": 4, "weight": 3}]})
    assert plain.log_odds(np.array([[6.0]])).tolist() == [4.0]


def test_matching_grows_with_the_text_not_with_its_square():
    def seconds(records):
        inputs = [MatchInput(f"{i}", [prose(i // 2, 300)]) for i in range(records)]
        started = time.process_time()
        list(match(inputs, threads=1))
        return time.process_time() - started

    seconds(50)
    small, large = seconds(200), seconds(800)
    assert large < 10 * small


@pytest.mark.shared
@pytest.mark.slow
def test_real_releases_are_found_without_their_numbers(tmp_path):
    """The shared scorer: recall and precision may not fall."""
    if not (SHARED / "data" / "jfk_pairs").exists():
        pytest.skip("../shared/data is absent")
    runner = tmp_path / "run.py"
    runner.write_text(
        "import json, sys\nfrom pathlib import Path\nfrom declass.compare.match import MatchInput, match\n"
        "files = sorted(Path(sys.argv[2]).iterdir())\n"
        "for p in match(MatchInput(str(f), [f.read_text(encoding='utf-8')]) for f in files):\n"
        "    print(json.dumps({'a': p.a, 'b': p.b, 'probability': p.probability}))\n"
    )
    done = subprocess.run(
        [sys.executable, str(SHARED / "score" / "match.py")],
        env={"DECLASS": f"{sys.executable} {runner}", "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=True,
    )
    recall, precision = (
        float(done.stdout.split(word)[1].split("= ")[1].split()[0]) for word in ("recall", "precision")
    )
    assert recall >= 0.98
    assert precision >= 0.97
