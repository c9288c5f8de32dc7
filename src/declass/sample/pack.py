"""Packs pages into PDF, TIFF, JPEG, Markdown, DOCX, mail and ZIP: equal input, equal bytes."""

import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP

import cv2
import docx
import pikepdf
from docx.enum.text import WD_BREAK
from PIL import Image

from declass.sample import world
from declass.sample.garble import ReadLine
from declass.sample.paper import width_pt
from declass.sample.scan import Pixels, black_and_white

_EPOCH = (2000, 1, 1, 0, 0, 0)
_STRIP_OFFSETS, _ROWS_PER_STRIP, _STRIP_BYTES = 273, 278, 279
"""TIFF 6.0 tags."""


@dataclass(frozen=True, slots=True)
class ScannedPage:
    """A page image, with the words of its text layer if the file has one.

    Attributes:
        sideways: put into the file turned a quarter to the left, with ``/Rotate 90`` to set it right.
    """

    image: Pixels
    width_pt: float
    height_pt: float
    lines: tuple[ReadLine, ...] | None = None
    sideways: bool = False


def jpeg(image: Pixels, quality: int = 55) -> bytes:
    """The image as a grey JPEG."""
    _, data = cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, quality])
    return data.tobytes()


def _pil(image: Pixels, bilevel: bool) -> Image.Image:
    grey = Image.fromarray(black_and_white(image) if bilevel else image)
    return grey.convert("1", dither=Image.Dither.NONE) if bilevel else grey


def tiff(images: Sequence[Pixels], dpi: int, bilevel: bool) -> bytes:
    """The images as one TIFF: CCITT group 4 in black and white, JPEG in grey."""
    frames = [_pil(image, bilevel) for image in images]
    buffer = io.BytesIO()
    how = {"compression": "group4"} if bilevel else {"compression": "jpeg", "quality": 55}
    frames[0].save(buffer, "TIFF", save_all=True, append_images=frames[1:], dpi=(dpi, dpi), **how)
    return buffer.getvalue()


def _ccitt(image: Pixels) -> bytes:
    """The image as one bare CCITT group 4 strip, black as 0 bits once decoded with ``BlackIs1``."""
    buffer = io.BytesIO()
    _pil(image, True).save(buffer, "TIFF", compression="group4", tiffinfo={_ROWS_PER_STRIP: image.shape[0]})
    with Image.open(buffer) as tagged:
        tags = tagged.tag_v2  # type: ignore[attr-defined]
        start, length = tags[_STRIP_OFFSETS][0], tags[_STRIP_BYTES][0]
    return buffer.getvalue()[start : start + length]


def scan_pdf(pages: Sequence[ScannedPage], bilevel: bool, title: str, quality: int = 45) -> bytes:
    """The images as a PDF, with the lines as invisible text where there are any."""
    with pikepdf.new() as pdf:
        font = pdf.make_indirect(
            pikepdf.Dictionary(
                Type=pikepdf.Name.Font,
                Subtype=pikepdf.Name.Type1,
                BaseFont=pikepdf.Name.Helvetica,
                Encoding=pikepdf.Name.WinAnsiEncoding,
            )
        )
        for page in pages:
            _add_page(pdf, page, bilevel, quality, font)
        pdf.docinfo["/Title"] = title
        pdf.docinfo["/Subject"] = world.FICTION
        return saved(pdf)


def saved(pdf: pikepdf.Pdf, encryption: pikepdf.Encryption | None = None) -> bytes:
    """The PDF's bytes, with an identifier that depends on nothing but its content."""
    buffer = io.BytesIO()
    if encryption:
        pdf.save(buffer, static_id=True, encryption=encryption)
    else:
        pdf.save(buffer, static_id=True)
    return buffer.getvalue()


def _add_page(pdf: pikepdf.Pdf, page: ScannedPage, bilevel: bool, quality: int, font: pikepdf.Object) -> None:
    height, width = page.image.shape
    image = pdf.make_stream(_ccitt(page.image) if bilevel else jpeg(page.image, quality))
    image.Type, image.Subtype = pikepdf.Name.XObject, pikepdf.Name.Image
    image.Width, image.Height = width, height
    image.ColorSpace, image.BitsPerComponent = pikepdf.Name.DeviceGray, 1 if bilevel else 8
    image.Filter = pikepdf.Name.CCITTFaxDecode if bilevel else pikepdf.Name.DCTDecode
    if bilevel:
        image.DecodeParms = pikepdf.Dictionary(K=-1, Columns=width, Rows=height, BlackIs1=True)
    turn = f"0 1 -1 0 {page.height_pt:g} 0 cm\n" if page.sideways else ""
    content = f"{turn}q {page.width_pt:g} 0 0 {page.height_pt:g} 0 0 cm /Im0 Do Q\n".encode()
    for line in page.lines or ():
        content += _invisible(line, page.height_pt)
    size = (page.height_pt, page.width_pt) if page.sideways else (page.width_pt, page.height_pt)
    made = pdf.add_blank_page(page_size=size)
    if page.sideways:
        made.Rotate = 90
    made.Contents = pdf.make_stream(content)
    made.Resources = pikepdf.Dictionary(
        XObject=pikepdf.Dictionary(Im0=image), Font=pikepdf.Dictionary(F1=font)
    )


def _invisible(line: ReadLine, page_height: float) -> bytes:
    """Text in render mode 3, each word stretched to its box (PDF 32000-1, 9.3)."""
    parts = [b"BT 3 Tr\n"]
    for text, box in line.words:
        size = max(4.0, box.height_pt / 0.96)
        natural = width_pt(text, "Helvetica", round(size, 1)) or 1.0
        stretch = max(10.0, 100 * box.width_pt / natural)
        shown = (
            text.encode("cp1252", "replace")
            .replace(b"\\", rb"\\")
            .replace(b"(", rb"\(")
            .replace(b")", rb"\)")
        )
        baseline = page_height - box.y1 + 0.22 * size
        place = f"/F1 {size:.1f} Tf {stretch:.1f} Tz 1 0 0 1 {box.x0:.2f} {baseline:.2f} Tm ("
        parts += [place.encode(), shown, b" ) Tj\n"]
    return b"".join(parts) + b"ET\n"


def markdown(title: str, pages: Sequence[str]) -> bytes:
    """Texts as one file with a ``## Page N`` heading each."""
    body = "\n\n".join(f"## Page {n}\n\n{text}" for n, text in enumerate(pages, 1))
    return f"# {title}\n\n<!-- {world.FICTION} -->\n\n{body}\n".encode()


def word_document(title: str, pages: Sequence[str]) -> bytes:
    """Texts as DOCX, a page break between pages; its dates are fixed."""
    document = docx.Document()
    document.core_properties.title = title
    document.core_properties.subject = world.FICTION
    document.core_properties.author = world.AGENCY
    document.core_properties.created = document.core_properties.modified = datetime(*_EPOCH)
    for number, text in enumerate(pages):
        if number:
            document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
        for line in text.split("\n"):
            document.add_paragraph(line)
    buffer = io.BytesIO()
    document.save(buffer)
    with zipfile.ZipFile(buffer) as packed:  # packed again, as python-docx stamps the hour
        return zipped([(name, packed.read(name)) for name in packed.namelist()])


def zipped(members: Sequence[tuple[str, bytes]]) -> bytes:
    """A ZIP whose members all bear the same date."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in members:
            info = zipfile.ZipInfo(name, _EPOCH)
            info.compress_type = zipfile.ZIP_DEFLATED
            packed.writestr(info, data)
    return buffer.getvalue()


def mail(subject: str, text: str, attachments: Sequence[tuple[str, bytes]]) -> bytes:
    """A message of the release office with PDFs attached."""
    message = EmailMessage(policy=SMTP)
    message["From"] = "Release Desk <release@ocq.example>"
    message["To"] = "Reading Room <readers@ocq.example>"
    message["Subject"] = subject
    message["Date"] = "Fri, 08 Nov 2024 09:30:00 +0000"
    message["Message-ID"] = "<release-1@ocq.example>"
    message["X-Notice"] = "FICTION - sample record"
    message.set_content(text)
    for name, data in attachments:
        message.add_attachment(data, maintype="application", subtype="pdf", filename=name)
    message.set_boundary("=====sample-boundary=====")
    return message.as_bytes()
