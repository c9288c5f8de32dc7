"""The agency of a paper whose number does not tell it: from a line of its own on the first page."""

import pytest

from declass.compare.grouping import Candidate, propose
from declass.compare.letterhead import letterhead


@pytest.mark.parametrize(
    ("page", "agency"),
    [
        ("TOP SECRET\n  CENTRAL INTELLIGENCE AGENCY\n\nCopy 14", "CIA"),
        ("* Central Intelligence Agency *", "CIA"),
        ("UNITED STATES DEPARTMENT OF STATE\nMEMORANDUM", "State"),
        ("U.S. Department of State\nAirgram", "State"),
        ("República de Chile\nMINISTERIO DE RELACIONES EXTERIORES", "Ministerio de Relaciones Exteriores"),
        ("MINISTÉRIO DAS RELAÇÕES EXTERIORES", "Ministério das Relações Exteriores"),
        ("TO: Central Intelligence Agency", None),
        ("a report of the\nCentral Intelligence Agency said", None),
        ("DEPARTMENT OF STATE\nFEDERAL BUREAU OF INVESTIGATION", None),
        ("", None),
    ],
    ids=[
        *("a cover", "ornaments", "with the country before it", "abbreviated", "Spanish", "Portuguese"),
        *("an addressee", "running text", "several agencies", "nothing"),
    ],
)
def test_an_agency_is_named_on_a_line_of_its_own(page, agency):
    assert letterhead(page) == agency


def test_a_record_without_a_number_has_the_agency_of_its_cover():
    (proposal,) = propose(Candidate("bulletin.pdf", ("CENTRAL INTELLIGENCE AGENCY\n7 July 1953", "text")))
    assert proposal.agency == "CIA"
