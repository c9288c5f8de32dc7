"""What fills the slots of the sentences: names, sums, days and references, as each language prints them."""

import random
from dataclasses import dataclass, field
from datetime import date, timedelta

from declass.sample import world
from declass.sample.world import Cast


def _words(text: str) -> list[str]:
    return text.split()


MONTHS = {
    "en": _words("January February March April May June July August September October November December"),
    "es": _words("enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre"),
    "pt": _words("janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro"),
}
_ORDINALS = _words("third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth")
_SECRET = {
    "person": "name",
    "leader": "name",
    "officer": "officer",
    "asset": "cryptonym",
    "sum": "sum",
    "body": "liaison",
    "post": "place",
    "otherpost": "place",
}
_PLACES = {
    "site": {"en": world.SITES, "es": world.SITES_ES, "pt": world.SITES_PT},
    "body": {"en": world.BODIES, "es": world.BODIES_ES, "pt": world.BODIES_PT},
}
_NO_REFERENCE = {"en": "the earlier report", "es": "el informe anterior", "pt": "o relatório anterior"}


@dataclass(frozen=True, slots=True)
class Printed:
    """A date as printed in a record, with its EDTF value."""

    raw: str
    edtf: str
    role: str


def long_day(day: date, language: str, american: bool = False) -> str:
    """A day in words.

    >>> long_day(date(1974, 3, 4), "es"), long_day(date(1974, 3, 4), "en", american=True)
    ('4 de marzo de 1974', 'March 4, 1974')
    """
    month = MONTHS[language][day.month - 1]
    if language == "en":
        return f"{month} {day.day}, {day.year}" if american else f"{day.day} {month} {day.year}"
    return f"{day.day} de {month} de {day.year}"


@dataclass(slots=True)
class Slots:
    """Fills slots for one record, and keeps the dates and references it printed.

    Attributes:
        citations: how earlier records are cited, in order of preference; each may be used once.
        used: the citations that were printed.
        dates: the days that were printed.
    """

    rng: random.Random
    cast: Cast
    language: str
    day: date
    citations: list[str] = field(default_factory=list)
    used: list[str] = field(default_factory=list)
    dates: list[Printed] = field(default_factory=list)

    def __call__(self, slot: str) -> tuple[str, str]:
        """The secret class and the words for ``slot``."""
        if slot in _PLACES:
            text = self.rng.choice(_PLACES[slot][self.language])
        else:
            text = getattr(self, f"_{slot}")()
        return _SECRET.get(slot, ""), text

    def _leader(self) -> str:
        return self.cast.people[0]

    def _person(self) -> str:
        return self.rng.choice(self.cast.people[1:])

    def _officer(self) -> str:
        return self.rng.choice(self.cast.officers)

    def _asset(self) -> str:
        return self.rng.choice(self.cast.cryptonyms)

    def _ship(self) -> str:
        return self.cast.ship

    def _post(self) -> str:
        return self.cast.post.name

    def _otherpost(self) -> str:
        return self.rng.choice([p.name for p in world.POSTS if p is not self.cast.post])

    def _goods(self) -> str:
        return self.rng.choice(world.GOODS)

    def _sum(self) -> str:
        amount = self.rng.randint(2, 90) * self.rng.choice((50, 250, 1000, 2500))
        printed = f"{amount:,}" if self.language == "en" else f"{amount:,}".replace(",", ".")
        return {"en": f"{printed} crowns", "es": f"{printed} coronas", "pt": f"{printed} coroas"}[
            self.language
        ]

    def _count(self) -> str:
        return str(self.rng.randint(5, 480))

    def _days(self) -> str:
        return str(self.rng.randint(3, 29))

    def _nth(self) -> str:
        return self.rng.choice(_ORDINALS)

    def _time(self) -> str:
        return f"{self.rng.randint(0, 23):02d}{self.rng.choice((0, 15, 30, 45)):02d} hours"

    def _day(self) -> str:
        day = self.day - timedelta(days=self.rng.randint(1, 25))
        raw = long_day(day, self.language)
        self.dates.append(Printed(raw, day.isoformat(), "mention"))
        return raw

    def _month(self) -> str:
        day = self.day - timedelta(days=self.rng.randint(28, 90))
        joint = " " if self.language == "en" else " de "
        raw = f"{MONTHS[self.language][day.month - 1]}{joint}{day.year}"
        self.dates.append(Printed(raw, f"{day:%Y-%m}", "mention"))
        return raw

    def _ref(self) -> str:
        if not self.citations:
            return _NO_REFERENCE[self.language]
        citation = self.citations.pop(0)
        self.used.append(citation)
        return citation
