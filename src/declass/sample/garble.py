"""OCR as it errs: confused letters, lost spaces, skipped lines, and litter where a box was."""

import random
from dataclasses import dataclass

from declass.model.anchor import Box
from declass.sample.spec import Noise
from declass.sample.views import PageView, Run, runs

CONFUSIONS = {
    "a": "oes", "b": "hó", "c": "eo", "d": "dcl", "e": "co", "f": "tl", "g": "q9", "h": "bn", "i": "lj1",
    "l": "1iI", "m": ("rn", "n", "in"), "n": ("r", "u", "ri"), "o": "0ec", "r": ("n", "i", "t"), "s": "5e",
    "t": "lf", "u": "un", "v": "vy", "w": ("vv", "u"), "y": "vg", "A": "R4", "B": "8E", "C": "GO",
    "D": "O0", "E": "FB", "F": "PE", "G": "C6", "H": "NMR", "I": "1lT", "L": "IE", "M": "NH", "N": "HM",
    "O": "0QC", "P": "FR", "R": "KP", "S": "58", "T": "IY", "U": "OV", "W": ("VI", "H"), "0": "O",
    "1": "lI", "2": "Z", "3": "8", "5": "S", "6": "b", "8": "B3", "9": "g", ".": (",", ""), ",": (".", ""),
    "-": ("~", ""), "/": ("l", "1"), "(": "C", ")": "J",
}  # fmt: skip
"""Letters that OCR of typescript often confuses; chosen by hand, not measured."""

_LITTER = ("", "", "", "[ ]", "| |", "[-. /-]", "24", "- -", "E_", "]", "l I", ".. .")


@dataclass(frozen=True, slots=True)
class ReadLine:
    """One line as the simulated OCR reads it.

    Attributes:
        text: the words, wrong letters and all.
        words: each word with its box, for the text layer.
    """

    text: str
    words: tuple[tuple[str, Box], ...]


def garbled(word: str, rate: float, rng: random.Random) -> str:
    """``word`` with about ``rate`` of its characters misread.

    >>> garbled("harbour", 0, random.Random(1))
    'harbour'
    """
    if rate <= 0:
        return word
    return "".join(_misread(c, rng) if rng.random() < rate else c for c in word)


def _misread(letter: str, rng: random.Random) -> str:
    if letter in CONFUSIONS:
        return rng.choice(CONFUSIONS[letter])
    return rng.choice((letter, "", ".", "~"))


def ocr_lines(view: PageView, noise: Noise, rng: random.Random) -> list[ReadLine]:
    """The page as OCR reads it: the release's marks at the top and foot, the lines between."""
    marks = [m for m in view.marks if m.digital]
    head = [m for m in marks if m.y_pt < 40 or m.role == "notice"]
    made = [_mark_line(m.text, m.x_pt, m.y_pt, m.size_pt, noise, rng) for m in head]
    for run in runs(view.words):
        if rng.random() >= noise.dropped_lines:
            made.append(_line(run, noise, rng))
    for withheld in view.withheld:
        litter = rng.choice(_LITTER) if noise.character_error else ""
        if litter and withheld.level != "page":
            made.insert(_place(made, withheld.boxes[0]), ReadLine(litter, ((litter, withheld.boxes[0]),)))
    rest = [m for m in marks if m not in head]
    return made + [_mark_line(m.text, m.x_pt, m.y_pt, m.size_pt, noise, rng) for m in rest]


def _place(lines: list[ReadLine], box: Box) -> int:
    return sum(bool(line.words) and line.words[0][1].y0 <= box.y0 for line in lines)


def _line(run: Run, noise: Noise, rng: random.Random) -> ReadLine:
    words: list[tuple[str, Box]] = []
    for text, box in _torn(_whole_words(run), noise, rng):
        read = garbled(text, noise.character_error, rng)
        if not read:
            continue
        if words and rng.random() < noise.character_error / 2:  # a lost space
            last, around = words.pop()
            read, box = last + read, Box(around.x0, around.y0, max(box.x1, around.x1), around.y1)
        words.append((read, box))
    return ReadLine(" ".join(text for text, _ in words), tuple(words))


_TORN_FIRST, _TORN_MORE = 0.6, 1.3
"""Share of torn lines that lose their first words, not their last, and how many more than one they lose on
average; as counted on hand-read pairs of releases (docs/explanation/changes.md)."""


def _torn(words: list[tuple[str, Box]], noise: Noise, rng: random.Random) -> list[tuple[str, Box]]:
    """The words of a line without those that the engine skipped at its beginning or end."""
    if noise.torn_lines <= 0 or rng.random() >= noise.torn_lines:
        return words
    lost = min(len(words) - 1, 1 + int(rng.expovariate(1 / _TORN_MORE)))
    return words[lost:] if rng.random() < _TORN_FIRST else words[: len(words) - lost]


def _whole_words(run: Run) -> list[tuple[str, Box]]:
    made: list[tuple[str, Box]] = []
    end = -1
    for word, start in zip(run.words, run.starts, strict=True):
        if start == end:
            text, box = made.pop()
            made.append((text + word.piece.text, Box(box.x0, box.y0, word.box.x1, max(box.y1, word.box.y1))))
        else:
            made.append((word.piece.text, word.box))
        end = start + len(word.piece.text)
    return made


def _mark_line(text: str, x: float, y: float, size: float, noise: Noise, rng: random.Random) -> ReadLine:
    read = garbled(text, noise.character_error / 3, rng)
    box = Box(x, max(0.0, y - size * 0.74), x + 0.55 * size * len(text), y + size * 0.22)
    return ReadLine(read, ((read, box),))
