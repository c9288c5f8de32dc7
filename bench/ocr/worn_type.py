"""Made-up lines of type as the second engine's reader sees them, worn in ten ways, with their text.

Words are drawn by their frequency in English, Spanish and Portuguese (package `wordfreq`), mixed with made-up
names, numbers and codes, so that little but the look of letters is to be learnt. Each letter is struck a
little otherwise; lines above and below, rules, pens and stamps stand around it; then the paper is copied.
"""

import re
import string
from functools import lru_cache
from pathlib import Path

import cv2
import numpy as np
import wordfreq
from PIL import Image, ImageDraw, ImageFont

from declass.ocr.rapid import LETTERS

HEIGHT, SQUEEZE = 48, 0.75  # as the reader gets its lines
NO_TYPE, NUMBERS, LABELS = 0.07, 0.5, 0.17  # of the lines; of those without type: numbers by hand
WIDE, RINGED = 0.3, 0.06  # of the lines: wide blanks, a ringed word
SPACED = 0.013  # of the words: letters set apart
LANGUAGES, SHARES = ("en", "es", "pt"), (0.6, 0.24, 0.16)
SYLLABLES = [
    a + b
    for a in [
        "b",
        "c",
        "d",
        "f",
        "g",
        "h",
        "j",
        "k",
        "l",
        "m",
        "n",
        "p",
        "r",
        "s",
        "t",
        "v",
        "z",
        "ch",
        "sh",
        "tr",
        "br",
        "kr",
        "sk",
        "gr",
    ]
    for b in ["a", "e", "i", "o", "u", "an", "en", "on", "ar", "el", "ov", "is", "ak"]
]
MONTHS = ["January", "FEB", "Mar", "abril", "MAYO", "JUNE", "julho", "Aug", "SEPT", "October", "NOV", "DEC"]
HEADS = ["NO.", "No.", "PAGE", "Page", "TEL", "REF", "Para", "IN", "OUT"]
KNOWN = set(LETTERS) | {" "}
KINDS = ("typed", "printed", "written", "labels")


class Faces:
    """Fonts of a folder's folders: typewriters, print, hands and, without serifs, labels of forms."""

    def __init__(self, folder):
        self.typed, self.printed, self.written, self.labels = (
            self._of(Path(folder) / kind) for kind in KINDS
        )

    @staticmethod
    def _of(folder):
        paths = sorted(str(path) for kind in ("*.ttf", "*.otf", "*.woff") for path in folder.rglob(kind))
        if not paths:
            raise SystemExit(f"{folder}: no fonts there (.ttf, .otf, .woff)")
        return paths


@lru_cache(600)
def font(path, size):
    return ImageFont.truetype(path, size)


@lru_cache(40000)
def glyph(path, size, sign):
    """Ink of a letter, 0 to 1, shape (1.6 size, its width and a half size), and how far the next stands."""
    face = font(path, size)
    width = face.getlength(sign)
    image = Image.new("L", (int(width) + size // 2 + 2, int(1.6 * size)), 0)
    ImageDraw.Draw(image).text((size // 4, int(1.15 * size)), sign, font=face, fill=255, anchor="ls")
    return np.asarray(image, np.float32) / 255, width


@lru_cache
def vocabulary(language):
    words = [w for w in wordfreq.top_n_list(language, 30000) if re.fullmatch(r"[a-záéíóúüñàâãêôõç']+", w)]
    shares = np.array([wordfreq.word_frequency(word, language) for word in words]) ** 0.55
    return words, np.cumsum(shares / shares.sum())


def word(rng, language):
    words, shares = vocabulary(language)
    return words[int(np.searchsorted(shares, rng.random()))]


def name(rng):
    made = "".join(rng.choice(SYLLABLES) for _ in range(int(rng.integers(1, 4))))
    return made.capitalize() if rng.random() < 0.6 else made.upper()


def digits(rng, least, most=None):
    return "".join(str(rng.integers(0, 10)) for _ in range(int(rng.integers(least, (most or least) + 1))))


def number(rng):
    kinds = (
        lambda: digits(rng, 1, 6),
        lambda: digits(rng, 4) + "Z",
        lambda: f"{rng.integers(1, 32)} {rng.choice(MONTHS)} {rng.integers(1940, 1995)}",
        lambda: f"{digits(rng, 3)}-{digits(rng, 3, 7)}",
        lambda: f"{digits(rng, 3)}-{digits(rng, 5)}-{digits(rng, 5)}",
        lambda: f"{rng.integers(1, 13)}/{rng.integers(1, 32)}/{digits(rng, 2)}",
        lambda: f"${rng.integers(1, 999)},{digits(rng, 3)}",
        lambda: f"{digits(rng, 2)}.{digits(rng, 1)}%",
        lambda: f"({rng.choice(list('abcdefgABCTSU'))})",
        lambda: f"{rng.choice(HEADS)} {digits(rng, 1, 5)}",
        lambda: "".join(rng.choice(list(string.ascii_uppercase), 4)) + f"-{digits(rng, 1, 4)}",
        lambda: f"{digits(rng, 4)}-{digits(rng, 2)}-{digits(rng, 2)}T{digits(rng, 2)}",
    )
    return kinds[rng.integers(0, len(kinds))]()


def marked(rng, text, language):
    """A word with the signs that stand at words."""
    marks = (
        (0.05, lambda: text + ","),
        (0.05, lambda: text + "."),
        (0.035, lambda: text + rng.choice([":", ";", "?"])),
        (0.02, lambda: f"({text})" if rng.random() < 0.5 else f'"{text}"'),
        (0.022, lambda: text + rng.choice(["/", "-", "-"]) + word(rng, language)),
        (0.005, lambda: rng.choice(["&", "-", "--", "*", "#", "+"])),
        (0.003, lambda: f"¿{text}?" if language == "es" else f"{text}!"),
    )
    chance = rng.random()
    for share, mark in marks:
        if chance < share:
            return mark()
        chance -= share
    return text


def text_of(rng, size):
    """About so many letters; a line in capitals as often as one that is not."""
    if rng.random() < 0.05:
        signs = string.ascii_letters + string.digits + ".,-/:()&' "
        return " ".join("".join(rng.choice(list(signs), size)).split()) or "A"
    language, style = rng.choice(LANGUAGES, p=SHARES), rng.random()
    words = []
    while sum(map(len, words)) + len(words) < size:
        kind, case = rng.random(), rng.random()
        one = number(rng) if kind < 0.1 else name(rng) if kind < 0.19 else word(rng, language)
        if style < 0.45 or case < 0.08:
            one = one.upper()
        elif style < 0.55 or case < 0.2:
            one = one.capitalize()
        if rng.random() < SPACED and len(one) < 9:
            one = " ".join(one.upper())
        words.append(marked(rng, one, language))
    return "".join(sign for sign in " ".join(words) if sign in KNOWN) or "A"


def with_blanks(rng, text):
    """The text with some or many of its blanks wider, as in tables; each is to be read as one."""
    if rng.random() > WIDE:
        return text
    share = 0.08 if rng.random() < 0.5 else 0.4
    blanks = (" " * int(rng.integers(2, 9)) if rng.random() < share else " " for _ in text)
    return "".join(blank if sign == " " else sign for sign, blank in zip(text, blanks, strict=True))


def struck(rng, path, size, text, typed):
    """Ink of a line, letter by letter, each a little higher, lower or paler than the last."""
    steps = [glyph(path, size, sign)[1] for sign in text]
    gap, uneven, pale = rng.normal(0, 0.03) * size, 0.0, 0.0
    if typed and rng.random() < 0.6:
        uneven = abs(rng.normal(0, 0.03)) * size
    if rng.random() < 0.6:
        pale = abs(rng.normal(0, 0.25))
    ink = np.zeros((int(1.6 * size) + 12, int(sum(steps) + max(gap, 0) * len(text)) + 4 * size), np.float32)
    at = size / 2
    for sign, step in zip(text, steps, strict=True):
        letter = glyph(path, size, sign)[0] * max(0.38, 1 - abs(rng.normal(0, pale)))
        top, left = int(np.clip(6 + round(rng.normal(0, uneven)), 0, 12)), max(0, round(at - size // 4))
        place = ink[top : top + letter.shape[0], left : left + letter.shape[1]]
        np.maximum(place, letter[:, : place.shape[1]], out=place)
        at += step + gap
    return ink[:, : int(at + size // 2)]


def grain(rng, shape, size):
    """Noise in patches of about ``size`` pixels, mean 0, about 1 strong."""
    if size <= 2:
        return cv2.GaussianBlur(rng.normal(0, 1, shape).astype(np.float32), (0, 0), size) * (3.2 * size)
    cells = rng.normal(0, 1, (shape[0] // int(size) + 2, shape[1] // int(size) + 2)).astype(np.float32)
    calm = cv2.GaussianBlur(cells, (0, 0), 0.8)
    return 1.6 * cv2.resize(calm, shape[::-1], interpolation=cv2.INTER_LINEAR)


def ring(rng, ink, size, middle):
    """A word ringed with a pen, as those were that a reviewer wanted to look at."""
    turn = np.linspace(0, 2 * np.pi, 24)
    across, down = np.cos(turn), np.sin(turn)
    sides = np.stack([np.sign(across) * abs(across) ** 0.5, np.sign(down) * abs(down) ** 0.5], 1)
    sides *= np.array([size * rng.uniform(1.2, 4), size * rng.uniform(0.55, 0.9)])
    sides += np.array([rng.uniform(0.1, 0.9) * ink.shape[1], middle])
    sides += rng.normal(0, 0.05 * size, sides.shape)
    thick = int(rng.integers(1, 4))
    cv2.polylines(ink, [sides.astype(np.int32)], False, float(rng.uniform(0.4, 1)), thick)


def around(rng, ink, size, top, base, faces, label):
    """Draws rules, a pen's stroke or a stamp over a piece of a page; labels of forms have more rules."""
    height, width = ink.shape
    thick = int(max(1, rng.integers(1, max(2, size // 9))))
    chance = rng.random(6)
    if chance[0] < (0.6 if label else 0.14):
        down = base + int(size * rng.uniform(0.06, 0.3))
        ends = int(rng.uniform(0, 0.3) * width), int(rng.uniform(0.5, 1) * width)
        cv2.line(ink, (ends[0], down), (ends[1], down + int(rng.integers(-2, 3))), 1.0, thick)
    if chance[1] < (0.4 if label else 0.1):
        down = top - int(size * rng.uniform(0.05, 0.4))
        cv2.line(ink, (0, down), (width, down + int(rng.integers(-2, 3))), 1.0, thick)
    if chance[2] < 0.1:
        across = int(rng.choice([rng.uniform(0, 0.01), rng.uniform(0.985, 1)]) * width)
        cv2.line(ink, (across, 0), (across, height), 1.0, thick)
    if chance[3] < 0.07:
        stroke = np.cumsum(rng.normal(0, 0.6 * size, (6, 2)), 0)
        stroke = stroke + np.array([rng.uniform(0, width), base - 0.3 * size])
        cv2.polylines(ink, [stroke.astype(np.int32)], False, float(rng.uniform(0.4, 1)), thick)
    if chance[5] < RINGED:
        ring(rng, ink, size, (top + base) // 2)
    if chance[4] < 0.05:
        face, large = str(rng.choice(faces.printed)), int(size * rng.uniform(1.2, 2.2))
        stamp = struck(rng, face, large, name(rng).upper(), False) * rng.uniform(0.3, 0.8)
        down, across = (
            int(rng.uniform(0, max(1, s - p))) for s, p in zip(ink.shape, stamp.shape, strict=True)
        )
        place = ink[down : down + stamp.shape[0], across : across + stamp.shape[1]]
        np.maximum(place, stamp[: place.shape[0], : place.shape[1]], out=place)


def piece(rng, letters, faces):
    """A piece of a page with three lines; top and foot of the middle one, its text and its size in pixels."""
    typed = rng.random() < 0.62
    path = str(rng.choice(faces.typed if typed else faces.printed))
    size = int(rng.integers(34, 54)) if rng.random() < 0.75 else int(rng.integers(20, 36))
    label = rng.random() < LABELS
    if label:
        typed, path, size = False, str(rng.choice(faces.labels)), int(rng.integers(17, 30))
        letters = int(rng.integers(4, 28))
    text, apart = text_of(rng, letters), int(size * rng.choice([1.05, 1.15, 1.3, 1.6, 2.2]))
    text = "".join(sign for sign in text.upper() if sign in KNOWN) or "A" if label else text
    middle = struck(rng, path, size, with_blanks(rng, text), typed)
    ink = np.zeros((middle.shape[0] + 2 * apart, middle.shape[1] + size), np.float32)
    ink[apart : apart + middle.shape[0], : middle.shape[1]] = middle
    for down in (0, 2 * apart):
        if rng.random() < 0.75:
            other = struck(rng, path, size, text_of(rng, letters), typed)[:, : ink.shape[1]]
            place = ink[down : down + other.shape[0], : other.shape[1]]
            np.maximum(place, other[: place.shape[0]], out=place)
    base = apart + 6 + int(1.15 * size)
    top, foot = base - int(0.73 * size), base + int(0.2 * size)
    around(rng, ink, size, top, base, faces, label)
    return ink, top, foot, text, size


def clean(rng, paper, ink, unit):
    return cv2.GaussianBlur(paper, (0, 0), max(0.3, 0.7 * unit))


def light(rng, paper, ink, unit):
    calm = cv2.GaussianBlur(paper, (0, 0), rng.uniform(0.6, 1.6) * unit)
    calm = calm + rng.uniform(0, 22) * grain(rng, ink.shape, 1.2)
    return np.where(calm < rng.uniform(130, 215), 0, 255) if rng.random() < 0.5 else calm


def faint(rng, paper, ink, unit):
    calm = cv2.GaussianBlur(paper, (0, 0), rng.uniform(1, 1.9) * unit)
    pale = 255 - rng.uniform(0.65, 0.95) * (255 - calm)
    pale = pale + rng.uniform(15, 60) * grain(rng, ink.shape, rng.uniform(1, 2.5))
    return np.where(pale < rng.uniform(140, 185), 0, 255) if rng.random() < 0.75 else pale


def clogged(rng, paper, ink, unit):
    thick = cv2.GaussianBlur(paper, (0, 0), rng.uniform(1.2, 2.9) * unit)
    thick = thick + rng.uniform(5, 32) * grain(rng, ink.shape, rng.uniform(1, 2))
    if rng.random() < 0.8:
        return np.where(thick < rng.uniform(185, 228), 0, 255)
    return 255 * np.clip((thick - 120) / rng.uniform(60, 130), 0, 1)


def broken(rng, paper, ink, unit):
    holes = grain(rng, ink.shape, rng.uniform(1.0, 2.4) * unit + 0.4)
    calm = cv2.GaussianBlur(paper, (0, 0), rng.uniform(0.6, 1.5) * unit)
    torn = np.where(holes > rng.uniform(0.7, 1.6), 255, calm).astype(np.float32)
    return np.where(cv2.GaussianBlur(torn, (0, 0), 0.8) < rng.uniform(120, 190), 0, 255)


def grey(rng, paper, ink, unit):
    """Thermal paper, evened as pages are before they are read."""
    calm = cv2.GaussianBlur(paper, (0, 0), rng.uniform(0.8, 2) * unit)
    dull = rng.uniform(90, 150) + rng.uniform(0.25, 0.6) * (calm - 128) + 20 * grain(rng, ink.shape, 60)
    dull = np.clip(dull + rng.uniform(4, 14) * rng.normal(0, 1, ink.shape), 0, 255).astype(np.float32)
    dull = cv2.GaussianBlur(dull, (5, 5), 0)
    darkest, lightest = np.percentile(dull[::4, ::4], [1, 75])
    return (dull - darkest) * 255 / max(30, lightest - darkest)


def few_pixels(rng, paper, ink, unit):
    share = min(1, rng.uniform(0.3, 0.6) / max(unit, 0.6))
    small = cv2.resize(paper, None, fx=share, fy=share, interpolation=cv2.INTER_AREA)
    small = small + rng.uniform(0, 14) * rng.normal(0, 1, small.shape)
    return cv2.resize(small.astype(np.float32), ink.shape[::-1], interpolation=cv2.INTER_CUBIC)


def ribbon(rng, paper, ink, unit):
    """The weave of a cloth ribbon shows in the letters."""
    down, across = (np.arange(side) * 2 * np.pi / (rng.uniform(3, 6) * unit) for side in ink.shape)
    weave = 0.75 + 0.35 * np.outer(np.sin(down), np.sin(across)) + 0.35 * grain(rng, ink.shape, 1.5)
    return light(
        rng, 255 - np.clip((255 - paper) * np.clip(weave, 0, 1.1), 0, 255).astype(np.float32), ink, unit
    )


def double(rng, paper, ink, unit):
    """Struck twice, or a page that slipped."""
    by = int(rng.integers(-3, 4) * unit), int(rng.integers(-4, 5) * unit)
    twice = np.maximum(ink, rng.uniform(0.3, 0.8) * np.roll(ink, by, (0, 1)))
    return light(rng, 255 * (1 - np.clip(twice, 0, 1)), ink, unit)


def smear(rng, paper, ink, unit):
    long = int(rng.integers(3, 9) * unit) + 1
    drawn = 1.4 * cv2.blur(ink, (long, 1) if rng.random() < 0.5 else (1, long))
    return light(rng, 255 * (1 - np.clip(drawn, 0, 1)), ink, unit)


WAYS = (clean, light, faint, clogged, broken, grey, few_pixels, double, smear, ribbon)
HOW_OFTEN = (0.07, 0.18, 0.14, 0.22, 0.1, 0.07, 0.08, 0.05, 0.03, 0.06)


def copied(rng, ink, size):
    """The piece of paper as a scan shows it and as it is prepared for reading, grey 0 to 255."""
    if rng.random() < 0.5:
        patches = grain(rng, ink.shape, int(rng.integers(8, 60)))
        ink = ink * np.clip(1 + rng.uniform(0.05, 0.35) * patches, 0.35, 1.2)
    ink = ink.astype(np.float32)
    paper = 255 * (1 - np.clip(ink, 0, 1))
    way = WAYS[rng.choice(len(WAYS), p=HOW_OFTEN)]
    page = np.asarray(way(rng, paper, ink, size / 42), np.float32)
    if rng.random() < 0.12:
        specks = cv2.GaussianBlur(
            rng.normal(0, 1, ink.shape).astype(np.float32), (0, 0), rng.uniform(0.6, 1.4)
        )
        specks, far = specks / specks.std(), rng.uniform(2.2, 3.2)
        page = np.where(specks > far, 0, np.where(specks < -far, 255, page))
    if rng.random() < 0.08:  # the other side of the sheet shows through
        page = np.minimum(page, 255 - rng.uniform(20, 90) * cv2.GaussianBlur(ink[::-1, ::-1], (0, 0), 3))
    page = np.clip(page, 0, 255).astype(np.uint8)
    if rng.random() < 0.3:
        page = cv2.imdecode(cv2.imencode(".jpg", page, [1, int(rng.integers(25, 85))])[1], 0)
    if rng.random() < 0.7:
        return cv2.medianBlur(page, 3)
    return cv2.GaussianBlur(page, (3, 3), 0) if rng.random() < 0.5 else page


def pen(rng, letters, size):
    """Strokes of a pen that are no letters."""
    ink = np.zeros((3 * size, int(letters * size * rng.uniform(0.3, 0.7)) + 2 * size), np.float32)
    thick = int(rng.integers(2, 6))
    for _ in range(int(rng.integers(1, 5))):
        count = int(rng.integers(4, 30))
        across = rng.uniform(0, ink.shape[1]) + np.cumsum(rng.normal(0.12 * size, 0.3 * size, count))
        down = 1.5 * size + rng.normal(0, size * rng.uniform(0.1, 0.5), count)
        fine = np.linspace(0, count - 1, 8 * count)
        stroke = np.stack([np.interp(fine, range(count), side) for side in (across, down)], 1)
        stroke = cv2.GaussianBlur(stroke, (1, 9), 0)
        cv2.polylines(ink, [stroke.astype(np.int32)], False, 1.0, thick)
    return ink


def words_by_hand(rng, letters):
    names = rng.random(max(1, letters // 7)) < 0.4
    return " ".join(name(rng) if one else word(rng, "en") for one in names)


def written(rng, text, size, faces):
    """Text by hand."""
    face = font(str(rng.choice(faces.written)), size)
    image = Image.new("L", (int(face.getlength(text)) + 2 * size, 3 * size), 0)
    ImageDraw.Draw(image).text((size, int(1.9 * size)), text, font=face, fill=255, anchor="ls")
    ink = np.asarray(image, np.float32) / 255
    if rng.random() < 0.6:
        ink = cv2.dilate(ink, np.ones((int(rng.integers(1, 4)),) * 2))
    turn = cv2.getRotationMatrix2D((ink.shape[1] / 2, 1.5 * size), float(rng.normal(0, 2)), 1)
    return cv2.warpAffine(ink, turn, ink.shape[::-1])


def edges(rng, letters, size):
    """Patches, hatching or rules."""
    ink = np.zeros((3 * size, letters * size // 2 + 2 * size), np.float32)
    height, width = ink.shape
    kind = rng.random()
    if kind < 0.35:
        return (grain(rng, ink.shape, rng.uniform(2, 12)) > rng.uniform(0.3, 1.4)).astype(np.float32)
    if kind < 0.7:
        lean = int(rng.choice([-height, height]))
        for across in range(-height, width + height, int(rng.integers(6, 22))):
            cv2.line(ink, (across, 0), (across + lean, height), 1.0, int(rng.integers(1, 4)))
        return ink
    for _ in range(int(rng.integers(1, 4))):
        down = int(rng.uniform(0.8, 2.2) * size)
        cv2.line(ink, (0, down), (width, down + int(rng.integers(-4, 5))), 1.0, int(rng.integers(2, 10)))
    return ink


def without_type(rng, letters, faces):
    """Handwriting, strokes of a pen, edges, specks: to be read as nothing, but for numbers by hand."""
    kind, size, text, top = rng.random(), int(rng.integers(30, 80)), "", 0.9
    if rng.random() < NUMBERS:
        signs = " ".join(number(rng) for _ in range(1 if rng.random() < 0.7 else 2))
        text = "".join(sign for sign in signs if sign in KNOWN - set("%$"))
    if text or kind < 0.6:
        ink, top = written(rng, text or words_by_hand(rng, letters), size, faces), 1.1
    else:
        ink = (pen if kind < 0.85 else edges)(rng, letters, size)
    page = copied(rng, ink, size)
    up, down, left, right = (
        int(size * rng.uniform(*by)) for by in ((0, 0.3), (0, 0.3), (0.2, 0.9), (0.2, 0.9))
    )
    cut = page[
        max(0, int(top * size) - up) : int(2.1 * size) + down, left : max(left + 20, page.shape[1] - right)
    ]
    wide = max(HEIGHT, round(SQUEEZE * cut.shape[1] * HEIGHT / cut.shape[0]))
    return cv2.resize(cut, (wide, HEIGHT), interpolation=cv2.INTER_AREA), text


def line(rng, letters, faces):
    """One line as it comes to the reader, shape (48, width), and its text: "" where nothing is typed."""
    if rng.random() < NO_TYPE:
        return without_type(rng, letters, faces)
    ink, top, foot, text, size = piece(rng, letters, faces)
    if rng.random() < 0.4:
        lean = float(np.clip(rng.normal(0, 0.25), -0.7, 0.7))
        middle = (ink.shape[1] / 2, (top + foot) / 2)
        ink = cv2.warpAffine(ink, cv2.getRotationMatrix2D(middle, lean, 1), ink.shape[::-1])
        off = int(0.4 * abs(np.sin(np.radians(lean))) * ink.shape[1])
        top, foot = top - off, foot + off
    page, high = copied(rng, ink, size), foot - top
    columns = np.flatnonzero(ink[max(0, top) : foot].max(0) > 0.3)
    first, last = (columns[0], columns[-1]) if len(columns) else (0, page.shape[1])
    up, down = int(high * rng.uniform(-0.02, 0.42)), int(high * rng.uniform(-0.05, 0.42))
    left, right = int(high * rng.uniform(0, 0.5)), int(high * rng.uniform(0.05, 0.5))
    cut = page[max(0, top - up) : foot + down, max(0, first - left) : last + right]
    wide = max(HEIGHT, round(SQUEEZE * rng.uniform(0.92, 1.08) * cut.shape[1] * HEIGHT / cut.shape[0]))
    how = cv2.INTER_AREA if cut.shape[0] >= HEIGHT else cv2.INTER_LINEAR
    return cv2.resize(cut, (wide, HEIGHT), interpolation=how), text
