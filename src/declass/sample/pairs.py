"""Pairs of releases of one record at a chosen damage and redaction rate, for grading and matching."""

from dataclasses import dataclass

from declass.sample.chance import chance
from declass.sample.changes import Change, pages_changes
from declass.sample.compose import Writer
from declass.sample.drafts import drafts
from declass.sample.garble import ocr_lines
from declass.sample.layout import lay_out
from declass.sample.pack import ScannedPage, scan_pdf
from declass.sample.records import Record
from declass.sample.releases import Issue, issues
from declass.sample.scan import scanned
from declass.sample.spec import Noise, Spec
from declass.sample.views import PageView, page_text


@dataclass(frozen=True, slots=True)
class Side:
    """One release of the pair.

    Attributes:
        views: its pages, with words and boxes where the scan shows them.
        texts: for each page, the open words.
        ocr_texts: for each page, what a simulated OCR reads, banners and litter included.
        pdf: the scan with that OCR as its text layer; None unless asked for.
    """

    views: tuple[PageView, ...]
    texts: tuple[str, ...]
    ocr_texts: tuple[str, ...]
    pdf: bytes | None


@dataclass(frozen=True, slots=True)
class Pair:
    """Two releases of one record, and what changed between them."""

    record: Record
    older: Side
    newer: Side
    changes: tuple[Change, ...]


def make_pair(
    seed: int,
    noise: Noise | None = None,
    redaction_rate: float = 0.14,
    *,
    max_pages: int = 3,
    pdf: bool = False,
) -> Pair:
    """One pair; every seed is another record.

    Args:
        noise: damage of the scans and of the simulated OCR; default ``Noise.at(0.4)``.
        redaction_rate: 0–0.8, share of words withheld in the older release.
        max_pages: longest record.
        pdf: make the scans too (about a fifth of a second a page).
    """
    spec = Spec(
        seed=seed,
        records=12,
        releases=("1999-06-30", "2024-11-08"),
        noise=noise or Noise.at(0.4),
        redaction_rate=redaction_rate,
        max_pages=max_pages,
    )
    plans = drafts(seed, spec.records)
    which = chance(seed, "pair").randrange(len(plans))
    record = Writer(seed, plans[which], plans[:which], max_pages).record()
    older, newer = issues(record, lay_out(record, seed), spec)
    return Pair(
        record,
        _side(older, spec, pdf),
        _side(newer, spec, pdf),
        tuple(pages_changes(older.views, newer.views)),
    )


def _side(issue: Issue, spec: Spec, pdf: bool) -> Side:
    rng = chance(spec.seed, "ocr", issue.record.number.value, issue.round_number)
    views = list(issue.views)
    images = []
    if pdf:
        shown = list(scanned(views, spec.noise, spec.dpi, spec.seed, "pair", issue.round_number))
        views, images = [v for v, _ in shown], [i for _, i in shown]
    read = [tuple(ocr_lines(v, spec.noise, rng)) for v in views]
    pages = [
        ScannedPage(image, view.width_pt, view.height_pt, lines)
        for image, view, lines in zip(images, views, read, strict=False)
    ]
    return Side(
        views=tuple(views),
        texts=tuple(map(page_text, views)),
        ocr_texts=tuple("\n".join(line.text for line in lines) for lines in read),
        pdf=scan_pdf(pages, bool(spec.noise.bilevel), issue.record.title) if pdf else None,
    )
