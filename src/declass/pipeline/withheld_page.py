"""How much is withheld, as one page without scripts that opens in any browser."""

from collections.abc import Iterator, Mapping
from html import escape

from declass.pipeline.release_page import STYLE, bars
from declass.pipeline.withheld_report import GROUPS, By, Total, rows
from declass.redact.codes import codes, explain

_SHOWN = 40  # groups plotted; the table has all
_HEADS = (
    ("documents", "documents"),
    ("pages", "pages"),
    ("seen", "pages whose image was looked at"),
    ("touched", "pages that withhold something"),
    ("whole", "sheets for whole pages"),
    ("taken_out", "pages that they stand for"),
    ("unnumbered", "sheets that say no number"),
    ("places", "places"),
    ("unmeasured", "of unknown length"),
)


def page(found: Mapping[By, Mapping[str, Total]]) -> str:
    """The report as HTML; every text in it is escaped.

    Args:
        found: totals by each way of grouping.
    """
    body = "\n".join(_body(found))
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width">'
        f"<title>What is withheld</title><style>{STYLE}</style></head>\n<body>\n{body}\n</body></html>\n"
    )


def _body(found: Mapping[By, Mapping[str, Total]]) -> Iterator[str]:
    yield "<h1>What is withheld, and how much</h1>"
    yield (
        "<p>Places proposed by machine from page images, texts and drawings; people's judgements are"
        " followed. The share is of the area where text stands, on pages whose image was looked at; a place"
        " in a text without an image has no area. Lines are a range. What was never released is not"
        " counted.</p>"
    )
    for by in GROUPS:
        if by in found:
            yield from _group(by, found[by])


def _group(by: By, totals: Mapping[str, Total]) -> Iterator[str]:
    lines = list(rows(dict(totals), by))
    yield f"<h2>By {by}</h2>"
    shares = [(row[by], round(100 * row["share"], 1)) for row in lines if row["share"]]
    yield "<h3>Share withheld, percent</h3>" + bars(shares[:_SHOWN], "#4a4a4a")
    yield "<h3>Places</h3>" + bars([(row[by], row["places"]) for row in lines[:_SHOWN]], "#3b5c7d")
    heads = (by, *(title for _, title in _HEADS), "lines", "share")
    yield "<table><tr>" + "".join(f"<th>{escape(head)}</th>" for head in heads) + "</tr>"
    for row in lines:
        name = escape(str(row[by]))
        if by == "code" and row[by] in codes():
            name += f"<br><small>{escape(explain(row[by]))}; {escape(codes()[row[by]].source)}</small>"
        cells = [f"<td>{name}</td>", *(f'<td class="n">{row[key]}</td>' for key, _ in _HEADS)]
        cells.append(f'<td class="n">{row["lines_min"]:.0f}–{row["lines_max"]:.0f}</td>')
        share = "not known" if row["share"] is None else f"{row['share']:.1%}"
        yield "<tr>" + "".join(cells) + f'<td class="n">{share}</td></tr>'
    yield "</table>"
