"""What a PDF would do if it were let: scripts, programs to start, forms to send. Named, never followed."""

from collections.abc import Iterator
from dataclasses import dataclass

import pikepdf

from declass.read.options import Source

ACTIVE = (
    "/JavaScript",
    "/Launch",
    "/SubmitForm",
    "/ImportData",
    "/GoToR",
    "/GoToE",
    "/Rendition",
    "/Movie",
    "/Sound",
    "/RichMediaExecute",
)
"""Actions that reach beyond the page (ISO 32000-1, table 198); links to a page or an address do not."""

_MOST_PAGES = 2_000
_MOST_ANNOTATIONS = 20_000
_MOST_CHAINED = 20  # actions one after another


@dataclass(frozen=True, slots=True)
class Structure:
    """What the file's catalogue tells.

    Attributes:
        active: kinds of active content, without the slash, in the order of ``ACTIVE``.
        layered: whether it has layers that can be switched off (ISO 32000-1, 8.11).
        pinned: pages (0-based) with a note that holds a file (12.5.6.15).
    """

    active: tuple[str, ...] = ()
    layered: bool = False
    pinned: tuple[int, ...] = ()


def structure(source: Source, password: str | None) -> Structure:
    """Active content and layers; none where the file's structure cannot be told."""
    try:
        with source.path.open("rb") as file, pikepdf.open(file, password=password or "") as pdf:
            found, layered, pinned = set(_kinds(pdf)), "/OCProperties" in pdf.Root, tuple(_pinned(pdf))
    except (pikepdf.PdfError, OSError, ValueError, RuntimeError):  # reading says what is wrong with it
        return Structure()
    known = [kind[1:] for kind in ACTIVE if kind in found]
    return Structure((*known, *(["XFA"] if "/XFA" in found else [])), layered, pinned)


def active_content(source: Source, password: str | None) -> tuple[str, ...]:
    """Kinds of active content; () where there is none or the file's structure cannot be told."""
    return structure(source, password).active


def _kinds(pdf: pikepdf.Pdf) -> Iterator[str]:
    root = pdf.Root
    yield from _of(root.get("/OpenAction"))
    yield from _of_all(root.get("/AA"))
    names = root.get("/Names")
    if isinstance(names, pikepdf.Dictionary) and "/JavaScript" in names:
        yield "/JavaScript"
    forms = root.get("/AcroForm")
    if isinstance(forms, pikepdf.Dictionary) and "/XFA" in forms:
        yield "/XFA"
    left = _MOST_ANNOTATIONS
    for page in pdf.pages[:_MOST_PAGES]:
        yield from _of_all(page.obj.get("/AA"))
        for note in _listed(page.obj.get("/Annots"))[:left]:
            left -= 1
            if isinstance(note, pikepdf.Dictionary):
                yield from _of(note.get("/A"))
                yield from _of_all(note.get("/AA"))


def _pinned(pdf: pikepdf.Pdf) -> Iterator[int]:
    for number, page in enumerate(pdf.pages[:_MOST_PAGES]):
        notes = _listed(page.obj.get("/Annots"))[:_MOST_ANNOTATIONS]
        if any(isinstance(n, pikepdf.Dictionary) and n.get("/Subtype") == "/FileAttachment" for n in notes):
            yield number


def _listed(raw: object) -> list[object]:
    return list(raw) if isinstance(raw, pikepdf.Array) else []


def _of_all(events: object) -> Iterator[str]:
    """Actions of a dictionary that names one for each event."""
    if isinstance(events, pikepdf.Dictionary):
        for name in events.keys():  # noqa: SIM118  (iterating the dictionary itself gives no keys)
            yield from _of(events[name])


def _of(action: object) -> Iterator[str]:
    for _ in range(_MOST_CHAINED):
        if not isinstance(action, pikepdf.Dictionary):
            return
        kind = str(action.get("/S", ""))
        if kind in ACTIVE:
            yield kind
        action = action.get("/Next")
