"""PDFs: text with boxes where words stand, pixels only where needed, every refusal in words."""

import random

import numpy as np
import pikepdf
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from declass.model.reading import DocumentEnd, DocumentHead, Member, PageFailed, PageRead
from declass.read.options import Limits, ReadOptions
from declass.read.sandbox import Reader
from declass.text.normal import clean
from read_made import LETTER, PARAGRAPH, add_page, lines, pdf_bytes, saved, scan, write

LIMITS = Limits(seconds_per_document=20, pages=50, page_megapixels=10)
LONG = [f"{number}. {text}" for number in range(8) for text in PARAGRAPH]


@pytest.fixture(scope="module")
def reader():
    with Reader(LIMITS) as made:
        yield made


@pytest.fixture
def read(reader, tmp_path):
    def read(content, **options):
        path = write(tmp_path, "a.pdf", content)
        return list(reader.read(path, "a.pdf", ReadOptions(**options)))

    return read


def one_page(**page):
    with pikepdf.new() as pdf:
        add_page(pdf, **page)
        return saved(pdf)


def scan_with(text, width=850, height=1100):
    """A picture over the whole page with text on it; 8.5 by 11 inches, so 850 pixels are 100 dpi."""
    content = b"q 612 0 0 792 0 0 cm /Scan Do Q " + lines(text)
    with pikepdf.new() as pdf:
        add_page(pdf, content, images={"Scan": scan(width, height)})
        return saved(pdf)


# ── text ────────────────────────────────────────────────────────────────────────────────────────


def test_lines_words_and_boxes_come_out(read):
    head, page, end = read(pdf_bytes(lines(["Señor Dávila", "SECRET"])))
    assert head.pages_expected == 1
    assert (page.width_pt, page.height_pt, page.rotation) == (612, 792, 0)
    assert page.text.text == "Señor Dávila\nSECRET"
    assert page.text.kind == "embedded"
    words = [page.text.text[word.start : word.end] for word in page.text.words]
    assert words == ["Señor", "Dávila", "SECRET"]
    first = page.text.words[0].box
    assert first.x0 == pytest.approx(72, abs=2)
    assert first.y1 == pytest.approx(792 - 700, abs=2)  # the baseline, from the top
    assert first.height_pt == pytest.approx(10, abs=3)
    assert end == DocumentEnd("read", isolation=end.isolation)


def test_a_hyphen_at_the_end_of_a_line_keeps_its_line(read):
    page = read(pdf_bytes(lines(["The inter-", "national committee"])))[1]
    assert page.text.text == "The inter-\nnational committee"


def test_boxes_count_from_the_crop_box(read):
    page = read(one_page(content=lines(["X"], x=172, y=600), cropbox=(100, 100, 500, 700)))[1]
    assert (page.width_pt, page.height_pt) == (400, 600)
    box = page.text.words[0].box
    assert box.x0 == pytest.approx(72, abs=2)
    assert box.y1 == pytest.approx(100, abs=2)


@given(st.lists(st.text(st.characters(codec="latin-1", exclude_characters="()\\"), max_size=20), max_size=5))
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_spans_of_words_fit_the_stored_text(read, texts):
    for page in read(pdf_bytes(lines(texts))):
        if isinstance(page, PageRead) and page.text:
            assert clean(page.text.text) == page.text.text
            words = [page.text.text[word.start : word.end] for word in page.text.words]
            assert words == page.text.text.split()


# ── geometry ────────────────────────────────────────────────────────────────────────────────────

MARK = b"0 g 120 650 40 20 re f\n"  # PDF space; from the top left: x 120–160, y 122–142 on a letter page


@pytest.mark.parametrize("cropbox", [None, (60, 90, 560, 720)], ids=["whole", "cropped"])
@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_a_mark_in_the_pixels_is_found_where_it_stands_on_the_page(read, rotation, cropbox):
    page = read(one_page(content=MARK, rotate=rotation, cropbox=cropbox), images="always")[1]
    left, _, _, top = cropbox or LETTER
    assert page.rotation == rotation
    sideways = rotation in (90, 270)
    image = page.image
    assert (image.width_px > image.height_px) == sideways
    pixels = np.frombuffer(image.data, np.uint8).reshape(image.height_px, image.width_px)
    ys, xs = np.nonzero(pixels < 128)
    a, b, c, d, e, f = image.to_page
    corners = [(xs.min(), ys.min()), (xs.max() + 1, ys.max() + 1)]
    x0, x1 = sorted(a * x + c * y + e for x, y in corners)
    y0, y1 = sorted(b * x + d * y + f for x, y in corners)
    expected = (120 - left, top - 670, 160 - left, top - 650)
    assert (x0, y0, x1, y1) == pytest.approx(expected, abs=0.5)


# ── which pages are drawn ───────────────────────────────────────────────────────────────────────

OF_ITS_OWN = "drawn at 100 dpi, the scan's own resolution"
GOOD = "The embedded text is good enough"
PICTURE = "No embedded text, and a picture that may hold some"
STAMP = "Only 18 embedded characters over a picture of 100%"
NEEDS = {
    "blank": (pdf_bytes(b""), None, "The page is blank"),
    "text": (pdf_bytes(lines(LONG)), None, GOOD),
    "few words": (pdf_bytes(lines(["Annex B"])), None, GOOD),
    "drawings only": (pdf_bytes(MARK), 300, "No embedded text, only drawings"),
    "scan": (
        scan_with([]),
        100,
        f"{PICTURE}; {OF_ITS_OWN}",
    ),
    "fine scan": (scan_with([], 2550, 3300), 300, PICTURE),
    "scan with a stamp": (
        scan_with(["Approved for release"]),
        100,
        "Only 18 embedded characters over a picture of 100%",
    ),
    "scan with good text": (scan_with(LONG), 100, "The embedded text lies over a scan"),
    "scan with litter": (
        scan_with(["~;,. x1 q| 'zz kk"] * 25),
        100,
        "The embedded text lies over a scan",
    ),
    "litter": (
        pdf_bytes(lines(["qzx vkw jjq xzzk wqpk gxk"] * 10)),
        300,
        "The embedded text hardly looks like",
    ),
}


@pytest.mark.parametrize(("content", "dpi", "reason"), NEEDS.values(), ids=NEEDS.keys())
def test_only_pages_that_need_ocr_are_drawn(read, content, dpi, reason):
    page = read(content)[1]
    assert page.image_reason.startswith(reason)
    assert (page.image and round(page.image.dpi)) == dpi


def test_images_may_be_asked_for_or_not(read):
    assert read(pdf_bytes(lines(LONG)), images="always")[1].image.dpi == 300
    page = read(scan_with([]), images="never")[1]
    assert page.image is None
    assert page.image_reason.endswith("no image was asked for")


def test_a_huge_page_is_drawn_at_a_lower_resolution(read):
    page = read(one_page(content=MARK, mediabox=(0, 0, 14400, 14400)), images="always")[1]
    assert page.image.width_px * page.image.height_px <= 10_000_000
    assert "to stay below 10 megapixels" in page.image_reason


def test_a_picture_inside_a_form_counts(read):
    with pikepdf.new() as pdf:
        add_page(pdf, b"q 612 0 0 792 0 0 cm /Form Do Q")
        form = pikepdf.Stream(pdf, b"/Scan Do")
        form.Type, form.Subtype, form.BBox = pikepdf.Name.XObject, pikepdf.Name.Form, [0, 0, 1, 1]
        add_page(pdf, images={"Scan": scan()})
        form.Resources = pdf.pages[1].Resources
        pdf.pages[0].Resources.XObject = pikepdf.Dictionary(Form=form)
        page = read(saved(pdf))[1]
    assert round(page.image.dpi) == 100


# ── whole files ─────────────────────────────────────────────────────────────────────────────────


def test_only_selected_pages_are_read(read):
    events = read(pdf_bytes(*[lines([f"Page {n}"]) for n in range(5)]), pages=(1, 3, 99))
    assert events[0].pages_expected == 5
    assert [event.index for event in events[1:-1]] == [1, 3]


def locked(user):
    return pdf_bytes(lines(["Locked"]), encryption=pikepdf.Encryption(user=user, owner="owner"))


def test_passwords_are_tried(read):
    assert read(locked(""))[1].text.text == "Locked"
    assert read(locked("cable"), password="cable")[1].text.text == "Locked"
    (end,) = read(locked("cable"))
    assert (end.state, end.reason) == ("failed", "The PDF is encrypted and needs a password")
    assert "--password" in end.remedy
    (end,) = read(locked("cable"), password="wrong")
    assert end.remedy.startswith("The given password does not open it")


def test_too_many_pages_are_refused_before_any_is_read(read):
    (end,) = read(pdf_bytes(*[b""] * 51))
    assert (end.state, end.reason) == ("failed", "The file claims 51 pages, more than the 50 allowed")


def test_attached_files_become_members(read):
    with pikepdf.new() as pdf:
        add_page(pdf, lines(["See the annex"]))
        pdf.attachments["annex.txt"] = b"the annex"
        pdf.attachments["../../etc/passwd"] = b"the trap"
        members = [event for event in read(saved(pdf)) if isinstance(event, Member)]
    assert sorted((m.name, m.path.read_bytes()) for m in members) == [
        ("annex.txt", b"the annex"),
        ("etc/passwd", b"the trap"),
    ]


def test_of_a_stretch_nothing_but_its_pages_is_told(read):
    with pikepdf.new() as pdf:
        for text in ("One", "Two", "Three"):
            add_page(pdf, lines([text]))
        pdf.attachments["annex.txt"] = b"the annex"
        whole = saved(pdf, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    events = read(whole, pages=(1, 2), stretch=True)
    assert [type(event) for event in events] == [DocumentHead, PageRead, PageRead, DocumentEnd]
    assert events[0].pages_expected == 3
    cut = read(whole[:-50], pages=(1, 2), stretch=True)
    assert [type(event) for event in cut] == [DocumentHead, DocumentEnd], "no page is drawn for nothing"
    assert cut[-1].reason.startswith("The file is cut off")


def test_a_broken_page_does_not_cost_the_others(read):
    with pikepdf.new() as pdf:
        for text in ("One", "Two", "Three"):
            add_page(pdf, lines([text]))
        content = saved(pdf, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    second = content.index(b"/Type /Page ", content.index(b"/Type /Page ") + 10)
    events = read(content[:second] + b"/Type /Cage " + content[second + 12 :])
    assert [type(event) for event in events[1:-1]] == [PageRead, PageFailed, PageRead]
    assert [event.text.text for event in (events[1], events[3])] == ["One", "Three"]
    assert events[-1].state == "read"


def test_a_damaged_file_is_repaired_and_says_so(read):
    whole = pdf_bytes(lines(LONG), object_stream_mode=pikepdf.ObjectStreamMode.disable)
    assert whole.count(b"/Type /Catalog") == 1
    page = read(whole.replace(b"/Type /Catalog", b"/Type /Cadalog"))[1]
    assert page.text.text.startswith("0. The Embassy")
    (end,) = read(whole[:20])
    assert end.reason == "The PDF is damaged and could not be repaired (its catalogue of pages is lost)"


def test_of_a_file_cut_off_in_transfer_the_pages_before_the_cut_are_read(read):
    texts = ["One", "Two", "Three"]
    whole = pdf_bytes(*(lines([text]) for text in texts), compress_streams=False)
    events = read(whole[: whole.index(b"Three")])
    assert "repaired" in events[0].metadata
    assert [e.text.text for e in events if isinstance(e, PageRead)] == ["One", "Two"]
    assert [e.reason for e in events if isinstance(e, PageFailed)] == [
        "The page is blank: its content is lost to damage"
    ]
    assert events[-1].state == "failed"
    assert events[-1].reason == "The file is cut off; 2 pages could be saved, others may be missing"
    assert events[-1].remedy.endswith(".")


@pytest.mark.parametrize("missing_bytes", [10, 200, 1000])
def test_a_file_that_lost_its_end_says_so_even_where_every_page_is_saved(read, missing_bytes):
    whole = pdf_bytes(*[lines(LONG)] * 3, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    end = read(whole[:-missing_bytes])[-1]
    assert (end.state, end.reason[:19]) == ("failed", "The file is cut off")


def test_a_file_whose_update_was_lost_in_transfer_says_so(read):
    whole = pdf_bytes(lines(LONG))
    end = read(whole + b"\n77 0 obj\n<< /Length 5000 >>\nstream\nq 1 0 0")[-1]
    assert (end.state, end.reason) == (
        "failed",
        "The file is cut off; 1 page could be saved, others may be missing",
    )


def test_a_whole_file_rebuilt_or_with_junk_behind_it_is_read(read):
    whole = pdf_bytes(lines(LONG), object_stream_mode=pikepdf.ObjectStreamMode.disable)
    at = whole.rindex(b"startxref")
    misled = whole[:at] + b"startxref\n7\n%%EOF\n"
    for content in (misled, whole + b"\n<html>served by a proxy</html>\n" * 100, whole + b"\0" * 5000):
        events = read(content)
        assert [type(event) for event in events] == [DocumentHead, PageRead, DocumentEnd]
        assert events[-1].state == "read"


def test_a_file_without_pages_is_no_success(read):
    with pikepdf.new() as pdf:
        (end,) = read(saved(pdf))
    assert (end.state, end.reason) == (
        "failed",
        "The PDF is damaged and could not be repaired (no page can be found)",
    )


def test_numbers_beyond_reach_do_not_cost_the_page(read):
    page = read(pdf_bytes(lines(["Far"], x=9e30) + lines(["Near"])))[1]
    assert "Near" in page.text.text
    (failed,) = [e for e in read(one_page(mediabox=(0, 0, 90_000_000, 792))) if isinstance(e, PageFailed)]
    assert failed.reason == "The page is damaged (the page has no size)"


def test_metadata_is_told(read):
    with pikepdf.new() as pdf:
        add_page(pdf)
        pdf.docinfo["/Title"] = "Telegram 4059"
        head = read(saved(pdf))[0]
    assert isinstance(head, DocumentHead)
    assert head.metadata["title"] == "Telegram 4059"


def test_scripts_are_not_run(read):
    with pikepdf.new() as pdf:
        add_page(pdf, lines(["Quiet"]))
        pdf.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="while (true) {}")
        assert read(saved(pdf))[1].text.text == "Quiet"


# ── hostile bytes ───────────────────────────────────────────────────────────────────────────────

WHOLE = [scan_with(LONG), pdf_bytes(*[lines(PARAGRAPH)] * 3), locked("")]


def damaged(content, seed):
    """Cut off, with bits turned, or with a stretch of noise."""
    chance = random.Random(seed)
    spoiled = bytearray(content)
    for _ in range(chance.choice((1, 10, 100))):
        spoiled[chance.randrange(len(spoiled))] ^= 1 << chance.randrange(8)
    start = chance.randrange(len(spoiled))
    if chance.random() < 0.3:
        spoiled[start : start + 50] = chance.randbytes(50)
    return bytes(spoiled[: start or None] if chance.random() < 0.4 else spoiled)


@pytest.mark.parametrize("seed", range(40))
def test_damaged_files_end_in_one_end(read, seed):
    events = read(damaged(WHOLE[seed % 3], seed))
    assert [isinstance(event, DocumentEnd) for event in events] == [False] * (len(events) - 1) + [True]
    assert not events[-1].reason.startswith(
        ("The reader was stopped", "The reader crashed", "the reader broke")
    )
    assert all(event.reason for event in events if isinstance(event, PageFailed))


@given(st.binary(max_size=300))
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_noise_after_the_header_ends_in_one_end(read, noise):
    assert read(b"%PDF-1.7\n" + noise)[-1].state in ("read", "failed")
