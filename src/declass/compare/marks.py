"""Exemption codes that stand where words are withheld: a release prints them, it does not reveal them."""

import re

_CODE = re.compile(
    r"""\(?\s*b\s*\)\s*\(\s*[1-9]\s*(?:\)\s*\(\s*[a-f]\s*)?\)?  # (b)(1), (b)(7)(C)
    |\b[1-6][.,:]\s?[1-6]\s*\(\s*[a-h0-9]\s*(?:\)\s*\(?\s*[0-9]?\s*)*\)?  # 3.5(c), 3.3(b)(1), 3.3(6)(1
    |\b(?:25|50)\s?x\s?[1-9]\b  # 25X1
    """,
    re.VERBOSE | re.IGNORECASE,
)
_REST = re.compile(r"\w{2,}")


def is_code(words: str) -> bool:
    """Whether words are exemption codes and nothing else, as read, misread ``b`` and lost brackets included.

    >>> is_code("3.5(c) 1.4(c"), is_code("(b)(1)"), is_code("3.3(6)(1"), is_code("25X1"), is_code("1.4 miles")
    (True, True, True, True, False)
    >>> is_code("Najera (b)(1)"), is_code("4.5"), is_code("")
    (False, False, False)
    """
    left, found = _CODE.subn(" ", words)
    return found > 0 and not _REST.search(left)
