"""Reading one page image: prepare it, recognise it, look which way up and in which language it is."""

from collections.abc import Sequence
from dataclasses import replace

from declass.model.page import PageImage, PageText
from declass.ocr.base import Engine, SecondReader, SeesOrientation
from declass.ocr.estimate import expected_error_of_page, unread_share
from declass.ocr.ink import LETTER_IN, Ink, ink_of
from declass.ocr.lines import Line, lines_of, put_together
from declass.ocr.order import in_order
from declass.ocr.prepare import prepare, upright
from declass.ocr.second import doubts_read, looked_again
from declass.text.language import detect
from declass.text.plausible import plausibility

DOUBTFUL_CONFIDENCE = 0.5
"""Mean word confidence below which a page may lie on its side or head: upright gold pages have .53–.95, the
same pages turned .28–.43."""


UNSURE_CONFIDENCE = 0.9
"""Mean word confidence below which the second engine looks for lines on a page: pages above it have fewer
than one wrong character in a hundred, and to find lines on all of them would take most of the time."""


MUCH_UNREAD = 0.1
"""Share of text-like ink in no word from which the second engine looks at a page of however sure words: of
the transcribed pages that Tesseract is sure of none has more than .01; scrawl and stamps make .02 or .03."""


def read_page(
    image: PageImage, engine: Engine, languages: Sequence[str] = ("en",), second: SecondReader | None = None
) -> PageText:
    """Read a page image with one engine, and what it is unsure of with a second.

    A page that reads very badly is looked at once more for its orientation. A page that turns out to be in a
    language that is installed but was not asked for is read again with it; the better reading is kept. On a
    page that is still unsure the ``second`` engine looks for lines and reads the doubtful ones and those the
    first one missed; on any other it reads doubtful words where they stand.

    Returns:
        One layer with its language; ``parameters`` say what was done and why.

    Raises:
        EngineError: the engine or the data of a language asked for is missing.
    """
    level, done = prepare(image)
    reading = _noted(engine.recognise(level, languages), done)
    if _is_doubtful(reading) and isinstance(engine, SeesOrientation):
        level, reading = _turned(image, level, reading, engine, languages)
    language = detect(reading.text)
    if language and language not in _tags(languages) and language in engine.installed_languages():
        reading = _reread(level, reading, engine, (language, *languages))
    ink, lines = ink_of(level), lines_of(reading, level)
    unread = None if _is_unsure(reading) else _unread(ink, lines)
    if second is not None:
        known = tuple(dict.fromkeys(filter(None, (language, *languages))))
        if unread is None or unread > MUCH_UNREAD:
            reading = looked_again(reading, level, second, known)
        else:
            reading = doubts_read(reading, level, second, known, ink)
        lines, unread = lines_of(reading, level), None
    lines = in_order(lines)
    reading = put_together(lines, reading, level) if lines else reading
    error = expected_error_of_page(reading.words, _unread(ink, lines) if unread is None else unread)
    return replace(reading, language=detect(reading.text), expected_error=error)


def _is_unsure(reading: PageText) -> bool:
    return reading.confidence is None or reading.confidence < UNSURE_CONFIDENCE


def _unread(ink: Ink, lines: Sequence[Line]) -> float:
    """Share of the page's text that stands in none of the lines, 0–1."""
    pieces = [piece for line in lines for piece in line.pieces]
    rows = ink.unread([piece.place for piece in pieces])
    letters = sum(right - left for left, _, right, _ in rows) * ink.scale / (LETTER_IN * ink.dpi)
    return unread_share(sum(len(piece.text) for piece in pieces), letters)


def _is_doubtful(reading: PageText) -> bool:
    return reading.confidence is not None and reading.confidence < DOUBTFUL_CONFIDENCE


def _tags(languages: Sequence[str]) -> set[str]:
    return {language.split("-")[0].lower() for language in languages}


def _turned(
    image: PageImage, level: PageImage, reading: PageText, engine: Engine, languages: Sequence[str]
) -> tuple[PageImage, PageText]:
    """The page set upright and read again, if that reads better."""
    turns = engine.quarter_turns(image) if isinstance(engine, SeesOrientation) else 0
    if turns == 0:
        return level, reading
    fresh, done = prepare(upright(image, turns))
    again = engine.recognise(fresh, languages)
    if _sure_letters(again) <= _sure_letters(reading):
        return level, reading
    return fresh, _noted(again, f"turned={90 * turns} {done}".strip())


def _sure_letters(reading: PageText) -> float:
    """Letters weighed by confidence: a handful of sure words must not beat a page of doubtful ones."""
    return len(reading.text) * (reading.confidence or 0.0)


def _reread(level: PageImage, first: PageText, engine: Engine, languages: Sequence[str]) -> PageText:
    """The page read with one more language, if that reads better; says so either way."""
    second = engine.recognise(level, languages)
    tag = languages[0]
    done = _preparation(first)
    if _goodness(second) < _goodness(first):
        return _noted(first, f"reread={tag}:worse")
    return _noted(second, f"{done} reread={tag}:better".strip())


def _preparation(reading: PageText) -> str:
    kept = ("turned=", "ground=", "deskew=", "denoise=")
    return " ".join(part for part in reading.parameters.split() if part.startswith(kept))


def _goodness(reading: PageText) -> float:
    return plausibility(reading.text) + (reading.confidence or 0.0)


def _noted(reading: PageText, done: str) -> PageText:
    return replace(reading, parameters=f"{reading.parameters} {done}".strip())
