"""Words written on or under a bar that say why something is withheld, not what."""

import re

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
