"""Patterns for phrases as OCR and typesetters leave them: misread letters, lost spaces, broken words."""

import re

# Shapes that OCR engines confuse; both readings of a pair are allowed wherever either letter stands.
_ALIKE = {
    "a": "aàáâã@4",
    "b": "b6",
    "c": "cç¢eo",
    "d": "d",
    "e": "eéêc",
    "f": "ft",
    "g": "g9q",
    "h": "hbn",
    "i": "iíl1|!jt",
    "l": "l1i|!I",
    "m": "m",
    "n": "nñh",
    "o": "oóôõ0c",
    "r": "r",
    "s": "s5$",
    "t": "tfl+",
    "u": "uúvü",
    "v": "vu",
    "z": "z2",
}
_BREAK = r"(?:[-\u00ad]?[ \t]*\n[ \t]*)?"  # a word hyphenated at a line's end
_SPACE = r"[\s.,;:_-]{0,4}?(?:[ \t]*\n[ \t]*)?[ \t]*"


def phrase(words: str) -> str:
    """A pattern (for ``re.IGNORECASE``) of a phrase, its words apart or run together.

    >>> bool(re.search(phrase("not declassified"), "name n0t dec1as-\\nsified", re.I))
    True
    >>> bool(re.search(phrase("page denied"), "the pages were tied", re.I))
    False
    """
    return _SPACE.join(map(_word, words.split()))


def _word(word: str) -> str:
    if not word.isalpha():
        return re.escape(word)
    return _BREAK.join(map(letter, word))


def letter(char: str) -> str:
    """A character class of what a letter may be read as."""
    alike = _ALIKE.get(char.lower())
    return f"[{re.escape(alike)}]" if alike else re.escape(char)
