"""Citations of a page that carry record, release, page and digest: plain, Chicago, BibTeX, CSL-JSON."""

import json
import re
from dataclasses import dataclass

FORMS = ("plain", "chicago", "bibtex", "csl")


@dataclass(frozen=True, slots=True)
class Cited:
    """What a citation says.

    Attributes:
        record: its number, "" where none is known.
        date, released: EDTF, None where unknown.
        page: 1-based; None cites the whole file.
        address: permanent link within this archive.
    """

    title: str
    record: str
    agency: str
    date: str | None
    collection: str
    released: str | None
    file: str
    digest: str
    page: int | None
    archive: str
    address: str

    @property
    def name(self) -> str:
        return self.title or self.record or self.file


def cite(cited: Cited, form: str) -> str:
    """The citation in one of ``FORMS``."""
    return {"plain": plain, "chicago": chicago, "bibtex": bibtex, "csl": csl}[form](cited)


def plain(c: Cited) -> str:
    """One line that anyone can follow back to the bytes."""
    parts = [
        c.name.rstrip(" .,;:") or c.name,
        c.record if c.record != c.name else "",
        c.agency,
        c.date or "",
        _release(c),
        f"p. {c.page}" if c.page else "",
        f"{c.file} (sha256:{c.digest})",
    ]
    return ", ".join(part for part in parts if part) + "."


def chicago(c: Cited) -> str:
    """Notes style (Chicago Manual of Style, 17th edition, 14.221–14.232), with the digest as locator."""
    who = f"{c.agency}, " if c.agency else ""
    when = f", {c.date}" if c.date else ""
    record = f", {c.record}" if c.record and c.record != c.name else ""
    page = f", {c.page}" if c.page else ""
    release = f", {_release(c)}" if _release(c) else ""
    return f"{who}“{c.name}”{when}{record}{page}{release}, {c.archive}, sha256:{c.digest}."


def bibtex(c: Cited) -> str:
    """An entry of type ``misc``; braces, backslashes and percent signs of titles are escaped."""
    fields = {
        "title": c.name,
        "author": f"{{{_tex(c.agency)}}}" if c.agency else "",
        "date": c.date or "",
        "number": c.record,
        "howpublished": _release(c),
        "pages": str(c.page or ""),
        "note": f"File {c.file}, sha256:{c.digest}",
        "url": c.address,
    }
    body = ",\n".join(
        f"  {name} = {{{value if name in ('author', 'url') else _tex(value)}}}"
        for name, value in fields.items()
        if value
    )
    return f"@misc{{{_key(c)},\n{body}\n}}"


def csl(c: Cited) -> str:
    """One item of CSL-JSON (citationstyles.org schema 1.0.2)."""
    item = {
        "id": _key(c),
        "type": "document",
        "title": c.name,
        "author": [{"literal": c.agency}] if c.agency else None,
        "issued": {"raw": c.date} if c.date else None,
        "number": c.record or None,
        "collection-title": c.collection or None,
        "archive": c.archive,
        "archive_location": f"sha256:{c.digest}",
        "page": str(c.page) if c.page else None,
        "note": _release(c) or None,
        "URL": c.address,
    }
    return json.dumps([{k: v for k, v in item.items() if v}], ensure_ascii=False, indent=2)


def _release(c: Cited) -> str:
    released = c.released or ""
    when = "" if released in c.collection else released  # "NARA 2021" says when
    said = ", ".join(part for part in (c.collection, when) if part)
    return f"released in {said}" if said else ""


def _key(c: Cited) -> str:
    stem = re.sub(r"[^A-Za-z0-9]+", "-", c.record or c.file).strip("-").lower()
    return f"{stem}-{c.digest[:8]}" + (f"-p{c.page}" if c.page else "")


def _tex(text: str) -> str:
    return re.sub(r"([{}\\%&#$_])", r"\\\1", text)
