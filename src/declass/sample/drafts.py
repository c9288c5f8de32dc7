"""The plan of a sample: which records there are, when and where, before their words are written."""

import random
from dataclasses import dataclass
from datetime import date, timedelta

from declass.sample import numbers, world
from declass.sample.chance import chance
from declass.sample.numbers import Number
from declass.sample.phrases import TOPICS, Topic
from declass.sample.records import Kind
from declass.sample.world import Cast, Post

KIND_SHARES: dict[Kind, float] = {"cable": 46, "memorandum": 19, "report": 9, "letter": 12, "dispatch": 14}
LANGUAGE_SHARES = {"en": 78, "es": 16, "pt": 6}
HEADQUARTERS = "Director"


@dataclass(frozen=True, slots=True)
class Draft:
    """A record to be written.

    Attributes:
        index: 0-based, in order of date.
        minute: minute of the day, for date-time groups.
        serial: its number in its own channel; absent records have the odd serials.
    """

    index: int
    topic: Topic
    cast: Cast
    kind: Kind
    language: str
    day: date
    minute: int
    post: Post
    serial: int
    number: Number
    cite: str


def citation(kind: Kind, post: Post, day: date, serial: int) -> str:
    """How others cite a record of this kind.

    >>> citation("cable", world.POSTS[0], date(1974, 3, 4), 1124)
    'PUERTO SOL 1124'
    """
    year = day.year % 100
    return {
        "cable": f"{post.name.upper()} {serial}",
        "dispatch": f"{post.digraph}-{serial}",
        "report": f"OCQR-{year:02d}/{serial}",
        "memorandum": f"memorandum HQ/M-{year:02d}-{serial}",
        "letter": f"letter L-{year:02d}-{serial}",
    }[kind]


def _number(rng: random.Random, index: int, kind: Kind, day: date, post: Post, serial: int) -> Number:
    draw = rng.random()
    if draw < 0.5:
        return numbers.rif(index, "902" if rng.random() < 0.15 else "901")
    if kind == "cable" and draw < 0.85:
        return numbers.state(day.year, post, serial)
    return numbers.crest(index) if draw < 0.82 else numbers.own(day.year, index)


def _languages(rng: random.Random, kinds: list[Kind]) -> list[str]:
    """Languages in their shares; dispatches are in English, as headquarters reads nothing else."""
    languages = ["en"] * len(kinds)
    open_places = [i for i, kind in enumerate(kinds) if kind != "dispatch"]
    rng.shuffle(open_places)
    for language in ("es", "pt"):
        for _ in range(round(len(kinds) * LANGUAGE_SHARES[language] / 100)):
            languages[open_places.pop()] = language
    return languages


def _kinds(rng: random.Random, count: int) -> list[Kind]:
    """Kinds in their shares; even a tiny sample begins with one of each."""
    first: list[Kind] = ["cable", "memorandum", "cable", "letter", "report", "dispatch"]
    rest = rng.choices(list(KIND_SHARES), list(KIND_SHARES.values()), k=max(0, count - len(first)))
    return (first + rest)[:count]


def drafts(seed: int, count: int) -> list[Draft]:
    """``count`` drafts in order of date, spread over the topics."""
    rng = chance(seed, "drafts")
    kinds = _kinds(rng, count)
    languages = _languages(rng, kinds)
    topics = TOPICS if count >= 2 * len(TOPICS) else TOPICS[:2]
    casts = {t.key: world.cast(chance(seed, "cast", t.key), world.POSTS[t.post]) for t in topics}
    days = []
    for i in range(count):
        topic = topics[i % len(topics)]
        days.append((date.fromisoformat(topic.starts) + timedelta(days=rng.randint(0, 420)), i, topic))
    serials = {post.code: rng.randrange(200, 4000, 2) for post in world.POSTS}
    made: list[Draft] = []
    cites: set[str] = set()
    for index, (day, i, topic) in enumerate(sorted(days, key=lambda item: item[:2])):
        post = casts[topic.key].post if rng.random() < 0.75 else rng.choice(world.POSTS)
        serials[post.code] += rng.randrange(2, 40, 2)
        serial, kind = serials[post.code], kinds[i]
        while (cite := citation(kind, post, day, serial)) in cites:  # posts share some channels
            serial += 2
        cites.add(cite)
        serials[post.code] = serial
        number = _number(rng, index, kind, day, post, serial)
        language, minute = languages[i], rng.randint(0, 1439)
        made.append(
            Draft(index, topic, casts[topic.key], kind, language, day, minute, post, serial, number, cite)
        )
    return made
