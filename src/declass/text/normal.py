"""Normal forms of text: what is stored, and what is compared."""

import re
import unicodedata

_BREAKS = re.compile(r"\r\n?|[\x0b\u0085\u2028\u2029]")
_CONTROLS = re.compile(r"[\x00-\x08\x0c\x0e-\x1f\x7f-\x9f\ufeff\ufffe\uffff]|[\ud800-\udfff]")
_LIGATURES = str.maketrans({"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"})
_TOKEN = re.compile(r"[^\W_]+")


def clean(text: str) -> str:
    """The stored form: NFC, line ends as ``\\n``, tabs kept, no other control characters or lone surrogates.

    Ligatures are kept as printed; ``fold`` opens them.

    >>> clean("cafe\\u0301\\r\\nend\\x00")
    'café\\nend'
    """
    return unicodedata.normalize("NFC", _CONTROLS.sub("", _BREAKS.sub("\n", text)))


def fold(text: str) -> str:
    """The compared form: case folded, accents stripped, ligatures opened; its length may differ.

    >>> fold("Oﬃcial REUNIÓN")
    'official reunion'
    """
    if text.isascii():  # most words, and the rest does nothing to them
        return text.lower()
    opened = unicodedata.normalize("NFD", text.translate(_LIGATURES).casefold())
    return "".join(c for c in opened if not unicodedata.combining(c))


def tokens(text: str) -> list[str]:
    """Runs of letters and digits of the folded text, in order."""
    return _TOKEN.findall(fold(text))
