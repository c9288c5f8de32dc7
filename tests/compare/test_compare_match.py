"""Texts of one record are found through damage, in bundles and copies; forms and strangers are told apart."""

import itertools
import subprocess
import sys
import time
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from declass.compare.between import BetweenTask, between
from declass.compare.fingerprint import (
    HASH_MASK,
    SKETCH,
    fingerprint,
    said,
    sequences,
    sketch,
)
from declass.compare.index import Index
from declass.compare.join import CAP, ShardTask, join
from declass.compare.letters import LetterFile
from declass.compare.linkage import FIRST, PART, SECOND, read_model, shipped_models
from declass.compare.match import MatchInput, match
from declass.compare.near import NEAR_COPY, Sketches, leaders
from declass.compare.postings import SHARDS, groups, merged, shards, threads, units_of
from declass.compare.segments import write_segment
from declass.compare.words import split

SHARED = Path(__file__).parents[3] / "shared"


def _vocabulary():
    words = files("declass.compare").joinpath("ordinary_en.txt").read_text(encoding="utf-8").split()
    return [words[i] for i in np.random.default_rng(7).permutation(len(words))[:3000]]


VOCABULARY = _vocabulary()


def prose(seed, words):
    """Ordinary words put together at random, so that texts share words but no sentences."""
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


def test_a_form_that_few_records_fill_in_matches_none_of_them_though_each_has_releases(collection):
    """Four records, each in three badly read releases; a third of each is the same form."""
    form, texts = prose(800, 80), dict(collection)
    for record, release in itertools.product(range(4), range(3)):
        own = prose(810 + record, 160)
        texts[f"form {record}-{release}"] = damaged(f"{form} {own}", 0.06, 10 * record + release)
    pairs = {p for p in found(texts) if all(key.startswith("form") for key in p)}
    same = {
        frozenset((f"form {r}-{a}", f"form {r}-{b}"))
        for r in range(4)
        for a, b in itertools.combinations(range(3), 2)
    }
    assert pairs == same


def test_a_message_and_its_answer_which_quotes_it_are_two_records(collection):
    """A tenth is quoted; where a fifth is, the odds are about even."""
    quoted, texts = prose(820, 30), dict(collection)
    for name, seed in (("message", 821), ("answer", 822)):
        for release in range(3):
            own = f"{prose(seed, 120)} {quoted} {prose(seed + 10, 120)}"
            texts[f"{name} {release}"] = damaged(own, 0.02, seed + release)
    pairs = found(texts)
    assert not [p for p in pairs if len({key.split()[0] for key in p} & {"message", "answer"}) == 2]
    assert frozenset(("message 0", "message 2")) in pairs


def test_releases_with_other_pages_are_one_record(collection):
    """One release lacks the first two of six pages, the other the last one."""
    pages = [prose(830 + i, 120) for i in range(6)]
    texts = collection | {
        "later pages": damaged(" ".join(pages[2:]), 0.04, 1),
        "earlier pages": damaged(" ".join(pages[:5]), 0.04, 2),
    }
    pair = found(texts)[frozenset(("later pages", "earlier pages"))]
    assert min(pair.a_in_b, pair.b_in_a) > 0.5


def test_one_text_under_several_numbers_is_found_under_each_and_in_a_bundle(collection):
    text, others = prose(840, 250), [prose(841 + i, 250) for i in range(5)]
    named = {f"number {i}": damaged(text, 0.05, i) for i in range(3)}
    bundle = " ".join([*others[:3], damaged(text, 0.05, 9), *others[3:]])
    pairs = found(collection | named | {"bundle": bundle})
    for one, other in itertools.combinations([*named, "bundle"], 2):
        assert frozenset((one, other)) in pairs


def test_the_answer_does_not_hang_on_the_order_of_the_texts(collection):
    """Which near copy stands for the others must not depend on which was read first."""
    text = prose(850, 250)
    copies = {f"copy {i}": damaged(text, 0.01 * (i + 1), i) for i in range(8)}
    texts = collection | copies
    answers = []
    for seed in range(3):
        keys = [list(texts)[i] for i in np.random.default_rng(seed).permutation(len(texts))]
        pairs = found({key: texts[key] for key in keys}, minimum=0.1)
        answers.append({pair: told.probability for pair, told in pairs.items()})
    assert answers[0] == answers[1] == answers[2]


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
    one, two = (sorted(match(inputs, spread=threads(n)), key=lambda p: (p.a, p.b)) for n in (1, 2))
    assert [(p.a, p.b, p.probability) for p in one] == [(p.a, p.b, p.probability) for p in two]


def test_sequences_ignore_spaces_case_and_look_alikes():
    one, other = (sequences(fingerprint(t).letters) for t in ("informa tion 10", "INFORMATION lO"))
    assert one.tolist() == other.tolist()
    assert len(sequences(fingerprint("sixsix").letters)) == 0


@given(st.text(max_size=300))
@settings(max_examples=60, deadline=None)
def test_letters_are_the_same_read_fast_or_carefully(text):
    blurred = split(text).blurred
    fast = fingerprint(text).letters.tolist()
    assert len(fast) == len(blurred)
    assert fast == fingerprint("ﬃ" + text).letters[3:].tolist()  # a ligature takes the careful way


@given(st.text(alphabet="abcdefgh ", max_size=400))
@settings(max_examples=40, deadline=None)
def test_equal_runs_of_letters_have_equal_hashes_and_others_have_not(text):
    read = "".join(split(text).blurred)
    hashes = sequences(fingerprint(text).letters).tolist()
    runs = [read[i : i + 7] for i in range(len(read) - 6)]
    assert len(hashes) == len(runs)
    assert len(set(hashes)) == len(set(runs))
    assert len(set(zip(hashes, runs, strict=True))) == len(set(runs))


def test_figures_are_numbers_as_written():
    assert said(fingerprint("IN 84339 of 23 Nov 1963, para 4, 00017").figures) == [
        "23",
        "1963",
        "00017",
        "84339",
    ]


@pytest.mark.parametrize("share", [0.2, 0.5, 0.8])
def test_sketches_tell_how_much_two_texts_share(share):
    rng = np.random.default_rng(1)
    found = []
    for _ in range(30):
        all_ = np.unique(rng.integers(0, 2**63, 3000, dtype=np.uint64) & HASH_MASK)
        rng.shuffle(all_)
        both, rest = int(share * 3000), (3000 - int(share * 3000)) // 2
        one, other = sketch(all_[: both + rest]), sketch(np.concatenate((all_[:both], all_[both + rest :])))
        found.append(Sketches([one, other], np.zeros(0, np.uint64)).resemblances(0, [1]))
    assert abs(np.mean(found) - share) < 0.03


def test_resemblance_is_counted_where_both_sketches_reach_and_without_boilerplate():
    short, long = np.arange(40, dtype=np.uint64), np.arange(20, 20 + SKETCH, dtype=np.uint64)
    assert Sketches([short, long], np.zeros(0, np.uint64)).resemblances(0, [1]) == 20 / (20 + SKETCH)
    assert Sketches([short, long], np.arange(30, 90, dtype=np.uint64)).resemblances(0, [1]) == 10 / 88
    sparse = long * np.uint64(3)  # reaches further: only what lies within the other's reach counts
    assert Sketches([long, sparse], np.zeros(0, np.uint64)).resemblances(0, [1]) == 30 / 128
    assert Sketches([short[:10], short[:12]], np.zeros(0, np.uint64)).resemblances(0, [1]) == 0.0


def test_a_sketch_is_the_least_hashes_each_once():
    hashes = np.repeat(np.arange(5000, dtype=np.uint64) << np.uint64(24), 3)
    assert sketch(hashes).tolist() == [k << 24 for k in range(SKETCH)]
    assert sketch(hashes[:30]).tolist() == [k << 24 for k in range(10)]


def test_near_copies_follow_the_first_that_came():
    text = prose(600, 300)
    texts = [text, prose(601, 300), *(damaged(text, 0.02, i) for i in range(30))]
    led, common = leaders([fingerprint(t).sketch for t in texts])
    assert led == [0, 1] + [0] * 30
    assert len(common) == 0


def test_the_best_read_of_near_copies_stands_for_the_others(tmp_path):
    """They are equally long; the clean one resembles each more than two damaged ones resemble one another."""
    index = Index(tmp_path)
    texts = {f"copy {i}": damaged(prose(603, 300), 0.03, i) for i in range(6)} | {"clean": prose(603, 300)}
    index.read([MatchInput(key, [text]) for key, text in texts.items()], threads(1))
    assert {index.units[unit.leader].keys[0] for unit in index.units} == {"clean"}


def test_boilerplate_makes_no_near_copies_of_strangers():
    banner = prose(602, 300)
    sketches = [fingerprint(f"{banner} {prose(610 + i, 260)}").sketch for i in range(40)]
    every = Sketches(sketches, np.zeros(0, np.uint64))
    alike = every.resemblances(0, range(1, 40)).tolist()
    assert alike == [every.resemblances(other, [0])[0] for other in range(1, 40)]
    assert max(alike) > NEAR_COPY
    led, common = leaders(sketches)
    assert led == list(range(40))
    assert len(common) > 40


def test_copies_do_not_crowd_out_a_badly_read_release(collection):
    """Forty damaged copies of one text, and a release of it that scanning spoiled."""
    text = prose(700, 300)
    copies = {f"copy {i}": damaged(text, 0.02, i) for i in range(40)}
    pairs = found(collection | copies | {"spoiled": damaged(text, 0.12, 99)})
    assert sum("spoiled" in pair for pair in pairs) == 40
    assert frozenset(("copy 3", "copy 31")) in pairs
    assert {frozenset((f"{i}-old", f"{i}-new")) for i in range(40)} <= set(pairs)


def test_a_text_in_thousands_of_copies_is_told_by_one_that_stands_for_them():
    text = prose(701, 100)
    pairs = found({str(i): text for i in range(3000)})
    assert len(pairs) == 2999
    assert all("0" in pair for pair in pairs)


def written(folder, name, texts):
    """A segment of these texts, of which only the numbers count as units."""
    letters = LetterFile(folder / f"{name}.u8")
    letters.open()
    for text in texts:
        letters.add(fingerprint(text).letters)
    letters.close()
    units = np.array([unit for unit, text in enumerate(texts) if text], np.int64)
    write_segment(folder, name, letters, units, threads(1))


def kept(folder, texts):
    written(folder, "a", texts)
    return shards(folder, ["a"])


@given(st.lists(st.text(alphabet="abcdefgh", min_size=0, max_size=40), min_size=1, max_size=6))
@settings(max_examples=15, deadline=None)
def test_the_join_counts_what_two_units_share(tmp_path_factory, texts):
    folder = tmp_path_factory.mktemp("join")
    sets = [set(sequences(fingerprint(t).letters).tolist()) for t in texts]
    pairs, totals = join([ShardTask(s, len(texts), folder) for s in kept(folder, texts)], threads(1))
    counted = dict(
        zip(zip(pairs.a.tolist(), pairs.b.tolist(), strict=True), pairs.shared.tolist(), strict=True)
    )
    for a, b in itertools.combinations(range(len(texts)), 2):
        common = len(sets[a] & sets[b])
        assert counted.get((a, b), 0) == (common if common >= 2 else 0)
    for a, own in enumerate(sets):
        others = set().union(*(s for b, s in enumerate(sets) if b != a))
        assert totals.shared[a] == len(own & others)


def test_a_join_kept_to_some_sequences_finds_the_same_for_their_units(tmp_path):
    texts = [prose(i // 3, 60) for i in range(12)]
    found_in = kept(tmp_path, texts)
    (tmp_path / "all").mkdir()
    (tmp_path / "some").mkdir()
    every, _ = join([ShardTask(s, 12, tmp_path / "all") for s in found_in], threads(1))
    among = np.array([u in (4, 7) for u in range(12)])
    np.save(tmp_path / "among.npy", among)
    np.save(
        tmp_path / "seq.npy",
        np.unique(np.concatenate([sequences(fingerprint(texts[u]).letters) for u in (4, 7)])),
    )
    tasks = [
        ShardTask(s, 12, tmp_path / "some", tmp_path / "seq.npy", tmp_path / "among.npy") for s in found_in
    ]
    some, _ = join(tasks, threads(1))
    wanted = {
        (a, b): s for a, b, s in zip(every.a, every.b, every.shared, strict=True) if among[a] or among[b]
    }
    assert {(a, b): s for a, b, s in zip(some.a, some.b, some.shared, strict=True)} == wanted


def test_what_two_groups_have_to_themselves_is_counted(tmp_path):
    texts = ["alonetogether", "alonetogether", "alonetogetherandtheform", "andtheform"]
    for name, value in (("groups", np.array([0, 0, 1, 2])), ("wanted", np.array([1, 5]))):
        np.save(tmp_path / f"{name}.npy", value)
    tasks = [
        BetweenTask(s, 3, tmp_path / "groups.npy", tmp_path / "wanted.npy") for s in kept(tmp_path, texts)
    ]
    own = between(tasks, threads(1))
    assert own.of(np.array([0, 1, 0]), np.array([1, 2, 2])).tolist() == [7.0, 4.0, 0.0]
    assert own.could.tolist() == [7.0, 11.0, 4.0]


def test_segments_put_together_hold_the_postings_of_both(tmp_path):
    written(tmp_path, "a", [prose(1, 40)])
    written(tmp_path, "b", ["", prose(2, 40)])
    merged(tmp_path, ["a", "b"], "c")
    for two, one in zip(shards(tmp_path, ["a", "b"]), shards(tmp_path, ["c"]), strict=True):
        assert two.all().tolist() == one.all().tolist() == sorted(two.all().tolist())
        start, spread = groups(one.all())
        assert spread.sum() == len(one.all()) == len(units_of(one.all()))
        assert len(start) == len(spread)
    assert len(shards(tmp_path, ["c"])) == SHARDS


def test_shipped_models_say_where_they_come_from_and_read_as_logistic():
    models = shipped_models()
    assert [models.first.features, models.second.features, models.part.features] == [FIRST, SECOND, PART]
    plain = read_model({"bias": 1, "features": [{"name": "x", "mean": 2, "deviation": 4, "weight": 3}]})
    assert plain.log_odds(np.array([[6.0]])).tolist() == [4.0]


def test_matching_grows_with_the_text_not_with_its_square():
    def seconds(records):
        inputs = [MatchInput(f"{i}", [prose(i // 2, 300)]) for i in range(records)]
        started = time.process_time()
        list(match(inputs, spread=threads(1)))
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
        "from declass.read.plain import split_pages\n"
        "files = sorted(Path(sys.argv[2]).iterdir())\n"
        "read = lambda f: [page.text for page in split_pages(f.read_text(encoding='utf-8'))[1]]\n"
        "for p in match(MatchInput(str(f), read(f)) for f in files):\n"
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
    assert recall >= 0.987
    assert precision >= 0.985
