"""Several processes serve one archive as one: a form of one is taken by another."""

import os
import re
import signal
import subprocess
import sys
import time
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import httpx2 as httpx
import pytest

from declass.web.serving import MOST_PROCESSES, processes_for


@pytest.mark.parametrize(
    ("asked", "alone", "low", "high"), [(0, True, 1, 1), (0, False, 1, MOST_PROCESSES), (3, True, 3, 3)]
)
def test_one_process_serves_its_owner_and_several_serve_others(asked, alone, low, high):
    assert low <= processes_for(asked, alone=alone) <= high


@contextmanager
def two(archive):
    """`declass serve --processes 2`: the command's process and its address."""
    command = [sys.executable, "-m", "declass.cli.main", "--archive", str(archive), "serve", "--port", "0"]
    with subprocess.Popen([*command, "--processes", "2"], stdout=subprocess.PIPE, text=True) as server:
        try:
            yield server, re.search(r"http://\S+", server.stdout.readline())[0]
        finally:
            server.terminate()
            server.wait(30)
    assert server.returncode in (0, -15)


def connected(server, port):
    """Connections to a port that each of a command's processes holds, by process (Linux)."""
    rows = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    inodes = {row[9] for row in rows if row[1].endswith(f":{port:04X}") and row[3] == "01"}
    found = {}
    for child in Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text().split():
        held = set()
        with suppress(OSError):  # it ends meanwhile
            held = {os.readlink(f) for f in Path(f"/proc/{child}/fd").iterdir() if f.is_symlink()}
        if count := sum(f"socket:[{inode}]" in held for inode in inodes):
            found[int(child)] = count
    return found


def test_two_processes_answer_as_one(archive):
    with two(archive) as (_server, address):
        codes, tokens = set(), set()
        for _ in range(12):
            with httpx.Client(base_url=address, timeout=60) as client:  # a new connection each, to either
                codes.add(client.get("/notes").status_code)
                page = client.get("/search?q=harbour").text
                tokens |= set(re.findall(r'name="csrf" value="(\w+)"', page))
        assert codes == {200}
        assert len(tokens) == 1


@pytest.mark.skipif(not Path("/proc/net/tcp").exists(), reason="connections are counted as Linux tells them")
def test_two_processes_share_their_readers_evenly_and_one_that_dies_is_replaced(archive):
    with two(archive) as (server, address), ExitStack() as readers:
        port = httpx.URL(address).port
        for _ in range(8):
            client = readers.enter_context(httpx.Client(base_url=address, timeout=60))
            assert client.get("/about").status_code == 200
        held = connected(server, port)
        assert list(held.values()) == [4, 4]
        dead = next(iter(held))
        os.kill(dead, signal.SIGKILL)
        deadline = time.monotonic() + 120
        while (dead in held or len(held) < 2) and time.monotonic() < deadline:
            time.sleep(0.2)
            with suppress(httpx.HTTPError):  # given to the one that died, before it was known to be dead
                readers.enter_context(httpx.Client(base_url=address, timeout=60)).get("/about")
            held = connected(server, port)
        assert dead not in held
        assert len(held) == 2
