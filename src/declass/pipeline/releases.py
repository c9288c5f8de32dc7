"""The releases of one record in order of publication, by its number and by matches of unnumbered files."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from declass.archive.catalogue import Catalogue
from declass.archive.changes import Match
from declass.archive.values import Record, StoredRelease
from declass.compare.composite import ReleaseText
from declass.compare.inside import pages_holding
from declass.model.anchor import Digest
from declass.pipeline.places import span_of
from declass.redact.names import masked_name

TRUSTED = 0.5
"""Least probability of a grouping by number that is compared."""
SURE_MATCH = 0.9
"""Least probability of a match by which a file without a number of its own joins a record."""
_NAME = "name"  # the scheme of files that bear no number but their own name


@dataclass(frozen=True, slots=True)
class Part:
    """One release of a record: pages of an original.

    Attributes:
        name: of its file, personal data masked.
        label: the year of its release, and the file's name where two releases share it.
        released: EDTF date of its publication, None where unknown.
        first, last: (page, offset) where it begins and ends, offsets exclusive at the end; None = the whole.
        matched: it bears no number and belongs here by its text.
    """

    digest: Digest
    label: str
    released: str | None
    name: str
    first: tuple[int, int] | None = None
    last: tuple[int, int | None] | None = None
    matched: bool = False

    @property
    def whole_pages(self) -> bool:
        """Whether it shares none of its pages with another record."""
        starts = self.first is None or self.first[1] == 0
        return starts and (self.last is None or self.last[1] is None)

    def holds(self, page: int) -> bool:
        """Whether a page is its own, as a whole or in part."""
        first = 0 if self.first is None else self.first[0]
        return page >= first and (self.last is None or page <= self.last[0])

    def of(self, pages: Sequence[str]) -> list[str]:
        """Its texts; what of the file is not its own is left blank, so that places stay what they are."""
        texts = list(pages)
        if self.first is not None:
            page, offset = self.first
            texts[:page] = [""] * min(page, len(texts))
            if page < len(texts):
                texts[page] = " " * min(offset, len(texts[page])) + texts[page][offset:]
        if self.last is not None:
            page, stop = self.last
            del texts[page + 1 :]
            if stop is not None and page < len(texts):
                texts[page] = texts[page][:stop]
        return texts


class Releases:
    """Finds the releases of records.

    Args:
        matches: by document; None = look each up as it is needed.
    """

    def __init__(self, catalogue: Catalogue, matches: Mapping[Digest, Sequence[Match]] | None = None) -> None:
        self._catalogue, self._matches = catalogue, matches

    def of(self, record: Record) -> list[Part]:
        """A record's releases in order of publication, unknown dates last; none where another tells of it."""
        held = [r for r in self._catalogue.records.releases(record.id) if _trusted(r)]
        mine = {r.proposal.release.digest: r for r in reversed(held)}
        if not mine:
            return []
        if record.scheme == _NAME:
            mine = {min(mine): mine[min(mine)]}  # files of one name are one record only if their texts say so
        arrivals = self._catalogue.accessions.of_each(list(mine))
        parts = [_part(stored, masked_name(arrivals[digest][0].name)) for digest, stored in mine.items()]
        for partner in self._partners(list(mine)):
            theirs = self._numbers(partner)
            if record.scheme == _NAME and (theirs or partner < min(mine)):
                return []
            if not theirs or record.number < min(theirs):
                parts.append(self._matched(partner, parts))
        return _labelled(sorted(parts, key=lambda p: (p.released or "~", p.digest)))

    def texts(self, parts: Sequence[Part]) -> list[ReleaseText]:
        """Their texts, for a composite."""
        return [
            ReleaseText(part.label, part.released, self.pages(part), self._withheld(part)) for part in parts
        ]

    def _withheld(self, part: Part) -> list[tuple[int, int, int]]:
        """Where in its texts its page images show something withheld, as far as they were looked through."""
        if not part.whole_pages:
            return []  # boxes on a page that several records share are told apart by nobody yet
        found = []
        for index, page in self._catalogue.withheld.pages(part.digest).items():
            if not part.holds(index):
                continue
            boxes = [w.box for w in page.withholdings if w.box is not None]
            stored = self._catalogue.pages.get(part.digest, index) if boxes else None
            words = stored.text.words if stored and stored.text else None
            spans = [span_of(words or (), box) for box in boxes]
            found += [(index, span.start, span.end) for span in spans if span is not None]
        return found

    def pages(self, part: Part) -> list[str]:
        """The chosen texts of a release's pages; "" where there is none."""
        return part.of(self._texts(part.digest))

    def _texts(self, digest: Digest) -> list[str]:
        texts: list[str] = []
        for page in self._catalogue.pages.of(digest):
            texts += [""] * (page.index - len(texts)) + [page.text.text if page.text else ""]
        return texts

    def _partners(self, digests: Sequence[Digest]) -> Iterator[Digest]:
        """Documents that match surely, and bear no number unless a person said yes."""
        seen = set(digests)
        for digest, matches in self._matches_of_each(digests).items():
            for match in matches:
                other = _other(match, digest)
                if other not in seen and self._joins(match, digest, other):
                    seen.add(other)
                    yield other

    def _matches_of(self, digest: Digest) -> Sequence[Match]:
        return self._matches_of_each([digest])[digest]

    def _matches_of_each(self, digests: Sequence[Digest]) -> Mapping[Digest, Sequence[Match]]:
        if self._matches is None:
            return self._catalogue.matches.of_each(digests)
        return {digest: self._matches.get(digest, ()) for digest in digests}

    def _joins(self, match: Match, digest: Digest, other: Digest) -> bool:
        if match.verdict is not None:
            return match.verdict == "yes"
        return _sure(match) and not (self._numbers(digest) and self._numbers(other))

    def _numbers(self, digest: Digest) -> list[str]:
        """Numbers, its own name aside, that a document is trusted to bear."""
        held = (r for r in self._catalogue.records.of(digest) if _trusted(r))
        return [r.proposal.number.value for r in held if r.proposal.number.scheme != _NAME]

    def _matched(self, digest: Digest, record: Sequence[Part]) -> Part:
        """A file that belongs to a record by its text; of a bundle only the pages that hold the record."""
        arrival = self._catalogue.accessions.of(digest)[0]
        whole = Part(digest, "", arrival.released, masked_name(arrival.name), matched=True)
        if not self._holds_more(digest, {part.digest for part in record}):
            return whole
        pages = self._texts(digest)
        held = pages_holding([text for part in record for text in self.pages(part)], pages)
        if held is None or not any(text.strip() for text in (*pages[: held.first], *pages[held.last + 1 :])):
            return whole
        return replace(whole, first=(held.first, 0), last=(held.last, None))

    def _holds_more(self, digest: Digest, record: set[Digest]) -> bool:
        """Whether a file also surely matches a text that none of the record's own files is likely to match.

        What only the file itself holds proves nothing: a newer release may show pages that were withheld.
        """
        likely = [(m, own) for own in record for m in self._matches_of(own) if _sure(m, TRUSTED)]
        near = {_other(match, own) for match, own in likely} | record
        return any(_sure(m) and _other(m, digest) not in near for m in self._matches_of(digest))


def _part(stored: StoredRelease, name: str) -> Part:
    proposal, release = stored.proposal, stored.proposal.release
    first = last = None
    if release.first_page is not None:
        first = (release.first_page, proposal.first_offset or 0)
        last = (release.last_page or release.first_page, proposal.last_offset)
    return Part(release.digest, "", release.released, name, first, last)


def _other(match: Match, digest: Digest) -> Digest:
    return match.b if match.a == digest else match.a


def _sure(match: Match, least: float = SURE_MATCH) -> bool:
    if match.verdict is not None:
        return match.verdict == "yes"
    return match.probability >= least


def _trusted(stored: StoredRelease) -> bool:
    if stored.verdict is not None:
        return stored.verdict == "yes"
    named = stored.proposal.number.scheme == _NAME
    return named or stored.made_by == "person" or stored.proposal.probability >= TRUSTED


def _labelled(parts: Sequence[Part]) -> list[Part]:
    dates = [part.released or "undated" for part in parts]
    return [
        Part(
            part.digest,
            date if dates.count(date) == 1 else f"{date} {part.name}",
            part.released,
            part.name,
            part.first,
            part.last,
            part.matched,
        )
        for part, date in zip(parts, dates, strict=True)
    ]
