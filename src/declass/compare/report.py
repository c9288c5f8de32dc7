"""One self-contained HTML page on what a release reveals and hides: no scripts, nothing fetched."""

from collections.abc import Iterator, Sequence
from html import escape

from declass.compare.evidence import shown
from declass.locale import language
from declass.locale import translate as _
from declass.model.change import Change, Passage

_STYLE = """
body{font:16px/1.5 Georgia,serif;margin:2rem auto;max-width:80rem;padding:0 1rem;color:#111;background:#fff}
table{border-collapse:collapse;width:100%}
th,td{border:1px solid #999;padding:.3rem .5rem;text-align:left;vertical-align:top}
.wide{overflow-x:auto}td{overflow-wrap:break-word}.said{min-width:16rem;overflow-wrap:anywhere}
.sides{display:grid;grid-template-columns:1fr 1fr;gap:1rem}pre{white-space:pre-wrap;overflow-wrap:anywhere;
border:1px solid #999;padding:.5rem;font:14px/1.5 "Courier New",monospace}
mark{color:#111}mark::before{content:attr(data-sign);font-weight:bold}
.revealed{background:#c9e7c9;border-bottom:3px solid #156315}
.newly_hidden{background:#f5cccc;border-bottom:3px double #8c1010}
.uncertain{background:#f7eab5;border-bottom:3px dotted #6b5500}
.moved{background:#d5def5;border-bottom:1px dashed #123a8c}
.boilerplate,.ocr_difference{background:#eee;border-bottom:1px solid #777}
@media(max-width:50rem){.sides{grid-template-columns:1fr}thead{display:none}
table,tbody,tr{display:block}tr{border:1px solid #999;margin-bottom:1rem;padding:.3rem}
td{display:inline-block;border:0;vertical-align:baseline}.said,.why{display:block}}
"""
_SIGNS = {
    "revealed": "+",
    "newly_hidden": "−",
    "uncertain": "?",
    "moved": "↕",
    "boilerplate": "",
    "ocr_difference": "",
}
_TOLD = ("revealed", "newly_hidden", "uncertain")


def _kinds() -> dict[str, str]:
    return {
        "revealed": _("Revealed"),
        "newly_hidden": _("Newly hidden"),
        "uncertain": _("Uncertain"),
        "moved": _("Moved"),
        "boilerplate": _("Stamp or running head"),
        "ocr_difference": _("Read differently"),
    }


def report(
    older: tuple[str, Sequence[str]], newer: tuple[str, Sequence[str]], changes: Sequence[Change]
) -> str:
    """The page.

    Args:
        older, newer: what to call each release, and the texts of its pages.
        changes: as ``grade.changes`` gives them for these pages.
    """
    return "".join(_parts(older, newer, changes))


def _parts(
    older: tuple[str, Sequence[str]], newer: tuple[str, Sequence[str]], changes: Sequence[Change]
) -> Iterator[str]:
    title = _("{older} and {newer} compared").format(older=older[0], newer=newer[0])
    yield f'<!doctype html><html lang="{language()}"><head><meta charset="utf-8">'
    yield f"<title>{escape(title)}</title>"
    yield '<meta name="viewport" content="width=device-width,initial-scale=1">'
    yield f"<style>{_STYLE}</style></head><body><h1>{escape(title)}</h1>"
    yield f"<p>{escape(_summary(changes))}</p>"
    yield from _table([c for c in changes if c.kind in _TOLD])
    yield f'<h2>{escape(_("Both texts"))}</h2><div class="sides">'
    yield _side(older[1], [(c.older, c.kind) for c in changes], _("{name} (older)").format(name=older[0]))
    yield _side(newer[1], [(c.newer, c.kind) for c in changes], _("{name} (newer)").format(name=newer[0]))
    yield "</div></body></html>\n"


def _table(told: Sequence[Change]) -> Iterator[str]:
    heads = (_("No."), _("Kind"), _("Sure"), _("Page"), _("Passage"), _("Evidence"))
    columns = "".join(f'<th scope="col">{escape(head)}</th>' for head in heads)
    yield f'<h2>{escape(_("Changes"))}</h2><div class="wide"><table><thead><tr>{columns}</tr></thead><tbody>'
    for number, change in enumerate(told, 1):
        yield _line(number, change)
    yield "</tbody></table></div>"


def _summary(changes: Sequence[Change]) -> str:
    counted = {kind: sum(c.kind == kind for c in changes) for kind in _kinds()}
    parts = [f"{_kinds()[kind].lower()}: {count}" for kind, count in counted.items() if count]
    if not parts:
        return _("The two texts do not differ.")
    return _("Differences found: {list}.").format(list=", ".join(parts))


def _line(number: int, change: Change) -> str:
    """A row; the page is that of the side that has the words."""
    showing = change.older if change.kind == "newly_hidden" or not change.newer.text else change.newer
    passage = (
        f"{escape(change.before)} <mark class='{change.kind}' data-sign='{_SIGNS[change.kind]}'>"
        f"{escape(showing.text)}</mark> {escape(change.after)}"
    )
    sure = f"{_(change.grade)}, {change.probability:.2f}"
    plain = "".join(
        f"<td>{escape(cell)}</td>" for cell in (_kinds()[change.kind], sure, str(showing.page + 1))
    )
    why = escape(" ".join(map(shown, change.evidence)))
    return f'<tr><td>{number}</td>{plain}<td class="said">{passage}</td><td class="why">{why}</td></tr>'


def _side(pages: Sequence[str], marks: Sequence[tuple[Passage, str]], name: str) -> str:
    parts = [f"<section><h3>{escape(name)}</h3>"]
    for index, text in enumerate(pages):
        here = sorted((m.start, m.end, kind) for m, kind in marks if m.page == index and m.start < m.end)
        title = escape(_("Page {page}").format(page=index + 1))
        parts.append(f"<h4>{title}</h4><pre>{''.join(_marked(text, here))}</pre>")
    return "".join([*parts, "</section>"])


def _marked(text: str, marks: Sequence[tuple[int, int, str]]) -> Iterator[str]:
    """The page with its passages marked; a passage that runs into another one is cut."""
    at, kinds = 0, _kinds()
    for start, end, kind in marks:
        start = max(start, at)
        if start >= end:
            continue
        yield escape(text[at:start])
        yield f"<mark class='{kind}' data-sign='{_SIGNS[kind]}' title='{escape(kinds[kind])}'>"
        yield f"{escape(text[start:end])}</mark>"
        at = max(at, min(end, len(text)))
    yield escape(text[at:])
