"""Words under bars and personal data on their way into the catalogue."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from declass.archive.values import PageResult, Run
from declass.model.personal import PersonalDatum


def hidden_rows(number: int, page: PageResult, run: Run) -> list[dict[str, Any]]:
    """Rows of what was left under a page's bars.

    Args:
        number: the document's short key.
    """
    rows = []
    for ordinal, found in enumerate(page.under_text):
        box = found.box
        sides = (None,) * 4 if box is None else (box.x0, box.y0, box.x1, box.y1)
        rows.append(
            {
                "document_id": number,
                "page": page.index,
                "ordinal": ordinal,
                **dict(zip(("x0", "y0", "x1", "y1"), sides, strict=True)),
                "lines": found.lines_max,
                "probability": found.probability,
                "text": found.text,
                "evidence": list(found.evidence),
                "run_id": run.id,
            }
        )
    return rows


def personal_rows(
    number: int,
    found: Sequence[tuple[int, PersonalDatum]],
    chosen: Mapping[tuple[int, int], str | None],
    run: Run,
) -> list[dict[str, Any]]:
    """Rows of personal data by page, with spans in the pages' chosen layers."""
    return [_personal_row(number, ordinal, item, chosen, run) for ordinal, item in enumerate(found)]


def _personal_row(
    number: int,
    ordinal: int,
    found: tuple[int, PersonalDatum],
    chosen: Mapping[tuple[int, int], str | None],
    run: Run,
) -> dict[str, Any]:
    page, datum = found
    return {
        "document_id": number,
        "ordinal": ordinal,
        "page": page,
        "layer_id": chosen.get((number, page)),
        "span_start": datum.span.start,
        "span_end": datum.span.end,
        "kind": datum.kind,
        "probability": datum.probability,
        "why": datum.why,
        "run_id": run.id,
    }


def kinds_of(rows: Iterable[str]) -> list[str]:
    """Each kind once, in the order of first mention."""
    return list(dict.fromkeys(rows))
