"""What arrives later is matched against what is there; a lost or changed index is made anew."""

import random
import shutil
from importlib.resources import files

import pytest

from declass.config import Settings
from declass.jobs.base import Outcome
from declass.pipeline.arrive import arrive
from declass.pipeline.comparing import Comparing
from declass.pipeline.progress import Unwatched
from declass.pipeline.work import Work
from declass.pipeline.workspace import Workspace

WORDS = files("declass.compare").joinpath("ordinary_en.txt").read_text(encoding="utf-8").split()


class Here:
    """A runner that works in this process, for speed."""

    def run(self, job, units, beat):
        job.start()
        for unit in units:
            yield Outcome(unit, job.do(unit, beat))
        job.stop()


def story(seed, words=120):
    rng = random.Random(seed)
    return " ".join(rng.choices(WORDS, k=words))


def misread(text, seed):
    rng = random.Random(seed)
    return "".join(rng.choice("etaoin") if c != " " and rng.random() < 0.06 else c for c in text)


def add(space, folder, texts):
    folder.mkdir()
    for name, text in texts.items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    arrive(space, [folder], "Coast", None, Unwatched())
    Work(space, Unwatched()).run()


def matched(space):
    """What comparing says of every pair, by file name."""
    with space.writing():
        result = Comparing(space, Unwatched(), Here()).run()
    names = {}
    for name in (f"{i}-{which}" for i in range(40) for which in ("old", "new", "late")):
        for digest in space.catalogue.lookup.files(f"{name}.txt"):
            names[digest] = name
    pairs = {frozenset((names[m.a], names[m.b])): m.probability for m in space.catalogue.matches.all()}
    return result, pairs


@pytest.fixture(scope="module")
def coast(tmp_path_factory):
    """An archive of 72 files, matched, to which six come later."""
    folder = tmp_path_factory.mktemp("coast")
    early = {f"{i}-old": story(i) for i in range(36)} | {f"{i}-new": misread(story(i), i) for i in range(36)}
    late = {f"{i}-late": misread(story(i), 50 + i) for i in range(0, 30, 5)}
    with Workspace(folder / "archive", Settings(workers=1), create=True) as space:
        with space.writing():
            add(space, folder / "early", early)
        first = matched(space)
        with space.writing():
            add(space, folder / "late", late)
        again = matched(space)
        shutil.rmtree(space.root / "fingerprints")
        space.catalogue.changes.forget([("", "")])
        anew = matched(space)
        yield space, first, again, anew


def test_later_files_find_their_records(coast):
    _, (first, pairs), (again, grown), _ = coast
    assert first.matched
    assert again.matched
    assert {frozenset((f"{i}-old", f"{i}-new")) for i in range(36)} <= set(pairs)
    for i in range(0, 30, 5):
        assert frozenset((f"{i}-old", f"{i}-late")) in grown


def test_growing_says_what_matching_anew_says(coast):
    _, _, (_, grown), (_, anew) = coast
    assert set(grown) == set(anew)
    assert max(abs(grown[p] - anew[p]) for p in anew) < 0.05


def test_nothing_new_is_not_matched_again(coast):
    space, *_ = coast
    assert matched(space)[0].matched is False
