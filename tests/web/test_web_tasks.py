"""Long work is known to every process that serves the archive, and after a restart."""

import json
import subprocess
import sys
import threading
import time

import pytest

from declass.config import Settings
from declass.errors import UsageError
from declass.pipeline.progress import Tally
from declass.pipeline.workspace import Workspace
from declass.web.tasks import Tasks


@pytest.fixture
def space(tmp_path):
    with Workspace(tmp_path / "archive", Settings(workers=1), create=True) as opened:
        yield opened


def ended(tasks, number):
    for _ in range(200):
        task = tasks.get(number)
        if task.ended:
            return task
        time.sleep(0.02)
    raise AssertionError("the work did not end")


def test_another_process_sees_how_far_work_has_come(space):
    seen, go_on = threading.Event(), threading.Event()

    def work(_space, task):
        task.show(Tally("reading", total=8, done=3, failed=1))
        seen.set()
        go_on.wait(5)

    begun = Tasks(space).begin("Reading", "ana", work)
    seen.wait(5)
    other = Tasks(space)
    task = other.get(begun.number)
    assert (task.state, task.who, task.progress.done, task.progress.total) == ("running", "ana", 3, 8)
    go_on.set()
    assert ended(other, begun.number).state == "done"
    assert [t.number for t in other.latest()] == [begun.number]


def test_work_whose_process_was_stopped_has_failed_and_says_so(space):
    script = (
        "import sys, time\nfrom pathlib import Path\nfrom declass.config import Settings\n"
        "from declass.pipeline.workspace import Workspace\nfrom declass.web.tasks import Tasks\n"
        "space = Workspace(Path(sys.argv[1]), Settings())\n"
        "Tasks(space).begin('Reading', 'ana', lambda space, task: time.sleep(60))\n"
        "print('begun', flush=True)\ntime.sleep(60)\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script, str(space.root)], stdout=subprocess.PIPE, text=True
    ) as server:
        assert server.stdout.readline() == "begun\n"
        tasks = Tasks(space)
        assert not tasks.get(1).ended
        server.kill()
    task = tasks.get(1)
    assert task.state == "failed"
    assert "The server was stopped" in task.said[-1]


def test_numbers_go_on_and_old_work_is_forgotten(space):
    tasks = Tasks(space)
    for _ in range(55):
        last = tasks.begin("Nothing", "ana", lambda _space, _task: None)
        ended(tasks, last.number)
    assert last.number == 55
    assert len(list((space.root / "cache" / "work").glob("*.json"))) <= 51
    assert Tasks(space).get(1) is None


def test_what_goes_wrong_is_told(space):
    def work(_space, task):
        task.warn("One page was skipped")
        raise UsageError("The password is wrong", "Give another.")

    tasks = Tasks(space)
    task = ended(Tasks(space), tasks.begin("Reading", "ana", work).number)
    assert task.state == "failed"
    assert task.said[0] == "One page was skipped"
    assert "The password is wrong" in task.said[1]


def test_a_damaged_note_of_work_is_as_if_there_were_none(space):
    folder = space.root / "cache" / "work"
    folder.mkdir(parents=True)
    (folder / "3.json").write_text("{")
    assert Tasks(space).get(3) is None
    assert Tasks(space).latest() == []
    (folder / "4.json").write_text(json.dumps({"number": 4}))
    assert Tasks(space).begin("Next", "ana", lambda _space, _task: None).number == 5
