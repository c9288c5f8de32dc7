"""Vectors from a server that speaks OpenAI's protocol."""

import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import ClassVar

import numpy as np
import pytest

from declass.errors import EngineError
from declass.search.endpoint import Endpoint


class Server(BaseHTTPRequestHandler):
    """Answers like OpenAI, rows in reverse order; tells what it was asked."""

    asked: ClassVar[list] = []
    broken = ""

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        type(self).asked.append((self.path, self.headers.get("Authorization"), body))
        rows = [{"index": at, "embedding": [float(len(t)), 1.0]} for at, t in enumerate(body["input"])]
        answer = {"": {"data": rows[::-1]}, "few": {"data": rows[1:]}, "odd": {"error": "no"}}[self.broken]
        self.send_response(500 if self.broken == "odd" else 200)
        self.end_headers()
        self.wfile.write(json.dumps(answer).encode())

    def log_message(self, *_):
        """Silence."""


@pytest.fixture
def server():
    Server.asked, Server.broken = [], ""
    with HTTPServer(("127.0.0.1", 0), Server) as running:
        thread = threading.Thread(target=running.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{running.server_port}/v1"
        running.shutdown()
        thread.join()


def test_vectors_come_in_the_order_of_the_texts_and_of_length_one(server):
    vectors = Endpoint(server, "small", "key").passages(["abc", "a"])
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1)
    assert vectors[0, 0] > vectors[1, 0]


def test_it_is_told_the_model_the_kind_and_the_key(server):
    endpoint = Endpoint(server, "small", "key")
    endpoint.question("why")
    path, key, body = Server.asked[-1]
    assert (path, key) == ("/v1/embeddings", "Bearer key")
    assert (body["model"], body["input"], body["input_type"]) == ("small", ["why"], "query")
    assert endpoint.leaves_machine


@pytest.mark.parametrize("broken", ["few", "odd"])
def test_a_server_that_answers_nonsense_is_an_engine_error(server, broken):
    endpoint = Endpoint(server, "small")
    Server.broken = broken
    with pytest.raises(EngineError, match="did not answer"):
        endpoint.passages(["a", "b"])


def test_a_server_that_is_not_there_is_an_engine_error():
    with pytest.raises(EngineError, match="did not answer"):
        Endpoint("http://127.0.0.1:9/v1", "small")


def test_an_address_that_is_none_is_refused():
    with pytest.raises(EngineError, match="no address"):
        Endpoint("file:///etc/passwd", "small")
