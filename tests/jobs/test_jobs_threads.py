"""Processes share the work, not threads."""

import os
import subprocess
import sys

PROGRAM = """
from multiprocessing import get_context
import contextlib, io
from declass.cli.main import main
with contextlib.redirect_stdout(io.StringIO()), contextlib.suppress(SystemExit):
    main(["--version"])
if __name__ == "__main__":
    with get_context("spawn").Pool(1) as pool:
        import cv2
        print(cv2.getNumThreads(), pool.apply(cv2.getNumThreads))
"""


def test_opencv_keeps_to_one_thread_in_a_command_and_in_what_it_starts(tmp_path):
    script = tmp_path / "command.py"
    script.write_text(PROGRAM)
    free = {name: value for name, value in os.environ.items() if name != "OPENCV_FOR_THREADS_NUM"}
    run = subprocess.run([sys.executable, script], capture_output=True, text=True, check=True, env=free)
    assert run.stdout.split() == ["1", "1"]
