"""The agency that a paper names at its head or on its cover, on a line of its own."""

import re

from declass.text.normal import fold

_AGENCIES = {
    "central intelligence agency": "CIA",
    "department of state": "State",
    "embassy of the united states of america": "State",
    "federal bureau of investigation": "FBI",
    "national security agency": "NSA",
    "defense intelligence agency": "DIA",
    "national security council": "NSC",
    "department of defense": "Department of Defense",
    "office of the secretary of defense": "Office of the Secretary of Defense",
    "joint chiefs of staff": "Joint Chiefs of Staff",
    "ministerio de relaciones exteriores": "Ministerio de Relaciones Exteriores",
    "ministerio das relacoes exteriores": "Ministério das Relações Exteriores",
    "servico nacional de informacoes": "SNI",
}
"""As letterheads print them, without accents, and as records are listed under."""

_AROUND = re.compile(r"^(?:the |u\.?s\.? |united states )|\W+$")
_LETTERS = re.compile(r"[^\w\s.]")


def letterhead(page: str) -> str | None:
    """The agency of a paper by its first page; None where no line, or lines of several agencies, name one.

    >>> letterhead("Office of Current Intelligence\\n\\nCENTRAL INTELLIGENCE AGENCY")
    'CIA'
    >>> letterhead("a cable of the Central Intelligence Agency\\nof May")
    """
    lines = (_AROUND.sub("", " ".join(_LETTERS.sub(" ", fold(line)).split())) for line in page.splitlines())
    named = {_AGENCIES[line] for line in lines if line in _AGENCIES}
    return named.pop() if len(named) == 1 else None
