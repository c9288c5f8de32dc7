"""Personal data of living people that a released record prints: what, where, how sure."""

from dataclasses import dataclass
from typing import Literal

from declass.model.anchor import Span

PersonalKind = Literal["ssn", "rut", "cpf", "telephone", "address", "birth"]
"""Social security number (United States), RUT (Chile), CPF (Brazil), telephone number, home address, day of
birth beside a name."""


@dataclass(frozen=True, slots=True)
class PersonalDatum:
    """One personal datum in a page's text.

    Attributes:
        span: in the page's chosen text.
        probability: 0–1 that it is a private person's.
        why: one plain sentence.
    """

    kind: PersonalKind
    span: Span
    probability: float
    why: str

    def __post_init__(self) -> None:
        if not 0 <= self.probability <= 1:
            raise ValueError(f"probability {self.probability} outside 0–1")
