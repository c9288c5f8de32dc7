"""Several processes serve one archive as one: a form of one is taken by another."""

import re
import subprocess
import sys

import httpx2 as httpx
import pytest

from declass.web.serving import MOST_PROCESSES, processes_for


@pytest.mark.parametrize(
    ("asked", "alone", "low", "high"), [(0, True, 1, 1), (0, False, 1, MOST_PROCESSES), (3, True, 3, 3)]
)
def test_one_process_serves_its_owner_and_several_serve_others(asked, alone, low, high):
    assert low <= processes_for(asked, alone=alone) <= high


def test_two_processes_answer_as_one(archive):
    command = [sys.executable, "-m", "declass.cli.main", "--archive", str(archive), "serve", "--port", "0"]
    with subprocess.Popen([*command, "--processes", "2"], stdout=subprocess.PIPE, text=True) as server:
        address = re.search(r"http://\S+", server.stdout.readline())[0]
        try:
            codes, tokens = set(), set()
            for _ in range(12):
                with httpx.Client(
                    base_url=address, timeout=60
                ) as client:  # a new connection each: either may answer
                    answer = client.get("/notes")
                    codes.add(answer.status_code)
                    page = client.get("/search?q=harbour").text
                    tokens |= set(re.findall(r'name="csrf" value="(\w+)"', page))
            assert codes == {200}
            assert len(tokens) == 1
        finally:
            server.terminate()
            server.wait(30)
    assert server.returncode in (0, -15)
