"""Bytes to text, with what was assumed about their encoding."""

import codecs

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_PROBE_BYTES = 4096
_NUL_SHARE = 0.2  # UTF-16 text in Latin letters has a NUL in nearly every second byte; other text has none


def decode(data: bytes, declared: str = "") -> tuple[str, str]:
    """The text and a word on its encoding; every byte sequence gives some text.

    Args:
        data: the bytes.
        declared: encoding the file or mail names, "" if none; tried after a byte order mark.

    >>> decode("Señor".encode("latin-1"))
    ('Señor', 'cp1252 (assumed)')
    >>> decode("Señor".encode("utf-16-le"))
    ('Señor', 'utf-16-le (assumed)')
    """
    for mark, name in _BOMS:
        if data.startswith(mark):
            return data.decode(name, "replace"), name
    if declared and (text := attempt(data, declared)) is not None:
        return text, declared.lower()
    if wide := _wide(data[:_PROBE_BYTES]):
        return data.decode(wide, "replace"), f"{wide} (assumed)"
    if (text := attempt(data, "utf-8")) is not None:
        return text, "utf-8"
    if (text := attempt(data, "cp1252")) is not None:
        return text, "cp1252 (assumed)"
    return data.decode("latin-1"), "latin-1 (assumed)"


def attempt(data: bytes, name: str) -> str | None:
    """The text if every byte fits the encoding; None if not, or if there is no such encoding."""
    try:
        return codecs.decode(data, name) if _is_text_encoding(name) else None
    except (UnicodeError, LookupError, ValueError):
        return None


def _is_text_encoding(name: str) -> bool:
    # codecs such as "hex" or "zip" turn bytes into bytes, and "idna" or "unicode_escape" are no charsets
    known = codecs.lookup(name.strip())
    return isinstance(known, codecs.CodecInfo) and known.name not in _NO_CHARSETS


_NO_CHARSETS = frozenset(
    {"base64", "bz2", "hex", "quopri", "rot13", "uu", "zlib", "idna", "punycode", "unicode-escape"}
    | {"raw-unicode-escape", "undefined"}
)


def _wide(probe: bytes) -> str:
    pairs = max(len(probe) // 2, 1)
    if probe[1::2].count(0) / pairs > _NUL_SHARE > probe[0::2].count(0) / pairs:
        return "utf-16-le"
    if probe[0::2].count(0) / pairs > _NUL_SHARE > probe[1::2].count(0) / pairs:
        return "utf-16-be"
    return ""
