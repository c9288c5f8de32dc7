"""Starting the warm process, inside bubblewrap where that works, and talking to it.

What the sandbox can see: the system's libraries, this Python and its packages, all read-only; a ``/proc`` of
its own; and one folder it may write to. Not the archive, not the home folder, not the network. The document
comes as an open file descriptor.
"""

import json
import os
import shutil
import socket
import subprocess
import sys
import sysconfig
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path

from declass.errors import EngineError
from declass.read.dispatch import FORMATS
from declass.read.protocol import LENGTH

_START_S = 60.0  # importing every format takes about a second; a loaded machine may need many
_STOP_S = 5.0
_SYSTEM = ("/usr", "/lib", "/lib64", "/lib32", "/bin", "/sbin")
_SYSTEM_FILES = ("/etc/ld.so.cache", "/etc/localtime", "/etc/mime.types")


class WarmProcess:
    """One zygote with its control socket and its inbox, the only folder its children may write to.

    Args:
        warm: those of the formats whose modules are imported before the first document; the child that needs
            another one imports it for itself.

    Attributes:
        broken: it no longer answers and must not be used again.

    Raises:
        EngineError: it does not start; the reason holds what it printed.
    """

    def __init__(
        self, inbox: Path, formats: Mapping[str, str], bubblewrap: bool, warm: Mapping[str, str]
    ) -> None:
        environment = _environment(formats)
        wrapper = bubblewrap_command(inbox, environment, formats) if bubblewrap else []
        inbox.mkdir(mode=0o700)
        self.inbox = inbox
        self.broken = False
        self.control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        program = [
            sys.executable,
            "-m",
            "declass.read.zygote",
            str(theirs.fileno()),
            json.dumps(dict(warm)),
        ]
        self._process: subprocess.Popen[bytes] | None = None
        try:
            with theirs:
                self._process = _spawn(wrapper + program, environment, theirs.fileno())
            self._await_ready(self._process)
        except EngineError:
            self.close()
            raise

    def _await_ready(self, process: "subprocess.Popen[bytes]") -> None:
        self.control.settimeout(_START_S)
        try:
            answer = self.control.recv(16)
        except TimeoutError:
            answer = b""
        if answer != b"ready":
            process.kill()
            printed = process.communicate()[1].decode("utf-8", "replace").strip()
            raise EngineError(f"The reading process did not start ({printed[-500:] or 'no message'})")

    @property
    def alive(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def ask(self, file: int, request: Mapping[str, object]) -> socket.socket:
        """Have a child read the open file; its events come on the returned socket.

        Raises:
            OSError: the zygote is dead.
        """
        ours, theirs = socket.socketpair()
        try:
            with theirs:
                socket.send_fds(self.control, [b"read"], [file, theirs.fileno()])
            body = json.dumps(request).encode()
            ours.settimeout(_START_S)
            ours.sendall(LENGTH.pack(len(body)) + body)
        except OSError:
            ours.close()
            raise
        return ours

    def kill_child(self) -> None:
        """End the child now; its status still comes. Nothing happens if the zygote is dead."""
        try:
            self.control.send(b"kill")
        except OSError:
            self.broken = True

    def status(self, timeout_s: float) -> dict[str, int] | None:
        """How the child ended: ``signal`` (0 = none) and ``peak_kib``; None if the zygote does not tell."""
        self.control.settimeout(timeout_s)
        try:
            answer = self.control.recv(256)
        except OSError:
            answer = b""
        self.broken = not answer
        return json.loads(answer) if answer else None

    def close(self) -> None:
        """End the zygote and all its children, and remove the inbox."""
        self.control.close()  # the zygote ends when it sees this
        if self._process is not None and not self._process.stderr.closed:  # type: ignore[union-attr]
            try:
                self._process.communicate(timeout=_STOP_S)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.communicate()
        shutil.rmtree(self.inbox, ignore_errors=True)


def _spawn(command: list[str], environment: dict[str, str], control: int) -> "subprocess.Popen[bytes]":
    try:
        return subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            env=environment,
            pass_fds=(control,),
            cwd="/",
            start_new_session=True,  # a Ctrl-C at the terminal is the parent's to handle
        )
    except OSError as error:
        raise EngineError(f"The reading process did not start ({error})") from error


def bubblewrap_command(inbox: Path, environment: dict[str, str], formats: Mapping[str, str]) -> list[str]:
    """The ``bwrap`` command line up to the program.

    ``--die-with-parent`` is left out on purpose: it means the parent's *thread*, and threads come and go in a
    web server. The zygote ends by itself when the control socket closes, and as process 1 takes its
    namespace with it.

    Raises:
        EngineError: ``bwrap`` is not installed.
    """
    program = shutil.which("bwrap")
    if program is None:
        raise EngineError("bubblewrap is not installed", "Install it; on Debian: `apt install bubblewrap`.")
    command = [program, "--unshare-all", "--as-pid-1", "--new-session", "--clearenv", "--cap-drop", "ALL"]
    for name, value in environment.items():
        command += ["--setenv", name, value]
    for folder in _SYSTEM:
        if os.path.islink(folder):
            command += ["--symlink", os.readlink(folder), folder]
        else:
            command += ["--ro-bind-try", folder, folder]
    for seen in (*_SYSTEM_FILES, *_python_folders(formats)):
        command += ["--ro-bind-try", seen, seen]
    for device in ("/dev/null", "/dev/zero", "/dev/urandom"):
        command += ["--dev-bind", device, device]
    command += [
        "--proc",
        "/proc",
        "--bind",
        str(inbox),
        str(inbox),
        "--remount-ro",
        "/",
        "--chdir",
        "/",
        "--",
    ]
    return command


def _environment(formats: Mapping[str, str]) -> dict[str, str]:
    return {
        "PYTHONPATH": os.pathsep.join(_code_folders(formats)),
        "PYTHONSAFEPATH": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
        "LANG": "C.UTF-8",
        "OMP_NUM_THREADS": "1",  # forking is only safe from a single thread
        "OPENBLAS_NUM_THREADS": "1",
        "MALLOC_ARENA_MAX": "1",
    }


def _python_folders(formats: Mapping[str, str]) -> list[str]:
    """Where this Python and its packages live, without the folders around them; no folder twice."""
    paths = sysconfig.get_paths()
    wanted = [sys.prefix, sys.base_prefix, sys.exec_prefix, paths["stdlib"], paths["platstdlib"]]
    wanted += [
        paths["purelib"],
        paths["platlib"],
        str(Path(sys.executable).resolve()),
        *_code_folders(formats),
    ]
    covered = [folder for folder in _SYSTEM if not os.path.islink(folder)]
    kept: list[str] = []
    for folder in sorted({os.path.abspath(path) for path in wanted}):
        if folder != "/" and not any(Path(folder).is_relative_to(above) for above in (*covered, *kept)):
            kept.append(folder)
    return kept


def _code_folders(formats: Mapping[str, str]) -> list[str]:
    """The folder of this package, and those of formats that are not part of it."""
    folders = [str(Path(__file__).resolve().parents[2])]
    for module in sorted(set(formats.values()) - set(FORMATS.values())):
        spec = find_spec(module)
        if spec and spec.origin:
            folders.append(str(Path(spec.origin).parents[module.count(".")]))
    return folders
