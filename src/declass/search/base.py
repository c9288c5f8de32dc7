"""What search asks of a sentence model."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np
import numpy.typing as npt

Vectors = npt.NDArray[np.float32]


class Embedder(Protocol):
    """Turns texts into vectors whose scalar product tells how near they are in meaning."""

    name: str
    """Names the model and its version; vectors under different names never meet."""

    dimensions: int

    leaves_machine: bool
    """Whether the text is sent to another machine."""

    def passages(self, texts: Sequence[str]) -> Vectors:
        """Vectors of texts that may answer.

        Returns: float32, shape (len(texts), dimensions), L2-normalised.

        Raises:
            EngineError: the model cannot be loaded or reached.
        """
        ...

    def question(self, text: str) -> Vectors:
        """The vector of a question.

        Returns: float32, shape (dimensions,), L2-normalised.

        Raises:
            EngineError: the model cannot be loaded or reached.
        """
        ...
