"""Dates of records: found in text as EDTF, and one chosen for each record."""

from declass.chronology.best import Best, best, from_number
from declass.chronology.context import Context
from declass.chronology.edtf import bounds, valid
from declass.chronology.find import find
from declass.chronology.roles import Candidate, Role, candidates, placed

__all__ = [
    "Best",
    "Candidate",
    "Context",
    "Role",
    "best",
    "bounds",
    "candidates",
    "find",
    "from_number",
    "placed",
    "valid",
]
