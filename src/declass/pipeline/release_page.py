"""What each release did, as one page without scripts that opens in any browser."""

from collections.abc import Callable, Iterator, Sequence
from html import escape
from typing import Any

from declass.archive.changes import StoredChange
from declass.model.anchor import Digest
from declass.pipeline.release_report import Step, by_release, summary
from declass.redact.personal import masked_part

_SHOWN = 100  # changes of each step on the page; `declass changes` lists them all
_LISTED = 60  # record numbers named in a list
_UNKNOWN = "<p>Not known: no pair of releases has had its page images looked through.</p>"
_BAR, _ROW, _LABEL = 420, 26, 220  # sizes of a plot, in pixels

STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; max-width: 64rem; margin: 2rem auto }
table { border-collapse: collapse; width: 100%; margin: 1rem 0; font-size: .9rem }
th, td { text-align: left; vertical-align: top; padding: .3rem .5rem; border-bottom: 1px solid #ddd }
td.n { text-align: right; font-variant-numeric: tabular-nums }
mark { background: #d7efd7 } mark.hid { background: #f6d9d5 }
small { color: #666 }
"""

_COLUMNS = (
    ("collection", "collection"),
    ("older", "older"),
    ("newer", "newer"),
    ("records", "records that differ"),
    ("revealed", "places revealed"),
    ("revealed_words", "words"),
    ("opening", "records opening"),
    ("newly_hidden", "places newly hidden"),
    ("hidden_words", "words"),
    ("hiding", "records hiding"),
    ("hiding_more", "hiding more than before"),
    ("opened_in_full", "opened in full"),
    ("withheld_before", "share withheld before"),
    ("withheld_after", "after"),
    ("uncertain", "uncertain"),
)


def page(steps: Sequence[Step], file_name: Callable[[Digest], str]) -> str:
    """The report as HTML; every text in it is escaped."""
    body = "\n".join(_body(steps, file_name))
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width">'
        f"<title>What each release did</title><style>{STYLE}</style></head>\n"
        f"<body>\n{body}\n</body></html>\n"
    )


def _body(steps: Sequence[Step], file_name: Callable[[Digest], str]) -> Iterator[str]:
    yield "<h1>What each release did</h1>"
    yield (
        "<p>Proposals by machine, graded from the texts of the releases; open both pages before you rely on"
        " one. A place that is not listed here may still have changed.</p>"
    )
    yield _table(_COLUMNS, summary(steps))
    over_time = by_release(steps)
    yield "<h2>Disclosures over time</h2>" + bars([(d, opened) for d, opened, _ in over_time], "#3b7d3b")
    yield "<h2>Newly hidden over time</h2>" + bars([(d, hidden) for d, _, hidden in over_time], "#b0483a")
    yield "<h2>Share of the pages withheld, before and after</h2>" + _shares(steps)
    for step in steps:
        yield from _step(step, file_name)


def _shares(steps: Sequence[Step]) -> str:
    """In thousandths of the area of type, for the steps of which images were looked through."""
    rows = []
    for step in steps:
        if step.before is not None and step.after is not None:
            name = f"{step.older} → {step.newer}"
            rows += [
                (f"{name}, before", round(1000 * step.before)),
                (f"{name}, after", round(1000 * step.after)),
            ]
    return "<p>Thousandths of the area of type.</p>" + bars(rows, "#555555") if rows else _UNKNOWN


def _step(step: Step, file_name: Callable[[Digest], str]) -> Iterator[str]:
    yield f"<h2>{escape(step.collection)}: {escape(step.older)} → {escape(step.newer)}</h2>"
    if step.names:
        yield "<h3>Newly readable names and words, by records</h3>" + bars(step.names, "#3b5c7d")
    yield from _records("Records opened in full", step.opened)
    yield from _records("Records that hide more than before", step.hiding_more)
    shown = step.told[:_SHOWN]
    yield f"<h3>Changes, the most probable {len(shown)} of {len(step.told)}</h3>"
    heads = ("record", "older", "newer", "words", "grade", "evidence")
    yield "<table><tr>" + "".join(f"<th>{head}</th>" for head in heads) + "</tr>"
    yield from (_change(stored, file_name) for stored in shown)
    yield "</table>"


def _records(title: str, numbers: Sequence[str]) -> Iterator[str]:
    if numbers:
        more = f" and {len(numbers) - _LISTED} more" if len(numbers) > _LISTED else ""
        yield f"<h3>{title}: {len(numbers)}</h3><p>{escape(', '.join(numbers[:_LISTED]))}{more}</p>"


def _change(stored: StoredChange, file_name: Callable[[Digest], str]) -> str:
    change = stored.change
    hidden = change.kind == "newly_hidden"
    words = (change.older if hidden else change.newer).text
    whole = f"{change.before} {words} {change.after}"
    marked = f"<mark{' class=hid' if hidden else ''}>{escape(masked_part(words, whole))}</mark>"
    cells = (
        escape(stored.number),
        f"{escape(file_name(stored.older))} p. {change.older.page + 1}",
        f"{escape(file_name(stored.newer))} p. {change.newer.page + 1}",
        f"{escape(masked_part(change.before, whole))} {marked} {escape(masked_part(change.after, whole))}",
        f"{escape(change.grade)}, {change.probability:.2f}",
        f"<small>{escape(' '.join(change.evidence))}</small>",
    )
    return "<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>"


def _table(columns: Sequence[tuple[str, str]], rows: Sequence[dict[str, Any]]) -> str:
    head = "".join(f"<th>{escape(title)}</th>" for _, title in columns)
    lines = ("".join(_cell(row[name]) for name, _ in columns) for row in rows)
    return f"<table><tr>{head}</tr>" + "".join(f"<tr>{line}</tr>" for line in lines) + "</table>"


def _cell(value: Any) -> str:
    if isinstance(value, int | float):
        return f'<td class="n">{value}</td>'
    return f"<td>{'?' if value is None else escape(str(value))}</td>"


def bars(counts: Sequence[tuple[str, float]], colour: str) -> str:
    """A bar for each label, as inline SVG; nothing where there is nothing to show."""
    most = max((count for _, count in counts), default=0)
    if not most:
        return "<p>None.</p>"
    rows = []
    for i, (label, count) in enumerate(counts):
        y, width = i * _ROW, max(1, round(_BAR * count / most))
        rows.append(
            f'<text x="{_LABEL - 8}" y="{y + 17}" text-anchor="end">{escape(label[:28])}</text>'
            f'<rect x="{_LABEL}" y="{y + 4}" width="{width}" height="{_ROW - 8}" fill="{colour}"/>'
            f'<text x="{_LABEL + width + 6}" y="{y + 17}">{count}</text>'
        )
    size = f'width="{_LABEL + _BAR + 60}" height="{_ROW * len(counts)}"'
    return f'<svg {size} font-size="13" role="img">{"".join(rows)}</svg>'
