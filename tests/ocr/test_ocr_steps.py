"""A spelling's probability is the sum over all ways in which it may lie along the steps."""

from itertools import groupby, product

import numpy as np
import pytest

from declass.ocr.steps import UNKNOWN, Steps, spelt_out

SIGNS = "ab "


def steps(seed, count=5):
    likely = np.random.default_rng(seed).dirichlet(np.ones(1 + len(SIGNS)), size=count)
    return Steps(likely.astype(np.float32), SIGNS)


def by_hand(part, spelling):
    """Each way along the steps, its equal neighbours joined and its gaps dropped, counted one by one."""
    total = 0.0
    for way in product(range(1 + len(SIGNS)), repeat=len(part.likely)):
        if "".join(SIGNS[sign - 1] for sign, _ in groupby(way) if sign) == spelling:
            total += float(np.prod([part.likely[step, sign] for step, sign in enumerate(way)]))
    return total


@pytest.mark.parametrize("spelling", ["a", "ab", "aa", "a b", "bab"])
def test_all_ways_along_the_steps_count(spelling):
    part = steps(3)
    (log_likely,) = part.log_likely([spelling])
    assert np.exp(log_likely) == pytest.approx(by_hand(part, spelling), rel=1e-4)


def test_spellings_of_several_lengths_are_told_together():
    part = steps(4)
    together = part.log_likely(["a", "abab", "b a"])
    assert together == pytest.approx([part.log_likely([s])[0] for s in ("a", "abab", "b a")])


def test_a_sign_that_the_engine_cannot_write_costs_the_same_everywhere():
    part = steps(5)
    assert part.log_likely(["a¡"])[0] < part.log_likely(["a"])[0] + UNKNOWN / 2


def test_a_word_too_long_for_its_steps_is_as_good_as_impossible():
    assert steps(6, count=2).log_likely(["aba"])[0] < -100


def test_the_likeliest_spellings_come_first():
    part = steps(7)
    every = sorted({"".join(way) for n in range(4) for way in product(SIGNS, repeat=n)})
    best = every[int(part.log_likely(every).argmax())]
    assert part.likeliest(20)[0] == best


def test_gaps_at_the_ends_may_belong_to_the_word():
    likely = np.array([[0.1, 0.3, 0, 0.6], [0.1, 0, 0.9, 0], [0.1, 0, 0, 0.9]], dtype=np.float32)
    part = Steps(likely, SIGNS).open_ended()
    assert np.exp(part.log_likely(["b", "ab"])) == pytest.approx([0.7 * 0.9, 0.3 * 0.9], rel=1e-3)


def test_nothing_but_gaps_leaves_no_steps():
    likely = np.array([[0.1, 0, 0, 0.9]] * 3, dtype=np.float32)
    assert len(Steps(likely, SIGNS).open_ended().likely) == 0


def test_signs_without_steps_are_spelt_out():
    part = spelt_out([{"a": 0.9}, {"b": 0.6, "a": 0.3}], "c")
    assert part.likeliest(1) == ["ab"]
    worse = part.log_likely(["ab", "aa", "ac"])
    assert worse[0] > worse[1] > worse[2]
