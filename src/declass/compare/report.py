"""One self-contained HTML page on what a release reveals and hides: no scripts, nothing fetched."""

from collections.abc import Iterator, Sequence
from html import escape

from declass.model.change import Change, Passage

_KINDS = {
    "revealed": "Revealed",
    "newly_hidden": "Newly hidden",
    "uncertain": "Uncertain",
    "moved": "Moved",
    "boilerplate": "Stamp or running head",
    "ocr_difference": "Read differently",
}
_STYLE = """
body{font:16px/1.5 Georgia,serif;margin:2rem auto;max-width:80rem;padding:0 1rem;color:#111;background:#fff}
table{border-collapse:collapse;width:100%}
th,td{border:1px solid #999;padding:.3rem .5rem;text-align:left;vertical-align:top}
.sides{display:grid;grid-template-columns:1fr 1fr;gap:1rem}pre{white-space:pre-wrap;overflow-wrap:anywhere;
border:1px solid #999;padding:.5rem;font:14px/1.5 "Courier New",monospace}
mark{color:#111}mark::before{content:attr(data-sign);font-weight:bold}
.revealed{background:#c9e7c9;border-bottom:3px solid #156315}
.newly_hidden{background:#f5cccc;border-bottom:3px double #8c1010}
.uncertain{background:#f7eab5;border-bottom:3px dotted #6b5500}
.moved{background:#d5def5;border-bottom:1px dashed #123a8c}
.boilerplate,.ocr_difference{background:#eee;border-bottom:1px solid #777}
@media(max-width:50rem){.sides{grid-template-columns:1fr}}
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
    title = f"{older[0]} and {newer[0]} compared"
    yield f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title>'
    yield '<meta name="viewport" content="width=device-width,initial-scale=1">'
    yield f"<style>{_STYLE}</style></head><body><h1>{escape(title)}</h1>"
    yield f"<p>{escape(_summary(changes))}</p>"
    yield '<h2>Changes</h2><table><thead><tr><th scope="col">No.</th><th scope="col">Kind</th>'
    yield '<th scope="col">Sure</th><th scope="col">Page</th><th scope="col">Passage</th>'
    yield '<th scope="col">Evidence</th></tr></thead><tbody>'
    told = [c for c in changes if c.kind in _TOLD]
    for number, change in enumerate(told, 1):
        yield _line(number, change)
    yield '</tbody></table><h2>Both texts</h2><div class="sides">'
    yield _side(older, [(c.older, c.kind) for c in changes], "older")
    yield _side(newer, [(c.newer, c.kind) for c in changes], "newer")
    yield "</div></body></html>\n"


def _summary(changes: Sequence[Change]) -> str:
    counted = {kind: sum(c.kind == kind for c in changes) for kind in _KINDS}
    parts = [f"{_KINDS[kind].lower()}: {count}" for kind, count in counted.items() if count]
    return f"Differences found: {', '.join(parts)}." if parts else "The two texts do not differ."


def _line(number: int, change: Change) -> str:
    shown = change.older if change.kind == "newly_hidden" or not change.newer.text else change.newer
    sign = _SIGNS[change.kind]
    passage = (
        f"{escape(change.before)} <mark class='{change.kind}' data-sign='{sign}'>{escape(shown.text)}</mark> "
        f"{escape(change.after)}"
    )
    sure = f"{change.grade}, {change.probability:.2f}"
    cells = (_KINDS[change.kind], sure, str(shown.page + 1))
    plain = "".join(f"<td>{escape(cell)}</td>" for cell in cells)
    return f"<tr><td>{number}</td>{plain}<td>{passage}</td><td>{escape(' '.join(change.evidence))}</td></tr>"


def _side(side: tuple[str, Sequence[str]], marks: Sequence[tuple[Passage, str]], name: str) -> str:
    parts = [f"<section><h3>{escape(side[0])} ({name})</h3>"]
    for index, text in enumerate(side[1]):
        here = sorted((m.start, m.end, kind) for m, kind in marks if m.page == index and m.start < m.end)
        parts.append(f"<h4>Page {index + 1}</h4><pre>{''.join(_marked(text, here))}</pre>")
    return "".join([*parts, "</section>"])


def _marked(text: str, marks: Sequence[tuple[int, int, str]]) -> Iterator[str]:
    """The page with its passages marked; a passage that runs into another one is cut."""
    at = 0
    for start, end, kind in marks:
        start = max(start, at)
        if start >= end:
            continue
        yield escape(text[at:start])
        yield f"<mark class='{kind}' data-sign='{_SIGNS[kind]}' title='{_KINDS[kind]}'>"
        yield f"{escape(text[start:end])}</mark>"
        at = max(at, min(end, len(text)))
    yield escape(text[at:])
