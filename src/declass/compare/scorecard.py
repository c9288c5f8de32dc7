"""A grader that a person can read: for each feature a broken line of log-odds, summed."""

import json
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from math import exp


@dataclass(frozen=True, slots=True)
class Curve:
    """Log-odds that one feature adds, linear between its knots and level beyond them.

    Attributes:
        at: values of the feature, rising.
        adds: log-odds at each of them.
    """

    at: tuple[float, ...]
    adds: tuple[float, ...]

    def __call__(self, value: float) -> float:
        k = bisect_right(self.at, value)
        if k == 0:
            return self.adds[0]
        if k == len(self.at):
            return self.adds[-1]
        share = (value - self.at[k - 1]) / (self.at[k] - self.at[k - 1])
        return self.adds[k - 1] + share * (self.adds[k] - self.adds[k - 1])


@dataclass(frozen=True, slots=True)
class Scorecard:
    """Features to the probability of a disclosure.

    Attributes:
        base: log-odds before any feature has spoken.
        curves: by feature.
        origin: what it was fitted on, and by which program.
    """

    base: float
    curves: Mapping[str, Curve]
    origin: str

    def parts(self, features: Mapping[str, float]) -> dict[str, float]:
        """What each feature adds, in log-odds."""
        return {name: curve(features[name]) for name, curve in self.curves.items()}

    def probability(self, features: Mapping[str, float], rarer: float = 0.0) -> float:
        """0–1: that words were withheld on the side that lacks them.

        Args:
            rarer: log-odds by which withholding is less usual here than where the card was fitted.
        """
        return 1 / (1 + exp(rarer - self.base - sum(self.parts(features).values())))


def parse(raw: str) -> Scorecard:
    """A scorecard from the JSON that bench/diff/fit.py writes."""
    data = json.loads(raw)
    curves = {name: Curve(tuple(c["at"]), tuple(c["adds"])) for name, c in data["curves"].items()}
    return Scorecard(data["base"], curves, data["origin"])


@cache
def grader() -> Scorecard:
    """The scorecard that comes with declass."""
    path = resources.files("declass.compare").joinpath("grader.json")
    return parse(path.read_text(encoding="utf-8"))
