"""A format for tests whose documents say what the reader shall suffer: the first line is the command."""

import ctypes
import os
import signal
import socket
import time
from collections.abc import Iterator
from pathlib import Path

from declass.model.page import PageText
from declass.model.reading import DocumentHead, PageRead, ReadEvent
from declass.read.options import Limits, ReadOptions, Source


def read(source: Source, options: ReadOptions, limits: Limits) -> Iterator[ReadEvent]:
    command, _, argument = source.path.read_text().partition(" ")
    yield DocumentHead("text/x-command", 3)
    yield PageRead(0, 0, 0, text=PageText("first page", "embedded", "test", "1"))
    argument = _COMMANDS[command](argument.strip(), source)
    yield PageRead(1, 0, 0, text=PageText(str(argument), "embedded", "test", "1"))


def _segfault(argument, source):
    ctypes.string_at(8)


def _hang(argument, source):
    time.sleep(3600)


def _spin(argument, source):
    while True:
        pass


def _eat(argument, source):
    return len([bytes(300_000_000) for _ in range(10_000)])  # zeroed pages are not touched, so this is quick


def _kill_self(argument, source):
    os.kill(os.getpid(), signal.SIGKILL)


def _exit_quietly(argument, source):
    os._exit(0)


def _leave_strays(argument, source):
    """Orphans in sessions of their own, deaf to SIGTERM, holding the event socket open."""
    for _ in range(20):
        if os.fork() == 0:
            os.setsid()
            if os.fork() == 0:
                signal.signal(signal.SIGTERM, signal.SIG_IGN)
                time.sleep(3600)
            os._exit(0)
    os._exit(3)


def _look(argument, source):
    """What the child can see of the machine."""
    path = Path(argument)
    try:
        return sorted(p.name for p in path.iterdir())
    except OSError as error:
        return type(error).__name__


def _open(argument, source):
    try:
        Path(argument).open("rb").close()
    except OSError as error:
        return type(error).__name__
    return "opened"


def _write(argument, source):
    try:
        Path(argument).write_text("written")
    except OSError as error:
        return type(error).__name__
    return "written"


def _connect(argument, source):
    try:
        socket.create_connection(("127.0.0.1", int(argument)), timeout=2).close()
    except OSError as error:
        return type(error).__name__
    return "connected"


def _babble(argument, source):
    for descriptor in range(3, 20):
        try:
            if os.readlink(f"/proc/self/fd/{descriptor}").startswith("socket:"):
                os.write(descriptor, argument.encode().decode("unicode_escape").encode("latin-1"))
        except OSError:
            continue
    time.sleep(3600)


def _pid(argument, source):
    return os.getpid()


_COMMANDS = {
    "segfault": _segfault,
    "hang": _hang,
    "spin": _spin,
    "eat": _eat,
    "kill": _kill_self,
    "exit": _exit_quietly,
    "strays": _leave_strays,
    "look": _look,
    "open": _open,
    "write": _write,
    "connect": _connect,
    "babble": _babble,
    "pid": _pid,
}
