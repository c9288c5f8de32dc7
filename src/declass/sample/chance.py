"""Chance that can be repeated: one generator for every purpose, drawn from the seed and a name."""

import hashlib
import random

import numpy as np


def chance(seed: int, *purpose: object) -> random.Random:
    """A generator of its own for ``purpose``, so that adding one draw elsewhere moves nothing here.

    >>> chance(7, "date").random() == chance(7, "date").random()
    True
    """
    return random.Random(":".join(map(str, (seed, *purpose))))


def pixel_chance(seed: int, *purpose: object) -> np.random.Generator:
    """The same for whole arrays of pixels."""
    name = ":".join(map(str, (seed, *purpose)))
    return np.random.default_rng(int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big"))
