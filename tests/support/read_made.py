"""Small PDFs and images made on the spot, so that no test carries a file."""

import io
import zlib
from pathlib import Path

import pikepdf
from pikepdf import Array, Dictionary, Name
from PIL import Image, ImageDraw

LETTER = (0, 0, 612, 792)
PARAGRAPH = (
    "The Embassy reports that the meeting of the committee took place on Tuesday.",
    "The minister said that he would not oppose the decision of the armed forces.",
    "A copy of this memorandum was sent to the Department and to the Director.",
)


def lines(texts, x=72, y=700, size=12):
    """Content stream showing lines of Latin text from the given place downwards."""
    shown = " ".join(f"({text}) Tj 0 -{size * 1.2:g} Td" for text in texts)
    return f"BT /F1 {size} Tf {x} {y} Td {shown} ET\n".encode("latin-1")


def add_page(pdf, content=b"", mediabox=LETTER, rotate=0, cropbox=None, images=None):
    """A page with Helvetica as /F1 and grey images by name."""
    font = Dictionary(
        Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica, Encoding=Name.WinAnsiEncoding
    )
    objects = {f"/{name}": image_stream(pdf, image) for name, image in (images or {}).items()}
    page = Dictionary(
        Type=Name.Page,
        MediaBox=Array(list(mediabox)),
        Resources=Dictionary(Font=Dictionary(F1=font), XObject=Dictionary(objects)),
        Contents=pdf.make_stream(content),
        Rotate=rotate,
    )
    if cropbox:
        page.CropBox = Array(list(cropbox))
    pdf.pages.append(pikepdf.Page(page))


def image_stream(pdf, image):
    stream = pikepdf.Stream(pdf, zlib.compress(image.tobytes()))
    stream.Type, stream.Subtype = Name.XObject, Name.Image
    stream.Width, stream.Height = image.size
    stream.ColorSpace, stream.BitsPerComponent, stream.Filter = Name.DeviceGray, 8, Name.FlateDecode
    return stream


def scan(width=850, height=1100):
    """A grey picture with dark bars where lines of type would stand."""
    image = Image.new("L", (width, height), 250)
    draw = ImageDraw.Draw(image)
    for y in range(100, height - 100, 40):
        draw.rectangle((80, y, width - 80, y + 14), fill=20)
    return image


def saved(pdf, **options):
    out = io.BytesIO()
    pdf.save(out, **options)
    return out.getvalue()


def pdf_bytes(*contents, **options):
    """One page for each content stream."""
    with pikepdf.new() as pdf:
        for content in contents:
            add_page(pdf, content)
        return saved(pdf, **options)


def write(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def image_bytes(image, kind, **options):
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()
