"""Boxes are found on drawn pages: where a reader sees them, and not where there are none."""

from dataclasses import replace

import cv2
import numpy as np
import pytest

from declass.model.anchor import Box
from declass.model.page import Colours, PageImage, PageText, Word
from declass.redact.boxes import Found, find, keyed, read_through, worded
from declass.redact.fills import Fill
from declass.redact.frames import frames_of
from declass.redact.looks import View, likely
from declass.redact.segments import lines_of
from declass.redact.sheet import sheet_of

DPI = 300


def page_of(pixels, dpi=DPI, to_page=None):
    height, width = pixels.shape
    scale = 72 / dpi
    return PageImage(width, height, dpi, pixels.tobytes(), to_page or (scale, 0, 0, scale, 0, 0))


@pytest.fixture
def typed():
    """A letter page with 40 lines of type, 300 dpi."""
    pixels = np.full((3300, 2550), 255, np.uint8)
    for row in range(40):
        words = "the minister said that negotiations would go on in the capital"
        cv2.putText(pixels, words, (300, 400 + row * 60), cv2.FONT_HERSHEY_COMPLEX, 1.3, 0, 3)
    return pixels


def outlined(pixels, x0, y0, x1, y1):
    pixels[y0 : y1 + 1, x0 : x1 + 1] = 255
    cv2.rectangle(pixels, (x0, y0), (x1, y1), 0, 1)


def places(found):
    return [tuple(round(v * DPI / 72) for v in (w.box.x0, w.box.y0, w.box.x1, w.box.y1)) for w in found]


def near(place, wanted, reach=8):
    return all(abs(a - b) <= reach for a, b in zip(place, wanted, strict=True))


def test_a_hairline_frame_over_lines_of_type_is_found(typed):
    outlined(typed, 700, 900, 1500, 1200)
    (found,) = (w for w in find(page_of(typed), 3) if w.probability >= 0.5)
    assert found.page == 3
    assert found.kind == "white_outlined"
    assert near(places([found])[0], (700, 900, 1500, 1200))


def test_a_frame_whose_side_a_stamp_hides_is_found(typed):
    outlined(typed, 700, 900, 1500, 1100)
    typed[1060:1140, 600:1600] = 255
    cv2.putText(typed, "APPROVED FOR RELEASE 1999", (620, 1130), cv2.FONT_HERSHEY_SIMPLEX, 1.6, 0, 4)
    found = [w for w in find(page_of(typed), 0) if w.probability >= 0.5]
    assert any(near(place, (700, 900, 1500, 1090), 60) for place in places(found))


def test_plain_type_withholds_nothing(typed):
    assert [w for w in find(page_of(typed), 0) if w.probability >= 0.5] == []


def test_an_empty_page_withholds_nothing():
    assert find(page_of(np.full((3300, 2550), 255, np.uint8)), 0) == ()


def test_places_are_those_of_the_unrotated_page(typed):
    outlined(typed, 700, 900, 1500, 1200)
    turned = (0.0, -0.24, 0.24, 0.0, 0.0, 612.0)  # shown a quarter turn clockwise
    (found,) = (w for w in find(page_of(typed, to_page=turned), 0) if w.probability >= 0.5)
    assert (round(found.box.x0), round(found.box.x1)) == (216, 288)
    assert (round(found.box.y0), round(found.box.y1)) == (252, 444)


def test_a_black_bar_over_words_is_found_and_told_from_type(typed):
    cv2.rectangle(typed, (700, 1142), (1300, 1192), 0, -1)
    (found,) = (w for w in find(page_of(typed), 0) if w.probability >= 0.5)
    assert found.kind == "black"
    assert near(places([found])[0], (700, 1142, 1300, 1192), 12)


def test_a_grey_patch_is_found_on_a_grey_scan(typed):
    faint = np.clip(typed.astype(int) // 2 + 110, 0, 235).astype(np.uint8)
    faint[1165:1225, 700:1300] = 160
    (found,) = (w for w in find(page_of(faint), 0) if w.probability >= 0.5)
    assert found.kind == "grey"
    assert near(places([found])[0], (700, 1165, 1300, 1225), 12)


def test_a_bar_of_several_lines_is_counted_by_its_straight_parts(typed):
    cv2.rectangle(typed, (1200, 1165), (1900, 1225), 0, -1)
    cv2.rectangle(typed, (300, 1226), (1900, 1285), 0, -1)
    found = places([w for w in find(page_of(typed), 0) if w.probability >= 0.5])
    assert len(found) == 2
    assert near(found[0], (1200, 1165, 1900, 1225), 12)
    assert near(found[1], (300, 1226, 1900, 1285), 12)


@pytest.mark.parametrize(("crossed", "apart"), [(False, 17), (True, 24)])
def test_a_hatched_area_counts_as_grey(typed, crossed, apart):
    patch = np.full((121, 801), 255, np.uint8)
    for x in range(-121, 801, apart):
        cv2.line(patch, (x, 121), (x + 121, 0), 0, 4)
        if crossed:
            cv2.line(patch, (x, 0), (x + 121, 121), 0, 4)
    typed[1165:1286, 700:1501] = patch
    (found,) = (w for w in find(page_of(typed), 0) if w.probability >= 0.5)
    assert found.kind == "grey"
    assert "hatched" in found.evidence[0]


@pytest.mark.parametrize(
    "drawing",
    [
        pytest.param(lambda p: p.__setitem__((slice(None), slice(0, 90)), 0), id="scanner edge"),
        pytest.param(lambda p: cv2.circle(p, (120, 1600), 45, 0, -1), id="punch hole"),
        pytest.param(lambda p: cv2.line(p, (300, 1215), (1700, 1215), 0, 5), id="heavy underline"),
        pytest.param(
            lambda p: (
                [cv2.line(p, (300, y), (2200, y), 0, 3) for y in range(2850, 3200, 80)]
                + [cv2.line(p, (x, 2850), (x, 3170), 0, 3) for x in range(300, 2201, 380)]
            ),
            id="empty table",
        ),
    ],
)
def test_what_only_looks_like_a_redaction_is_not_one(typed, drawing):
    drawing(typed)
    assert [w for w in find(page_of(typed), 0) if w.probability >= 0.5] == []


COLOURS = [
    ("red", (220, 40, 40), "grey"),
    ("blue", (40, 80, 220), "grey"),
    ("green", (20, 90, 40), "grey"),
    ("black", (10, 8, 12), "black"),
    ("black", (70, 60, 45), "black"),
]


@pytest.mark.parametrize(("name", "colour", "kind"), COLOURS)
def test_a_dark_bar_in_colour_is_no_black_one(typed, name, colour, kind):
    red, green, blue = colour
    typed[1142:1192, 700:1300] = round(0.3 * red + 0.59 * green + 0.11 * blue)
    small = np.full((550, 425, 3), 250, np.uint8)
    small[190:199, 117:217] = colour
    image = replace(page_of(typed), colours=Colours(425, 550, small.tobytes()))
    (found,) = (w for w in find(image, 0) if w.probability >= 0.5)
    assert found.kind == kind
    assert found.evidence[0].startswith(f"A {name} area")


def tinted(pixels, grey, x0, y0, x1, y1):
    """A tint over what stands there, as a highlighter leaves it."""
    place = pixels[y0:y1, x0:x1]
    np.minimum(place, grey, out=place)


@pytest.mark.parametrize("grey", [190, 205, 220])
def test_a_pale_bar_in_a_line_of_type_is_found(typed, grey):
    noise = np.random.default_rng(3).normal(0, 5, typed.shape)
    typed[1136:1188, 700:1300] = grey
    page = np.clip(np.minimum(typed, 248) + noise, 0, 255).astype(np.uint8)
    page[1160:1164, 900:904] = 30  # a speck
    (found,) = (w for w in find(page_of(page), 0) if w.probability >= 0.5)
    assert found.kind == "grey"
    assert near(places([found])[0], (700, 1136, 1300, 1188), 12)


@pytest.mark.parametrize(
    "drawing",
    [
        pytest.param(lambda p: tinted(p, 215, 300, 1145, 1500, 1190), id="a highlighter over words"),
        pytest.param(lambda p: tinted(p, 215, 300, 1145, 2300, 1190), id="a highlighter beyond their end"),
        pytest.param(lambda p: tinted(p, 215, 0, 0, 2550, 3300), id="yellowed paper"),
        pytest.param(lambda p: tinted(p, 215, 2200, 0, 2550, 3300), id="a shadow at the edge"),
        pytest.param(lambda p: p[2900:3000, 300:1500].fill(215), id="a band apart from all type"),
        pytest.param(
            lambda p: (
                p[1136:1188, 700:1300].fill(215),
                cv2.rectangle(p, (697, 1133), (1303, 1191), 0, 4),
            ),
            id="a shaded cell with rules",
        ),
        pytest.param(
            lambda p: p.__setitem__(
                (slice(1136, 1188), slice(700, 1300)), np.linspace(180, 250, 600).astype(np.uint8)
            ),
            id="a shadow that fades",
        ),
    ],
)
def test_a_tint_that_hides_nothing_is_no_bar(typed, drawing):
    drawing(typed)
    assert [w for w in find(page_of(typed), 0) if w.probability >= 0.5 and w.kind == "grey"] == []


def tones(high, wide):
    """A picture's tones, 0 to 1: hills under a sky, a house, a lamp; the same each time."""
    y, x = np.mgrid[0:high, 0:wide].astype(np.float32)
    sky = 0.7 - 0.3 * y / high
    hills = 0.35 + 0.1 * np.sin(x / wide * 9) + 0.08 * np.sin(y / 23 + x / 41)
    picture = np.where(y > high * (0.5 + 0.1 * np.sin(x / wide * 7)), hills, sky)
    picture[int(0.4 * high) : int(0.8 * high), int(0.6 * wide) : int(0.8 * wide)] = 0.1
    return picture + 0.4 * np.exp(-((x - 0.3 * wide) ** 2 + (y - 0.7 * high) ** 2) / (0.08 * wide) ** 2)


def screened(picture):
    y, x = np.mgrid[0 : picture.shape[0], 0 : picture.shape[1]]
    dots = 0.5 + 0.25 * (np.cos((x + y) * 0.7) + np.cos((x - y) * 0.7))
    return (picture > dots).astype(np.float32)


@pytest.mark.parametrize(
    "picture",
    [
        pytest.param(tones(900, 1300), id="in tones"),
        pytest.param(0.5 * tones(900, 1300), id="dark"),
        pytest.param(screened(tones(900, 1300)), id="screened"),
        pytest.param(np.linspace(0.1, 0.7, 900)[:, None] + np.zeros((900, 1300)), id="a sky that fades"),
    ],
)
def test_a_photograph_is_no_bar(typed, picture):
    noise = np.random.default_rng(1).normal(0, 0.02, picture.shape)
    typed[1000:1900, 500:1800] = (255 * np.clip(picture + noise, 0, 1)).astype(np.uint8)
    assert [w for w in find(page_of(typed), 0) if w.probability >= 0.5] == []


def painted(how):
    """A bar of 600 by 1,200 pixels as people make them, tones 0 to 1."""
    rng = np.random.default_rng(2)
    bar = np.full((600, 1200), 0.08, np.float32)
    if how == "streaks of a pen":
        bar += np.repeat(rng.uniform(0, 0.3, 30), 20)[:, None].astype(np.float32)
    elif how == "pale in the middle":
        y, x = np.mgrid[0:600, 0:1200]
        rim = np.minimum.reduce([y, 599 - y, x, 1199 - x])
        bar += 0.4 * np.clip(rim / 50, 0, 1).astype(np.float32)
    elif how == "a code in white":
        letters = np.zeros(bar.shape, np.uint8)
        cv2.putText(letters, "(b)(1)", (480, 320), cv2.FONT_HERSHEY_SIMPLEX, 2, 1, 5)
        bar[letters > 0] = 0.95
    elif how == "dots of a screen":
        bar = screened(bar + 0.3)
    return bar + rng.normal(0, 0.03, bar.shape)


@pytest.mark.parametrize(
    "how", ["even", "streaks of a pen", "pale in the middle", "a code in white", "dots of a screen"]
)
def test_a_large_bar_stays_one_however_it_was_made(typed, how):
    typed[1000:1600, 500:1700] = (255 * np.clip(painted(how), 0, 1)).astype(np.uint8)
    (found,) = (w for w in find(page_of(typed), 0) if w.probability >= 0.5)
    assert near(places([found])[0], (500, 1000, 1700, 1600), 12)
    assert "tones" not in found.evidence[0]


def test_how_much_is_hidden_is_a_range_around_the_truth(typed):
    outlined(typed, 300, 1165, 1900, 1410)
    (found,) = (w for w in find(page_of(typed), 0) if w.probability >= 0.5)
    assert found.lines_min <= 4 <= found.lines_max


def test_lines_hidden_are_unknown_on_a_page_without_lines():
    pixels = np.full((3300, 2550), 255, np.uint8)
    outlined(pixels, 300, 300, 2200, 3000)
    (found,) = find(page_of(pixels), 0)
    assert (found.lines_min, found.lines_max) == (None, None)


def said_in(*words):
    """A text layer of words with their places in pixels."""
    text, made = "", []
    for word, x0, y0, x1, y1 in words:
        start = len(text) + bool(text)
        text += (" " if text else "") + word
        made.append(Word(start, start + len(word), Box(*(v * 72 / DPI for v in (x0, y0, x1, y1)))))
    return PageText(text, "embedded", "pdf", "1", words=tuple(made))


FRAMED = Found(350, 200, 750, 270, "white_outlined", 0.9, "An empty frame")
"""In pixels of the working resolution: 2.7 by 0.5 inches."""


@pytest.mark.parametrize(
    ("words", "likely"),
    [
        ([("FILE", 800, 420, 900, 450), ("NUMBER", 910, 420, 1100, 450)], False),
        (
            [("Approved", 500, 420, 700, 450), ("for", 710, 420, 760, 450), ("Release", 770, 420, 900, 450)],
            True,
        ),
        (
            [("FILE", 800, 420, 900, 450), ("NUMBER", 910, 420, 1100, 450), ("|", 1502, 420, 1506, 450)],
            False,
        ),
        ([("REDACTED", 800, 420, 1000, 450), ("EXEMPT", 1010, 420, 1100, 450)], True),
        ([("(b)(1)", 800, 420, 900, 450)], True),
        ([], True),
    ],
    ids=[
        "a form's label",
        "a stamp across its side",
        "its own edge read as a stroke",
        "its own label",
        "a code",
        "nothing",
    ],
)
def test_a_low_frame_with_words_of_its_own_is_a_cell_or_a_banner(typed, words, likely):
    found = worded(FRAMED, said_in(*words), sheet_of(page_of(typed)))
    assert (found.probability >= 0.5) is likely


NUMBER = ("901-10003-10090", 760, 425, 1440, 515)
"""As those stand that the frame is drawn around: in its middle, and filling it."""


@pytest.mark.parametrize(
    ("words", "likely"),
    [
        ([NUMBER], False),
        (
            [("901-1", 760, 425, 980, 515), ("0003-1", 990, 425, 1250, 515), ("0090", 1260, 425, 1440, 515)],
            False,
        ),
        ([NUMBER, ("|", 702, 410, 706, 530)], False),
        ([NUMBER, ("2024", 1700, 425, 1800, 515)], False),
        ([("RELEASE", 500, 425, 690, 515), NUMBER], True),
        ([("901-10003-10090", 800, 420, 1100, 460)], True),
        ([("901-10003-10090", 760, 475, 1440, 560)], True),
        ([("901-10003-10090", 640, 425, 1560, 515)], True),
        ([("901-10003-10090", 760, 465, 1440, 495)], True),
        ([("2003/05/14", 760, 425, 1440, 515)], True),
        ([("25X1,", 760, 425, 1040, 515), ("50X1-HUM", 1060, 425, 1440, 515)], True),
        ([("1234", 760, 425, 1440, 515)], True),
    ],
    ids=[
        "drawn around it",
        "read in pieces",
        "its edge read as a stroke",
        "a banner far beside it",
        "a stamp whose number falls into it",
        "a stamp whose other words were not read",
        "a stamp across its lower side",
        "a stamp across both its sides",
        "a lower line of type",
        "the day of a release",
        "codes",
        "a short number",
    ],
)
def test_a_frame_drawn_around_a_number_is_no_withholding(typed, words, likely):
    found = worded(FRAMED, said_in(*words), sheet_of(page_of(typed)))
    assert (found.probability >= 0.5) is likely
    assert (found == FRAMED) is likely


def test_the_record_number_in_a_thin_frame_is_told_with_the_reason_and_a_redaction_below_it_stays(typed):
    cv2.rectangle(typed, (330, 105), (610, 155), 0, 1)
    cv2.putText(typed, "901-10003-10090", (353, 142), cv2.FONT_HERSHEY_SIMPLEX, 0.9, 0, 2)
    outlined(typed, 700, 900, 1500, 1200)
    layer = said_in(("901-10003-10090", 353, 118, 586, 142))
    bare = find(page_of(typed), 0)[0]
    framed, redaction = find(page_of(typed), 0, layer=layer)
    assert framed.box == bare.box
    assert framed.probability < 0.5 < bare.probability
    assert framed.evidence == ("A number fills it, so that it may be drawn around a record's number",)
    assert redaction.probability >= 0.5


BAR = Found(400, 300, 430, 312, "black", 0.7, "A black area")
"""As wide as two or three letters."""


@pytest.mark.parametrize(
    ("word", "place", "confidence", "likely"),
    [
        ("anticipation", (780, 590, 1040, 630), 0.93, False),
        ("anticipation", (780, 590, 1040, 630), 0.5, True),
        ("ZK-4*&", (780, 590, 1040, 630), 0.93, True),
        ("agent", (780, 590, 890, 630), 0.93, True),
        ("anticipation", (780, 700, 1040, 740), 0.93, True),
    ],
    ids=["a word read through it", "read without trust", "no word", "a word of its width", "a line below"],
)
def test_letters_that_ran_together_are_no_bar(typed, word, place, confidence, likely):
    layer = said_in((word, *place))
    layer = replace(layer, words=(replace(layer.words[0], confidence=confidence),))
    assert (read_through(BAR, layer, sheet_of(page_of(typed))).probability >= 0.5) is likely


def patch(x0, y0, x1, y1):
    return Fill(x0, y0, x1, y1, "hatched", 0.9, 0.5, 0.6, 0.8, 1.0, 0.0)


@pytest.mark.parametrize(
    ("patches", "likely"),
    [
        ([patch(100, 200, 152, 219)], False),
        ([patch(100, 260, 152, 279)], True),
        ([patch(100, 200, 300, 219)], True),
        ([patch(356, 200, 408, 219)], True),
        ([], True),
    ],
    ids=["the key of a map", "another row", "another size", "the frame's own filling", "nothing"],
)
def test_an_empty_patch_in_a_row_of_filled_ones_is_the_key_of_a_map(typed, patches, likely):
    frame = Found(350, 201, 402, 219, "white_outlined", 0.9, "An empty frame")
    assert (keyed(frame, patches, sheet_of(page_of(typed))).probability >= 0.5) is likely


def test_a_larger_frame_beside_a_bar_of_its_size_is_no_key(typed):
    frame = Found(350, 201, 550, 219, "white_outlined", 0.9, "An empty frame")
    assert keyed(frame, [patch(50, 200, 250, 219)], sheet_of(page_of(typed))) == frame


def test_of_very_many_frames_the_best_drawn_are_measured():
    """Graph paper of broken lines: each pair of lines with each other pair makes a frame."""
    pixels = np.full((1500, 1500), 255, np.uint8)
    pixels[100:1400:18, 100:1400] = pixels[100:1400, 100:1400:18] = 0
    sheet = sheet_of(page_of(pixels, dpi=150))
    view = View(sheet, lines_of(sheet))
    frames = frames_of(view.lines, sheet)
    assert len(frames) > 5_000
    assert 500 < len(likely(frames, view)) <= 4_000
