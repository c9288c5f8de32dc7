"""The classification that a page prints of itself, at its head, its foot or in front of its paragraphs."""

import re

LEVELS = ("top secret", "secret", "confidential", "restricted", "limited official use", "unclassified")
"""Highest first. Restricted ended in 1953 (Executive Order 10501); limited official use is State's own."""

_WORDS = {
    "top secret": r"TOP\s?SECRET|T O P\s{1,3}S E C R E T",
    "secret": r"SECRETO?|S E C R E T",
    "confidential": r"CONFIDENTIAL|C O N F I D E N T I A L|CONFIDENCIAL",
    "restricted": r"RESTRICTED|RESERVADO",
    "limited official use": r"LIMITED\sOFFICIAL\sUSE|LOU",
    "unclassified": r"UNCLASSIFIED|UNCLAS",
}
# A marking stands alone on its line but for numbers, control words and stamps in capitals; or begins a
# telegram's text ("C O N F I D E N T I A L LA PAZ 0966", "UNCLAS LA PAZ 6523"). Running text is never one.
_MARKING = re.compile(
    r"(?m)^[\W\d_]*(?:CLASSIFICATION\s?:?\s*)?(?:"
    + "|".join(f"(?P<l{at}>{_WORDS[name]})" for at, name in enumerate(LEVELS))
    + r")(?![A-Za-z])(?P<rest>[^\n]*)$"
)
_LONGEST_REST = 40  # characters after the marking: "SECTION 1 OF 2 SANTIAGO 4567", "NOFORN EXDIS"
_CAPITALS = re.compile(r"[^a-z]*\Z")


def classification(text: str) -> str:
    """The highest marking on a page, one of ``LEVELS``; "" where none was found, which tells nothing.

    >>> classification("SECRET\\nPAGE 01\\nTHE AMBASSADOR SAID")
    'secret'
    >>> classification("He kept it secret.\\nSECRETARY OF STATE")
    ''
    """
    found = set()
    for match in _MARKING.finditer(text):
        if len(match["rest"]) <= _LONGEST_REST and _CAPITALS.match(match["rest"]):
            found.add(next(at for at in range(len(LEVELS)) if match[f"l{at}"]))
    return LEVELS[min(found)] if found else ""
