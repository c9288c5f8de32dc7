"""How hits are shown: as rows for programs, as marked snippets for people, as citations for footnotes."""

from collections.abc import Sequence
from typing import Any

import click
from rich.padding import Padding
from rich.text import Text

from declass.cli.output import harmless
from declass.cli.paper import console
from declass.locale import plural
from declass.locale import translate as _
from declass.model.anchor import Box
from declass.redact.personal import masked
from declass.search.values import FacetCount, Grouped, Hit, PageEntry, Reason, RecordHits, ReleaseHits

COLUMNS = ("file", "page", "score", "record", "date", "agency", "collection", "language", "snippet", "digest")
EXPORT_COLUMNS = ("citation", *COLUMNS, "title", "released")

_SHOWN_PAGES = 8  # of one release, in a table
_SHOWN_FACETS = 12


def row(hit: Hit) -> dict[str, Any]:
    """A hit for programs; pages are 0-based, spans are in the page's text."""
    entry = hit.entry
    return {
        "file": entry.file,
        "page": entry.page,
        "score": round(hit.score, 4),
        "snippet": shown_snippet(hit),
        "record": entry.record or None,
        "title": entry.title or None,
        "date": entry.date,
        "agency": entry.agency or None,
        "collection": entry.collection or None,
        "type": entry.type or None,
        "language": entry.language,
        "released": entry.released,
        "classification": entry.classification or None,
        "withheld": entry.withheld,
        "codes": list(entry.codes),
        "disclosed": entry.disclosed,
        "expected_error": entry.expected_error,
        "digest": entry.digest,
        "spans": [[span.start, span.end] for span in hit.spans],
        "marks": [[span.start, span.end] for span in hit.marks],
        "passage": [hit.near.start, hit.near.end] if hit.near else None,
        "why": [{"kind": r.kind, "asked": r.asked, "found": r.found} for r in hit.reasons],
    }


def shown_snippet(hit: Hit) -> str:
    """The snippet with personal data masked; as long as it was, so the marks stay right.

    The index holds masked pages already; what a snippet alone shows is masked once more.
    """
    return masked(hit.snippet)


def record_row(found: RecordHits, boxes: Sequence[Sequence[Box]] | None) -> dict[str, Any]:
    """A record for programs: its best page as in ``row``, where the words stand, and its releases.

    Args:
        boxes: of the best page's matched words, in fractions of the page; None where there is no geometry.
    """
    whole = row(found.best)
    whole["boxes"] = None if boxes is None else [[_corners(box) for box in each] for each in boxes]
    whole["releases"] = [_release_row(release) for release in found.releases]
    return whole


def _corners(box: Box) -> list[float]:
    return [round(side, 5) for side in (box.x0, box.y0, box.x1, box.y1)]


def _release_row(release: ReleaseHits) -> dict[str, Any]:
    return {
        "digest": release.digest,
        "file": release.file,
        "collection": release.collection or None,
        "released": release.released,
        "pages": [{"page": page, "score": score} for page, score in release.pages],
    }


def citation(entry: PageEntry) -> str:
    """What a footnote needs to lead anybody to the page.

    >>> citation(PageEntry("0f" * 32, 2, "…", file="a.pdf", record="104-10001-10002", date="1963-11-22"))
    '1963-11-22, record 104-10001-10002, a.pdf, p. 3 (SHA-256 0f0f0f0f0f0f0f0f)'
    """
    published = " ".join(part for part in (entry.collection, entry.released) if part)
    parts = [
        entry.agency,
        f"“{entry.title}”" if entry.title else "",
        entry.date or "",
        f"record {entry.record}" if entry.record else "",
        published,
        entry.file,
        f"p. {entry.page + 1}",
    ]
    return f"{', '.join(part for part in parts if part)} (SHA-256 {entry.digest[:16]})"


def print_records(found: Grouped, offset: int) -> None:
    """For people: each record with its best page, and its releases where there are several."""
    out = console()
    for number, record in enumerate(found.records, offset + 1):
        out.print(_heading(number, record.best.entry))
        out.print(Padding(_marked(record.best, out.is_terminal), (0, 0, 0, 5)))
        for said in (*map(_why, record.best.reasons), *_releases(record)):
            out.print(Padding(Text(harmless(said), style="dim"), (0, 0, 0, 5)))
    print_facets(found.facets)


def print_facets(facets: dict[str, list[FacetCount]]) -> None:
    for name, counts in facets.items():
        listed = ", ".join(f"{c.value} {c.count}" for c in counts[:_SHOWN_FACETS]) or "—"
        console().print(Text(f"{_(name)}: {listed}", style="dim"))


def _heading(number: int, entry: PageEntry) -> Text:
    published = " ".join(part for part in (entry.collection, entry.released) if part)
    facts = [entry.record, entry.date, entry.agency, published]
    head = Text(f"{number:>3}  ")
    head.append(harmless(entry.file), style="bold")
    head.append(_(", page {page}").format(page=entry.page + 1))
    head.append("".join(f"  ·  {harmless(fact)}" for fact in facts if fact), style="dim")
    return head


def _why(reason: Reason) -> str:
    said = {
        "translation": _("{asked} is also called {found}"),
        "spelling": _("{asked} may be written {found}"),
        "meaning": _("found by its meaning"),
    }[reason.kind]
    return said.format(asked=reason.asked, found=reason.found)


def _releases(record: RecordHits) -> list[str]:
    """Where else the record answers: its other pages and releases."""
    if len(record.releases) == 1 and len(record.releases[0].pages) == 1:
        return []
    return [
        plural("{release}: page {pages}", "{release}: pages {pages}", len(release.pages)).format(
            release=" ".join(p for p in (release.collection, release.released) if p) or release.file,
            pages=_numbers([page for page, _score in release.pages]),
        )
        for release in record.releases
    ]


def _numbers(pages: Sequence[int]) -> str:
    shown = ", ".join(str(page + 1) for page in sorted(pages[:_SHOWN_PAGES]))
    return f"{shown}, …" if len(pages) > _SHOWN_PAGES else shown


def _marked(hit: Hit, terminal: bool) -> Text:
    """The snippet with the words marked: in colour, or by asterisks where there is none."""
    plain = shown_snippet(hit)
    snippet = Text(plain)
    for span in hit.marks:
        snippet.stylize("bold yellow", span.start, span.end)
    if terminal:
        return snippet
    for span in sorted(hit.marks, key=lambda mark: mark.start, reverse=True):
        plain = f"{plain[: span.start]}*{plain[span.start : span.end]}*{plain[span.end :]}"
    return Text(plain)


def print_summary(found: Grouped, offset: int) -> None:
    """How many there are, and how to see more."""
    last = offset + len(found.records)
    about = _("about ") if found.about else ""
    said = _("Records {first}–{last} of {about}{records}, {pages} pages in all, in {ms:.0f} ms.")
    click.echo(
        said.format(
            first=offset + 1,
            last=last,
            about=about,
            records=found.total_records,
            pages=found.total_pages,
            ms=found.elapsed_ms,
        ),
        err=True,
    )
    if last < found.total_records:
        click.echo(_("More: --offset {last} or --limit N; every hit: --all.").format(last=last), err=True)
