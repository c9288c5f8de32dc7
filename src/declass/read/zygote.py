"""The warm process that forks one child per document; it reads nothing itself and trusts no child.

Started by ``declass.read.launch`` as ``python -m declass.read.zygote <control fd> <formats as JSON>``.
On the control socket (SOCK_SEQPACKET, from the parent) come ``read`` with two descriptors (the file and
the child's end of the event socket) and ``kill``; back go ``ready`` and, for each child, how it ended.
The parent's request itself is read by the child from the event socket.
"""

import ctypes
import gc
import json
import os
import select
import signal
import socket
import sys
import time
from pathlib import Path
from typing import Any

from declass.read import child, dispatch
from declass.read.protocol import LENGTH

_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE, _PR_SET_CHILD_SUBREAPER, _PR_SET_NO_NEW_PRIVS = 1, 4, 36, 38
_STRAYS_S = 5.0  # how long to chase a child's own children that fork faster than they die
_libc = ctypes.CDLL(None, use_errno=True)


def main() -> None:
    """Warm up, say so, and serve until the parent closes its end."""
    control = socket.socket(fileno=int(sys.argv[1]))
    formats = json.loads(sys.argv[2])
    _libc.prctl(_PR_SET_DUMPABLE, 0)  # so that no child can look into the zygote or its sockets
    _libc.prctl(_PR_SET_CHILD_SUBREAPER, 1)
    _libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    gc.disable()  # modules leave nothing to collect while they load
    dispatch.preload(formats)
    gc.collect()
    gc.freeze()  # children share these pages; a collection would copy them
    gc.enable()
    control.send(b"ready")
    while _serve_one(control):
        pass


def _serve_one(control: socket.socket) -> bool:
    message, descriptors, _, _ = socket.recv_fds(control, 16, 2)
    if not message:
        return False
    if message != b"read":
        return True  # a kill that came after its child's end
    pid = os.fork()
    if pid == 0:
        control.close()
        _be_child(*descriptors)
    for descriptor in descriptors:
        os.close(descriptor)
    status = _watch(pid, control)
    if status is None:
        return False
    control.send(json.dumps(status).encode())
    return True


def _be_child(file: int, events_fd: int) -> None:
    try:
        os.setsid()
        _libc.prctl(_PR_SET_DUMPABLE, 1)  # /proc/self/fd must open for itself
        _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        events = socket.socket(fileno=events_fd)
        request = child.Request.parse(_receive(events))
        child.confine(request.limits)
        child.serve(request, file, events)
    finally:
        os._exit(0)  # never back into the zygote's loop; the parent tells by the missing end


def _receive(events: socket.socket) -> Any:
    (length,) = LENGTH.unpack(_exactly(events, LENGTH.size))
    return json.loads(_exactly(events, length))


def _exactly(events: socket.socket, length: int) -> bytes:
    received = b""
    while len(received) < length:
        chunk = events.recv(length - len(received))
        if not chunk:
            raise EOFError("the parent went away")
        received += chunk
    return received


def _watch(pid: int, control: socket.socket) -> dict[str, Any] | None:
    """How the child ended; None where the parent has gone. Nothing the child started is left alive."""
    handle = os.pidfd_open(pid)
    poller = select.poll()
    poller.register(handle, select.POLLIN)
    poller.register(control, select.POLLIN)
    parent_gone = False
    while handle not in (ready := dict(poller.poll())):
        if control.fileno() in ready:
            parent_gone = control.recv(16) == b""
            os.kill(pid, signal.SIGKILL)
            poller.unregister(control)
    os.close(handle)
    _, status, usage = os.wait4(pid, 0)
    _end_strays(pid)
    if parent_gone:
        return None
    code = os.waitstatus_to_exitcode(status)
    return {"signal": max(0, -code), "peak_kib": usage.ru_maxrss}


def _end_strays(pid: int) -> None:
    """Kill whatever the child left behind: in a namespace of our own everything, else our descendants."""
    deadline = time.monotonic() + _STRAYS_S
    while time.monotonic() < deadline:
        for stray in [-1] if os.getpid() == 1 else [-pid, *_children()]:
            try:
                os.kill(stray, signal.SIGKILL)
            except ProcessLookupError:
                continue
        if not _reaped():
            return


def _children() -> list[int]:
    """Our direct children; orphans of a child come to us, since we are their subreaper."""
    me = os.getpid()
    return [int(pid) for pid in Path(f"/proc/{me}/task/{me}/children").read_text().split()]


def _reaped() -> bool:
    """Collect one of the killed, waiting a moment if need be; False when there was nobody left."""
    try:
        if os.waitpid(-1, os.WNOHANG) == (0, 0):
            time.sleep(0.001)
    except ChildProcessError:
        return False
    return True


if __name__ == "__main__":
    main()
