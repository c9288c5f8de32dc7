"""Connections taken by one process and given, in turn, to those that serve: each gets as many as any."""

import socket
import threading
import time
from collections import deque
from multiprocessing.reduction import DupFd
from signal import SIGTERM, raise_signal
from typing import Any

import uvicorn
from uvicorn.supervisors import Multiprocess

_ONE = b"c"  # a connection may not travel without a byte
_PAUSE_S = 0.05


class Handed(socket.socket):
    """A channel on which a serving process is given its connections; it looks like a socket that listens."""

    def listen(self, backlog: int = 0, /) -> None:
        """Nothing: who gives the connections listens."""

    def accept(self) -> tuple[socket.socket, Any]:
        """The next connection given.

        Raises:
            BlockingIOError: there is none yet; or ever: the giver is gone, and this process is told to end.
            ConnectionAbortedError: whoever called has hung up meanwhile.
        """
        said, given, _flags, _address = socket.recv_fds(self, len(_ONE), 1)
        if not said:
            raise_signal(SIGTERM)
            raise BlockingIOError
        connection = socket.socket(fileno=given[0])
        try:
            return connection, connection.getpeername()
        except OSError as e:
            connection.close()
            raise ConnectionAbortedError from e

    def __reduce__(self) -> tuple[Any, ...]:
        """To the process being started, as an open channel."""
        return _received, (DupFd(self.fileno()),)


def _received(channel: Any) -> Handed:
    return Handed(fileno=channel.detach())


class Channels:
    """To each process that serves a channel of its own, and to each channel in turn a connection.

    Attributes:
        open: this process's ends, the one whose turn it is first.
    """

    def __init__(self) -> None:
        self.open: deque[socket.socket] = deque()

    def another(self) -> Handed:
        """A channel for one more process; here its end is closed once that process has ended."""
        ours, theirs = socket.socketpair()
        ours.setblocking(False)
        self.open.append(ours)
        return Handed(fileno=theirs.detach())

    def give(self, listener: socket.socket) -> None:
        """Give out what comes, for ever."""
        while True:
            try:
                connection, _peer = listener.accept()
            except OSError:  # hung up already, or this machine has no more handles: it may have soon
                time.sleep(_PAUSE_S)
                continue
            with connection:
                self.hand(connection)

    def hand(self, connection: socket.socket) -> None:
        """To the process whose turn it is, or the next where that one has ended or is full to the brim."""
        for _turn in range(len(self.open)):
            channel = self.open.popleft()
            try:
                socket.send_fds(channel, [_ONE], [connection.fileno()])
            except BlockingIOError:
                self.open.append(channel)
            except OSError:
                channel.close()  # the process started instead has a channel of its own
            else:
                self.open.append(channel)
                return


class Giving(Multiprocess):
    """Processes that serve, and their connections.

    Left to take them from one socket, whoever wakes first takes all that wait: of fifty readers 49 were
    served by one of two processes, and waited for each other while the second was idle.

    Args:
        listener: bound and listening.
    """

    def __init__(self, config: uvicorn.Config, listener: socket.socket) -> None:
        self._listener, self._channels = listener, Channels()
        super().__init__(config, [])

    @property
    def sockets(self) -> list[socket.socket]:
        """What the process about to be started listens to."""
        return [self._channels.another()]

    @sockets.setter
    def sockets(self, given: list[socket.socket]) -> None:
        """None are shared."""

    def init_processes(self) -> None:
        """Start them, and give out what comes."""
        super().init_processes()
        threading.Thread(target=self._channels.give, args=(self._listener,), daemon=True).start()
