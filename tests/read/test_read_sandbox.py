"""A child that crashes, hangs, lies or looks around ends its own document and nothing else."""

import os
import shutil
import socket
import subprocess
import sys
import time
import uuid
from contextlib import closing
from pathlib import Path

import pytest

from declass.errors import EngineError
from declass.model.reading import DocumentEnd, DocumentHead, PageRead
from declass.read.options import Limits, ReadOptions
from declass.read.sandbox import Reader
from read_made import write

COMMANDS = {"text/plain": "read_on_command"}
SHORT = Limits(seconds_per_document=1.0, cpu_seconds=5, memory_bytes=2 * 1024**3)
KINDS = [
    pytest.param("bubblewrap", marks=pytest.mark.skipif(not shutil.which("bwrap"), reason="bwrap is absent")),
    "rlimits",
]


@pytest.fixture(scope="module", params=KINDS)
def reader(request):
    try:
        made = Reader(SHORT, isolation=request.param, formats=COMMANDS)
    except EngineError as error:
        pytest.skip(str(error))
    with made:
        yield made


@pytest.fixture
def run(reader, tmp_path):
    def run(command, **options):
        return list(reader.read(write(tmp_path, "a.txt", command.encode()), "a.txt", ReadOptions(**options)))

    return run


def said(events):
    return events[2].text.text


FATES = {
    "segfault": "The reader crashed (signal 11) while reading page 2",
    "hang": "The reader was stopped after 1 s while reading page 2",
    "eat": "The reader ran out of memory (limit 2 GiB)",
    "kill": "The reader was killed by the system while reading page 2",
    "exit": "The reader stopped without a word while reading page 2",
    r"babble \x00\x00\x00\x02\x00\x00\x00\x00[]": "the reader broke its protocol (no object)",
    r"babble \xff\xff\xff\xff\0\0\0\0": "the reader broke its protocol (a message of 4294967295+0 bytes)",
    "nonsense": "The file could not be read (KeyError: 'nonsense')",
}


@pytest.mark.parametrize(("command", "reason"), FATES.items(), ids=list(FATES))
def test_every_fate_is_told_and_the_first_page_stays(run, reader, command, reason):
    events = run(command)
    assert [type(event) for event in events] == [DocumentHead, PageRead, DocumentEnd]
    assert events[1].text.text == "first page"
    assert (events[-1].state, events[-1].reason) == ("failed", reason)
    assert events[-1].isolation == reader.isolation
    assert events[-1].remedy
    assert run("pid")[-1].state == "read"


def test_a_child_that_spins_is_stopped_by_its_processor_time(tmp_path):
    path = write(tmp_path, "a.txt", b"spin")
    with Reader(Limits(cpu_seconds=1, seconds_per_document=20), formats=COMMANDS) as reader:
        end = list(reader.read(path, "a.txt"))[-1]
    assert end.reason == "The reader used more than 1 s of processor time while reading page 2"


def test_nothing_that_a_child_started_stays_alive(run):
    end = run("strays")[-1]
    if os.geteuid() == 0:
        assert end.reason == "The reader stopped without a word while reading page 2"
    else:  # the limit of processes holds for everyone but root
        assert end.reason.startswith("The file could not be read (BlockingIOError")
    assert children_of_zygotes() == []


def children_of_zygotes():
    """Forks look like their zygote, so they are told by a parent that is one too; only ours count."""
    parents, zygotes = {}, set()
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            words = (folder / "cmdline").read_bytes().split(b"\0")
            parents[folder.name] = (folder / "stat").read_text().rpartition(")")[2].split()[1]
        except OSError:
            continue
        if b"declass.read.zygote" in words and not words[0].endswith(b"bwrap"):
            zygotes.add(folder.name)

    def ours(pid):
        while pid in parents and pid != str(os.getpid()):
            pid = parents[pid]
        return pid == str(os.getpid())

    return [pid for pid in zygotes if parents[pid] in zygotes and ours(pid)]


def test_children_of_a_zygote_are_told(reader, tmp_path):
    with closing(reader.read(write(tmp_path, "b.txt", b"hang"), "b.txt")) as events:
        next(events)
        assert len(children_of_zygotes()) == 1


def test_a_receiver_that_stops_listening_frees_the_reader(reader, run, tmp_path):
    path = write(tmp_path, "b.txt", b"hang")
    with closing(reader.read(path, "b.txt")) as events:
        assert isinstance(next(events), DocumentHead)
    assert run("pid")[-1].state == "read"


def test_the_receivers_own_work_does_not_count(reader, tmp_path):
    events = []
    for event in reader.read(write(tmp_path, "b.txt", b"pid"), "b.txt"):
        events.append(event)
        time.sleep(0.4)
    assert events[-1].state == "read"


def test_a_second_document_may_be_read_while_the_first_is_open(reader, run, tmp_path):
    with closing(reader.read(write(tmp_path, "b.txt", b"pid"), "b.txt")) as first:
        next(first)
        assert run("pid")[-1].state == "read"
        assert list(first)[-1].state == "read"


ABANDONING = """
import os, sys
from pathlib import Path
from declass.read.sandbox import Reader
kind, folder, mark = sys.argv[1:]
formats = {"text/plain": "read_on_command", mark: "read_on_command"}
reader = Reader(isolation=kind, spool=Path(folder), formats=formats)
zygote = reader._idle[0]._process.pid
for _ in reader.read(Path(folder, "a.txt"), "a.txt"):
    print("marked:", f'"{mark}"' in Path(f"/proc/{zygote}/cmdline").read_text(), flush=True)
    os.kill(os.getpid(), 9)
"""


def test_a_killed_parent_takes_the_sandbox_along(reader, tmp_path):
    write(tmp_path, "a.txt", b"hang")
    kind = "bubblewrap" if reader.isolation.startswith("bubblewrap") else "rlimits"
    mark = f"mark/{uuid.uuid4()}"
    command = [sys.executable, "-c", ABANDONING, kind, str(tmp_path), mark]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    told = subprocess.run(command, env=environment, timeout=60, capture_output=True, text=True, check=False)
    assert told.stdout == "marked: True\n"
    deadline = time.monotonic() + 10
    while (left := marked(mark)) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert left == []


def marked(mark):
    """Processes whose command line holds the mark, but for the one that hands it on."""
    found = []
    for file in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            words = file.read_bytes()
        except OSError:
            continue
        if f'"{mark}"'.encode() in words:
            found.append(file.parent.name)
    return found


def test_selected_pages_are_named_in_the_reason(run):
    assert run("hang", pages=(0, 2))[-1].reason.endswith("while reading page 3")


def test_a_dead_zygote_is_replaced(tmp_path):
    path = write(tmp_path, "a.txt", b"pid")
    with Reader(isolation="rlimits", formats=COMMANDS) as reader:
        reader._idle[0]._process.kill()
        reader._idle[0]._process.wait()
        assert list(reader.read(path, "a.txt"))[-1].state == "read"


def test_the_sandbox_shows_no_archive_no_home_and_no_network(tmp_path):
    path = tmp_path / "a.txt"
    listener = socket.create_server(("127.0.0.1", 0))
    try:
        reader = Reader(SHORT, isolation="bubblewrap", formats=COMMANDS)
    except EngineError as error:
        listener.close()
        pytest.skip(str(error))
    with listener, reader:

        def answer(command):
            path.write_text(command)
            return said(list(reader.read(path, "a.txt")))

        assert answer(f"look {tmp_path}") == "FileNotFoundError"
        assert answer("look /home") == "FileNotFoundError"
        assert answer("look /etc") == "['ld.so.cache', 'localtime', 'mime.types']" or "passwd" not in answer(
            "look /etc"
        )
        assert answer("write /tmp/mark") == "OSError"
        assert answer(f"connect {listener.getsockname()[1]}") in ("ConnectionRefusedError", "OSError")
        assert int(answer("pid")) > 1
        assert "environ" in answer("look /proc/self")
        assert answer("open /proc/1/mem") == "PermissionError"  # the zygote, and with it the talk with us


@pytest.mark.skipif(os.geteuid() == 0, reason="root may open everything")
def test_a_file_that_may_not_be_opened_ends_as_failed(tmp_path):
    path = write(tmp_path, "a.txt", b"pid")
    path.chmod(0)
    with Reader(isolation="rlimits") as reader:
        assert next(reader.read(path, "a.txt")).reason == "The file cannot be opened (Permission denied)"


def test_what_is_no_file_ends_as_failed(reader, tmp_path):
    os.mkfifo(tmp_path / "pipe")
    reasons = [next(reader.read(tmp_path / name, name)).reason for name in ("pipe", "absent", ".")]
    assert reasons == [
        "It is not a regular file",
        "The file cannot be opened (No such file or directory)",
        "It is not a regular file",
    ]


def test_an_empty_file_ends_as_failed(run):
    assert run("")[-1].reason == "The file is empty"


def test_an_unknown_type_is_archived_but_not_read(reader, tmp_path):
    path = write(tmp_path, "a.bin", bytes(range(256)) * 10)
    head, end = reader.read(path, "a.bin")
    assert head == DocumentHead("application/octet-stream", None)
    assert (end.state, end.reason) == (
        "unread",
        "The file's type, application/octet-stream, is archived but not read",
    )


def test_a_text_that_is_too_long_for_a_page_is_refused(tmp_path):
    path = write(tmp_path, "a.txt", b"pid")
    with Reader(Limits(text_chars_per_page=5), isolation="rlimits", formats=COMMANDS) as reader:
        assert list(reader.read(path, "a.txt"))[-1].reason == "Page 1 holds more text than allowed"


def test_bubblewrap_that_is_absent_is_said(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(EngineError, match="bubblewrap is not installed"):
        Reader(isolation="bubblewrap")
    with Reader(isolation="auto") as reader:
        assert reader.isolation == "rlimits"
        assert reader.isolation_note == "bubblewrap does not work here: bubblewrap is not installed"


def test_bubblewrap_that_does_not_work_is_said(tmp_path, monkeypatch):
    broken = tmp_path / "bwrap"
    broken.write_text("#!/bin/sh\necho 'No permissions to create new namespace' >&2\nexit 1\n")
    broken.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    with Reader(isolation="auto") as reader:
        assert "No permissions to create new namespace" in reader.isolation_note


def test_descriptors_and_folders_are_given_back(tmp_path):
    path = write(tmp_path, "a.txt", b"pid")
    crash = write(tmp_path, "b.txt", b"segfault")
    with Reader(isolation="auto", formats=COMMANDS) as reader:
        list(reader.read(path, "a.txt"))
        before = os.listdir("/proc/self/fd")
        for _ in range(20):
            list(reader.read(path, "a.txt"))
            list(reader.read(crash, "b.txt"))
        assert len(os.listdir("/proc/self/fd")) == len(before)
        session = reader._session
    assert not session.exists()


def test_a_reader_that_is_ready_for_nothing_reads_everything(tmp_path):
    with Reader(isolation="rlimits", warm=()) as reader:
        events = list(reader.read(write(tmp_path, "a.txt", b"The lighthouse"), "a.txt"))
    assert any(isinstance(e, PageRead) and "lighthouse" in e.text.text for e in events)
