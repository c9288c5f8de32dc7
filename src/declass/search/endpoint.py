"""Vectors from any server that speaks OpenAI's ``/v1/embeddings``; the text leaves this machine for it."""

import json
import urllib.error
import urllib.request
from collections.abc import Sequence
from typing import Any

import numpy as np

from declass.errors import EngineError
from declass.search.base import Vectors

_TIMEOUT_S = 120
_REMEDY = "Check the settings embeddings_url, embeddings_model and the key in DECLASS_EMBEDDINGS_KEY."


class Endpoint:
    """The embedder behind an address, e.g. ``http://localhost:8000/v1``.

    Args:
        key: sent as a bearer token; "" sends none.
        opener: how requests are sent.

    Raises:
        EngineError: it cannot be reached, or answers with something else than vectors.
    """

    leaves_machine = True

    def __init__(self, url: str, model: str, key: str = "") -> None:
        if not url.startswith(("http://", "https://")):
            raise EngineError(f"{url!r} is no address of an embeddings server", _REMEDY)
        self._url = f"{url.rstrip('/')}/embeddings"
        self._model = model
        self._key = key
        self.name = f"{model}@{url}"
        self.dimensions = len(self.question("one word"))

    def passages(self, texts: Sequence[str]) -> Vectors:
        """See ``Embedder.passages``."""
        return self._ask(list(texts), "passage")

    def question(self, text: str) -> Vectors:
        """See ``Embedder.question``."""
        vector: Vectors = self._ask([text], "query")[0]
        return vector

    def _ask(self, texts: list[str], kind: str) -> Vectors:
        # input_type tells servers of e5-like models which prefix to put; others pass over it
        body = json.dumps({"model": self._model, "input": texts, "input_type": kind}).encode()
        headers = {"Content-Type": "application/json"}
        if self._key:
            headers["Authorization"] = f"Bearer {self._key}"
        request = urllib.request.Request(self._url, body, headers)
        try:
            with urllib.request.urlopen(request, timeout=_TIMEOUT_S) as answer:
                return _vectors(json.load(answer), len(texts))
        except (OSError, urllib.error.URLError, ValueError) as e:
            raise EngineError(f"The embeddings server {self._url} did not answer: {e}", _REMEDY) from e


def _vectors(answer: Any, count: int) -> Vectors:
    """The vectors of an answer in the order of the question.

    Raises:
        ValueError: it holds anything else.
    """
    try:
        rows = sorted(answer["data"], key=lambda row: row["index"])
        found = np.asarray([row["embedding"] for row in rows], dtype=np.float32)
    except (KeyError, TypeError) as e:
        raise ValueError("its answer holds no vectors") from e
    if found.ndim != 2 or len(found) != count:
        raise ValueError(f"it sent {len(found)} vectors for {count} texts")
    lengths = np.linalg.norm(found, axis=1, keepdims=True)
    return np.asarray(found / np.where(lengths, lengths, 1), dtype=np.float32)
