"""PDF: page by page the embedded text with its boxes, pixels where OCR is needed, and the attached files."""

import hashlib
import io
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, nullcontext
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import chain, islice
from typing import Any, BinaryIO

import pikepdf
import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from declass.errors import DeclassError, InputError, LimitExceeded, PasswordNeeded
from declass.model.reading import (
    DocumentHead,
    Member,
    MemberRefused,
    PageFailed,
    PageRead,
    ReadEvent,
)
from declass.read.options import Limits, ReadOptions, Source
from declass.read.pdf_actions import structure
from declass.read.pdf_geometry import FARTHEST_PT, PageFrame
from declass.read.pdf_marks import annotations, painted
from declass.read.pdf_raster import BLANK, SCAN_COVERAGE, inventory, need, page_image
from declass.read.pdf_revisions import Revisions
from declass.read.pdf_unseen import Traits, page_text
from declass.read.spool import MemberWriter

_CUT = "Fetch it again from where it came, and add the whole file."
_DAMAGED = "It may be damaged: try another copy, or repair it and add the repaired file beside it."
_CATALOGUE = re.compile(rb"(\d+)\s+(\d+)\s+obj\b(?:(?!endobj).){0,2000}?/Type\s*/Catalog\b", re.S)

_OBJECT = re.compile(rb"\s\d+\s+\d+\s+obj\b")
_MOST_BOOKMARKS, _BOOKMARK_CHARS = 200, 4000
_TAIL_BYTES = 1024 * 1024  # junk after the end mark is seldom longer; viewers look back a kilobyte or four


@dataclass(slots=True)
class _Opened:
    """An open PDF; ``rebuilt`` where its own list of objects was of no use."""

    pdf: pdfium.PdfDocument
    remarks: dict[str, str] = field(default_factory=dict)
    rebuilt: bool = False


def read(source: Source, options: ReadOptions, limits: Limits) -> Iterator[ReadEvent]:
    """A PDF's events. JavaScript is never run: the library is built without it.

    Raises:
        PasswordNeeded: encrypted, and neither the empty nor the given password opens it.
        LimitExceeded: it claims more pages than allowed.
        InputError: it cannot be opened, even after a repair; or (at the end) it is cut off.
    """
    opened = _open(source, options)
    with closing(opened.pdf) as pdf:
        pages = len(pdf)
        if not pages:
            raise InputError("No page can be found in the PDF", _DAMAGED)
        if pages > limits.pages:
            raise LimitExceeded(
                f"The file claims {pages} pages, more than the {limits.pages} allowed",
                "Split it, or raise the limit 'pages' if you trust it.",
            )
        told = structure(source, options.password)
        remarks = opened.remarks | _active(told.active)
        yield DocumentHead(source.media_type, pages, _metadata(pdf) | remarks)
        if options.stretch:
            _refuse_cut_off(source, opened.rebuilt, 0)
        if pdf.get_formtype() != pdfium_c.FORMTYPE_NONE:
            pdf.init_forms()  # so that filled-in fields are drawn
        saved = 0
        with Revisions(source, limits, options.password) as revisions:
            for index in filter(options.wants, range(pages)):
                event = _page(pdf, index, options, limits, told.layered)
                if opened.rebuilt and _blank(event):
                    event = PageFailed(index, "The page is blank: its content is lost to damage", _DAMAGED)
                saved += isinstance(event, PageRead)
                yield _with_lost(event, revisions)
        if not options.stretch:
            yield from _attachments(pdf, told.pinned, MemberWriter(source, limits))
    _refuse_cut_off(source, opened.rebuilt, saved)


def _refuse_cut_off(source: Source, rebuilt: bool, saved: int) -> None:
    with source.path.open("rb") as file:
        if is_cut_off(file, rebuilt):
            raise InputError(
                f"The file is cut off; {_pages(saved)} could be saved, others may be missing", _CUT
            )


def _pages(count: int) -> str:
    return "1 page" if count == 1 else f"{count} pages"


# ── opening ─────────────────────────────────────────────────────────────────────────────────────


def _open(source: Source, options: ReadOptions) -> _Opened:
    try:
        opened = _open_with_passwords(source, options)
        opened.rebuilt = not pdfium_c.FPDF_DocumentHasValidCrossReferenceTable(opened.pdf)
        return opened
    except pdfium.PdfiumError as error:
        if error.err_code == pdfium_c.FPDF_ERR_PASSWORD:
            raise PasswordNeeded(
                "The PDF is encrypted and needs a password", _password_remedy(options)
            ) from error
        if error.err_code == pdfium_c.FPDF_ERR_SECURITY:
            raise InputError(
                "The PDF is encrypted in a way that cannot be read",
                "Save a decrypted copy and add that beside it.",
            ) from error
        return _repaired(source, options)


def _open_with_passwords(source: Source, options: ReadOptions) -> _Opened:
    try:
        return _Opened(_document(source))
    except pdfium.PdfiumError as error:
        if error.err_code != pdfium_c.FPDF_ERR_PASSWORD or not options.password:
            raise
    return _Opened(_document(source, options.password))


def _document(source: Source, password: str | None = None) -> pdfium.PdfDocument:
    # opened here, since the library would resolve a path in /proc to a file the sandbox does not show
    return pdfium.PdfDocument(source.path.open("rb"), password=password, autoclose=True)


def _password_remedy(options: ReadOptions) -> str:
    if options.password:
        return "The given password does not open it: check it and try again."
    return "Give its password with --password."


def _repaired(source: Source, options: ReadOptions) -> _Opened:
    """Rebuild the file's structure in memory; the original stays as it is."""
    content = source.path.read_bytes()
    try:
        try:
            pdf = pdfium.PdfDocument(_rebuilt(content, options))
        except pikepdf.PdfError:
            pdf = pdfium.PdfDocument(_rebuilt(_with_trailer(content), options))
    except pikepdf.PasswordError as error:
        raise PasswordNeeded(
            "The PDF is encrypted and needs a password", _password_remedy(options)
        ) from error
    except (pikepdf.PdfError, pdfium.PdfiumError, OSError, ValueError, RuntimeError) as error:
        told = str(error).rsplit(": ", 1)[-1].rstrip(". )")  # without the library's name for the open file
        told = "no page can be found" if told == "Success" else told  # so it says of a file without pages
        raise InputError(f"The PDF is damaged and could not be repaired ({told})", _DAMAGED) from error
    return _Opened(pdf, {"repaired": "the file was damaged; its structure was rebuilt in memory"}, True)


def is_cut_off(file: BinaryIO, rebuilt: bool) -> bool:
    """Whether the end of the file is missing: no end mark, or objects after the last one (a lost update).

    Args:
        rebuilt: whether the list of objects that stands at the end was of no use.
    """
    size = file.seek(0, io.SEEK_END)
    file.seek(max(0, size - _TAIL_BYTES))
    tail = file.read()
    end = tail.rfind(b"%%EOF")
    return rebuilt if end < 0 else _OBJECT.search(tail, end) is not None


def _rebuilt(content: bytes, options: ReadOptions) -> bytes:
    rebuilt = io.BytesIO()
    with pikepdf.open(io.BytesIO(content), password=options.password or "") as broken:
        broken.save(rebuilt, fix_metadata_version=False)
    return rebuilt.getvalue()


def _with_trailer(content: bytes) -> bytes:
    """A file cut off in transfer has lost the trailer that names its catalogue: name it again.

    Raises:
        ValueError: the catalogue is lost too.
    """
    catalogue = _CATALOGUE.search(content)
    if catalogue is None:
        raise ValueError("its catalogue of pages is lost")
    root = b"%s %s R" % (catalogue[1], catalogue[2])
    return content + b"\nendstream endobj\ntrailer << /Root " + root + b" >>\nstartxref\n0\n%%EOF\n"


def _active(kinds: tuple[str, ...]) -> dict[str, str]:
    return {"active_content": ", ".join(kinds) + " (not followed)"} if kinds else {}


def _metadata(pdf: pdfium.PdfDocument) -> dict[str, str]:
    """What the file says of itself, with keys in lower case; empty values left out."""
    metadata = {key.lower(): value for key, value in pdf.get_metadata_dict(skip_empty=True).items()}
    version = pdf.get_version()
    if titles := _bookmarks(pdf):
        metadata["bookmarks"] = titles
    return metadata | ({"pdf_version": f"{version // 10}.{version % 10}"} if version else {})


def _bookmarks(pdf: pdfium.PdfDocument) -> str:
    """Titles of the outline, the first of them; "" where there is none or it is damaged."""
    try:
        titles = [mark.get_title() for mark in islice(pdf.get_toc(max_depth=4), _MOST_BOOKMARKS)]
    except (pdfium.PdfiumError, ValueError):
        return ""
    return "; ".join(title.strip() for title in titles if title.strip())[:_BOOKMARK_CHARS]


# ── pages ───────────────────────────────────────────────────────────────────────────────────────


def _page(
    pdf: pdfium.PdfDocument, index: int, options: ReadOptions, limits: Limits, layered: bool
) -> ReadEvent:
    try:
        with closing(pdf.get_page(index)) as page:
            return _read_page(pdf, page, index, options, limits, layered)
    except MemoryError:
        return PageFailed(index, "The page needs more memory than allowed", "Raise the limit 'memory_bytes'.")
    except DeclassError as error:
        return PageFailed(index, f"The page was not read: {error.reason}", error.remedy)
    except (pdfium.PdfiumError, ValueError, OverflowError) as error:
        return PageFailed(index, f"The page is damaged ({str(error).rstrip('.')})", _DAMAGED)


def _with_lost(event: ReadEvent, revisions: Revisions) -> ReadEvent:
    """The page with what earlier versions of the file say on it."""
    if not isinstance(event, PageRead) or event.drawing is None or not len(revisions):
        return event
    unseen = (*event.drawing.unseen, *revisions.lost(event.index, event.text))
    return replace(event, drawing=replace(event.drawing, unseen=unseen))


def _blank(event: ReadEvent) -> bool:
    return isinstance(event, PageRead) and event.text is None and event.image_reason == BLANK


def _read_page(
    pdf: pdfium.PdfDocument,
    page: pdfium.PdfPage,
    index: int,
    options: ReadOptions,
    limits: Limits,
    layered: bool,
) -> PageRead:
    frame = _frame(page)
    things = painted(page)
    found = inventory(things, frame, page)
    traits = Traits(scan=found.coverage >= SCAN_COVERAGE, layered=layered)
    text, drawing, changed = page_text(page, things, frame, traits, limits)
    needed, reason = need(text, found)
    image = None
    for_ocr = options.images == "always" or (options.images == "auto" and needed)
    if for_ocr or (options.scans and found.coverage >= SCAN_COVERAGE):
        with closing(pdf.get_page(index)) if changed else nullcontext(page) as drawn:
            image, remark = page_image(drawn, frame, found, options, limits)
        reason = "; ".join(filter(None, (reason, remark if for_ocr else "")))
    if needed and not for_ocr:
        reason += "; no OCR was asked for" if image else "; no image was asked for"
    return PageRead(
        index,
        frame.width_pt,
        frame.height_pt,
        frame.rotation,
        text=text,
        image=image,
        image_reason=reason[:1].upper() + reason[1:],
        for_ocr=for_ocr,
        drawing=drawing,
    )


def _frame(page: pdfium.PdfPage) -> PageFrame:
    """The part of the page that viewers show.

    Raises:
        ValueError: its box is empty or not finite.
    """
    left, bottom, right, top = page.get_bbox()
    if not (0 < right - left < FARTHEST_PT and 0 < top - bottom < FARTHEST_PT):  # also where one is no number
        raise ValueError("the page has no size")
    return PageFrame(left, top, right - left, top - bottom, page.get_rotation() % 360)


# ── attachments ─────────────────────────────────────────────────────────────────────────────────


def _attachments(
    pdf: pdfium.PdfDocument, pinned: Sequence[int], writer: MemberWriter
) -> Iterator[Member | MemberRefused]:
    """Files attached to the document, then those that notes of its pages hold; each once."""
    known: set[tuple[str, bytes]] = set()
    for number, get in enumerate(chain(_listed(pdf), _pinned(pdf, pinned))):
        name = f"attachment {number + 1}"
        try:
            attachment = get()
            name = attachment.get_name() or name
            content = bytes(attachment.get_data())
        except (pdfium.PdfiumError, ValueError, MemoryError) as error:
            yield MemberRefused(name, f"The attached file is damaged ({error})", _DAMAGED)
            continue
        if (key := (name, hashlib.sha256(content).digest())) not in known:
            known.add(key)
            yield writer.write(name, [content])


def _listed(pdf: pdfium.PdfDocument) -> Iterator[Callable[[], pdfium.PdfAttachment]]:
    for number in range(pdf.count_attachments()):
        yield partial(pdf.get_attachment, number)


def _pinned(pdf: pdfium.PdfDocument, pages: Sequence[int]) -> Iterator[Callable[[], pdfium.PdfAttachment]]:
    for index in pages:
        try:
            page = pdf.get_page(index)
        except pdfium.PdfiumError:
            continue  # the page itself was told as failed
        with closing(page):
            for _, kind, handle in annotations(page):
                if kind == pdfium_c.FPDF_ANNOT_FILEATTACHMENT:
                    raw = pdfium_c.FPDFAnnot_GetFileAttachment(handle)
                    yield partial(_attachment, raw, pdf)


def _attachment(raw: Any, pdf: pdfium.PdfDocument) -> pdfium.PdfAttachment:
    """The file of a note.

    Raises:
        ValueError: the note names none.
    """
    if not raw:
        raise ValueError("the note names no file")
    return pdfium.PdfAttachment(raw, pdf)
