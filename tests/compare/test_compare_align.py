"""Alignments rebuild both texts exactly, follow moved blocks, and see one word through scanning damage."""

import time
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from declass.compare.align import align
from declass.compare.words import split
from declass.text.normal import tokens

WORDS = [
    "the",
    "station",
    "chief",
    "paid",
    "agents",
    "in",
    "Santiago",
    "of",
    "and",
    "cable",
    "Ünited",
    "ﬁnal",
    "1973",
]
LOOSE = st.lists(
    st.sampled_from(WORDS) | st.sampled_from([" ", "\n", " — ", "[", "-\n", "."]), max_size=60
).map(" ".join)
ANY = st.text(max_size=80)


def rebuilt(alignment):
    runs = alignment.in_old_order
    old = "".join(alignment.old.text[a:b] for a, b in (r.old for r in runs))
    new = "".join(alignment.new.text[a:b] for a, b in (r.new for r in alignment.runs))
    return old, new


@given(LOOSE | ANY, LOOSE | ANY)
@example("", "")
@example("", "only new")
@example("...", "a")
@example("ß ﬁ", "ss fi")
@settings(max_examples=150, deadline=None)
def test_runs_rebuild_both_texts_exactly(old, new):
    alignment = align(old, new)
    assert rebuilt(alignment) == (old, new)
    runs = alignment.in_old_order
    assert all(a.old[1] == b.old[0] for a, b in pairwise(runs))
    places = [r.new for r in alignment.runs if r.new[0] < r.new[1]]
    assert all(a[1] == b[0] for a, b in pairwise(places))


@given(LOOSE, LOOSE)
@settings(max_examples=80, deadline=None)
def test_equal_runs_hold_equal_words(old, new):
    for run in align(old, new).runs:
        if run.kind == "equal":
            assert tokens(old[slice(*run.old)]) == tokens(new[slice(*run.new)])
        if run.similarity == 0:
            assert run.old_words[0] == run.old_words[1] or run.new_words[0] == run.new_words[1]


@given(LOOSE)
@settings(max_examples=50, deadline=None)
def test_a_text_equals_itself(text):
    alignment = align(text, text)
    assert {r.kind for r in alignment.runs} <= ({"equal"} if tokens(text) else {"only_old", "only_new"})


@given(ANY)
@settings(max_examples=100, deadline=None)
def test_words_are_the_tokens_of_the_text(text):
    # combining marks after folding are the one difference: they join what they stand on
    words = split(text)
    assert all(
        words.letters[words.bounds[i] : words.bounds[i + 1]] == words.word(i) for i in range(len(words))
    )
    if text.isascii():
        assert [words.word(i) for i in range(len(words))] == tokens(text)


def test_equal_words_hash_alike_wherever_they_stand():
    words = split("coup Señor coup SENOR final ﬁnal " * 50)
    assert len(set(words.hashes.tolist())) == 3
    assert words.hashes[0] == words.hashes[2]


def kinds(old, new):
    return [
        (r.kind, " ".join(old[slice(*r.old)].split()), " ".join(new[slice(*r.new)].split()))
        for r in align(old, new).runs
    ]


def test_words_opened_in_the_newer_text_stand_alone():
    old = "the subject was retired and living in [-D. /-] when the station"
    new = "the subject was retired and living in Montevideo when the station"
    assert ("only_new", "", "Montevideo") in kinds(old, new) or ("only_new", "", "Montevideo ") in kinds(
        old, new
    )


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param("informa tion", "information", id="split word"),
        pytest.param("informa-\ntion", "information", id="hyphen at line end"),
        pytest.param("ofthe committee", "of the committee", id="joined words"),
        pytest.param("C0MM1TTEE", "COMMITTEE", id="letters confused"),
        pytest.param("ommittee", "committee", id="half word left"),
    ],
)
def test_one_word_read_differently_is_similar(old, new):
    before, after = "the select staff of ", " met on the fourth of March "
    found = kinds(before + old + after, before + new + after)
    assert not [k for k in found if k[0] in ("only_old", "only_new")]
    assert "similar" in {k[0] for k in found}


def test_a_change_inside_one_slashed_token_is_seen():
    assert ("only_new", "", "BED]/") in kinds("ref 3/0/[ ]/T12 of today", "ref 3/0/[BED]/T12 of today")


def paragraph(seed, words=120):
    rng = np.random.default_rng(seed)
    return " ".join(
        "".join(chr(97 + c) for c in rng.integers(0, 26, rng.integers(3, 9))) for _ in range(words)
    )


def test_a_moved_page_is_followed():
    one, two, three = paragraph(1), paragraph(2), paragraph(3)
    alignment = align(f"{one}\n{two}\n{three}\n", f"{one}\n{three}\n{two}\n")
    moved = [r for r in alignment.runs if r.kind == "moved"]
    assert len(moved) == 1
    assert moved[0].chain == 1
    assert alignment.old.text[slice(*moved[0].old)].strip() in (two, three)
    assert alignment.old_in_new == alignment.new_in_old == 1.0


def test_several_moved_blocks_get_chains_of_their_own():
    parts = [paragraph(i, 40) for i in range(6)]
    shuffled = [parts[i] for i in (3, 0, 5, 2, 4, 1)]
    alignment = align("\n".join(parts), "\n".join(shuffled))
    assert alignment.new_in_old == 1.0
    assert len({r.chain for r in alignment.runs}) >= 3


def test_moved_blocks_with_damage_stay_together():
    one, two = paragraph(1), paragraph(2)
    damaged = two.split()
    damaged[50] = damaged[50] + "xq"
    damaged[60] = "zzz"
    alignment = align(f"{one} {two}", f"{' '.join(damaged)} {one}")
    assert rebuilt(alignment) == (f"{one} {two}", f"{' '.join(damaged)} {one}")
    assert alignment.old_in_new > 0.98


def test_lone_common_words_do_not_scatter_through_unlike_text():
    old, new = paragraph(1, 60).split(), paragraph(2, 60).split()
    old[30] = new[10] = "of"
    assert {r.kind for r in align(" ".join(old), " ".join(new), similar=False).runs} == {
        "only_old",
        "only_new",
    }


def damaged_copy(text, share, seed):
    rng = np.random.default_rng(seed)
    letters = np.array(list(text))
    at = rng.random(len(letters)) < share
    letters[at & (letters != " ")] = "x"
    return "".join(letters)


def test_a_thousand_pages_take_seconds():
    text = "\n".join(paragraph(i, 300) for i in range(1000))
    started = time.process_time()
    alignment = align(text, damaged_copy(text, 0.02, 1))
    assert time.process_time() - started < 20
    assert alignment.old_in_new > 0.97
