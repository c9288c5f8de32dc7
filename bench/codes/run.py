"""Are exemption codes read and given to the right boxes, and are markers in text found and none invented?

Codes are judged with the places that people labelled, so that only reading and linking is judged.
``--sample`` judges them on a generated sample instead, whose truth is known: with all places of a page given,
also those that have no code of their own, or (``--apart``) only those whose codes stand alike, as this bench
judged before. ``--second`` reads with the second engine too, as the archive does where it is installed.

    python bench/codes/run.py --data ../shared/data
    python bench/codes/run.py --sample 12 --seed 101 --second
"""

import argparse
import collections
import json
import random
import re
import tempfile
import time
from dataclasses import replace
from pathlib import Path

from rapidfuzz import fuzz

from declass import sample
from declass.model.anchor import Box
from declass.model.reading import PageRead
from declass.model.withholding import Withholding
from declass.ocr.page import read_page
from declass.ocr.rapid import Rapid
from declass.ocr.tesseract import Tesseract
from declass.read.options import ReadOptions
from declass.read.sandbox import Reader
from declass.redact.link import distinct, inherited, linked
from declass.redact.markers import markers
from declass.redact.placed import all_marks, code_marks, type_of
from declass.redact.whole_page import whole_page
from declass.sample.garble import garbled

SHARED = Path(__file__).parents[3] / "shared" / "data"


class Codes:
    """Codes of labelled places: found at all, and exactly those printed; by where they stand."""

    def __init__(self, second: bool = False) -> None:
        self.engine = Tesseract()
        self.second = Rapid() if second else None
        self.counts = collections.defaultdict(collections.Counter)
        self.pages = 0
        self.seconds = 0.0

    def page(self, page: PageRead, gold: list[dict]) -> None:
        """Judge one page; ``gold`` has boxes as fractions and codes. A page without a layer is read first."""
        if page.text is None and page.image is not None:
            page = replace(page, text=read_page(page.image, self.engine, second=self.second))
        width, height = page.width_pt, page.height_pt
        places = [Box(g["x0"] * width, g["y0"] * height, g["x1"] * width, g["y1"] * height) for g in gold]
        found = [Withholding(page.index, "white_outlined", 1.0, box=box) for box in places]
        started = time.process_time()
        if page.image is not None:
            marks = all_marks(page.image, page.text, places, self.engine)
        else:
            marks = code_marks(page.text) if page.text else ()
        out = linked(found, marks, type_of(page.text) if page.text else ())
        self.seconds += time.process_time() - started
        self.pages += 1
        out = inherited(out, distinct(marks, "page"), ())
        for g, one in zip(gold, out, strict=True):
            said = {code.value for code in one.codes or ()}
            own = {code.value for code in one.codes or () if code.source != "page"}
            count = self.counts[g.get("code_position") or ""]
            if g["codes"]:
                count["coded"] += 1
                count["held"] += set(g["codes"]) <= said
                count["exact"] += set(g["codes"]) == said
            else:
                count["uncoded"] += 1
                count["invented"] += bool(own)

    def say(self, name: str) -> None:
        cost = 1000 * self.seconds / max(1, self.pages)
        print(f"{name}: {self.pages} pages, reading and linking {cost:.0f} ms CPU a page")
        for position, c in [
            *sorted(self.counts.items()),
            ("", sum(self.counts.values(), collections.Counter())),
        ]:
            if c["coded"]:
                print(
                    f"  {position or 'all'}: held {c['held']}/{c['coded']} = {c['held'] / c['coded']:.3f},"
                    f" exactly {c['exact']}/{c['coded']} = {c['exact'] / c['coded']:.3f}"
                )
        places = sum(self.counts.values(), collections.Counter())
        print(f"  places without a code given one of their own {places['invented']}/{places['uncoded']}")


def labelled(data: Path) -> None:
    """The bulletins' labelled boxes."""
    rows = [json.loads(line) for line in (data / "cib_boxes/boxes_dev.jsonl").read_text().splitlines()]
    wanted = collections.defaultdict(dict)
    for row in rows:
        gold = [b for b in row["boxes"] if b["kind"] != "whole_page"]
        if gold:
            wanted[row["pdf"]][row["page"]] = gold
    judge = Codes()
    with Reader() as reader:
        for name, pages in sorted(wanted.items()):
            options = ReadOptions("always", 300, pages=tuple(pages))
            for event in reader.read(data / "cib_boxes/pdf" / name, name, options):
                if isinstance(event, PageRead):
                    judge.page(event, pages[event.index])
    judge.say("labelled boxes of bulletins")


def generated(records: int, seed: int, apart: bool, second: bool) -> None:
    """A generated sample: printed codes by where they stand."""
    judge = Codes(second)
    with tempfile.TemporaryDirectory() as folder, Reader() as reader:
        manifest = sample.generate(Path(folder) / "s", seed=seed, records=records)
        lines = (manifest.truth_folder / "boxes.jsonl").read_text(encoding="utf-8").splitlines()
        truth = collections.defaultdict(list)
        for row in map(json.loads, lines):
            if row["kind"] != "whole_page" and "::" not in row["file"]:
                truth[row["file"]].append(row)
        for name, gold in sorted(truth.items()):
            path = manifest.records_folder / name
            for event in reader.read(path, path.name, ReadOptions("always", 300)):
                if isinstance(event, PageRead) and event.rotation == 0:
                    here = [row for row in gold if row["page"] == event.index]
                    for rows in _sets(here, apart):
                        judge.page(event, rows)
    judge.say(f"generated, seed {seed}")


def _sets(rows: list[dict], apart: bool) -> list[list[dict]]:
    """The places of a page that are given together; none where no code is printed."""
    by_position = collections.defaultdict(list)
    for row in rows:
        by_position[row["code_position"] if apart else "all"].append(row)
    return [given for given in by_position.values() if any(row["codes"] for row in given)]


def texts(data: Path) -> None:
    """Markers: all of the volumes', and whatever is said of papers that have none."""
    truth = found = extra = 0
    for path in sorted((data / "frus_history_withheld").glob("*.xml")):
        text = re.sub(r"<[^>]+>", "", path.read_text(encoding="utf-8"))
        wanted = re.findall(r"\[[^\[\]]*not\s+declassified[^\[\]]*\]", text, re.I)
        said = [m.text for m in markers(text) if m.kind in ("withheld", "substitute")]
        truth, found = truth + len(wanted), found + sum(w in said for w in wanted)
        extra += sum(s not in wanted for s in said)
    print(f"markers of FRUS history: {found}/{truth} found, {extra} invented")
    damaged(data)
    for folder in ("frus_tei", "jfk_pairs/text", "state_cables/text"):
        kinds, sheets, files, chars = collections.Counter(), 0, 0, 0
        started = time.process_time()
        for path in sorted(p for p in (data / folder).rglob("*") if p.suffix in (".xml", ".md", ".txt")):
            text = path.read_text(encoding="utf-8")
            text = re.sub(r"<[^>]+>", "", text) if path.suffix == ".xml" else text
            kinds.update(m.kind for m in markers(text))
            sheets += whole_page(text) is not None
            files, chars = files + 1, chars + len(text)
        speed = chars / 1e6 / (time.process_time() - started)
        print(
            f"{folder}: {files} files, {dict(kinds)}, {sheets} sheets,"
            f" {speed:.1f} million characters a CPU second"
        )


OTHERS = (
    "[Omitted here is discussion unrelated to the harbour.]",
    "[garble]",
    "[sic]",
    "[3 gr G]",
    "[illegible]",
)


def damaged(data: Path) -> None:
    """Each kind of marker in running text, letters misread and lines broken, beside what is no secrecy."""
    print("markers by damage (misread characters; lines broken every 6 to 14 words), found by kind:")
    said, prose = _kinds(data)
    for rate in (0.0, 0.02, 0.05, 0.1):
        rng = random.Random(5)
        found, wanted, invented, others = collections.Counter(), collections.Counter(), 0, 0
        for turn in range(6):
            for kind, marker in said:
                words = [w for w in rng.choice(prose).split() if "[" not in w and "]" not in w][:60]
                at = rng.randrange(len(words))
                other = OTHERS[turn % len(OTHERS)]
                text = _broken(" ".join([*words[:at], marker, *words[at:], other]), rate, rng)
                here = [m for m in markers(text) if m.kind in ("withheld", "substitute")]
                right = [m for m in here if _alike(m.text, marker)]
                wanted[kind] += 1
                found[kind] += bool(right)
                invented += len(here) - len(right)
                others += any(_alike(m.text, other) for m in here)
        kinds = "  ".join(f"{k} {found[k]}/{wanted[k]}" for k in sorted(wanted))
        total = f"{sum(found.values())}/{sum(wanted.values())}"
        print(f"  {rate:.2f}: {total}  {kinds};  invented {invented}, of them remarks {others}")


def _kinds(data: Path) -> tuple[list[tuple[str, str]], list[str]]:
    """Every distinct marker of the volumes by kind, and paragraphs of their prose."""
    said, prose = {}, []
    for path in sorted((data / "frus_history_withheld").glob("*.xml")):
        text = re.sub(r"<note.*?</note>", " ", path.read_text(encoding="utf-8"), flags=re.S)
        for paragraph in re.findall(r"<p\b.*?</p>", text, flags=re.S):
            plain = " ".join(re.sub(r"<[^>]+>", "", paragraph).split())
            prose += [plain] if len(plain.split()) > 20 else []
            for marker in re.findall(r"\[[^\[\]]*not\s+declassified[^\[\]]*\]", plain, re.I):
                kind = re.sub(r"\W+", " ", re.sub(r"[\d½]+", "n", marker)).strip()
                said.setdefault(kind.replace(" not declassified", ""), marker)
    for marker in ("[1½ lines not declassified]", "[1 paragraph (10 lines) not declassified]"):
        said.setdefault(marker[1:8], marker)
    return sorted(said.items()), prose


def _broken(text: str, rate: float, rng: random.Random) -> str:
    words = [garbled(word, rate, rng) for word in text.split()]
    lines = []
    while words:
        count = rng.randint(6, 14)
        lines.append(" ".join(words[:count]))
        words = words[count:]
    return "\n".join(lines)


def _alike(read: str, printed: str) -> bool:
    return fuzz.ratio(" ".join(read.split()).lower(), printed.lower()) >= 70


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--data", type=Path, default=SHARED)
    ask.add_argument(
        "--sample", type=int, metavar="RECORDS", help="judge codes on a generated sample instead"
    )
    ask.add_argument("--seed", type=int, default=1)
    ask.add_argument("--apart", action="store_true", help="only places given whose codes stand alike")
    ask.add_argument("--second", action="store_true", help="read with the second engine too")
    given = ask.parse_args()
    if given.sample:
        generated(given.sample, given.seed, given.apart, given.second)
        return
    texts(given.data)
    labelled(given.data)


if __name__ == "__main__":
    main()
