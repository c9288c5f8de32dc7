"""From numbers to a probability: logistic models, stored as readable tables beside the code."""

import json
from dataclasses import dataclass
from functools import cache
from importlib import resources

import numpy as np

from declass.redact.segments import Reals


@dataclass(frozen=True, slots=True)
class Model:
    """A logistic model.

    Attributes:
        names: of the numbers it weighs, in the order in which they come.
        mean, scale: each number is centred and scaled by these before it is weighed.
        weights: for each number, per scale.
        bias: weight of nothing at all.
    """

    names: tuple[str, ...]
    mean: Reals
    scale: Reals
    weights: Reals
    bias: float

    def probability(self, numbers: Reals) -> Reals:
        """0–1 for each row of numbers."""
        z = ((numbers - self.mean) / self.scale) @ self.weights + self.bias
        return np.asarray(1 / (1 + np.exp(-np.clip(z, -30, 30))))


@cache
def model(name: str, expected: tuple[str, ...]) -> Model:
    """The stored model of that name.

    Raises:
        ValueError: its table was fitted to other numbers than the code makes; fit it again.
    """
    stored = json.loads(resources.files(__package__).joinpath("box_models.json").read_text("utf-8"))[name]
    names = tuple(row["name"] for row in stored["weights"])
    if names != expected:
        raise ValueError(f"the model {name!r} weighs {names}, the code makes {expected}")
    table = np.array([[row["mean"], row["scale"], row["weight"]] for row in stored["weights"]])
    return Model(names, table[:, 0], table[:, 1], table[:, 2], float(stored["bias"]))
