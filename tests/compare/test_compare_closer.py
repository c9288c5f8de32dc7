"""Likely pairs looked at letter by letter: misreadings are explained, words filled into a form are not."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from declass.compare.closer import LOOKS, looks
from declass.compare.fingerprint import fingerprint
from declass.compare.join import Shared
from declass.compare.letters import LetterFile
from declass.compare.postings import threads

LETTER = """The embassy reports that the delegation left the capital on Thursday evening without waiting for
the minister. Their luggage was sent after them by rail. Nobody at the hotel knew where they meant to stay,
and the driver who took them to the station has since been transferred to another city."""
FORM = """Notification of establishment or cancellation of cover. Submit this form for any change affecting
the limitation category. Return all official documentation to the control division. Remarks {} Operating
component {} Effective date {} Keep on top of the file while cover is in effect."""


def looked(folder, texts, pairs=((0, 1),)):
    folder.mkdir(exist_ok=True)
    file = LetterFile(folder / "letters.u8")
    file.open()
    for text in texts:
        file.add(fingerprint(text).letters)
    file.close()
    a, b = np.array(pairs).T
    rows = looks(file.file, np.array(file.ends), Shared(a, b, a * 0.0, b * 0.0), folder, threads(1))
    return [dict(zip(LOOKS, row, strict=True)) for row in rows.tolist()]


def misread(text, every):
    """Every so many letters, another one."""
    return "".join("x" if k % every == 3 and c.isalpha() else c for k, c in enumerate(text))


def test_a_text_explains_itself(tmp_path):
    (found,) = looked(tmp_path, [LETTER, LETTER])
    assert found["explained_a"] == found["explained_b"] == 1.0
    assert found["apart_a"] == found["apart_b"] == 0.0


@pytest.mark.parametrize("every", [11, 17])
def test_misread_letters_between_anchors_are_explained(tmp_path, every):
    (found,) = looked(tmp_path, [LETTER, misread(LETTER, every)])
    assert min(found["explained_a"], found["explained_b"]) > 0.85
    assert max(found["apart_a"], found["apart_b"]) < 0.15


def test_a_form_filled_in_twice_leaves_legible_words_unexplained(tmp_path):
    one = FORM.format(LETTER[:90], "western hemisphere branch", "the ninth of march")
    other = FORM.format(
        "moved from Havana to Lisbon, then back to headquarters in the autumn", "harbours", "June"
    )
    filled, again = looked(tmp_path, [one, other, misread(one, 13)], [(0, 1), (0, 2)])
    assert filled["apart_a"] > 3 * again["apart_a"]
    assert again["explained_a"] > filled["explained_a"]


def test_a_part_is_explained_by_the_whole_and_not_the_other_way_round(tmp_path):
    (found,) = looked(tmp_path, [LETTER, f"{FORM} {misread(LETTER, 15)} {FORM}"])
    assert found["explained_a"] > 0.85
    assert found["explained_b"] < 0.5


def test_litter_reads_worse_than_language(tmp_path):
    (found,) = looked(tmp_path, [LETTER, "xq zk jj wv qx zzt fj kk vvx rrj qpx jjk wqz xk"])
    assert found["reads_a"] > 1.5 * found["reads_b"]
    assert found["explained_a"] == 0.0


def test_texts_too_short_for_a_sequence_share_nothing(tmp_path):
    (found,) = looked(tmp_path, ["short", LETTER])
    assert found["explained_b"] < 0.05
    assert found["reads_b"] > 0


def test_no_pairs_give_no_rows(tmp_path):
    none = np.zeros(0, np.int64)
    file = LetterFile(tmp_path / "letters.u8")
    found = looks(file.file, none, Shared(none, none, none * 0.0, none * 0.0), tmp_path, threads(1))
    assert found.shape == (0, len(LOOKS))


@given(st.lists(st.text(alphabet="abcde ", max_size=120), min_size=2, max_size=5))
@settings(max_examples=30, deadline=None)
def test_either_side_may_come_first(tmp_path_factory, texts):
    folder = tmp_path_factory.mktemp("looks")
    texts = [text + "eight or more" for text in texts]
    pairs = list(itertools.combinations(range(len(texts)), 2))
    ahead = looked(folder / "ahead", texts, pairs)
    back = looked(folder / "back", texts, [(b, a) for a, b in pairs])
    for one, other in zip(ahead, back, strict=True):
        assert all(0 <= one[name] <= 1 for name in LOOKS)
        for name in ("explained", "apart", "reads"):
            assert (one[f"{name}_a"], one[f"{name}_b"]) == (other[f"{name}_b"], other[f"{name}_a"])
