"""What stands on a bar or in a frame by itself: words that say why something is withheld, or a number."""

import re
from collections.abc import Sequence

from declass.redact.mentions import mentions
from declass.text.normal import fold

_WORDS = frozenset(
    re.findall(
        r"\w+",
        """
    redacted redaction redact redactions withheld deleted sanitized excised exempt exemption sealed under seal
    confidential confidentiality privilege privileged attorney client work product filed highly classified
    omitted restricted sensitive personal private information outside counsel only eyes
    testado testada tachado tachada tarjado tarjada reservado reservada suprimido suprimida omitido omitida
    confidencial privado privada censurado tarja sigiloso sigilosa ocultado
    and of the by for to y de la e da do
        """,
    )
)
"""What redaction programs and clerks print on bars, in English, Spanish and Portuguese."""

_CODE = re.compile(
    r"(?:\(?[bjk]\)?\s*\(\s*\d{1,2}\s*\)(?:\s*\(\s*[a-f]\s*\))?"  # FOIA and Privacy Act
    r"|\d{2}x\d(?:-\w+)?|[136]\.\d\s*\(\s*[a-h]\s*\)(?:\s*\(\s*\d{1,2}\s*\))?"  # executive orders
    r"|eo\s*1\d{4}|foia|sbu|pii|us(?:c|\s*code)|f\.?r\.?c\.?p\.?\s*[\d.]+|rule\s*[\d.]+)"
)
_WORD = re.compile(r"[^\W\d_]+|\d+")


def is_label(text: str) -> bool:
    """Whether the text is nothing but words of withholding and codes of exemptions.

    >>> is_label("REDACTED (b)(6)"), is_label("Filed under seal"), is_label("Privilege of the Crown")
    (True, True, False)
    """
    rest = _CODE.sub(" ", fold(text))
    return all(word in _WORDS for word in _WORD.findall(rest))


_GROUPS = re.compile(r"\W*[^\W_]+(?:[-/.:]+[^\W_]+)*\W*")
_DATE = re.compile(r"(?<!\d)(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4})(?!\d)")
_LONG = re.compile(r"\d{4}")  # codes of exemptions have no such run
_LEAST_DIGITS = 6


def is_number(words: Sequence[str]) -> bool:
    """Whether the words, as read, are one number and nothing else: no date, no code of an exemption.

    >>> is_number(["901-10003-10090"]), is_number(["901-1", "0003-1", "0090"]), is_number(["1973ALDEN00326"])
    (True, True, True)
    >>> is_number(["2003/05/14"]), is_number(["25X1,", "50X1-HUM"]), is_number(["26", "U.S.C.", "6103"])
    (False, False, False)
    """
    said = " ".join(words)
    digits, letters = sum(map(str.isdecimal, said)), sum(map(str.isalpha, said))
    return (
        digits >= max(_LEAST_DIGITS, letters)
        and _LONG.search(said) is not None
        and all(_GROUPS.fullmatch(word) and re.search(r"\d", word) for word in words)
        and not _DATE.search(said)
        and not mentions(said)
    )
