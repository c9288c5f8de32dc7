"""People's judgements: appended, never changed, and what they come to."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, bindparam, select

from declass.archive.base import Database
from declass.archive.tables import judgements
from declass.model.anchor import Digest
from declass.model.provenance import Judgement, Verdict

_CHUNK = 1000  # subjects asked for by one statement
_SAID_OF = (  # built once: building it costs more than running it
    select(judgements)
    .where(judgements.c.subject.in_(bindparam("subjects", expanding=True)))
    .order_by(judgements.c.id)
)


@dataclass(frozen=True, slots=True)
class Standing:
    """What people's latest judgements of a subject come to.

    Attributes:
        verdict: their common verdict; ``unsure`` where they disagree; None where nobody's stands.
        judgements: each person's latest that was not taken back, the oldest first.
    """

    subject: str
    verdict: Verdict | None
    judgements: tuple[Judgement, ...]


class Judgements:
    """Appends judgements and says which stand."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def append(self, judgement: Judgement) -> None:
        """Add a person's word; it survives a power cut when this returns."""
        j = judgement
        row = {"subject": j.subject, "verdict": j.verdict, "who": j.who, "at": j.when, "why": j.why}
        with self._database.write() as connection:
            connection.execute(judgements.insert().values(**row))

    def history(self, subject: str) -> list[Judgement]:
        """All that was ever said of a subject, in order."""
        statement = select(judgements).where(judgements.c.subject == subject).order_by(judgements.c.id)
        with self._database.read() as connection:
            return [_judgement(row) for row in connection.execute(statement)]

    def standing(self, subject: str) -> Standing:
        """What stands now."""
        return standing(subject, self.history(subject))

    def standings(self, subjects: Sequence[str]) -> dict[str, Standing]:
        """What stands now of each subject on which anybody ever spoke."""
        said: dict[str, list[Judgement]] = {}
        for start in range(0, len(subjects), _CHUNK):
            some = {"subjects": list(subjects[start : start + _CHUNK])}
            with self._database.read() as connection:
                for row in connection.execute(_SAID_OF, some):
                    said.setdefault(row.subject, []).append(_judgement(row))
        return {subject: standing(subject, history) for subject, history in said.items()}


def release_subject(number: str, digest: Digest) -> str:
    """How a judgement names that an original holds a release of a record."""
    return f"release:{number}:{digest}"


def standing(subject: str, history: Sequence[Judgement]) -> Standing:
    """Reduce everything said to what stands.

    Args:
        history: oldest first.
    """
    latest: dict[str, Judgement] = {}
    for judgement in history:
        latest.pop(judgement.who, None)
        latest[judgement.who] = judgement
    valid = tuple(judgement for judgement in latest.values() if judgement.verdict is not None)
    verdicts = {judgement.verdict for judgement in valid}
    verdict: Verdict | None = "unsure" if len(verdicts) > 1 else next(iter(verdicts), None)
    return Standing(subject, verdict, valid)


def _judgement(row: Row[Any]) -> Judgement:
    return Judgement(row.subject, row.verdict, row.who, row.at, row.why)
