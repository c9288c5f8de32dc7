"""Codes linked to their boxes, pages looked through, and what only the whole document can tell."""

from dataclasses import replace

import cv2
import numpy as np
import pytest

from declass.model.anchor import Box
from declass.model.page import PageImage, PageText, Word
from declass.model.withholding import ExemptionCode, Withholding
from declass.redact.amount import Zone, covered, measured, zone
from declass.redact.document import settle
from declass.redact.link import inherited, linked
from declass.redact.mentions import mentions
from declass.redact.page import PageSeen, look
from declass.redact.passages import goes_on_from
from declass.redact.placed import CodeMark, all_marks, code_marks, merged, read_marks

WIDTH, HEIGHT = 612.0, 792.0


def box(x0, y0, x1, y1, probability=0.95, kind="white_outlined"):
    return Withholding(0, kind, probability, box=Box(x0, y0, x1, y1))


def mark(text, x, y):
    (mention,) = mentions(text)
    return CodeMark(mention, Box(x, y, x + 40, y + 12))


def codes(found):
    return [[(code.value, code.source) for code in one.codes] for one in found]


def layer(*lines):
    """A text layer of (words, x, y), a line each."""
    text, words = "", []
    for line, x, y in lines:
        text += "\n" if text else ""
        for word in line.split():
            start = len(text) + (1 if text and not text.endswith("\n") else 0)
            text += " " * (start - len(text)) + word
            words.append(Word(start, len(text), Box(x, y, x + 6 * len(word), y + 10)))
            x += 6 * len(word) + 6
    return PageText(text, "embedded", "made", "1", words=tuple(words))


def typed(count=30):
    return [("the harbour master kept the log of the night", 72, 100 + 14 * i) for i in range(count)]


def test_a_code_inside_a_box_is_its_own():
    found = linked([box(72, 100, 300, 200), box(72, 300, 300, 400)], [mark("3.5(c)", 100, 150)])
    assert codes(found) == [[("3.5(c)", "inside")], []]


def test_a_code_in_the_margin_belongs_to_the_box_at_its_height():
    found = linked(
        [box(72, 100, 300, 120), box(72, 300, 300, 400)],
        [mark("3.5(c)", 550, 104), mark("3.3(h)(2)", 550, 310)],
    )
    assert codes(found) == [[("3.5(c)", "margin")], [("3.3(h)(2)", "margin")]]


def test_a_code_above_a_box_is_taken_when_no_other_box_stands_at_its_height():
    found = linked(
        [box(300, 20, 380, 50), box(72, 90, 300, 150)],
        [mark("3.5(c)", 550, 24), mark("3.3(h)(2)", 550, 58)],
    )
    assert codes(found) == [[("3.5(c)", "margin")], [("3.3(h)(2)", "margin")]]


def test_two_lines_of_one_stamp_stay_together_and_boxes_left_over_share_the_nearest():
    stamp = [mark("3.5(c)", 550, 96), mark("3.3(h)(2)", 550, 110)]
    found = linked([box(72, 95, 300, 110), box(72, 120, 300, 140), box(72, 160, 300, 180)], stamp)
    both = [("3.5(c)", "margin"), ("3.3(h)(2)", "margin")]
    assert codes(found) == [both, both, []], "the third stands farther than a line"


def test_boxes_of_one_passage_share_the_code_that_is_printed_in_one_of_them():
    passage = [box(300, 100, 540, 114), box(72, 114, 540, 160), box(72, 160, 200, 174)]
    found = linked([*passage, box(300, 300, 400, 314)], [mark("3.5(c)", 250, 130)])
    assert codes(found) == [[("3.5(c)", "inside")]] * 3 + [[]]


def test_a_box_that_begins_the_line_after_one_that_ends_it_has_its_code():
    places = [box(400, 100, 540, 112), box(72, 116, 140, 128), box(200, 116, 300, 128)]
    words = [Box(72, 100, 390, 112), Box(150, 116, 190, 128)]
    stamps = [mark("3.5(c)", 550, 100), mark("3.3(h)(2)", 550, 122)]
    near, far = [("3.5(c)", "margin")], [("3.3(h)(2)", "margin")]
    assert codes(linked(places, stamps, words)) == [near, near, far]
    typed_after = [*words, Box(545, 100, 548, 112)]
    assert codes(linked(places[:2], stamps[:1], typed_after)) == [near, near], "shared as the nearest stamp"
    assert goes_on_from([one.box for one in places], typed_after) == (None, None, None)


def test_of_two_boxes_on_a_line_each_has_the_stamp_on_its_side():
    found = linked(
        [box(80, 100, 120, 114), box(330, 100, 530, 114)],
        [mark("3.3(h)(2)", 550, 101), mark("3.5(c)", 20, 102)],
    )
    assert codes(found) == [[("3.5(c)", "margin")], [("3.3(h)(2)", "margin")]]


@pytest.mark.parametrize(
    ("below", "before"),
    [
        ((72, 114, 200, 128), 0),
        ((420, 114, 540, 128), 0),
        ((200, 114, 400, 128), None),
        ((72, 130, 540, 144), None),
        ((72, 100, 540, 114), None),
    ],
    ids=["left sides in line", "right sides in line", "no side in line", "a line between", "the same place"],
)
def test_a_passage_goes_on_where_frames_share_an_edge(below, before):
    assert goes_on_from([Box(72, 100, 540, 114), Box(*below)]) == (None, before)


def test_a_doubtful_frame_takes_no_code_from_a_sure_one():
    found = linked([box(72, 100, 300, 120, 0.3), box(72, 125, 300, 140)], [mark("3.5(c)", 550, 104)])
    assert codes(found) == [[], [("3.5(c)", "margin")]]


def test_a_blank_is_given_no_code_printed_for_all():
    reason = (ExemptionCode("3.5(c)", "eo13526", "3.5(c)", "page", 0.95),)
    places = linked([box(72, 100, 300, 120), box(72, 140, 300, 152, 0.45, "blank")], [])
    found = inherited(places, reason, ())
    assert [[code.value for code in one.codes or ()] for one in found] == [["3.5(c)"], []]


def test_marks_that_keep_nothing_secret_are_no_reason():
    assert codes(linked([box(72, 100, 300, 120)], [mark("ILLEGIB", 550, 104)])) == [[]]


def test_a_fresh_reading_takes_the_place_of_the_text_layers_own():
    old, new = mark("3.3(h)(1)", 550, 100), mark("3.3(h)(2)", 552, 101)
    assert merged([old, mark("3.5(c)", 550, 300)], [new]) == (mark("3.5(c)", 550, 300), new)


# ── pages ───────────────────────────────────────────────────────────────────────────────────────


def drawn(frames=(), stamps=(), lines=30, dpi=150):
    """A page's image with frames and stamps, in points, and lines of type."""
    scale = dpi / 72
    pixels = np.full((round(HEIGHT * scale), round(WIDTH * scale)), 255, np.uint8)
    for i in range(lines):
        place = (round(72 * scale), round((110 + 14 * i) * scale))
        cv2.putText(pixels, "the harbour master kept the log", place, cv2.FONT_HERSHEY_SIMPLEX, 0.55, 0, 1)
    for x0, y0, x1, y1 in frames:
        corners = [(round(x * scale), round(y * scale)) for x, y in ((x0, y0), (x1, y1))]
        cv2.rectangle(pixels, *corners, 255, -1)
        cv2.rectangle(pixels, *corners, 0, 2)
    for text, x, y in stamps:
        place = (round(x * scale), round(y * scale))
        cv2.putText(pixels, text, place, cv2.FONT_HERSHEY_SIMPLEX, 0.8, 0, 2, cv2.LINE_AA)
    to_page = (1 / scale, 0, 0, 1 / scale, 0, 0)
    return PageImage(pixels.shape[1], pixels.shape[0], dpi, pixels.tobytes(), to_page)


class Scripted:
    """A reader that says what it is told, in turn, and keeps what it was shown."""

    def __init__(self, *said):
        self.said, self.shown = list(said), []

    def read_line(self, image):
        self.shown.append(image)
        text = self.said.pop(0) if self.said else ""
        x, y = image.to_page[4], image.to_page[5]
        words = (Word(0, len(text), Box(x, y, x + 40, y + 12)),) if text else ()
        return PageText(text, "ocr", "scripted", "1", words=words)


def test_only_ink_that_stands_alone_is_read_as_a_stamp():
    image = drawn(frames=[(72, 300, 400, 360)], stamps=[("3.5(c)", 530, 330)], lines=0)
    reader = Scripted("3-5(6)")
    (found,) = read_marks(image, None, [Box(72, 300, 400, 360)], reader, ())
    assert (found.mention.value, found.mention.original_value) == ("3.5(c)", "3-5(6)")
    shown = reader.shown[0]
    assert shown.dpi == 300, "small print is enlarged"
    assert shown.to_page[4] == pytest.approx(526, abs=8)
    assert shown.to_page[5] == pytest.approx(314, abs=8)


@pytest.mark.parametrize("left", ["(bya)", "(oyt)", "(UTNE)"])
def test_what_ocr_leaves_of_a_stamp_that_stands_alone_does_not_explain_its_ink(left):
    image = drawn(frames=[(72, 300, 400, 360)], stamps=[("(b)(1)", 530, 330)], lines=0)
    text = layer((left, 530, 318))
    (found,) = read_marks(image, text, [Box(72, 300, 400, 360)], Scripted("(b)(1)"), ())
    assert found.mention.value == "(b)(1)"


def test_a_word_in_brackets_within_a_line_of_type_explains_its_ink():
    image = drawn(frames=[(72, 300, 400, 360)], stamps=[("(abc)", 530, 330)], lines=0)
    text = layer(("the (abc) company", 500, 318))
    assert read_marks(image, text, [Box(72, 300, 400, 360)], Scripted("(b)(1)"), ()) == ()


@pytest.mark.parametrize(
    ("read", "code"),
    [("(6)(1)", "(b)(1)"), ("()(3)", "(b)(3)"), ("(0)(6).", "(b)(6)"), ("(6) 1)", "(b)(1)"), ("(6)", None)],
)
def test_a_stamp_that_makes_no_code_is_read_larger_and_its_lost_b_restored(read, code):
    image = drawn(frames=[(72, 300, 400, 360)], stamps=[("(b)(1)", 530, 330)], lines=0)
    reader = Scripted(read, read)
    found = read_marks(image, None, [Box(72, 300, 400, 360)], reader, ())
    assert [mark.mention.value for mark in found] == ([code] if code else [])
    assert [shown.dpi for shown in reader.shown[:2]] == [300, 400]
    assert all(mark.mention.original_value == read and mark.mention.probability < 0.9 for mark in found)


def test_the_second_code_of_a_stamped_line_is_read_where_the_first_is_plain():
    image = drawn(frames=[(72, 300, 400, 360)], stamps=[("(b)(3)(b)(1)", 500, 330)], lines=0)
    found = read_marks(image, None, [Box(72, 300, 400, 360)], Scripted("(b)(3) (6)(1)", "(b)(3) 6)1"), ())
    assert [mark.mention.value for mark in found] == ["(b)(3)", "(b)(1)"]


def test_a_stamp_is_read_again_although_every_box_has_a_code():
    text = layer(*typed(), ("(b)(3)", 530, 322))
    image = drawn([(72, 300, 400, 360), (72, 440, 400, 500)], [("(b)(3)", 530, 330), ("(b)(6)", 530, 470)])
    looked = look(PageSeen(0, WIDTH, HEIGHT, text=text, image=image), Scripted("(b)(3)", "(b)(6)"))
    likely = [one for one in looked.found if one.probability >= 0.5]
    assert [[code.value for code in one.codes] for one in likely] == [["(b)(3)"], ["(b)(6)"]]


def test_what_was_read_within_a_box_does_not_explain_its_stamp():
    image = drawn(frames=[(72, 300, 400, 360)], stamps=[("1.4(c)", 200, 335)], lines=0)
    text = layer(("DBE", 220, 325))
    (found,) = read_marks(image, text, [Box(72, 300, 400, 360)], Scripted("1.4(c)"), ())
    assert found.mention.value == "1.4(c)"


def test_a_code_whose_end_runs_into_a_printed_border_is_read_on():
    image = drawn(frames=[(72, 300, 400, 360)], stamps=[("3.3(h)(2)", 500, 330)], lines=0)
    text = layer(("3.3(h)", 500, 322))
    reader = Scripted("3.3(h)(2)")
    (found,) = all_marks(image, text, [Box(72, 300, 400, 360)], reader)
    assert (found.mention.value, found.mention.original_value) == ("3.3(h)(2)", "3.3(h)(2)")
    assert found.box.x1 > 500
    (kept,) = all_marks(image, text, [Box(72, 300, 400, 360)], Scripted("3.3(h)"))
    assert kept.mention.value == "3.3(h)", "nothing longer was read"


def test_beside_codes_with_brackets_a_number_is_no_bare_code():
    image = drawn(frames=[(72, 300, 400, 360)], stamps=[("3.5(c)", 530, 330), ("62", 530, 450)], lines=0)
    places = [Box(72, 300, 400, 360)]
    found = read_marks(image, None, places, Scripted("3.5(c)", "b2"), ())
    assert [mark.mention.value for mark in found] == ["3.5(c)"]
    (alone,) = read_marks(image, None, places, Scripted("b2"), ())
    assert alone.mention.value == "(b)(2)", "where no other style is met, as in releases of the FBI"


def test_white_print_on_a_bar_is_turned_and_read():
    image = drawn(frames=[(72, 300, 400, 330)], lines=0)
    pixels = np.frombuffer(image.data, np.uint8).reshape(image.height_px, image.width_px).copy()
    pixels[625:687, 150:833] = 0
    cv2.putText(pixels, "25X6", (450, 665), cv2.FONT_HERSHEY_SIMPLEX, 0.8, 255, 2, cv2.LINE_AA)
    reader = Scripted("25X6")
    (found,) = read_marks(replace(image, data=pixels.tobytes()), None, [Box(72, 300, 400, 330)], reader, ())
    assert found.mention.value == "25X6"
    assert 450 <= found.box.x0 / 72 * 150 + 20 <= 480, "it knows its place"
    assert np.frombuffer(reader.shown[0].data, np.uint8).mean() > 128, "black on white"


def test_hatching_beside_a_stamp_is_taken_away():
    image = drawn(frames=[(72, 300, 400, 360)], stamps=[("3.5(c)", 500, 330)], lines=0)
    pixels = np.frombuffer(image.data, np.uint8).reshape(image.height_px, image.width_px).copy()
    for y in range(500, 900, 40):
        cv2.line(pixels, (1130, y), (1190, y - 60), 0, 8)
    reader = Scripted("3.5(c)")
    read_marks(replace(image, data=pixels.tobytes()), None, [Box(72, 300, 400, 360)], reader, ())
    shown = reader.shown[0]
    grey = np.frombuffer(shown.data, np.uint8).reshape(shown.height_px, shown.width_px)
    assert min(grey[0].min(), grey[-1].min(), grey[:, 0].min(), grey[:, -1].min()) > 200
    assert (grey < 100).any(), "the stamp is left"


def test_a_stamp_close_to_a_hatched_border_is_found():
    image = drawn(frames=[(72, 300, 400, 360)], stamps=[("3.5(c)", 500, 330)], lines=0)
    pixels = np.frombuffer(image.data, np.uint8).reshape(image.height_px, image.width_px).copy()
    edge = int(np.flatnonzero((pixels[660:700, 1000:] < 100).any(axis=0)).max()) + 1000
    for y in range(500, 900, 40):
        cv2.line(pixels, (edge + 4, y), (edge + 34, y - 50), 0, 6)
    reader = Scripted("3.5(c)")
    (found,) = read_marks(replace(image, data=pixels.tobytes()), None, [Box(72, 300, 400, 360)], reader, ())
    assert found.mention.value == "3.5(c)"
    assert reader.shown[0].height_px < 100, "the stamp, not the border"


def test_a_page_whose_text_layer_has_all_codes_is_not_read_again():
    page = PageSeen(
        0, WIDTH, HEIGHT, text=layer(*typed(), ("3.5(c)", 540, 325)), image=drawn([(72, 300, 400, 360)])
    )
    reader = Scripted()
    found = look(page, reader).found
    assert [code.value for one in found if one.probability >= 0.5 for code in one.codes] == ["3.5(c)"]
    assert reader.shown == []


def test_a_code_missing_from_the_text_layer_is_read_from_the_margin():
    image = drawn([(72, 300, 400, 360)], [("3.5(c)", 530, 330)])
    reader = Scripted("3.5(c)")
    looked = look(PageSeen(0, WIDTH, HEIGHT, text=layer(*typed()), image=image), reader)
    (one,) = (one for one in looked.found if one.probability >= 0.5)
    assert [(code.value, code.source) for code in one.codes] == [("3.5(c)", "margin")]


def test_markers_carry_their_span_and_the_codes_beside_them():
    text = PageText(
        "He was paid [name not declassified].\nRELEASED IN PART B1, 1.4(D)", "embedded", "text", "1"
    )
    (page,) = settle([look(PageSeen(0, text=text))])
    marker, stamp = page.withholdings
    assert text.text[marker.span.start : marker.span.end] == "[name not declassified]"
    assert {code.value for code in stamp.codes} == {"(b)(1)", "1.4(d)"}
    assert (page.looked, page.share) == (("text",), None), "no image: how much cannot be known"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("[tarjado: art. 21 N° 3, Ley 20.285]", "Ley 20.285 art. 21 N°3"),
        ("Se deniega conforme al artículo 21 N° 2 de la Ley 20.285.", "Ley 20.285 art. 21 N°2"),
        ("Se deniega la entrega\nen virtud del art. 21 N° 3 de la Ley 20.285.", "Ley 20.285 art. 21 N°3"),
        (
            "Información reservada con fundamento en el artículo 113, fracción V, de la LGTAIP.",
            "LGTAIP art. 113 V",
        ),
        ("Información reservada. Artículo 113, fracción V, LGTAIP.", "LGTAIP art. 113 V"),
        ("Se testó un nombre con fundamento en el artículo 116 de la LGTAIP.", "LGTAIP art. 116"),
        ("Trecho tarjado com fundamento no art. 23, inciso II, da Lei 12.527", "Lei 12.527 art. 23 II"),
        ("Texto tarjado conforme al art. 21 N° 3, Ley 20.285", "Ley 20.285 art. 21 N°3"),
        ("Informação sigilosa nos termos do art. 23, inciso II, da Lei nº 12.527.", "Lei 12.527 art. 23 II"),
        ("INFORMAÇÃO SIGILOSA - art. 23, inciso II, da Lei 12.527/2011", "Lei 12.527 art. 23 II"),
        ("Foram suprimidos nomes com base no art. 31 da Lei 12.527.", "Lei 12.527 art. 31"),
    ],
)
def test_a_marker_has_the_article_that_it_cites(text, value):
    said = PageText(
        f"El informe habla del puerto.\n\n{text}\n\nFin. (b)(1) se discute.", "embedded", "text", "1"
    )
    (one,) = look(PageSeen(0, text=said)).found
    assert (one.kind, [code.value for code in one.codes]) == ("marker", [value])


@pytest.mark.parametrize(
    "text",
    [
        "Se reserva una mesa conforme a lo pedido.",
        "Documento RESERVADO. [RESERVADO]",
        "El artículo 21 de la Ley 20.285 trata de ello.",
        "La sala fue reservada según el uso.",
    ],
)
def test_spanish_that_only_sounds_like_it_is_left_alone(text):
    assert look(PageSeen(0, text=PageText(text, "embedded", "text", "1"))).found == ()


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("E.O. 13526 1.4(d)", ["1.4(d)"]),
        ("EO 12958 1.5(c)", ["1.5(c)"]),
        ("E.O. 12958, Sec. 3.4(b)(1)", ["3.4(b)(1)"]),
        ("EO 13526 1.4(c)<25Yrs", ["1.4(c)"]),
        ("(b)(1)-1.4(c)", ["(b)(1)", "1.4(c)"]),
        ("Pursuant to E.O. 13526 1.4(d) the panel met.", []),
    ],
)
def test_a_line_of_codes_may_name_their_order(line, found):
    said = PageText(f"The harbour was calm.\n\n{line}\n\nHe left.", "embedded", "text", "1")
    rows = look(PageSeen(0, text=said)).found
    assert [code.value for one in rows for code in one.codes] == found


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("(b)(3):50 USC 3024(i)(1)", [["(b)(3)", "NatSecAct"]]),
        ("(b)(1)-1.4(c)", [["(b)(1)", "1.4(c)"]]),
        ("(b)(1), (b)(3)", [["(b)(1)"], ["(b)(3)"]]),
        ("Declassified in Part - Sanitized Copy Approved", [[]]),
        ("RELEASED IN PART\nB1, 1.4(C), 1.4(D)", [["(b)(1)", "1.4(c)", "1.4(d)"]]),
        ("RELEASED IN PART\n \nThey met in B5 again", [[]]),
        ("They met.\nb1 b3 b6\nHe left.", [["(b)(1)", "(b)(3)", "(b)(6)"]]),
        ("They met.\nB7(C)\nHe left.", [["(b)(7)(C)"]]),
        ("The rooms\nB1 B2 B3\nare free.", []),
        ("The list\nB6\nends.", []),
        ("B1 B6 17\n", []),
    ],
)
@pytest.mark.parametrize("placed", [True, False])
def test_what_is_said_of_one_place_is_one_row(text, rows, placed):
    lines = [(line, 72, 100 + 14 * n) for n, line in enumerate(text.split("\n")) if line]
    said = layer(*lines) if placed else PageText(text, "embedded", "text", "1")
    (page,) = settle([look(PageSeen(0, WIDTH, HEIGHT, text=said))])
    assert [[code.value for code in one.codes] for one in page.withholdings] == rows


def test_a_code_that_a_blank_line_parts_from_a_stamp_is_a_place_of_its_own():
    (page,) = settle(
        [look(PageSeen(0, text=PageText("RELEASED IN PART B5\n\n25X1", "embedded", "text", "1")))]
    )
    assert [one.text for one in page.withholdings] == ["RELEASED IN PART", "25X1"]


def test_blocks_in_type_are_no_marker_where_the_words_have_places():
    bare = PageText("He met ████████ there.", "embedded", "text", "1")
    assert len(look(PageSeen(0, text=bare)).found) == 1
    assert look(PageSeen(0, WIDTH, HEIGHT, text=layer(("He met ████████ there.", 72, 100)))).found == ()


def test_strokes_between_brackets_are_no_marker_where_an_image_shows_frames():
    text = layer(("He met [______] there.", 72, 100))
    assert len(look(PageSeen(0, WIDTH, HEIGHT, text=text)).found) == 1
    assert look(PageSeen(0, WIDTH, HEIGHT, text=text, image=drawn(lines=0)), Scripted()).found == ()


def test_a_withheld_page_is_one_place_and_wholly_withheld():
    text = layer(("2 Page(s) withheld entirely at this location", 72, 100), ("b7C b7D", 72, 120))
    (page,) = settle([look(PageSeen(0, WIDTH, HEIGHT, text=text, image=drawn(lines=0)), Scripted())])
    (one,) = (one for one in page.withholdings if one.probability >= 0.5)
    assert (one.kind, page.share) == ("whole_page", 1.0)
    assert [code.value for code in one.codes] == ["(b)(7)(C)", "(b)(7)(D)"]


def test_a_code_without_any_box_is_told_as_a_marker():
    looked = look(PageSeen(0, WIDTH, HEIGHT, text=layer(*typed(), ("25X1", 540, 325))))
    (one,) = looked.found
    assert (one.kind, one.text, one.codes[0].value) == ("marker", "25X1", "25X1")


def test_on_a_page_turned_by_its_viewer_beside_is_what_a_reader_sees():
    """Two boxes one above the other as shown; on the unturned page they stand side by side."""
    bars = tuple(Withholding(0, "black", 1.0, box=Box(x, 100, x + 20, 400)) for x in (100, 300))
    text = layer(("3.5(c)", 105, 60), ("25X1", 305, 60))
    turned = look(PageSeen(0, WIDTH, HEIGHT, text=text, drawn=bars, rotation=90)).found
    assert [[code.value for code in one.codes] for one in turned] == [["3.5(c)"], ["25X1"]]


def test_a_page_of_which_nothing_could_be_looked_at_says_so():
    (page,) = settle([look(PageSeen(3))])
    assert (page.page, page.looked, page.withholdings, page.share) == (3, (), (), None)


# ── documents ───────────────────────────────────────────────────────────────────────────────────


def page(index, *lines, frames=((72, 300, 400, 360),)):
    return PageSeen(index, WIDTH, HEIGHT, text=layer(*typed(), *lines), image=drawn(frames))


def test_codes_printed_only_on_the_cover_hold_for_the_whole_document_and_it_is_said():
    cover = page(0, ("3.5(c)", 540, 20))
    settled = settle([look(one, Scripted()) for one in (cover, page(1), page(2))])
    sources = [{code.source for one in p.withholdings for code in one.codes} for p in settled]
    assert sources == [{"page"}, {"document"}, {"document"}]
    assert all(code.value == "3.5(c)" for p in settled for one in p.withholdings for code in one.codes)
    sure = [code.probability for one in settled[1].withholdings for code in one.codes]
    assert all(0.5 < probability < 0.9 for probability in sure)


def test_pages_with_codes_of_their_own_lend_none_to_others():
    settled = settle(
        [
            look(one, Scripted())
            for one in (page(0, ("3.5(c)", 540, 325)), page(1, ("25X1", 540, 325)), page(2))
        ]
    )
    assert [[code.value for one in p.withholdings for code in one.codes] for p in settled] == [
        ["3.5(c)"],
        ["25X1"],
        [],
    ]


def test_a_stamp_on_every_page_is_told_once_with_its_count():
    text = PageText("RELEASED IN PART", "embedded", "text", "1")
    settled = settle([look(PageSeen(n, text=text)) for n in range(3)])
    assert [len(p.withholdings) for p in settled] == [1, 0, 0]
    assert settled[0].withholdings[0].evidence[-1] == "It stands on 3 pages"


# ── how much ────────────────────────────────────────────────────────────────────────────────────


def test_lines_are_a_range_around_the_height_in_lines_of_type():
    around = Zone(Box(72, 72, 540, 720), 12.0, 12.0)
    one = measured(box(72, 100, 540, 130), around)
    assert (one.lines_min, one.lines_max) == (2.0, 3.0)
    thin = measured(box(72, 100, 540, 104), around)
    assert (thin.lines_min, thin.lines_max) == (0.0, 1.0)
    assert one.area_share == pytest.approx(30 / 648, abs=0.01)


def test_the_distance_of_lines_is_that_of_the_page():
    words = layer(*typed()).words
    assert zone(words, [], WIDTH, HEIGHT).line_pt == pytest.approx(14)
    assert zone((), [], WIDTH, HEIGHT).line_pt == 12.0


def test_loosely_set_pages_make_the_range_of_lines_wide():
    one = measured(box(72, 100, 540, 220), Zone(Box(72, 72, 540, 720), 13.0, 27.0))
    assert (one.lines_min, one.lines_max) == (4.0, 10.0)


def test_a_reading_cut_short_does_not_take_the_place_of_a_whole_one():
    whole, short = mark("3.3(h)(2)", 550, 100), mark("3.3(h)", 551, 100)
    assert merged([whole], [short]) == (whole,)


def test_overlapping_boxes_cover_their_area_once():
    around = Box(0, 0, 100, 100)
    assert covered([Box(0, 0, 50, 100), Box(25, 0, 75, 100)], around) == pytest.approx(0.75)
    assert covered([Box(-50, -50, 500, 500)], around) == 1.0
    assert covered([], around) == 0.0


def test_codes_of_a_layer_without_places_have_none():
    assert code_marks(PageText("3.5(c)", "embedded", "text", "1")) == ()
