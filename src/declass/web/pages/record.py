"""A record: what is known of it and whence, its releases on a line of time, its least-redacted text."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from declass.archive.changes import StoredChange, Wanted, change_subject
from declass.archive.citations import Citation, by_record
from declass.archive.judgements import Standing, release_subject
from declass.archive.values import StoredRelease
from declass.compare.composite import Composite, composite
from declass.pipeline.comparing import steps
from declass.pipeline.releases import Part
from declass.pipeline.withheld_amount import of_part, sentence
from declass.redact.names import masked_name
from declass.web.access import Sight
from declass.web.pages.here import in_one_view, record_of, sight_of, site_of
from declass.web.render import page
from declass.web.site import Site

router = APIRouter(include_in_schema=False)
_KINDS = ("revealed", "newly_hidden", "uncertain")
_EXAMPLES = 3


@dataclass(frozen=True, slots=True)
class Between:
    """What one release did against the one before."""

    older: Part
    newer: Part
    counts: dict[str, int]
    examples: Sequence[StoredChange]


@router.get("/record/{scheme}/{number:path}", response_class=HTMLResponse)
@in_one_view
def record(request: Request, scheme: str, number: str) -> HTMLResponse:
    """One record."""
    site = site_of(request)
    known, parts = record_of(request, scheme, number)
    sight = sight_of(request)
    found = list(site.space.catalogue.changes.all(Wanted(number, _KINDS, scheme=scheme)))
    proposals = [
        stored
        for stored in site.space.catalogue.records.releases(known.id)
        if sight.sees(stored.proposal.release.digest)
    ]
    return page(
        request,
        "record.html",
        record=known,
        parts=parts,
        pictured=site.space.catalogue.pages.pictured(
            [(part.digest, part.first[0] if part.first else 0) for part in parts]
        ),
        proposals=proposals,
        said=list(_said(site, proposals, [s for s in found if s.verdict])),
        cites=_cited(site, sight, site.space.catalogue.citations.by(known.id)),
        cited_by=_cited(site, sight, site.space.catalogue.citations.of(known.id)),
        kept={part.digest: sentence(of_part(site.space.catalogue, part)) for part in parts},
        between=[_between(older, newer, found) for older, newer in steps(parts)],
    )


@router.get("/composite/{scheme}/{number:path}", response_class=HTMLResponse)
@in_one_view
def composed(request: Request, scheme: str, number: str) -> HTMLResponse:
    """The least-redacted reading of a record, every span at its source."""
    site = site_of(request)
    known, parts = record_of(request, scheme, number)
    made = composite(site.releases.texts(parts)) if parts else None
    return page(
        request,
        "composite.html",
        record=known,
        parts=parts,
        made=made,
        pieces=_pieces(made, parts) if made else [],
    )


@dataclass(frozen=True, slots=True)
class Cited:
    """Another record, with the places of the citation: (file's name, citation)."""

    record: Citation
    places: Sequence[tuple[str, Citation]]


def _cited(site: Site, sight: Sight, found: Sequence[Citation]) -> list[Cited]:
    """By record, as far as the reader may see them."""
    seen = visible(site, sight, found)
    arrivals = site.space.catalogue.accessions.of_each(list({one.digest for one in seen}))
    return [
        Cited(group[0], [(masked_name(arrivals[one.digest][0].name), one) for one in group])
        for group in by_record(seen)
    ]


def visible(site: Site, sight: Sight, found: Sequence[Citation]) -> list[Citation]:
    """Citations on pages, and of records, that the reader may see."""
    return [one for one in found if sight.sees(one.digest) and _may_open(site, sight, one)]


def _may_open(site: Site, sight: Sight, one: Citation) -> bool:
    if sight.whole:
        return True
    other = site.space.catalogue.records.get(one.scheme, one.number)
    held = site.space.catalogue.records.releases(other.id) if other else []
    return any(sight.sees(stored.proposal.release.digest) for stored in held)


def _said(
    site: Site, proposals: Sequence[StoredRelease], judged: Sequence[StoredChange]
) -> Iterator[tuple[Standing, StoredChange | None, str]]:
    """What people said of the record: of its changes, and of files being its releases (by their names)."""
    changes = {change_subject(stored.id): stored for stored in judged}
    files = {
        release_subject(stored.proposal.number.value, stored.proposal.release.digest): stored
        for stored in proposals
        if stored.verdict
    }
    standings = site.space.catalogue.judgements.standings([*files, *changes])
    for subject, standing in standings.items():
        name = site.file_name(files[subject].proposal.release.digest) if subject in files else ""
        yield standing, changes.get(subject), name


def _between(older: Part, newer: Part, found: Sequence[StoredChange]) -> Between:
    mine = [s for s in found if (s.older, s.newer) == (older.digest, newer.digest) and s.verdict != "no"]
    counts = {kind: sum(s.change.kind == kind for s in mine) for kind in _KINDS}
    told = sorted((s for s in mine if s.change.kind in _KINDS[:2]), key=lambda s: -s.change.probability)
    return Between(older, newer, counts, told[:_EXAMPLES])


def _pieces(made: Composite, parts: Sequence[Part]) -> list[dict[str, object]]:
    """The composite's parts with where a reader finds each."""
    pieces: list[dict[str, object]] = []
    for part in made.parts:
        source = parts[part.release]
        lacking = ", ".join(made.releases[i].label for i in part.lacking)
        pieces.append(
            {
                "kind": "gap" if part.kind == "gap" else "only" if part.lacking else "text",
                "text": part.text,
                "label": made.releases[part.release].label,
                "href": f"/page/{source.digest}/{part.page + 1}?at={part.start}-{part.end}",
                "lacking": lacking,
                "since": part.since,
            }
        )
    return pieces
