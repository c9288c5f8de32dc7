"""Files looked through side by side: in their order, with what could not be read, whoever does the work."""

from declass.config import load
from declass.jobs.base import Outcome
from declass.jobs.local import LocalRunner
from declass.pipeline.file_look import FileWithheld
from declass.pipeline.progress import Unwatched
from declass.pipeline.withheld_files import look_through

CABLE = "SECRETARIAT OF THE SEA\nDATE : 05/03/1974\nHe met [name not declassified] at the quay.\n(b)(5)\n"


class LastFirst:
    """Runs all units here, the last one first, and loses those whose name says so."""

    def run(self, job, units, beat):
        job.start()
        for unit in reversed([unit for unit in iter(lambda: next(units), None)]):
            if "poison" in unit.path.name:
                yield Outcome(unit, None, "the process died of signal 9", "Try it alone.", True)
            else:
                yield Outcome(unit, job.do(unit, beat))
        job.stop()


class Seen(Unwatched):
    """Keeps the last counts, and how many pages of shared files were left each time."""

    def __init__(self):
        self.last, self.ahead = None, []

    def show(self, tally):
        self.last = (tally.done, tally.pages)
        if tally.long:
            self.ahead.append(tally.ahead)


def papers(folder, *names):
    paths = [folder / name for name in names]
    for path in paths:
        path.write_text(CABLE + f"Seen by the harbour master, {path.stem}.\n", encoding="utf-8")
    return paths


def settings(tmp_path):
    return load(tmp_path, {})


def said(found):
    return [(one.kind, one.text) for one, _ in found.found]


def test_files_come_in_their_order_whatever_is_finished_first(tmp_path):
    paths = papers(tmp_path, "c.txt", "a.txt", "b.txt")
    found = list(look_through(paths, settings(tmp_path), runner=LastFirst()))
    assert [one.path for one in found] == paths
    assert said(found[0]) == [("marker", "[name not declassified]"), ("marker", "(b)(5)")]


def test_a_file_that_brings_its_process_down_is_told_and_the_others_go_on(tmp_path):
    found = list(
        look_through(papers(tmp_path, "a.txt", "poison.txt", "z.txt"), settings(tmp_path), runner=LastFirst())
    )
    assert [one.end.state for one in found] == ["read", "failed", "read"]
    assert "signal 9" in found[1].end.reason


def test_processes_find_what_one_finds_and_tell_of_every_page(tmp_path):
    paths = papers(tmp_path, *(f"{number}.txt" for number in range(6)))
    seen = Seen()
    here = [one for path in paths for one in look_through([path], settings(tmp_path))]
    beside = list(look_through(paths, settings(tmp_path), watch=seen, runner=LocalRunner(2)))
    assert beside == here
    assert seen.last == (len(paths), len(paths))


def test_the_year_is_taken_from_the_pages(tmp_path):
    (found,) = look_through(papers(tmp_path, "a.txt"), settings(tmp_path))
    assert found.made == 1974
    (tmp_path / "b.txt").write_text("Nothing of days.", encoding="utf-8")
    (found,) = look_through([tmp_path / "b.txt"], settings(tmp_path))
    assert found == FileWithheld(tmp_path / "b.txt", (), (), found.end, None)


def test_no_files_are_no_work(tmp_path):
    assert list(look_through([], settings(tmp_path))) == []
