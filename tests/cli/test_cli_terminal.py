"""How the command behaves in terminals, in pipes, and when it is stopped."""

import os
import pty
import re
import signal
import subprocess

from cli_process import command, in_terminal, shell

STYLE = re.compile(r"\x1b\[[0-9;]*m")


def test_words_are_marked_in_colour_on_a_terminal_only(built):
    code, shown = in_terminal("--archive", built, "search", "fiction", "--limit", "1")
    assert code == 0
    assert "\x1b[1;33m" in shown
    assert not STYLE.search(shell("--archive", built, "search", "fiction", "--limit", "1").stdout)


def test_no_color_is_respected(built):
    _, shown = in_terminal("--archive", built, "search", "fiction", "--limit", "1", NO_COLOR="1")
    assert not re.search(r"\x1b\[[0-9;]*3[0-7]", shown)
    _, text = in_terminal("--archive", built, "show", "README.txt", "--text", NO_COLOR="1")
    assert not STYLE.search(text)


def test_tables_fit_a_narrow_terminal(built):
    for words in (("status",), ("status", "--files"), ("config",), ("status", "--inventory")):
        _, shown = in_terminal("--archive", built, *words, columns=60)
        plain = STYLE.sub("", shown).splitlines()
        rows = [line for line in plain if line.startswith(" ")]
        assert max(len(line) for line in rows) <= 60, words


def test_progress_is_one_live_line_on_a_terminal(texts, tmp_path):
    _, shown = in_terminal("--archive", tmp_path / "archive", "add", texts)
    assert "\r\x1b[K" in shown
    assert "3 of 3 documents" in shown


def test_progress_is_plain_lines_elsewhere_and_stays_off_standard_output(texts, tmp_path):
    said = shell("--archive", tmp_path / "archive", "add", texts)
    assert "reading: 3 of 3 documents" in said.stderr
    assert "\r" not in said.stderr + said.stdout
    assert "of 3 documents" not in said.stdout


def test_progress_of_a_file_is_told_where_its_text_goes_elsewhere(texts):
    master, slave = pty.openpty()
    read = subprocess.run(
        command("read", texts / "second.txt"), stdout=subprocess.PIPE, stderr=slave, check=True
    )
    os.close(slave)
    assert "reading: 1 of 1 document, 2 pages" in os.read(master, 65536).decode()
    os.close(master)
    assert b"reading" not in read.stdout
    _, shown = in_terminal("read", texts / "second.txt")
    assert "1 of 1 document" not in shown


def test_a_reader_who_has_seen_enough_is_no_fault(built):
    for words in (
        ("search", "record", "--all", "--format", "jsonl"),
        ("status", "--files", "--format", "csv"),
        ("config",),
    ):
        done = subprocess.Popen(
            command("--archive", built, *words), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        done.stdout.close()
        said = done.stderr.read()
        done.stderr.close()
        assert done.wait(timeout=60) == 0, words
        assert said == "", words


def hear_ctrl_c():
    """A shell starts background jobs deaf to it, and children inherit that."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def test_ctrl_c_says_that_nothing_is_lost_and_the_same_command_goes_on(tmp_path):
    folder = tmp_path / "papers"
    folder.mkdir()
    for number in range(240):
        (folder / f"{number}.txt").write_text(f"Paper {number} on the harbour strike.\n")
    words = command("--archive", tmp_path / "archive", "add", folder, "--workers", "1")
    run = subprocess.Popen(
        words,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        preexec_fn=hear_ctrl_c,
    )
    try:
        seen = run.stderr.readline()  # the first sign of work
        os.killpg(run.pid, signal.SIGINT)
        _, said = run.communicate(timeout=60)
    finally:
        run.kill()
    assert run.returncode == 130, seen + said
    assert said.rstrip().endswith("the same command goes on from here.")
    assert "Traceback" not in said
    assert shell(*words[3:]).returncode == 0
    assert (
        "of 240, 240 pages in all, in" in shell("--archive", tmp_path / "archive", "search", "harbour").stderr
    )
