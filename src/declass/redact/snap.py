"""A damaged reading of a code snapped to the closed lists by what OCR takes for what, and how surely.

A reading and a code are compared by their letters and digits alone, since brackets and stops are what OCR
damages first. The cost of turning one into the other is an edit distance in which a known confusion is cheap.

    3-5(6)   ->  3 5 6   against   3 5 c    cost .25 (6 for c)    ->  3.5(c)
    8-8(h)(2) -> 8 8 h 2 against   3 3 h 2  cost .4  (8 for 3, twice)
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from declass.redact.codes import codes

# What OCR engines print for a character of a code, by the shape of the letters and as met on stamped releases
# of the CIA and of the JFK collection; the later in a row, the rarer.
_TAKEN_FOR = {
    "1": "liIt7j|!",
    "2": "z7Z",
    "3": "8B5sJ9",
    "4": "a9hA",
    "5": "sS8B6",
    "6": "bcGeo0",
    "7": "1tT?",
    "8": "B3sS",
    "9": "gq4",
    "0": "oOQDcC",
    "a": "@4eoduq",
    "b": "6dhl8B",
    "c": "6eoC0G9gt€¢(",
    "d": "ola0",
    "e": "cCoG6",
    "f": "trFl",
    "g": "9q8",
    "h": "bnNli",
    "j": "i1J",
    "k": "lhxR",
    "p": "PFD",
    "u": "vVO",
    "m": "nNrHW",
    "x": "K%*kXy",
    "t": "f1Tl",
    "s": "5S8",
    "i": "1lI|!t",
    "l": "1iI|",
    "n": "hN",
}
_RARE = 0.4  # cost of the last in a row
_COMMON = 0.2  # of the first
_OTHER = 1.0
_MISSING = 0.7  # a character of the code that the reading has lost
_EXTRA = 0.8
_BRACKET = 0.3  # an extra character that stands for a bracket or a stop
_FOR_BRACKETS = frozenset("lit1ijfCX")
_PREFIX = re.compile(r"jfkact")  # printed on stamps, left out on identification sheets
_WORST = 0.45  # cost a character of the code above which a reading is none of the codes
_MARGIN = 0.15  # the next best code must cost this much more, or the reading says neither surely

_COMPLETED = 0.8  # probability that a code which begins like another on the page is that other, cut short

_SKELETON = re.compile(r"[^0-9A-Za-z|!@€¢?*%]")


@dataclass(frozen=True, slots=True)
class Snapped:
    """A code as a damaged reading is understood.

    Attributes:
        value: normal form.
        cost: 0 for a reading without damage.
        probability: 0–1 that the code, not another of the lists, was printed.
    """

    value: str
    cost: float
    probability: float


def skeleton(raw: str) -> str:
    """Letters and digits of a reading, and the characters that stand for some.

    >>> skeleton("3-5(6)"), skeleton("(b) (7)(C)")
    ('356', 'b7C')
    """
    return _SKELETON.sub("", raw)


@cache
def _skeletons() -> dict[str, str]:
    """Each code's own letters and digits in lower case, by normal form."""
    return {value: _PREFIX.sub("", skeleton(value).lower()) for value in codes()}


@cache
def _cost(code: str, read: str) -> float:
    """Of one character of a code read as another."""
    if read.lower() == code:
        return 0.0
    taken = _TAKEN_FOR.get(code, "")
    if read not in taken:
        return _OTHER
    return _COMMON + (_RARE - _COMMON) * taken.index(read) / max(1, len(taken) - 1)


def distance(read: str, code: str) -> float:
    """Cost of taking a reading's characters for a code's; the code in lower case.

    >>> round(distance("35c", "35c"), 2), round(distance("356", "35c"), 2), distance("33h", "33h2")
    (0.0, 0.2, 0.7)
    """
    before = [_MISSING * i for i in range(len(code) + 1)]
    for character in read:
        extra = _BRACKET if character in _FOR_BRACKETS else _EXTRA
        now = [before[0] + extra]
        for i, wanted in enumerate(code):
            now.append(min(before[i] + _cost(wanted, character), before[i + 1] + extra, now[i] + _MISSING))
        before = now
    return before[-1]


def snap(raw: str, among: Collection[str] | None = None, seen: Sequence[str] = ()) -> Snapped | None:
    """The code that a reading is likeliest to be, or None where it is like none.

    Args:
        among: normal forms to choose from; None = every list.
        seen: codes already read without damage nearby; they break ties.

    >>> snap("3-5(6)").value, snap("8-8(h)(2)").value, snap("(b) (7)(C)").value
    ('3.5(c)', '3.3(h)(2)', '(b)(7)(C)')
    """
    read = skeleton(raw)
    return _snapped(read, tuple(codes() if among is None else among), tuple(seen)) if read else None


@lru_cache(maxsize=4096)  # a document says the same few codes again and again
def _snapped(read: str, chosen: tuple[str, ...], seen: tuple[str, ...]) -> Snapped | None:
    costs = sorted((distance(read, _skeletons()[value]) - _favour(value, seen), value) for value in chosen)
    if not costs:
        return None
    best, value = costs[0]
    if whole := _completed(value, seen):
        return Snapped(whole, _MISSING, _COMPLETED)
    if max(best, 0.0) > _WORST * min(len(_skeletons()[value]), len(read)):
        return None
    lead = costs[1][0] - best if len(costs) > 1 else _OTHER
    return Snapped(value, max(best, 0.0), _probability(max(best, 0.0), lead))


def _completed(value: str, seen: Sequence[str]) -> str:
    """The code seen nearby of which this one is the beginning; "" where there is none, or more than one."""
    longer = {code for code in seen if code.startswith(value) and code != value}
    return longer.pop() if len(longer) == 1 and value not in seen else ""


def _favour(value: str, seen: Sequence[str]) -> float:
    return _MARGIN if value in seen else 0.0


def _probability(cost: float, lead: float) -> float:
    """Sure where nothing is damaged; down to even odds where another code is as near."""
    if cost == 0:
        return 0.99
    sure = min(1.0, lead / (2 * _MARGIN))
    return round(max(0.3, (0.5 + 0.45 * sure) * (1 - 0.25 * min(cost, 1.0))), 3)
