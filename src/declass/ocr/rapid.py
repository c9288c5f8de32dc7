"""The second engine: the PP-OCRv6 networks of the rapidocr wheel, run by onnxruntime on one thread."""

import mmap
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib.util import find_spec
from itertools import groupby
from pathlib import Path
from typing import Any
from zlib import crc32

import cv2
import numpy as np
from numpy.typing import NDArray

from declass.errors import EngineError
from declass.model.page import PageImage, PageText
from declass.ocr.eight_bit import PROBE_SUM, Ranges, in_eight_bits, probe, ranges_of
from declass.ocr.lines import Line, Piece, Place, put_together
from declass.ocr.narrow import narrowed, notes_of
from declass.ocr.skew import Pixels
from declass.ocr.steps import Floats, Steps
from declass.ocr.taught import CHANGES, added, are_for, learnt
from declass.ocr.tessdata import CODES
from declass.ocr.wire import Message

INSTALL = "Install it with `pip install declass[ocr2]`."

_FINDER, _READER = "PP-OCRv6_det_small.onnx", "PP-OCRv6_rec_small.onnx"
_DUTIES = {_FINDER: "finder", _READER: "reader"}

FINDER_SIDE_PX = 1536
"""Longest side of the page as the line finder sees it; lines are read from the full image. With 1,280 pixels
finding took .45 s instead of .65, but photocopies on grey paper had 28% more errors."""

_SQUEEZE = 0.75
"""Lines are narrowed to this share of their width: no more errors than at full width in three quarters of the
time; at .6 there are half as many again."""

_GRID_PX = 32  # the finder's network halves its input five times
_LINE_HEIGHT_PX = 48  # the reader's network was built for lines of this height
_FOUND, _SURE = 0.3, 0.5  # rapidocr's own thresholds: a pixel is text, a line is text
_GROWN = 1.6  # rapidocr's own: how far the finder's shrunken lines are grown back (area / length)

LETTERS = (
    "!\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]_abcdefghijklmnopqrstuvwxyz{|}"
    "§°ºª«»¿½¼¾£¢¡ÁÉÍÓÚÜÑÀÂÃÊÔÕÇáéíóúüñàâãêôõç"
)
"""What English, Spanish and Portuguese records print. The network knows 18,708 signs, most of them Chinese;
all others are left out before the best is taken, so that a blot is no ideograph. It does not know ``¡``."""


_IDEOGRAPHS = "\u2e80"
"""First of the signs that the network is loaded without; of the others, 1,600 that no record prints still
take their share of the likelihood. Signs left out of the best took .003 of it on two transcribed pages; with
all of them a line takes a sixth longer."""


@dataclass(frozen=True, slots=True)
class Letter:
    """One sign as read.

    Attributes:
        sign: the best one.
        confidence: 0–1, the network's probability of it.
        second: the next best sign at the same place, "" if that is no sign.
        second_confidence: its probability.
        place: 0–1, where its middle stands along the line.
    """

    sign: str
    confidence: float
    second: str
    second_confidence: float
    place: float


@dataclass(frozen=True, slots=True)
class LineRead:
    """One line as read, sign by sign, spaces included.

    Attributes:
        steps: what the network saw; None where an engine tells no more than its letters.
    """

    letters: tuple[Letter, ...]
    steps: Steps | None = None

    @property
    def text(self) -> str:
        return "".join(letter.sign for letter in self.letters)


LineBox = tuple[int, int, int, int]
"""Pixels: left, top, right, bottom."""

Spelt = tuple[list[Letter], Place]
"""A word's letters and where it stands."""


def words_of(line: LineRead, box: LineBox) -> list[Spelt]:
    """The words of a line with their places, told by where their letters stand."""
    left, top, right, bottom = box
    step = (right - left) / max(1, len(line.letters)) / 2
    words: list[Spelt] = []
    for spaces, run in groupby(line.letters, key=lambda letter: letter.sign == " "):
        if not spaces:
            word = list(run)
            start, end = (left + letter.place * (right - left) for letter in (word[0], word[-1]))
            words.append((word, (max(left, start - step), top, min(right, end + step), bottom)))
    return words


class Rapid:
    """PP-OCRv6 small; an object belongs to one process and keeps its networks loaded.

    Args:
        eight_bit: whether networks whose ranges were measured reckon in 8-bit numbers, not as they were made.

    Raises:
        EngineError: the extra is not installed.
    """

    name = "rapidocr"

    def __init__(self, *, eight_bit: bool = True) -> None:
        self._eight_bit = eight_bit
        runtime, carrier = find_spec("onnxruntime"), find_spec("rapidocr")
        if runtime is None or carrier is None or carrier.origin is None:
            raise EngineError("The second OCR engine is not installed", INSTALL)
        self._models = Path(carrier.origin).parent / "models"

    @cached_property
    def version(self) -> str:
        """Of the networks' package, whether the reader was taught, which of them reckon in 8-bit numbers.

        The first as the package's record beside it is called ("Recording installed projects", Python
        Packaging User Guide), "" without one; to read all of the record takes as long as loading a network.
        """
        records = self._models.parent.parent.glob("rapidocr-*.dist-info")
        package = next((record.stem.removeprefix("rapidocr-") for record in records), "")
        changed = [duty for name, duty in _DUTIES.items() if self._ranges[name]]
        told = ["taught"] * self._is_taught + ["8bit"] * bool(changed) + changed
        return f"{package}+{'.'.join(told)}" if told else package

    @cached_property
    def _ranges(self) -> dict[str, Ranges]:
        """By network: between which tensors it reckons in 8-bit numbers."""
        return {name: ranges_of(name, self.weights(name)) if self._eight_bit else {} for name in _DUTIES}

    def weights(self, name: str) -> int:
        """A checksum of what a network's weights come from: its file, and what the reader was taught."""
        file = crc32(self._model(name))
        return crc32(CHANGES.read_bytes(), file) if name == _READER and self._is_taught else file

    @cached_property
    def _is_taught(self) -> bool:
        return are_for(self._model(_READER))

    def _model(self, name: str) -> Message:
        """The bytes of a network's file, read as they are looked at."""
        with (self._models / name).open("rb") as file:
            return memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))

    @cached_property
    def _runtime(self) -> Any:
        """Loaded with the first network: most pages need none."""
        os.environ["ORT_DISABLE_TELEMETRY"] = "1"  # else it numbers this machine and calls its makers
        import onnxruntime

        return onnxruntime

    @cached_property
    def _finder(self) -> Any:
        ranges = self._ranges[_FINDER]
        if not ranges:
            return self._session(str(self._models / _FINDER))
        return self._whole_session(in_eight_bits(self._model(_FINDER), ranges))

    def untaught(self) -> tuple[bytes, str]:
        """The reader's network as its package has it, its last layer cut down.

        Returns:
            The ONNX file; its signs after the blank, the space last. More classes follow that are never read.
        """
        model = self._model(_READER)
        known = notes_of(model)["character"].split("\n")
        number_of = {sign: number for number, sign in enumerate(known, start=1)}  # 0 is the blank
        kept = [sign for sign in LETTERS if sign in number_of]
        space = len(known) + 1
        others = [number for sign, number in number_of.items() if sign < _IDEOGRAPHS and sign not in kept]
        places = [0, *(number_of[sign] for sign in kept), space, *others]
        return narrowed(model, space + 1, places), "".join(kept) + " "

    def taught(self) -> tuple[bytes, str]:
        """The same with what declass taught it, if that was learnt from this network."""
        network, signs = self.untaught()
        return added(network, learnt()) if self._is_taught else network, signs

    @cached_property
    def _reader(self) -> tuple[Any, str]:
        """The network as it was taught, and its signs after the blank, the space last."""
        (network, signs), ranges = self.taught(), self._ranges[_READER]
        whole = self._whole_session(in_eight_bits(network, ranges)) if ranges else self._session(network)
        return whole, signs

    def _whole_session(self, model: bytes) -> Any:
        """A network that reckons in 8-bit numbers: in a slower but exact way where the processor needs it.

        That way is for all processors that have the fast one, VNNI or not; so it is asked for only at need.
        """
        return self._session(model, {"session.x64quantprecision": "0" if self._sums_exactly else "1"})

    @cached_property
    def _sums_exactly(self) -> bool:
        rows = np.full((8, 64), 255, np.uint8)
        sums = self._session(probe()).run(None, {"x": rows})[0]
        return bool((sums == PROBE_SUM).all())

    def _session(self, model: bytes | str, settings: Mapping[str, str] | None = None) -> Any:
        """A network from its file's bytes or its path."""
        options = self._runtime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = (
            1  # processes share the work, not threads
        )
        options.enable_mem_pattern = False  # a plan for each size of line and page would be kept for good
        options.log_severity_level = 3
        for name, value in (settings or {}).items():
            options.add_session_config_entry(name, value)
        return self._runtime.InferenceSession(model, options, providers=["CPUExecutionProvider"])

    @cached_property
    def _frugal(self) -> Any:
        """Run options that give the memory back: a page takes 350 MB at most, a line next to none."""
        options = self._runtime.RunOptions()
        options.add_run_config_entry("memory.enable_memory_arena_shrinkage", "cpu:0")
        return options

    def installed_languages(self) -> tuple[str, ...]:
        """The networks know the letters of all three languages, and no language's words."""
        return tuple(CODES)

    def recognise(self, image: PageImage, languages: Sequence[str] = ("en",)) -> PageText:
        """Read one page as it stands, row by row; see ``Engine.recognise``."""
        pixels = np.frombuffer(image.data, dtype=np.uint8).reshape(image.height_px, image.width_px)
        lines: list[Line] = []
        for box in sorted(self.find_lines(pixels), key=lambda b: (b[1] + b[3], b[0])):
            words = words_of(self.read_line(pixels, box), box)
            if words:
                lines.append(Line(tuple(_piece(letters, place) for letters, place in words)))
        parameters = f"dpi={image.dpi:.0f} finder={FINDER_SIDE_PX}px"
        empty = PageText("", "ocr", self.name, self.version, parameters, words=())
        return put_together(lines, empty, image)

    def find_lines(self, pixels: Pixels) -> tuple[LineBox, ...]:
        """Upright boxes of the lines of text, in no order."""
        height, width = pixels.shape
        likely: Floats = self._finder.run(None, {"x": page_seen(pixels)}, self._frugal)[0][0, 0]
        boxes = _boxes(likely)
        back = np.array([width / likely.shape[1], height / likely.shape[0]] * 2)
        return tuple(_whole(box * back, width, height) for box in boxes)

    def read_line(self, pixels: Pixels, box: LineBox) -> LineRead:
        """Read one line; without a sign in it the text is ""."""
        left, top, right, bottom = box
        cut = pixels[top:bottom, left:right]
        if min(cut.shape) < 4:
            return LineRead(())
        network, signs = self._reader
        likely: Floats = network.run(None, {"x": line_seen(cut)})[0][0][:, : 1 + len(signs)]
        return LineRead(_decoded(likely, signs), Steps(likely, signs))


def page_seen(pixels: Pixels) -> Floats:
    """A page as the finder's network sees it."""
    height, width = pixels.shape
    scale = min(1.0, FINDER_SIDE_PX / max(height, width))
    return _seen(cv2.resize(pixels, tuple(_on_grid(side * scale) for side in (width, height))))


def line_seen(cut: Pixels) -> Floats:
    """A line cut out of a page as the reader's network sees it."""
    width = max(_LINE_HEIGHT_PX, round(_SQUEEZE * cut.shape[1] * _LINE_HEIGHT_PX / cut.shape[0]))
    smooth = cv2.INTER_AREA if cut.shape[0] >= _LINE_HEIGHT_PX else cv2.INTER_LINEAR
    return _seen(cv2.resize(cut, (width, _LINE_HEIGHT_PX), interpolation=smooth))


def _seen(pixels: NDArray[Any]) -> Floats:
    return np.repeat(_signed(pixels)[None, None], 3, axis=1)


def _piece(letters: Sequence[Letter], place: Place) -> Piece:
    confidence = sum(letter.confidence for letter in letters) / len(letters)
    return Piece("".join(letter.sign for letter in letters), confidence, place, "second")


def _on_grid(side: float) -> int:
    return max(1, round(side / _GRID_PX)) * _GRID_PX


def _signed(pixels: NDArray[Any]) -> Floats:
    return (pixels.astype(np.float32) / 127.5 - 1.0).astype(np.float32)


def _boxes(likely: Floats) -> NDArray[np.float64]:
    """Boxes (left, top, right, bottom) around likely text, grown as the finder was taught to shrink them."""
    mask = cv2.dilate((likely > _FOUND).astype(np.uint8), np.ones((2, 2), np.uint8))
    _, labels, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    boxes = []
    for number in range(1, len(stats)):
        left, top, wide, high, _ = (int(v) for v in stats[number])
        part = labels[top : top + high, left : left + wide] == number
        if min(wide, high) < 3 or float(likely[top : top + high, left : left + wide][part].mean()) < _SURE:
            continue
        grow = wide * high * _GROWN / (2 * (wide + high))
        boxes.append((left - grow, top - grow, left + wide + grow, top + high + grow))
    return np.array(boxes, dtype=np.float64).reshape(-1, 4)


def _whole(box: NDArray[np.float64], width: int, height: int) -> LineBox:
    left, top, right, bottom = (round(float(v)) for v in box)
    return max(0, left), max(0, top), min(width, right), min(height, bottom)


def _decoded(likely: Floats, signs: str) -> tuple[Letter, ...]:
    """Connectionist temporal classification, best path: runs of one sign are one, blanks part them.

    Args:
        likely: probabilities, shape (steps, 1 + signs), the blank first.
    """
    best = likely.argmax(axis=1)
    letters: list[Letter] = []
    before = 0
    for step, sign in enumerate(best.tolist()):
        if sign and sign != before:
            letters.append(_letter(likely[step], sign, signs, (step + 0.5) / len(best)))
        elif sign and likely[step, sign] > letters[-1].confidence:
            letters[-1] = _letter(likely[step], sign, signs, letters[-1].place)
        before = sign
    return tuple(letters)


def _letter(likely: Floats, best: int, signs: str, place: float) -> Letter:
    others = likely.copy()
    others[best] = -1.0
    second = int(others.argmax())
    return Letter(
        signs[best - 1],
        float(likely[best]),
        signs[second - 1] if second else "",
        float(others[second]),
        place,
    )
