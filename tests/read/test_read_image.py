"""Images: every frame a page, upright and grey, at the resolution the file tells."""

import io
import random

import numpy as np
import pytest
from PIL import Image

from declass.model.reading import DocumentEnd, PageFailed, PageRead
from declass.read.options import Limits, ReadOptions
from declass.read.sandbox import Reader
from read_made import image_bytes, scan, write

LIMITS = Limits(seconds_per_document=20, pages=20, page_megapixels=4)


@pytest.fixture(scope="module")
def reader():
    with Reader(LIMITS) as made:
        yield made


@pytest.fixture
def read(reader, tmp_path):
    def read(content, **options):
        return list(reader.read(write(tmp_path, "a", content), "a", ReadOptions(**options)))

    return read


def corner(mode="L", size=(60, 40)):
    """White, with a black top left corner of a quarter of the sides."""
    image = Image.new("L", size, 255)
    image.paste(0, (0, 0, size[0] // 4, size[1] // 4))
    return image.convert(mode)


def pixels(page):
    return np.frombuffer(page.image.data, np.uint8).reshape(page.image.height_px, page.image.width_px)


def test_every_frame_of_a_tiff_is_a_page(read):
    frames = [Image.new("L", (30, 20), shade) for shade in (0, 100, 200)]
    events = read(image_bytes(frames[0], "TIFF", save_all=True, append_images=frames[1:], dpi=(100, 100)))
    assert events[0].pages_expected == 3
    assert [int(pixels(page)[5, 5]) for page in events[1:-1]] == [0, 100, 200]
    assert [page.index for page in events[1:-1]] == [0, 1, 2]
    assert all(page.text is None for page in events[1:-1])


def test_selected_frames_only(read):
    frames = [Image.new("L", (30, 20), shade) for shade in (0, 100, 200)]
    content = image_bytes(frames[0], "TIFF", save_all=True, append_images=frames[1:])
    assert [event.index for event in read(content, pages=(2,))[1:-1]] == [2]


def test_only_the_first_picture_of_an_animation_is_read_and_that_is_said(read):
    frames = [Image.new("L", (30, 20), shade) for shade in (0, 100)]
    events = read(image_bytes(frames[0], "GIF", save_all=True, append_images=frames[1:]))
    assert len(events) == 3
    assert events[0].metadata["frames"] == "2, of which only the first is read"


ASSUMED = "the file tells no resolution of use, so 200 dpi was assumed"
RESOLUTIONS = {
    "told": ({"dpi": (100, 100)}, 100, ""),
    "absent": ({}, 200, ASSUMED),
    "nonsense": ({"dpi": (1, 1)}, 200, ASSUMED),
    "finer than wanted": ({"dpi": (600, 600)}, 300, ""),
}


@pytest.mark.parametrize(("options", "dpi", "remark"), RESOLUTIONS.values(), ids=RESOLUTIONS.keys())
def test_the_resolution_is_the_files_own_or_said_to_be_assumed(read, options, dpi, remark):
    page = read(image_bytes(corner(), "TIFF", **options))[1]
    assert page.image.dpi == dpi
    assert page.image_reason == "; ".join(filter(None, ("An image has no text of its own", remark)))
    a, _, _, d, _, _ = page.image.to_page
    size = (a * page.image.width_px, d * page.image.height_px)
    assert size == pytest.approx((page.width_pt, page.height_pt))
    assert a == pytest.approx(72 / dpi, rel=0.02)


def test_fax_lines_are_stretched_to_square_pixels(read):
    page = read(image_bytes(corner(), "TIFF", dpi=(204, 98)))[1]
    assert (page.image.width_px, page.image.height_px) == (60, 83)
    assert (page.width_pt, page.height_pt) == pytest.approx((60 / 204 * 72, 40 / 98 * 72), rel=0.01)


# the stored corner after turning it as the EXIF orientation says (EXIF 2.3, tag 0x0112)
TURNS = {1: (0, 0), 2: (0, -1), 3: (-1, -1), 4: (-1, 0), 5: (0, 0), 6: (0, -1), 7: (-1, -1), 8: (-1, 0)}


@pytest.mark.parametrize("orientation", TURNS)
@pytest.mark.parametrize("kind", ["JPEG", "TIFF"])
def test_pictures_are_turned_upright(read, kind, orientation):
    exif = Image.Exif()
    exif[0x0112] = orientation
    page = read(image_bytes(corner(), kind, exif=exif))[1]
    grey = pixels(page)
    assert grey.shape == ((60, 40) if orientation > 4 else (40, 60))
    dark = {(y, x) for y in (0, -1) for x in (0, -1) if grey[y, x] < 128}
    assert dark == {TURNS[orientation]}
    assert page.rotation == 0


MODES = {
    "bilevel": image_bytes(corner("1"), "TIFF", compression="group4"),
    "palette": image_bytes(corner("P"), "PNG"),
    "colour": image_bytes(corner("RGB"), "PNG"),
    "ink": image_bytes(corner("CMYK"), "TIFF"),
    "ink, jpeg": image_bytes(corner("CMYK"), "JPEG"),
    "lab": image_bytes(corner("RGB").convert("YCbCr"), "TIFF"),
    "16 bit": image_bytes(Image.fromarray(np.asarray(corner(), dtype=np.uint16) * 257), "PNG"),
    "32 bit": image_bytes(Image.fromarray(np.asarray(corner(), dtype=np.int32) * 1_000_000), "TIFF"),
    "real": image_bytes(Image.fromarray(np.asarray(corner(), dtype=np.float32) / 255), "TIFF"),
    "jpeg 2000": image_bytes(corner(), "JPEG2000"),
    "webp": image_bytes(corner("RGB"), "WEBP", lossless=True),
    "bmp": image_bytes(corner("RGB"), "BMP"),
}


@pytest.mark.parametrize("content", MODES.values(), ids=MODES.keys())
def test_every_kind_of_pixel_becomes_grey(read, content):
    grey = pixels(read(content)[1])
    assert grey[2, 2] < 30
    assert grey[30, 50] > 225


def bar(colour, kind):
    """A white page with a bar across its middle."""
    image = Image.new("RGB", (850, 1100), "white")
    image.paste(colour, (200, 500, 650, 560))
    return image_bytes(image, kind)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "TIFF", "PDF"])
def test_the_colours_of_a_page_come_with_it_small_where_it_has_any(read, kind):
    colours = read(bar((200, 30, 40), kind), images="always")[1].image.colours
    small = np.frombuffer(colours.data, np.uint8).reshape(colours.height_px, colours.width_px, 3)
    assert colours.width_px < 850 / 2
    red, green, blue = small[int(0.48 * len(small)), colours.width_px // 2].tolist()
    assert red > 150
    assert max(green, blue) < 90


@pytest.mark.parametrize("kind", ["PNG", "PDF"])
@pytest.mark.parametrize("colour", [(0, 0, 0), (70, 60, 45)], ids=["black", "brownish black"])
def test_a_page_without_colours_has_none(read, kind, colour):
    assert read(bar(colour, kind), images="always")[1].image.colours is None


def test_what_is_transparent_is_white(read):
    image = corner("RGBA")
    image.putalpha(Image.new("L", image.size, 0))
    assert pixels(read(image_bytes(image, "PNG"))[1]).min() == 255


def test_no_pixels_where_none_are_asked_for(read):
    page = read(image_bytes(corner(), "TIFF", dpi=(100, 100)), images="never")[1]
    assert page.image is None
    assert page.width_pt == pytest.approx(43.2)


def test_a_picture_that_is_cut_off_is_kept_as_far_as_it_goes(read):
    content = image_bytes(scan(), "JPEG")
    page = read(content[: len(content) // 2])[1]
    assert isinstance(page, PageRead)
    assert "only a part of it could be decoded" in page.image_reason
    assert pixels(page)[:300].min() < 50


def test_a_picture_of_which_nothing_is_left_has_failed(read):
    content = image_bytes(scan(), "PNG")
    assert read(content[:20])[-1].reason == "The image cannot be opened (Truncated File Read)"
    assert read(b"II*\0" + bytes(99))[-1].reason == "The image cannot be opened: its beginning is damaged"
    content = image_bytes(scan(), "JPEG")
    page, end = read(content[: content.index(b"\xff\xda") + 10])[1:]
    assert isinstance(page, PageFailed)
    assert page.reason.startswith("The image is damaged and nothing of it can be shown")
    assert end.state == "read"


def test_one_broken_frame_does_not_cost_the_others(read):
    frames = [scan(), scan(), scan()]
    options = {"compression": "tiff_deflate", "save_all": True, "append_images": frames[1:]}
    content = bytearray(image_bytes(frames[0], "TIFF", **options))
    with Image.open(io.BytesIO(content)) as image:
        image.seek(1)
        start = image.tag_v2[273][0]
    content[start : start + 40] = bytes(40)
    kinds = [type(event) for event in read(bytes(content))[1:-1]]
    assert kinds == [PageRead, PageFailed, PageRead]


def test_too_many_pixels_are_refused(read):
    (_, page, _) = read(image_bytes(Image.new("L", (2500, 2000)), "PNG"))
    assert page.reason == "The image has 5 megapixels, more than the 4 allowed"
    (end,) = read(image_bytes(Image.new("1", (20_000, 20_000)), "PNG"))
    assert end.reason.startswith("The image is too large")


def test_too_many_frames_are_refused(read):
    frames = [Image.new("1", (8, 8)) for _ in range(21)]
    (end,) = read(image_bytes(frames[0], "TIFF", save_all=True, append_images=frames[1:]))
    assert end.reason == "The file claims more than the 20 pages allowed"


WHOLE = [image_bytes(scan(), kind) for kind in ("TIFF", "JPEG", "PNG", "JPEG2000", "GIF", "WEBP", "BMP")]


@pytest.mark.parametrize("seed", range(42))
def test_damaged_pictures_end_in_one_end(read, seed):
    chance = random.Random(seed)
    content = bytearray(WHOLE[seed % len(WHOLE)])
    for _ in range(chance.choice((1, 10, 100))):
        content[chance.randrange(min(len(content), chance.choice((64, 10**9))))] ^= 1 << chance.randrange(8)
    events = read(bytes(content[: chance.choice((None, chance.randrange(len(content)) or 1))]))
    assert [isinstance(event, DocumentEnd) for event in events] == [False] * (len(events) - 1) + [True]
    assert not events[-1].reason.lower().startswith("the reader")
