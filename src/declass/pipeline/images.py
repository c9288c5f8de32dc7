"""Page images for people: drawn in the sandbox once, kept as a pyramid of grey JPEGs, cut into regions."""

import json
import os
import shutil
import threading
from collections import OrderedDict
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

from declass.errors import InputError, UsageError
from declass.model.anchor import Digest
from declass.model.page import PageImage
from declass.model.reading import DocumentEnd, PageFailed, PageRead
from declass.pipeline.limits import limits
from declass.pipeline.workspace import Workspace
from declass.read.options import ReadOptions
from declass.read.sandbox import Reader

Grey = npt.NDArray[np.uint8]

VERSION = "1"
"""Part of the folder's name: raised when pages would be drawn otherwise."""
_DPI = 200  # enough to read small type on a screen; a scan's own resolution is never exceeded
_QUALITY = 82  # JPEG: below 75 letters of faint carbon copies grow blocks
_SMALLEST = 256  # pixels of the longer side at which the pyramid ends
_KEPT = 12  # decoded levels in memory, 4–9 MB each: two readers' pages


@dataclass(frozen=True, slots=True)
class Size:
    """Pixels of a page as displayed, at full resolution."""

    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Region:
    """A part of a page in pixels of the full resolution, and the size it is wanted in."""

    x: int
    y: int
    width: int
    height: int
    out_width: int
    out_height: int


class PageImages:
    """Draws pages of an archive's originals on demand; may be shared by threads.

    Args:
        space: the open archive; what was drawn is kept in its ``cache`` folder, which can always be deleted.
    """

    def __init__(self, space: Workspace) -> None:
        self._space = space
        self._root = space.root / "cache" / f"pages-{VERSION}"
        self._reader: Reader | None = None
        self._drawing: dict[tuple[Digest, int], threading.Lock] = {}
        self._lock = threading.Lock()
        self._levels: OrderedDict[Path, Grey] = OrderedDict()

    def close(self) -> None:
        """End the sandbox."""
        with self._lock:
            if self._reader is not None:
                self._reader.close()
                self._reader = None

    def size(self, digest: Digest, page: int) -> Size:
        """The page's size; draws it if that was not done yet.

        Raises:
            InputError: the file has no such page, or no image of it can be made.
        """
        return _size(self._drawn(digest, page))

    def jpeg(self, digest: Digest, page: int, region: Region | None, width: int = 0) -> bytes:
        """A region as JPEG, or the whole page at least ``width`` pixels wide where it has as many.

        Raises:
            InputError: as ``size``.
            UsageError: the region lies outside the page.
        """
        folder = self._drawn(digest, page)
        if region is None:
            return self._whole(folder, width)
        return _encoded(self.cut(folder, region))

    def cut(self, folder: Path, region: Region) -> Grey:
        """The region's pixels, from the smallest level that has enough of them."""
        size = _size(folder)
        if not (
            0 <= region.x < size.width and 0 <= region.y < size.height and region.width and region.height
        ):
            raise UsageError("The region lies outside the page")
        scale = min(region.width / max(region.out_width, 1), region.height / max(region.out_height, 1))
        level = min(int(np.log2(max(scale, 1.0))), len(list(folder.glob("*.jpg"))) - 1)
        pixels = self._level(folder / f"{level}.jpg")
        part = _part(pixels, region, size)
        return cv2.resize(part, (region.out_width, region.out_height), interpolation=cv2.INTER_AREA)  # type: ignore[return-value]

    def _whole(self, folder: Path, width: int) -> bytes:
        """The smallest level of at least this width; its stored bytes are the answer."""
        wide, level = _size(folder).width, 0
        while (wide >> (level + 1)) >= width and (folder / f"{level + 1}.jpg").exists():
            level += 1
        return (folder / f"{level}.jpg").read_bytes()

    def _level(self, path: Path) -> Grey:
        with self._lock:
            if path in self._levels:
                self._levels.move_to_end(path)
                return self._levels[path]
        pixels = cv2.imread(str(path), cv2.IMREAD_GRAYSCALE)
        if pixels is None:
            raise InputError(f"The drawn page {path} cannot be read", "Delete the archive's cache folder.")
        with self._lock:
            self._levels[path] = pixels  # type: ignore[assignment]
            while len(self._levels) > _KEPT:
                self._levels.popitem(last=False)
        return pixels  # type: ignore[return-value]

    def _drawn(self, digest: Digest, page: int) -> Path:
        folder = self._root / digest[:2] / digest / str(page)
        if (folder / "size.json").exists():
            return folder
        with self._lock:
            mine = self._drawing.setdefault((digest, page), threading.Lock())
        with mine:  # one drawing, however many ask for tiles of it at once
            if not (folder / "size.json").exists():
                _store(folder, self._draw(digest, page))
        with self._lock:
            self._drawing.pop((digest, page), None)
        return folder

    def _draw(self, digest: Digest, page: int) -> PageImage:
        options = ReadOptions(images="always", dpi=_DPI, pages=(page,))
        name = self._space.catalogue.accessions.of(digest)[0].name
        for event in self._open().read(self._space.store.path(digest), name, options):
            match event:
                case PageRead(index=index, image=image) if index == page and image is not None:
                    return image
                case PageFailed(index=index) if index == page:
                    raise InputError(f"Page {page + 1} of {name}: {event.reason}", event.remedy)
                case DocumentEnd(state="failed"):
                    raise InputError(f"{name}: {event.reason}", event.remedy)
        raise InputError(f"There is no image of page {page + 1} of {name}")

    def _open(self) -> Reader:
        with self._lock:
            if self._reader is None:
                settings = self._space.settings
                self._reader = Reader(limits(settings), settings.isolation, self._spool())
            return self._reader

    def _spool(self) -> Path:
        """A folder of this process alone: who writes into the archive sweeps the one that reading uses."""
        every = self._space.root / "cache" / "drawing"
        mine = every / str(os.getpid())
        mine.mkdir(parents=True, exist_ok=True)
        for left in every.iterdir():
            if not _lives(left.name):
                shutil.rmtree(left, ignore_errors=True)
        return mine


def _lives(process: str) -> bool:
    try:
        os.kill(int(process), 0)
    except (ValueError, ProcessLookupError):
        return False
    except PermissionError:  # another user's, so it is there
        return True
    return True


def _store(folder: Path, image: PageImage) -> None:
    """Every level, halved until it is small; ``size.json`` last, since it says that the folder is whole."""
    pixels: Grey = np.frombuffer(image.data, np.uint8).reshape(image.height_px, image.width_px)
    folder.mkdir(parents=True, exist_ok=True)
    level = 0
    while True:
        _put(folder / f"{level}.jpg", _encoded(pixels))
        if max(pixels.shape) <= _SMALLEST:
            break
        height, width = pixels.shape
        half = (max(width // 2, 1), max(height // 2, 1))
        pixels = cv2.resize(pixels, half, interpolation=cv2.INTER_AREA)  # type: ignore[assignment]
        level += 1
    size = json.dumps({"width": image.width_px, "height": image.height_px})
    _put(folder / "size.json", size.encode())


def _put(path: Path, data: bytes) -> None:
    """Whole or not at all: another process may draw the same page, or read it, at this moment."""
    partial = path.with_name(f"{path.name}.{os.getpid()}.partial")
    partial.write_bytes(data)
    partial.replace(path)


def _size(folder: Path) -> Size:
    return Size(**json.loads((folder / "size.json").read_text()))


def _part(pixels: Grey, region: Region, size: Size) -> Grey:
    across, down = pixels.shape[1] / size.width, pixels.shape[0] / size.height
    left, top = int(region.x * across), int(region.y * down)
    right = max(left + 1, round((region.x + region.width) * across))
    bottom = max(top + 1, round((region.y + region.height) * down))
    return pixels[top:bottom, left:right]


def _encoded(pixels: Grey) -> bytes:
    done, data = cv2.imencode(".jpg", pixels, [cv2.IMWRITE_JPEG_QUALITY, _QUALITY])
    if not done:
        raise InputError("The page cannot be stored as a picture")
    return data.tobytes()
