"""Serving processes are given their connections in turn, so that no reader waits while one is idle."""

import signal
import socket
from contextlib import ExitStack, closing

import pytest

from declass.web.handing import Channels


@pytest.fixture
def listener():
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server


@pytest.fixture
def channels():
    given = Channels()
    yield given
    for end in given.open:
        end.close()


def ring(listener, channels, count):
    """That many call, say who they are, hang up, and are handed on."""
    for number in range(count):
        with socket.create_connection(listener.getsockname()) as caller:
            caller.sendall(bytes([number]))
            connection, _peer = listener.accept()
            with connection:
                channels.hand(connection)


def served(channel):
    """Who was given to a process, by the byte they said."""
    channel.setblocking(False)
    found = []
    while True:
        try:
            connection, _peer = channel.accept()
        except BlockingIOError:
            return found
        with connection:
            found.append(connection.recv(1)[0])


def test_each_process_is_given_as_many_as_any(listener, channels):
    with closing(channels.another()) as one, closing(channels.another()) as two:
        ring(listener, channels, 7)
        assert (served(one), served(two)) == ([0, 2, 4, 6], [1, 3, 5])


def test_what_an_ended_process_would_have_been_given_goes_to_another(listener, channels):
    with closing(channels.another()) as one:
        channels.another().close()
        ring(listener, channels, 4)
        assert served(one) == [0, 1, 2, 3]
        assert len(channels.open) == 1


def test_a_process_that_takes_none_holds_up_nobody(listener, channels):
    with ExitStack() as open_ends:
        deaf, one = (open_ends.enter_context(closing(channels.another())) for _ in range(2))
        channels.open[0].setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1)  # full after a few
        ring(listener, channels, 60)
        here = served(one)
        assert len(here) > 30
        assert sorted(served(deaf) + here) == list(range(60))


def test_a_process_whose_giver_is_gone_is_told_to_end(channels):
    told = []
    before = signal.signal(signal.SIGTERM, lambda number, _frame: told.append(number))
    try:
        with closing(channels.another()) as one:
            channels.open.pop().close()
            assert served(one) == []
    finally:
        signal.signal(signal.SIGTERM, before)
    assert told == [signal.SIGTERM]
