"""The pages of one file, told in their order: the same by one process and by many."""

from dataclasses import replace
from pathlib import Path

import pytest

from declass.archive.values import PageResult
from declass.config import Settings
from declass.jobs.base import Outcome
from declass.model.reading import DocumentEnd, MemberRefused, PageFailed
from declass.pipeline import file_pages
from declass.pipeline.file_pages import read_pages
from declass.pipeline.progress import Unwatched
from declass.pipeline.sharing import Pace
from declass.read.options import ReadOptions
from in_process import Watching, crashed
from long_made import file_of, frames
from read_made import write

DRAWN = ReadOptions("never", scans=True)
"""Scans are drawn, which makes a file worth sharing, and not read by OCR."""


class LastFirst:
    """Does what is at hand from its end."""

    def run(self, job, units, beat):
        job.start()
        for unit in reversed([unit for unit in iter(lambda: next(units), None)]):
            yield Outcome(unit, job.do(unit, beat))
        job.stop()


def told(path, workers, runner=None, options=DRAWN, **settings):
    made = Settings(workers=workers, second_engine="never", **settings)
    return list(read_pages(path, made, options, runner=runner, worth_s=0))


def pages(events):
    return [one.index for one in events if isinstance(one, PageResult | PageFailed)]


def hit(page, pages=range(1, 99), often=99):
    """Crashes of the processes that read this page in a stretch of so many pages."""
    return lambda unit, times: (
        crashed(unit) if page in unit and len(unit) in pages and times <= often else None
    )


@pytest.fixture
def report(tmp_path):
    return write(tmp_path, "report.pdf", file_of(damaged=(), lost=(6,)))


@pytest.fixture
def alone(report):
    events = told(report, 1)
    assert pages(events) == list(range(10))
    assert isinstance(events[6], PageFailed)
    assert events[-1].state == "read"
    return events


@pytest.mark.parametrize("runner", [Watching, LastFirst], ids=["in order", "last first"])
def test_many_processes_tell_what_one_tells_in_the_same_order(report, alone, runner):
    assert told(report, 3, runner()) == alone


def test_so_do_real_processes_beside_this_one(tmp_path, report, alone):
    fax = write(tmp_path, "fax.tif", frames())
    assert told(report, 2) == alone
    assert told(fax, 2) == told(fax, 1)


def test_and_with_ocr(tmp_path):
    path = write(tmp_path, "report.pdf", file_of(5, damaged=(), lost=(2,)))
    read = ReadOptions("auto")
    assert told(path, 2, options=read) == told(path, 1, options=read)


def test_pages_are_told_before_the_last_is_read(report):
    beats = []

    class Counting(Watching):
        def run(self, job, units, beat):
            return super().run(job, units, lambda count: beats.append(count) or beat(count))

    events = read_pages(report, Settings(workers=2), DRAWN, runner=Counting(), worth_s=0)
    assert [next(events).index for _ in range(4)] == [0, 1, 2, 3]
    assert len(beats) < 8


@pytest.mark.parametrize("wanted", [(1, 2, 4, 7, 8, 9), (0, 6)], ids=["many", "few"])
def test_only_the_pages_asked_for_are_read(report, alone, wanted):
    options = replace(DRAWN, pages=wanted)
    events = told(report, 2, Watching(), options=options)
    assert pages(events) == list(wanted)
    assert events == told(report, 1, options=options)


def test_files_inside_that_are_refused_are_told_after_the_pages(report):
    events = told(report, 2, Watching(), member_mb=0)
    assert events == told(report, 1, member_mb=0)
    assert any(isinstance(one, MemberRefused) for one in events[10:])


@pytest.mark.parametrize("made", [file_of(1, damaged=()), frames(2)], ids=["one page", "two frames"])
def test_a_short_file_starts_no_process(tmp_path, monkeypatch, made):
    monkeypatch.setattr(file_pages, "LocalRunner", None)  # would fail if it were called
    assert told(write(tmp_path, "short", made), 8)[-1].state == "read"


def test_nor_does_one_whose_name_is_another_file_elsewhere(report, alone, monkeypatch):
    monkeypatch.setattr(file_pages, "LocalRunner", None)
    with report.open("rb") as file:
        assert told(Path(f"/dev/fd/{file.fileno()}"), 8) == alone


@pytest.mark.parametrize("spoil", [hit(4, pages=[2]), hit(9, often=1)], ids=["of two pages", "of one"])
def test_a_stretch_whose_process_died_is_read_again(report, alone, spoil):
    assert told(report, 2, Watching(spoil)) == alone


def test_a_page_that_brings_its_process_down_is_told_as_failed_and_the_others_are_read(report, alone):
    events = told(report, 2, Watching(hit(4)))
    assert events[4] == PageFailed(4, "the process died of signal 11", "Try it alone.")
    assert events[:4] + events[5:] == alone[:4] + alone[5:]


def test_after_a_fault_what_is_not_told_yet_is_read_by_one_process(report, alone):
    def spoil(unit, _):
        return Outcome(unit, None, "ZeroDivisionError: x (at y.py:7)", "Report it.") if 5 in unit else None

    assert told(report, 2, Watching(spoil)) == alone


def test_a_file_cut_off_is_told_as_by_one_process(report):
    whole = report.read_bytes()
    report.write_bytes(whole[: len(whole) - 100])
    events = told(report, 3, Watching())
    assert events == told(report, 1)
    assert isinstance(events[-1], DocumentEnd)
    assert events[-1].reason.startswith("The file is cut off; ")


def test_progress_tells_the_pages_left(report):
    class Seen(Unwatched):
        def __init__(self):
            self.left, self.done = [], 0

        def show(self, tally):
            self.left.append((tally.pages, tally.ahead))
            self.done = tally.done

    made = Settings(workers=2, second_engine="never")
    list(read_pages(report, made, DRAWN, watch=(seen := Seen()), runner=Watching(), worth_s=0))
    assert seen.left == [(1, 0), (2, 0), *((pages, 10 - pages) for pages in range(3, 10)), (9, 0)]
    assert seen.done == 1


# ── whether it is worth it ──────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("times", "left", "worth"),
    [([0.0], 100, False), ([0.0, 2.0], 3, True), ([0.0, 2.0], 2, False), ([0.0, 2.0, 2.2], 5, False)],
    ids=["the first page", "three pages of 2 s", "two", "faster since"],
)
def test_pages_are_worth_processes_by_the_time_they_take(times, left, worth):
    moments = iter(times)
    pace = Pace(6.0, lambda: next(moments))
    said = [pace.worth(left) for _ in times]
    assert said[-1] is worth
