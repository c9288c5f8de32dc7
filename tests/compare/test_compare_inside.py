"""The pages of a bundle that hold a record: found by what they have in common with its text."""

import random

import pytest

from declass.compare.inside import Pages, pages_holding

SYLLABLES = [a + b for a in "bdfgklmnprstvz" for b in "aeiou"]


def page(seed, words=180):
    rng = random.Random(seed)
    return " ".join("".join(rng.choices(SYLLABLES, k=rng.randint(1, 4))) for _ in range(words))


def damaged(text, share, seed=1):
    rng = random.Random(seed)
    return "".join(rng.choice("abcdefgh") if c != " " and rng.random() < share else c for c in text)


RECORD = [page(seed) for seed in range(4)]
STRANGERS = [page(seed) for seed in range(100, 110)]


def test_a_record_is_found_where_it_stands_in_a_bundle():
    bundle = [*STRANGERS[:3], *RECORD, *STRANGERS[3:]]
    assert pages_holding(RECORD, bundle) == Pages(3, 6)


@pytest.mark.parametrize("share", [0.02, 0.05, 0.1])
def test_a_badly_read_copy_is_found(share):
    bundle = [*STRANGERS[:5], *(damaged(text, share) for text in RECORD), *STRANGERS[5:]]
    assert pages_holding(RECORD, bundle) == Pages(5, 8)


def test_a_page_within_that_reads_badly_belongs_to_it():
    bundle = [STRANGERS[0], RECORD[0], page(77, 40), RECORD[2], RECORD[3], *STRANGERS[1:4]]
    assert pages_holding(RECORD, bundle) == Pages(1, 4)


def test_banners_of_the_bundle_do_not_make_its_pages_the_records():
    banner = "REPRODUCED FROM THE HOLDINGS OF THE ARCHIVE OF THE HARBOUR COMMISSION " * 4
    bundle = [banner + text for text in (*STRANGERS[:4], *RECORD, *STRANGERS[4:])]
    assert pages_holding([banner + text for text in RECORD], bundle) == Pages(4, 7)


@pytest.mark.parametrize("bundle", [STRANGERS, [], ["", " "]], ids=["strangers", "no pages", "blank pages"])
def test_a_record_that_is_not_there_is_found_nowhere(bundle):
    assert pages_holding(RECORD, bundle) is None
