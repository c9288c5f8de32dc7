"""declass as a process of its own: for pipes, terminals, signals and completion."""

import os
import pty
import subprocess
import sys
from pathlib import Path


def command(*words) -> list[str]:
    """The words that run declass."""
    return [sys.executable, "-m", "declass.cli.main", *(str(word) for word in words)]


def shell(*words, **given) -> subprocess.CompletedProcess:
    """Run it to its end."""
    return subprocess.run(command(*words), capture_output=True, text=True, check=False, timeout=60, **given)


def complete(line: str) -> list[str]:
    """What bash is offered at the end of a line, as click's bash script asks for it."""
    words = line.split()
    place = len(words) - 1 if not line.endswith(" ") else len(words)
    asked = {"_DECLASS_COMPLETE": "bash_complete", "COMP_WORDS": line, "COMP_CWORD": str(place)}
    program = Path(sys.executable).with_name("declass")
    done = subprocess.run([program], capture_output=True, text=True, check=True, env=os.environ | asked)
    return [answer.partition(",")[2] for answer in done.stdout.splitlines()]


def in_terminal(*words, columns: int = 100, **variables: str) -> tuple[int, str]:
    """Exit code and all that a terminal of this width would show."""
    code, shown = 0, bytearray()
    pid, master = pty.fork()
    if pid == 0:
        os.environ.update({"TERM": "xterm", "COLUMNS": str(columns), **variables})
        os.execv(sys.executable, command(*words))
    while True:
        try:
            part = os.read(master, 65536)
        except OSError:  # Linux reports the end of a pseudo-terminal as an error
            break
        if not part:
            break
        shown += part
    code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    os.close(master)
    return code, shown.decode()
