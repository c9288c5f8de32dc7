"""Who made a row and how: runs of a step, and people's judgements."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Verdict = Literal["yes", "no", "unsure"]


@dataclass(frozen=True, slots=True)
class Provenance:
    """One run of one step.

    Attributes:
        step: name of the step, e.g. ``read``, ``dates``, ``numbers``.
        version: version of the step's method, raised whenever its output may change.
        parameters: canonical JSON of the settings that shape the output.
        started: UTC.
    """

    step: str
    version: str
    parameters: str
    started: datetime


@dataclass(frozen=True, slots=True)
class Judgement:
    """A person's word on a proposal; appended, never changed.

    Attributes:
        subject: what is judged, e.g. ``release:<record number>:<digest>``.
        verdict: yes, no or unsure; None takes the person's earlier verdict back.
        who: name of the person.
        when: UTC.
        why: their reason, "" if none given.
    """

    subject: str
    verdict: Verdict | None
    who: str
    when: datetime
    why: str = ""
