"""What each release did, as one page without scripts that opens in any browser."""

from collections.abc import Callable, Iterator, Sequence
from html import escape
from typing import Any

from declass.archive.changes import StoredChange
from declass.compare.evidence import shown
from declass.locale import language
from declass.locale import translate as _
from declass.model.anchor import Digest
from declass.pipeline.release_report import Step, by_release, summary
from declass.redact.personal import masked_change

_SHOWN = 100  # changes of each step on the page; `declass changes` lists them all
_LISTED = 60  # record numbers named in a list
_WIDEST = 85  # the longest bar's share of its cell, in percent
STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; max-width: 72rem; margin: 2rem auto; padding: 0 1rem }
table { border-collapse: collapse; width: 100%; margin: 1rem 0; font-size: .9rem }
th, td { text-align: left; vertical-align: top; padding: .3rem .5rem; border-bottom: 1px solid #ddd;
  overflow-wrap: break-word }
td.n { text-align: right; font-variant-numeric: tabular-nums }
td.said { min-width: 16rem; overflow-wrap: anywhere }
.wide { overflow-x: auto }
.wide table { font-size: .82rem } .wide th, .wide td { padding: .3rem .35rem }
mark { background: #d7efd7 } mark.hid { background: #f6d9d5 }
small { color: #555 }
.bars th, .bars td { border: 0; padding: .1rem .5rem; white-space: nowrap }
.bars th { width: 30%; font-weight: normal; text-align: right; white-space: normal }
.bars i { display: inline-block; height: 1.1em; min-width: 2px; margin-right: .5em; vertical-align: middle;
  print-color-adjust: exact }
"""


def _columns() -> tuple[tuple[str, str], ...]:
    return (
        ("collection", _("collection")),
        ("older", _("older")),
        ("newer", _("newer")),
        ("records", _("records that differ")),
        ("revealed", _("places revealed")),
        ("revealed_words", _("words revealed")),
        ("opening", _("records opening")),
        ("newly_hidden", _("places newly hidden")),
        ("hidden_words", _("words hidden")),
        ("hiding", _("records hiding")),
        ("hiding_more", _("hiding more than before")),
        ("opened_in_full", _("opened in full")),
        ("withheld_before", _("share withheld before")),
        ("withheld_after", _("share withheld after")),
        ("uncertain", _("uncertain")),
    )


def page(steps: Sequence[Step], file_name: Callable[[Digest], str]) -> str:
    """The report as HTML; every text in it is escaped."""
    body = "\n".join(_body(steps, file_name))
    return (
        f'<!doctype html>\n<html lang="{language()}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{escape(_('What each release did'))}</title><style>{STYLE}</style></head>\n"
        f"<body>\n{body}\n</body></html>\n"
    )


def _body(steps: Sequence[Step], file_name: Callable[[Digest], str]) -> Iterator[str]:
    yield f"<h1>{escape(_('What each release did'))}</h1>"
    warning = _(
        "Proposals by machine, graded from the texts of the releases; open both pages before you rely on"
        " one. A place that is not listed here may still have changed."
    )
    yield f"<p>{escape(warning)}</p>"
    yield _table(_columns(), summary(steps))
    over_time = by_release(steps)
    yield _titled(_("Disclosures over time"), bars([(d, opened) for d, opened, _hid in over_time], "#3b7d3b"))
    yield _titled(_("Newly hidden over time"), bars([(d, hid) for d, _open, hid in over_time], "#b0483a"))
    yield _titled(_("Share of the pages withheld, before and after"), _shares(steps))
    for step in steps:
        yield from _step(step, file_name)


def _titled(title: str, part: str, level: int = 2) -> str:
    return f"<h{level}>{escape(title)}</h{level}>{part}"


def _shares(steps: Sequence[Step]) -> str:
    """In thousandths of the area of type, for the steps of which images were looked through."""
    rows = []
    for step in steps:
        if step.before is not None and step.after is not None:
            name = f"{step.older} → {step.newer}"
            rows += [
                (_("{step}, before").format(step=name), round(1000 * step.before)),
                (_("{step}, after").format(step=name), round(1000 * step.after)),
            ]
    if not rows:
        return f"<p>{escape(_('Not known: no pair of releases has had its page images looked through.'))}</p>"
    return f"<p>{escape(_('Thousandths of the area of type.'))}</p>" + bars(rows, "#555555")


def _step(step: Step, file_name: Callable[[Digest], str]) -> Iterator[str]:
    yield f"<h2>{escape(step.collection)}: {escape(step.older)} → {escape(step.newer)}</h2>"
    if step.names:
        yield _titled(_("Newly readable names and words, by records"), bars(step.names, "#3b5c7d"), 3)
    yield from _records(_("Records opened in full"), step.opened)
    yield from _records(_("Records that hide more than before"), step.hiding_more)
    shown_here = step.told[:_SHOWN]
    title = _("Changes, the most probable {shown} of {all}")
    yield f"<h3>{escape(title.format(shown=len(shown_here), all=len(step.told)))}</h3>"
    heads = (_("record"), _("older"), _("newer"), _("words"), _("grade"), _("evidence"))
    head = "".join(f"<th>{escape(head)}</th>" for head in heads)
    yield f'<div class="wide"><table><tr>{head}</tr>'
    yield from (_change(stored, file_name) for stored in shown_here)
    yield "</table></div>"


def _records(title: str, numbers: Sequence[str]) -> Iterator[str]:
    if numbers:
        named = ", ".join(numbers[:_LISTED])
        if len(numbers) > _LISTED:
            named = _("{list} and {count} more").format(list=named, count=len(numbers) - _LISTED)
        yield f"<h3>{escape(title)}: {len(numbers)}</h3><p>{escape(named)}</p>"


def _change(stored: StoredChange, file_name: Callable[[Digest], str]) -> str:
    change = masked_change(stored.change)
    hidden = change.kind == "newly_hidden"
    words = (change.older if hidden else change.newer).text
    marked = f"<mark{' class=hid' if hidden else ''}>{escape(words)}</mark>"
    place = _("{file} p. {page}")
    cells = (
        escape(stored.number),
        escape(place.format(file=file_name(stored.older), page=change.older.page + 1)),
        escape(place.format(file=file_name(stored.newer), page=change.newer.page + 1)),
        f"{escape(change.before)} {marked} {escape(change.after)}",
        escape(f"{_(change.grade)}, {change.probability:.2f}"),
        f"<small>{escape(' '.join(map(shown, change.evidence)))}</small>",
    )
    kinds = ("", "", "", ' class="said"', "", "")
    return "<tr>" + "".join(f"<td{k}>{c}</td>" for k, c in zip(kinds, cells, strict=True)) + "</tr>"


def _table(columns: Sequence[tuple[str, str]], rows: Sequence[dict[str, Any]]) -> str:
    head = "".join(f"<th>{escape(title)}</th>" for _, title in columns)
    lines = ("".join(_cell(row[name]) for name, _ in columns) for row in rows)
    body = "".join(f"<tr>{line}</tr>" for line in lines)
    return f'<div class="wide"><table><tr>{head}</tr>{body}</table></div>'


def _cell(value: Any) -> str:
    if isinstance(value, int | float):
        return f'<td class="n">{value}</td>'
    return f"<td>{'?' if value is None else escape(str(value))}</td>"


def bars(counts: Sequence[tuple[str, float]], colour: str) -> str:
    """A bar for each label, with its number, as a table; "None." where there is nothing to show."""
    most = max((count for _label, count in counts), default=0)
    if not most:
        return f"<p>{escape(_('None.'))}</p>"
    rows = []
    for label, count in counts:
        look = f"width:{max(0.3, _WIDEST * count / most):.1f}%;background:{colour}"
        rows.append(f'<tr><th scope="row">{escape(label)}</th><td><i style="{look}"></i>{count}</td></tr>')
    return f'<table class="bars">{"".join(rows)}</table>'
