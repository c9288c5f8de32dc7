"""One long file looked through by many processes: what is told is what one process tells."""

from dataclasses import replace
from pathlib import Path

import pytest

from declass.config import Settings
from declass.jobs.base import Outcome
from declass.pipeline import withheld_files
from declass.pipeline.progress import Unwatched
from declass.pipeline.withheld_files import look_through
from in_process import Watching, crashed
from long_made import file_of, frames
from read_made import write

LOOKED = Settings(ocr="never", look="always", second_engine="never")
"""Scans are drawn and looked through, and not read by OCR."""


class Seen(Unwatched):
    """Keeps how many pages of shared files were left each time."""

    def __init__(self):
        self.ahead, self.last = [], None

    def show(self, tally):
        self.last = tally
        if tally.long:
            self.ahead.append(tally.ahead)


def looked(paths, workers, runner=None, **how):
    return list(look_through(paths, replace(LOOKED, workers=workers), runner=runner, worth_s=0, **how))


def hit(page, pages=range(1, 99), often=99):
    """Crashes of the processes that read this page in a stretch of so many pages."""

    def spoil(unit, times):
        given = unit.share.pages if unit.share else ()
        return crashed(unit) if page in given and len(given) in pages and times <= often else None

    return spoil


@pytest.fixture
def report(tmp_path):
    return write(tmp_path, "report.pdf", file_of(damaged=(), lost=(6,)))


@pytest.fixture
def alone(report):
    (found,) = looked([report], 1)
    assert [one.index for one in found.trouble] == [6], "the damaged page"
    assert {one.page for one, _ in found.found} >= {0, 1, 9}
    return found


def test_many_processes_tell_what_one_tells(report, alone):
    runner = Watching()
    assert looked([report], 3, runner) == [alone]
    assert sorted(page for stretch in runner.stretches for page in stretch) == list(range(2, 10))
    assert len(runner.joins) == 1


def test_so_do_real_processes_beside_this_one(tmp_path, report, alone):
    fax = write(tmp_path, "fax.tif", frames())
    assert looked([report], 2) == [alone]
    assert looked([report, fax], 2) == [alone, *looked([fax], 1)]


def test_files_before_and_after_a_shared_one_come_in_their_order(tmp_path, report, alone):
    note, fax = write(tmp_path, "a.txt", b"(b)(5)\n"), write(tmp_path, "fax.tif", frames())
    runner = Watching()
    assert looked([note, report, fax], 2, runner) == [*looked([note], 1), alone, *looked([fax], 1)]
    assert len(runner.joins) == 2


@pytest.mark.parametrize("made", [file_of(1, damaged=()), frames(2)], ids=["one page", "two frames"])
def test_a_short_file_starts_no_process(tmp_path, monkeypatch, made):
    monkeypatch.setattr(withheld_files, "LocalRunner", None)  # would fail if it were called
    assert looked([write(tmp_path, "short", made)], 8)[0].end.state == "read"


def test_neither_does_a_long_one_whose_pages_take_no_time(report, alone, monkeypatch):
    monkeypatch.setattr(withheld_files, "LocalRunner", None)
    assert list(look_through([report], replace(LOOKED, workers=8), worth_s=1000)) == [alone]


def test_nor_one_whose_name_is_another_file_elsewhere(alone, monkeypatch, report):
    monkeypatch.setattr(withheld_files, "LocalRunner", None)
    with report.open("rb") as file:
        (found,) = looked([Path(f"/dev/fd/{file.fileno()}")], 8)
    assert found.found == alone.found


def test_words_left_under_bars_alone_are_told_by_one(report, monkeypatch):
    monkeypatch.setattr(withheld_files, "LocalRunner", None)
    (found,) = looked([report], 8, unsafe_only=True)
    assert [one.text for one, _ in found.found] == ["AGENT HARROW MET THE COURIER"]


def test_pages_left_are_counted_down(report):
    looked([report], 2, Watching(), watch=(seen := Seen()))
    assert list(dict.fromkeys(seen.ahead)) == [8, 7, 6, 5, 4, 3, 2, 1]
    assert (seen.last.done, seen.last.pages, seen.last.long) == (1, 9, 0)


@pytest.mark.parametrize("spoil", [hit(4, pages=[2]), hit(9, often=1)], ids=["of two pages", "of one"])
def test_a_stretch_whose_process_died_is_read_again(report, alone, spoil):
    assert looked([report], 2, Watching(spoil)) == [alone]


def test_a_page_that_brings_its_process_down_is_named_and_the_others_are_told(report, alone):
    (found,) = looked([report], 2, Watching(hit(4)))
    assert [(one.index, one.reason) for one in found.trouble] == [
        (4, "the process died of signal 11"),
        (6, alone.trouble[0].reason),
    ]
    assert found.end == alone.end
    assert found.found == tuple((one, paper) for one, paper in alone.found if one.page != 4)


def joins(unit):
    return unit.share and unit.share.pieces


def test_a_join_whose_process_died_is_done_again(report, alone):
    spoil = lambda unit, times: crashed(unit) if joins(unit) and times == 1 else None  # noqa: E731
    assert looked([report], 2, Watching(spoil)) == [alone]


def test_a_file_that_cannot_be_joined_is_told_and_the_others_go_on(tmp_path, report):
    fax = write(tmp_path, "fax.tif", frames(2))
    spoil = lambda unit, times: crashed(unit) if joins(unit) else None  # noqa: E731
    found = looked([report, fax], 2, Watching(spoil))
    assert [(one.path.name, one.end.state) for one in found] == [
        ("report.pdf", "failed"),
        ("fax.tif", "read"),
    ]
    assert found[0].end.reason == "the process died of signal 11"


def test_a_fault_in_a_stretch_is_left_to_one_process(report, alone):
    def spoil(unit, _):
        bad = unit.share and 4 in unit.share.pages
        return Outcome(unit, None, "ZeroDivisionError: x (at y.py:7)", "Report it.") if bad else None

    assert looked([report], 2, Watching(spoil)) == [alone]


def test_a_file_cut_off_is_left_to_one_process_which_says_how_much_it_saved(report):
    whole = report.read_bytes()
    report.write_bytes(whole[: len(whole) - 100])
    (found,) = looked([report], 3, Watching())
    assert [found] == looked([report], 1)
    assert found.end.reason.startswith("The file is cut off; ")
