"""Workers do not outlive a parent that was killed."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

SCRIPT = """
import sys
sys.path.insert(0, {support!r})
from chores import Chores
from declass.jobs.local import LocalRunner

if __name__ == "__main__":
    list(LocalRunner(2).run(Chores(), ["hang", "hang"]))
"""


def workers_of(pid):
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [int(c) for c in children if "spawn_main" in Path(f"/proc/{c}/cmdline").read_text()]


def until(holds, seconds=20):
    end = time.monotonic() + seconds
    while not (said := holds()) and time.monotonic() < end:
        time.sleep(0.05)
    return said


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a child of its parent's death")
def test_a_busy_worker_dies_with_its_killed_parent(tmp_path):
    script = tmp_path / "run.py"
    script.write_text(SCRIPT.format(support=str(Path(__file__).parents[1] / "support")))
    run = subprocess.Popen([sys.executable, str(script)], start_new_session=True)
    workers = until(lambda: len(found := workers_of(run.pid)) == 2 and found)
    time.sleep(1)
    os.kill(run.pid, signal.SIGKILL)
    run.wait()
    assert workers
    assert until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in workers))
