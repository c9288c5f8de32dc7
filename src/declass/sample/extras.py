"""The odd files of real deliveries: broken, locked, doubled, badly redacted, empty, and an inventory."""

import csv
import io
import random
from collections.abc import Sequence
from dataclasses import replace

import pikepdf

from declass.sample import numbers, world
from declass.sample.chance import chance, pixel_chance
from declass.sample.files import Made, MadePage, Part, born_text, renamed
from declass.sample.pack import saved
from declass.sample.paper import print_pdf
from declass.sample.releases import Issue
from declass.sample.spec import Spec
from declass.sample.views import Mark, PageView, Typeface

PASSWORD = "breakwater"
"""Opens the encrypted file; also noted in ``files.jsonl``."""


def extras(made: Sequence[Made], issues: Sequence[Issue], spec: Spec) -> list[Made]:
    """All odd files, for a sample whose other files are ``made``."""
    rng = chance(spec.seed, "extras")
    year = spec.releases[-1][:4]
    pdfs = [m for m in made if m.kind == "pdf_text" and not m.container] or [_fallback(issues[-1])]
    source = rng.choice(pdfs)
    odd = [
        renamed(source, f"{year}/copy-of-release-{rng.randint(100, 999)}.pdf"),
        _badly_redacted(issues, year),
        _broken(source, year),
        _encrypted(source, year),
        Made(f"{year}/empty.pdf", b"", "empty", expected="failed", note="no bytes at all"),
        _unknown(spec.seed, year),
        _withdrawal_sheet(rng, year),
    ]
    return [*odd, _inventory(made, issues, rng)]


def _fallback(issue: Issue) -> Made:
    pages = tuple(MadePage(v, born_text(v), "exact") for v in issue.views)
    data = print_pdf(issue.views, "all", issue.record.title)
    return Made("", data, "pdf_text", pages, (Part(issue, 0, len(pages) - 1),))


def _badly_redacted(issues: Sequence[Issue], year: str) -> Made:
    """Boxes laid over words that are still there."""
    issue = max(issues, key=lambda i: sum(len(v.withheld) for v in i.views) / len(i.views))
    views = [_blackened(view) for view in issue.views]
    data = print_pdf(views, "all", issue.record.title, live_under_boxes=True)
    pages = tuple(MadePage(v, _live_text(v), "exact") for v in views)
    part = Part(issue, 0, len(views) - 1)
    under = [{"page": n, "text": w.text} for n, v in enumerate(views) for w in v.withheld if w.text]
    return Made(
        f"{year}/{issue.record.number.value}-court-copy.pdf",
        data,
        "pdf_badly_redacted",
        pages,
        (part,),
        number_in=("name",),
        note="the withheld words can be read under the boxes",
        facts={"under_text": under},
    )


def _blackened(view: PageView) -> PageView:
    withheld = tuple(replace(w, kind="black", codes=(), code_position=None) for w in view.withheld)
    return replace(view, withheld=withheld, marks=tuple(m for m in view.marks if m.role != "code"))


def _live_text(view: PageView) -> str:
    return " ".join(w.piece.text for w in view.all_words)


def _broken(source: Made, year: str) -> Made:
    """The first two fifths of a PDF, as a download that stopped."""
    data = source.data[: len(source.data) * 2 // 5]
    return Made(
        f"{year}/broken-download.pdf", data, "broken", expected="failed", note="a PDF cut off in the middle"
    )


def _encrypted(source: Made, year: str) -> Made:
    # RC4 of PDF 1.4: the stronger ciphers draw a random key each time, so bytes would differ
    lock = pikepdf.Encryption(owner="harbour", user=PASSWORD, R=3, aes=False, metadata=False)
    with pikepdf.open(io.BytesIO(source.data)) as pdf:
        data = saved(pdf, lock)
    facts: dict[str, object] = {"password": PASSWORD}
    return Made(
        f"{year}/locked.pdf",
        data,
        "encrypted",
        expected="failed",
        note="needs a password to open",
        facts=facts,
    )


def _unknown(seed: int, year: str) -> Made:
    noise = pixel_chance(seed, "unknown").bytes(3000)
    return Made(
        f"{year}/reel-7.tap", b"\x93TAPE\x00" + noise, "unknown", expected="unread", note="a made-up format"
    )


def _withdrawal_sheet(rng: random.Random, year: str) -> Made:
    """A sheet that stands for records withheld in full."""
    lines = ["WITHDRAWAL SHEET", "The following items are withheld in full.", ""]
    items = []
    for item in range(1, 5):
        number = numbers.rif(900 + rng.randint(1, 60)).value
        pages, code = rng.randint(1, 9), rng.choice(("(b)(1)", "(b)(3)", "A", "B"))
        items.append({"number": number, "pages": pages, "code": code})
        lines.append(f"{item}.  {number}   CABLE   {pages} pp.   RESTRICTION {code}")
    marks = [Mark("notice", t, 90, 120 + 26 * i, 12, "Courier") for i, t in enumerate(lines) if t]
    marks.append(Mark("fiction", world.FICTION, 250, 784, 7.5))
    view = PageView("", None, "withdrawal", Typeface("Courier", 12, 16), marks=tuple(marks))
    return Made(
        f"{year}/withdrawal-sheet.pdf",
        print_pdf([view], "all", "Withdrawal sheet"),
        "withdrawal_sheet",
        (MadePage(view, born_text(view), "exact"),),
        facts={"withheld_records": items},
    )


def _inventory(made: Sequence[Made], issues: Sequence[Issue], rng: random.Random) -> Made:
    """The publisher's list: a few wrong page counts, a few files that were never delivered."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(
        [
            "Record Number",
            "Agency",
            "Doc Date",
            "Title",
            "Num Pages",
            "Release",
            "File Name",
            "Shelf Mark (old)",
        ]
    )
    wrong: list[str] = []
    for file in made:
        for part in file.parts:
            row = _inventory_row(file, part, rng)
            if rng.random() < 0.08:
                row[4] = str(int(row[4]) + rng.choice((1, 2, 7)))
                wrong.append(file.path)
            writer.writerow(row)
    absent = [f"{issues[0].released[:4]}/{numbers.rif(800 + n).value}.pdf" for n in range(3)]
    for path in absent:
        number = path[5:-4]
        writer.writerow([number, world.AGENCY_SHORT, "", "NOT LISTED", "2", path[:4], path[5:], ""])
    data = buffer.getvalue().encode("utf-8-sig")
    facts: dict[str, object] = {"absent_files": absent, "wrong_page_counts": wrong}
    return Made("inventory.csv", data, "inventory", note="the publisher's list", facts=facts)


def _inventory_row(file: Made, part: Part, rng: random.Random) -> list[str]:
    record = part.issue.record
    year, month, day = record.edtf[:10].split("-")
    return [
        record.number.value,
        world.AGENCY_SHORT,
        f"{month}/{day}/{year}",
        record.title.upper(),
        str(part.last_page - part.first_page + 1),
        part.issue.released,
        file.path.split("/")[-1],
        f"QX {rng.randint(1, 60)}:{rng.randint(1, 9)}",
    ]
