"""The parts of the sample room: words, numbers, redactions, changes, OCR errors and pairs."""

import random
import sys
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from declass.errors import EngineError
from declass.model.anchor import Box
from declass.sample import Noise, Spec, make_pair
from declass.sample.changes import pages_changes
from declass.sample.compose import compose, telegraphic, text_of
from declass.sample.drafts import drafts
from declass.sample.garble import garbled, ocr_lines
from declass.sample.layout import PAGE_HEIGHT_PT, PAGE_WIDTH_PT, lay_out
from declass.sample.numbers import damaged, rif
from declass.sample.paper import print_pdf
from declass.sample.phrases import COMMON, LEADS, TAILS, TOPICS
from declass.sample.pieces import expand, plain, split
from declass.sample.redactions import secrecy
from declass.sample.releases import issues
from declass.sample.scan import Turn, black_and_white, rasters
from declass.sample.slots import Slots, long_day
from declass.sample.views import page_text
from declass.sample.world import POSTS, cast
from declass.text.normal import clean, tokens

seeds = st.integers(0, 10_000)


def words_of(texts) -> list[str]:
    return tokens("\n".join(texts))


@pytest.mark.parametrize("language", ["en", "es", "pt"])
def test_every_sentence_can_be_filled(language):
    slots = Slots(
        random.Random(1), cast(random.Random(1), POSTS[0]), language, date(1974, 3, 4), ["PUERTO SOL 7"]
    )
    sentences = [s for t in TOPICS for s in t.sentences[language]] + list(
        COMMON[language] + TAILS[language] + LEADS[language]
    )
    for sentence in sentences:
        said = plain(split(expand(sentence, slots.rng, slots)))
        assert said
        assert not set("{}<>|\x01\x02") & set(said), said


def test_spanish_and_portuguese_articles_are_contracted():
    fill = {"site": ("", "el muelle nueve"), "body": ("liaison", "a Guarda Costeira")}.__getitem__
    assert plain(split(expand("Cerca de {site}.", random.Random(1), fill))) == "Cerca del muelle nueve."
    assert plain(split(expand("Perto de {body}", random.Random(1), fill))) == "Perto da Guarda Costeira"
    assert plain(split(expand("vistos em {body}", random.Random(1), fill))) == "Vistos na Guarda Costeira"


@pytest.mark.parametrize(
    ("language", "printed"),
    [("en", "4 March 1974"), ("es", "4 de marzo de 1974"), ("pt", "4 de março de 1974")],
)
def test_days_are_printed_in_each_language(language, printed):
    assert long_day(date(1974, 3, 4), language) == printed


def test_the_serial_of_a_code_name_is_a_piece_of_its_own():
    pieces = split("\x01cryptonym|ZKLANTERN/7\x02, who left")
    assert [(p.text, p.glue) for p in pieces[:3]] == [("ZKLANTERN", False), ("/7", True), (",", True)]
    assert plain(pieces) == "ZKLANTERN/7, who left"


def test_numbers_do_not_repeat_within_a_large_sample():
    plans = drafts(5, 400)
    assert len({d.number.value for d in plans}) == 400
    assert len({d.cite for d in plans}) == 400


@given(st.integers(0, 2000), seeds)
def test_damaged_numbers_keep_their_length_and_differ(index, seed):
    number = rif(index).value
    worse = damaged(number, random.Random(seed))
    assert len(worse) == len(number)
    assert worse != number


def test_a_sample_has_every_kind_and_language():
    plans = drafts(7, 60)
    assert {d.kind for d in plans} == {"cable", "memorandum", "report", "letter", "dispatch"}
    assert {d.language for d in plans} == {"en", "es", "pt"}
    assert {d.number.scheme for d in plans} == {"rif", "state", "crest", "inventory"}


def test_records_are_in_order_of_date_and_cite_only_earlier_ones():
    plans = drafts(2, 40)
    records = compose(2, plans, 6)
    order = {r.number.value: i for i, r in enumerate(records)}
    assert [r.edtf[:10] for r in records] == sorted(r.edtf[:10] for r in records)
    for index, record in enumerate(records):
        assert all(order[c.number] < index for c in record.references if c.number)


def test_cables_are_in_capitals_without_accents_and_print_what_truth_says():
    for record in compose(3, drafts(3, 30), 6):
        text = text_of(record)
        if record.kind == "cable":
            assert text == telegraphic(text)
        for printed in record.dates:
            assert printed.raw in text
        for reference in record.references:
            assert reference.cited in text


def test_texts_are_in_stored_form():
    for record in compose(4, drafts(4, 30), 6):
        assert text_of(record) == clean(text_of(record))


@settings(max_examples=15, deadline=None)
@given(seeds, st.integers(1, 12))
def test_records_keep_within_the_pages_and_the_type_area(seed, max_pages):
    for record in compose(seed, drafts(seed, 6), max_pages):
        pages = lay_out(record, seed)
        assert len(pages) <= max_pages
        words = [w for page in pages for w in page.words]
        assert [w.index for w in words] == list(range(len(words)))
        for word in words:
            assert 0 <= word.box.x0 < word.box.x1 <= PAGE_WIDTH_PT
            assert 0 <= word.box.y0 < word.box.y1 <= PAGE_HEIGHT_PT


@settings(max_examples=15, deadline=None)
@given(seeds, st.floats(0, 0.8))
def test_the_first_round_withholds_about_the_rate_asked_for(seed, rate):
    record = compose(seed, drafts(seed, 6), 4)[0]
    pages = lay_out(record, seed)
    total = sum(len(p.words) for p in pages)
    hidden = secrecy(pages, random.Random(seed), 2, rate, 0.1).hidden[0]
    assert rate * total - 1 <= len(hidden) <= rate * total + 150  # one paragraph more at most


@settings(max_examples=15, deadline=None)
@given(seeds)
def test_changes_turn_the_older_text_into_the_newer(seed):
    pair = make_pair(seed, redaction_rate=0.25)
    older, newer = words_of(pair.older.texts), words_of(pair.newer.texts)
    body = [v.role for side in (pair.older, pair.newer) for v in side.views]
    if set(body) != {"body"}:  # notices and covers bring words of their own
        return
    revealed = words_of(c.text for c in pair.changes if c.kind == "revealed")
    hidden = words_of(c.text for c in pair.changes if c.kind == "newly_hidden")
    assert sorted(older + revealed) == sorted(newer + hidden)


@settings(max_examples=10, deadline=None)
@given(seeds)
def test_a_release_does_not_differ_from_itself(seed):
    pair = make_pair(seed)
    assert pages_changes(pair.older.views, pair.older.views) == []


def test_without_noise_the_ocr_reads_all_open_words():
    pair = make_pair(5, Noise.at(0))
    for view in pair.newer.views:
        read = tokens("\n".join(line.text for line in ocr_lines(view, Noise.at(0), random.Random(1))))
        assert set(tokens(page_text(view))) <= set(read)


def test_more_noise_means_more_wrong_words():
    def wrong(level: float) -> float:
        pair = make_pair(6, Noise.at(level))
        right, read = set(words_of(pair.newer.texts)), words_of(pair.newer.ocr_texts)
        return sum(word not in right for word in read) / len(read)

    assert wrong(0) < wrong(0.4) < wrong(0.9)


def test_a_torn_line_loses_its_first_or_last_words_and_keeps_the_others_in_order():
    view = make_pair(5, Noise.at(0)).newer.views[-1]
    whole = [line.text.split() for line in ocr_lines(view, Noise.at(0), random.Random(1))]
    torn = Noise(character_error=0, dropped_lines=0, torn_lines=1)
    read = [line.text.split() for line in ocr_lines(view, torn, random.Random(1))]
    kept = [(a, b) for a, b in zip(whole, read, strict=True) if len(b) < len(a)]
    assert len(kept) > 5
    assert all(b in (a[: len(b)], a[len(a) - len(b) :]) and b for a, b in kept)


@given(st.text("abcdefghimnorstuvwABCDEFGHIMNO0123589", min_size=400, max_size=500), seeds)
@settings(max_examples=30)
def test_about_the_asked_share_of_letters_is_misread(text, seed):
    assert garbled(text, 0, random.Random(seed)) == text
    read = garbled(text, 0.1, random.Random(seed))
    assert abs(len(read) - len(text)) < 0.2 * len(text)
    assert read != text


def test_pairs_are_the_same_for_the_same_seed():
    assert make_pair(9, pdf=True).older.pdf == make_pair(9, pdf=True).older.pdf
    assert make_pair(9).newer.ocr_texts == make_pair(9).newer.ocr_texts


def test_pairs_of_different_seeds_are_different_records():
    titles = {(p.record.number.value, p.record.edtf) for p in map(make_pair, range(12))}
    assert len(titles) == 12


def test_the_paper_of_a_record_looks_alike_in_each_release():
    spec = Spec(seed=4, records=6)
    record = compose(4, drafts(4, 6), 3)[0]
    first, *others = issues(record, lay_out(record, 4), spec)
    for other in others:
        strokes = {v.source.number: v.strokes for v in other.views if v.role == "body"}
        for view in first.views:
            if view.role == "body" and view.source.number in strokes:
                assert view.strokes == strokes[view.source.number]


@given(st.floats(-2, 2), st.floats(-6, 6), st.floats(0, 612), st.floats(0, 792))
def test_a_turned_box_holds_the_turned_corners(angle, shift, x, y):
    turn = Turn(angle, shift, -shift, 612, 792)
    box = turn.box(Box(x, y, x + 30, y + 10))
    px, py = turn.point(x + 30, y + 10)
    assert box.x0 - 1e-6 <= px <= box.x1 + 1e-6
    assert box.y0 - 1e-6 <= py <= box.y1 + 1e-6


def test_the_pixel_matrix_agrees_with_the_turn_of_points():
    turn = Turn(1.3, 4, -2, 612, 792)
    moved = turn.matrix(200) @ np.array([100 * 200 / 72, 300 * 200 / 72, 1])
    assert moved * 72 / 200 == pytest.approx(turn.point(100, 300))


def test_scans_made_black_and_white_have_two_tones():
    pair = make_pair(2, Noise(bilevel=True), pdf=True)
    page = next(rasters(pair.older.pdf, 200))
    assert set(np.unique(page[::3, ::3])) == {0, 255}
    assert page.mean() > 180  # ink on paper, not paper on ink
    assert set(np.unique(black_and_white(page))) <= {0, 255}


@pytest.mark.parametrize("level", [-0.1, 1.1])
def test_noise_outside_its_range_is_refused(level):
    with pytest.raises(ValueError, match="noise level"):
        Noise.at(level)


@pytest.mark.parametrize(
    "wrong", [{"records": 0}, {"releases": ("2001-01-01",)}, {"redaction_rate": 0.9}, {"dpi": 20}]
)
def test_a_spec_that_makes_no_sense_is_refused(wrong):
    with pytest.raises(ValueError, match=r"sample needs|redaction rate|dpi"):
        Spec(**wrong)


def test_records_of_one_topic_share_phrases_but_never_most_of_their_text():
    def shingles(text: str) -> set[tuple[str, ...]]:
        words = tokens(text)
        return set(zip(*(words[i:] for i in range(6)), strict=False))

    sets = [shingles(text_of(r)) for r in compose(7, drafts(7, 60), 4)]
    shares = [len(a & b) / len(a) for a in sets for b in sets if a is not b]
    assert 0.02 < max(shares) < 0.6


def test_a_missing_engine_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "reportlab.pdfgen", None)
    with pytest.raises(EngineError, match=r"declass\[sample\]"):
        print_pdf([])
