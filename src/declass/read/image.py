"""Images: each frame of a TIFF, or the one picture of any other format, as a page in grey."""

import math
import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageFile, ImageOps, UnidentifiedImageError

from declass.errors import DeclassError, InputError, LimitExceeded
from declass.model.page import Colours, PageImage
from declass.model.reading import DocumentHead, PageFailed, PageRead, ReadEvent
from declass.read.colours import colours_of
from declass.read.options import Limits, ReadOptions, Source

DEFAULT_DPI = 200.0
"""Assumed where the file does not tell: the usual resolution of office scanners and of fine fax."""

_LEAST_DPI, _MOST_DPI = 50.0, 2400.0  # outside, the number is a screen's, a placeholder's or nonsense
_SQUARE = 1.1  # ratio up to which pixels count as square; fax lines (204 x 98 dpi) are beyond
_LEAST_SHOWN = 0.01  # share of rows with a picture; decoders fill lost rows evenly, after up to 16 of noise
_POINTS_PER_INCH = 72.0
_SHOWN_METADATA = {270: "title", 271: "make", 272: "model", 305: "producer", 306: "date", 315: "author"}
_DAMAGED = "It may be damaged: try another copy."

# What Pillow's decoders raise on broken input, found by its own fuzzing and ours.
_BROKEN = (
    OSError,
    SyntaxError,
    ValueError,
    struct.error,
    zlib.error,
    EOFError,
    LookupError,
    TypeError,
    ArithmeticError,
    RuntimeError,
)


@dataclass(frozen=True, slots=True)
class _Resolution:
    x_dpi: float
    y_dpi: float
    remark: str


def read(source: Source, options: ReadOptions, limits: Limits) -> Iterator[ReadEvent]:
    """An image's events. The page is the picture upright (EXIF applied), so its rotation is 0.

    Raises:
        InputError: it cannot be opened at all.
        LimitExceeded: more frames than pages allowed.
    """
    Image.MAX_IMAGE_PIXELS = int(limits.page_megapixels * 1e6)
    frames, metadata = _survey(source, limits)
    if frames > limits.pages:
        raise LimitExceeded(
            f"The file claims more than the {limits.pages} pages allowed",
            "Split it, or raise the limit 'pages' if you trust it.",
        )
    yield DocumentHead(source.media_type, frames, metadata)
    for index in filter(options.wants, range(frames)):
        yield _page(source, index, options, limits)


def _survey(source: Source, limits: Limits) -> tuple[int, dict[str, str]]:
    """How many pages, and what the file says of itself."""
    try:
        with _opened(source, 0) as image:
            frames = _frames(image, limits) if source.media_type == "image/tiff" else _all_frames(image)
            tags = image.getexif()
            metadata = {
                name: str(tags[tag]).strip() for tag, name in _SHOWN_METADATA.items() if tags.get(tag)
            }
            metadata |= {"pixels": f"{image.width} x {image.height}", "mode": image.mode}
    except Image.DecompressionBombError as error:
        raise LimitExceeded(
            f"The image is too large ({error})", "Raise the limit 'page_megapixels'."
        ) from error
    except UnidentifiedImageError as error:
        raise InputError("The image cannot be opened: its beginning is damaged", _DAMAGED) from error
    except _BROKEN as error:
        raise InputError(f"The image cannot be opened ({error})", _DAMAGED) from error
    if source.media_type != "image/tiff" and frames > 1:
        metadata["frames"] = f"{frames}, of which only the first is read"
        frames = 1
    return frames, metadata


def _all_frames(image: Image.Image) -> int:
    return int(getattr(image, "n_frames", 1))


def _frames(image: Image.Image, limits: Limits) -> int:
    """How many frames there are, or one more than allowed: a chain of a million takes the library hours."""
    count = 0
    try:
        while count <= limits.pages:
            image.seek(count)
            count += 1
    except EOFError:
        pass  # the end of the chain
    image.seek(0)
    return count


@contextmanager
def _opened(source: Source, index: int) -> Iterator[Image.Image]:
    with source.path.open("rb") as file, Image.open(file) as image:
        if index:
            image.seek(index)
        yield image


def _page(source: Source, index: int, options: ReadOptions, limits: Limits) -> ReadEvent:
    try:
        return _read_frame(source, index, options, limits)
    except MemoryError:
        return PageFailed(
            index, "The image needs more memory than allowed", "Raise the limit 'memory_bytes'."
        )
    except DeclassError as error:
        return PageFailed(index, error.reason, error.remedy)
    except Image.DecompressionBombError as error:
        return PageFailed(index, f"The image is too large ({error})", "Raise the limit 'page_megapixels'.")
    except _BROKEN as error:
        return PageFailed(index, f"The image is damaged ({error})", _DAMAGED)


def _read_frame(source: Source, index: int, options: ReadOptions, limits: Limits) -> PageRead:
    with _opened(source, index) as image:
        _refuse_large(image.width, image.height, limits)
        resolution = _resolution(image)
        if options.images == "never" and not options.scans:
            upright = ImageOps.exif_transpose(image) if image.getexif().get(274, 1) > 4 else image
            reason = "an image without text; no image was asked for"
            return _without_pixels(index, upright.size, resolution, reason)
    pixels, colours, remark = _decoded(source, index)
    pixels = _square(pixels, resolution, limits)
    dpi = max(resolution.x_dpi, resolution.y_dpi)
    width_pt, height_pt = (side / dpi * _POINTS_PER_INCH for side in pixels.size)
    if not resolution.remark and dpi > options.dpi:
        pixels = pixels.resize(_scaled(pixels.size, options.dpi / dpi), Image.Resampling.BOX)
        dpi = float(options.dpi)
    reasons = ("An image has no text of its own", resolution.remark, remark)
    to_page = (width_pt / pixels.width, 0.0, 0.0, height_pt / pixels.height, 0.0, 0.0)
    return PageRead(
        index,
        width_pt,
        height_pt,
        image=PageImage(pixels.width, pixels.height, dpi, pixels.tobytes(), to_page, colours),
        image_reason="; ".join(filter(None, reasons)),
        for_ocr=options.images != "never",
    )


def _without_pixels(index: int, size: tuple[int, int], resolution: _Resolution, reason: str) -> PageRead:
    width_pt = size[0] / resolution.x_dpi * _POINTS_PER_INCH
    return PageRead(index, width_pt, size[1] / resolution.y_dpi * _POINTS_PER_INCH, image_reason=reason)


def _refuse_large(width_px: int, height_px: int, limits: Limits) -> None:
    megapixels = width_px * height_px / 1e6
    if megapixels > limits.page_megapixels:
        raise LimitExceeded(
            f"The image has {megapixels:.0f} megapixels, more than the {limits.page_megapixels:g} allowed",
            "Raise the limit 'page_megapixels', or add a copy of lower resolution.",
        )
    if not megapixels:
        raise InputError("The image has no pixels", _DAMAGED)


def _resolution(image: Image.Image) -> _Resolution:
    """Pixels an inch as the file tells, or the default with a remark."""
    told = image.info.get("dpi")
    if isinstance(told, tuple) and len(told) == 2:
        x_dpi, y_dpi = (_number(side) for side in told)
        if all(_LEAST_DPI <= side <= _MOST_DPI for side in (x_dpi, y_dpi)):
            sideways = image.getexif().get(274, 1) in (5, 6, 7, 8)
            return _Resolution(y_dpi, x_dpi, "") if sideways else _Resolution(x_dpi, y_dpi, "")
    remark = f"the file tells no resolution of use, so {DEFAULT_DPI:g} dpi was assumed"
    return _Resolution(DEFAULT_DPI, DEFAULT_DPI, remark)


def _number(raw: object) -> float:
    try:
        number = float(raw)  # type: ignore[arg-type]  # TIFF rationals, also 0/0
    except (TypeError, ValueError, ZeroDivisionError):
        return 0.0
    return number if math.isfinite(number) else 0.0


# ── pixels ──────────────────────────────────────────────────────────────────────────────────────


def _decoded(source: Source, index: int) -> tuple[Image.Image, Colours | None, str]:
    """The frame upright in grey, and its colours; of a cut-off file what can be decoded, with a remark.

    Raises:
        InputError: nothing can be decoded.
    """
    try:
        with _opened(source, index) as image:
            upright = ImageOps.exif_transpose(image)
            return _grey(upright), _small(upright), ""
    except _BROKEN as error:
        cause = error
    ImageFile.LOAD_TRUNCATED_IMAGES = True
    try:
        with _opened(source, index) as image:
            upright = ImageOps.exif_transpose(image)
            pixels, colours = _grey(upright), _small(upright)
    except _BROKEN as error:
        raise InputError(f"The image is damaged ({cause})", _DAMAGED) from error
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = False
    rows = np.asarray(pixels)
    if (rows.min(axis=1) != rows.max(axis=1)).mean() < _LEAST_SHOWN:
        raise InputError(f"The image is damaged and nothing of it can be shown ({cause})", _DAMAGED)
    return pixels, colours, f"the image is damaged and only a part of it could be decoded ({cause})"


_SMALL_PX = 550  # the longer side of a page's colours: 50 pixels an inch of a letter page


def _small(image: Image.Image) -> Colours | None:
    """Colours of pictures that are kept in colour, smaller by four at least."""
    if image.mode not in ("RGB", "P", "CMYK", "YCbCr"):
        return None
    by = max(4, max(image.size) // _SMALL_PX)
    if min(image.size) < by:
        return None
    return colours_of(np.asarray(image.convert("RGB").reduce(by)))


def _grey(image: Image.Image) -> Image.Image:
    """8-bit grey, transparent parts on white, deeper samples scaled down."""
    image.load()
    if image.mode.startswith(("I", "F")):
        return _from_deep(image)
    if image.has_transparency_data:
        image = image.convert("RGBA")
        white = Image.new("RGBA", image.size, "white")
        return Image.alpha_composite(white, image).convert("L")
    if image.mode == "LAB":
        return image.getchannel(0)
    return image.convert("L") if image.mode in ("1", "L", "P", "RGB") else image.convert("RGB").convert("L")


def _from_deep(image: Image.Image) -> Image.Image:
    """16-bit samples keep their scale; 32-bit and real ones are stretched from darkest to lightest."""
    samples = np.asarray(image, dtype=np.float32)
    if image.mode.startswith("I;16") or (image.mode == "I" and samples.min() >= 0 and samples.max() <= 65535):
        scaled = samples / 257.0
    else:
        samples = np.nan_to_num(samples, nan=0.0, posinf=0.0, neginf=0.0)
        low, high = float(samples.min()), float(samples.max())
        scaled = (samples - low) * (255.0 / (high - low)) if high > low else np.full_like(samples, 255.0)
    return Image.fromarray(np.clip(scaled, 0, 255).astype(np.uint8))


def _square(pixels: Image.Image, resolution: _Resolution, limits: Limits) -> Image.Image:
    """Stretch the coarser side, so that letters are not squat; within the megapixels allowed."""
    ratio = resolution.x_dpi / resolution.y_dpi
    if 1 / _SQUARE <= ratio <= _SQUARE:
        return pixels
    width, height = pixels.size
    wanted = (width, round(height * ratio)) if ratio > 1 else (round(width / ratio), height)
    _refuse_large(*wanted, limits)
    return pixels.resize(wanted, Image.Resampling.BILINEAR)


def _scaled(size: tuple[int, int], factor: float) -> tuple[int, int]:
    return max(1, round(size[0] * factor)), max(1, round(size[1] * factor))
