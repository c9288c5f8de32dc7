"""Pages with text hidden in every way a redaction fails, and pages where it only seems so."""

import io

import pikepdf
from pikepdf import Array, Dictionary, Name, String
from PIL import Image, ImageDraw

from read_made import LETTER, add_page, lines, saved

SECRET = "AGENT HARROW MET THE COURIER"
OPEN = "The Embassy reports that the meeting took place on Tuesday."
TYPE = lines([SECRET, OPEN])
"""The secret stands on the base line y = 700, from x = 72 to about 282, and the open line below it."""

BAR = b"0 g 70 696 225 14 re f\n"


def page(content, **options):
    """A file of one page."""
    with pikepdf.new() as pdf:
        add_page(pdf, content, **options)
        return saved(pdf)


def built(content, change, **options):
    """A file of one page, changed before it is saved: ``change(pdf, page)``."""
    with pikepdf.new() as pdf:
        add_page(pdf, content, **options)
        change(pdf, pdf.pages[0].obj)
        return saved(pdf)


def annotated(content, **annotation):
    """A page with one annotation over the secret."""

    def add(pdf, page):
        values = {"Type": Name.Annot, "Rect": Array([70, 696, 295, 710]), "F": 4, **annotation}
        page.Annots = Array(
            [pdf.make_indirect(Dictionary({f"/{name}": value for name, value in values.items()}))]
        )

    return built(content, add)


QUADS = Array([70, 710, 295, 710, 70, 696, 295, 696])


def with_states(content, **states):
    """A page with graphics states by name."""
    return built(
        content,
        lambda pdf, page: page.Resources.__setattr__(
            "ExtGState", Dictionary({f"/{name}": state for name, state in states.items()})
        ),
    )


def form(pdf, content, box=(0, 0, 612, 792), resources=None):
    """A form XObject."""
    stream = pikepdf.Stream(pdf, content)
    stream.Type, stream.Subtype, stream.BBox = Name.XObject, Name.Form, Array(list(box))
    stream.Resources = resources or Dictionary()
    return stream


def nested_bar():
    """The bar is painted by a form within a form, each moved."""

    def nest(pdf, page):
        inner = form(pdf, b"0 g 0 0 225 14 re f")
        outer = form(pdf, b"q 1 0 0 1 20 6 cm /In Do Q", resources=Dictionary(XObject=Dictionary(In=inner)))
        page.Resources.XObject = Dictionary(Out=outer)

    return built(TYPE + b"q 1 0 0 1 50 690 cm /Out Do Q", nest)


def label_form():
    """A bar with its own label, black on black, over a picture: the label of a redaction program."""

    def stamp(pdf, page):
        fonts = Dictionary(Font=page.Resources.Font)
        content = b"0 g 0 0 225 14 re f BT /F1 8 Tf 4 3 Td (03/23/2019) Tj ET"
        page.Resources.XObject.Bar = form(pdf, content, (0, 0, 225, 14), fonts)

    content = b"q 612 0 0 792 0 0 cm /Scan Do Q q 1 0 0 1 70 696 cm /Bar Do Q"
    return built(content, stamp, images={"Scan": paper()})


def whole_page_form():
    """Black type on a black bar, the whole page painted by one form, as some programs save every page."""

    def wrap(pdf, page):
        page.Resources.XObject = Dictionary(
            All=form(pdf, BAR + TYPE, resources=Dictionary(Font=page.Resources.Font))
        )

    return built(b"/All Do", wrap)


def layered(content, hidden):
    """A page whose /OC content belongs to a layer that is switched off (or on)."""

    def add(pdf, page):
        layer = pdf.make_indirect(Dictionary(Type=Name.OCG, Name=String("Layer")))
        off = Array([layer]) if hidden else Array([])
        pdf.Root.OCProperties = Dictionary(
            OCGs=Array([layer]), D=Dictionary(OFF=off, ON=Array([]), Order=Array([layer]))
        )
        page.Resources.Properties = Dictionary(L0=layer)

    return built(content, add)


def type3():
    """The secret in a font whose glyphs are drawings."""

    def add(pdf, page):
        glyph = pikepdf.Stream(pdf, b"600 0 0 0 600 600 d1 0 0 500 600 re f")
        names = [Name(f"/c{code}") for code in range(65, 91)]
        page.Resources.Font.T3 = Dictionary(
            Type=Name.Font,
            Subtype=Name.Type3,
            FontBBox=Array([0, 0, 600, 600]),
            FontMatrix=Array([0.001, 0, 0, 0.001, 0, 0]),
            CharProcs=Dictionary({str(name): glyph for name in names}),
            Encoding=Dictionary(Type=Name.Encoding, Differences=Array([65, *names])),
            FirstChar=65,
            LastChar=90,
            Widths=Array([600] * 26),
            Resources=Dictionary(),
            ToUnicode=pikepdf.Stream(pdf, _to_unicode()),
        )

    content = b"BT /T3 12 Tf 72 700 Td (HARROW) Tj ET " + lines([OPEN], y=680) + b"0 g 70 696 80 14 re f"
    return built(content, add)


def _to_unicode():
    return (
        b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapType 2 def 1 begincodespacerange "
        b"<00> <FF> endcodespacerange 1 beginbfrange <41> <5A> <0041> endbfrange endcmap end end"
    )


def field(value, x, *, background=None, cover=False, hidden=False):
    """A page with a filled-in text field, and a black square over it where ``cover`` says so."""

    def add(pdf, page):
        font = page.Resources.Font.F1
        box = Array([x, 600, x + 200, 620])
        look = form(
            pdf,
            f"/Tx BMC BT /F1 12 Tf 0 g 2 5 Td ({value}) Tj ET EMC".encode(),
            (0, 0, 200, 20),
            Dictionary(Font=Dictionary(F1=font)),
        )
        widget = pdf.make_indirect(
            Dictionary(
                Type=Name.Annot,
                Subtype=Name.Widget,
                FT=Name.Tx,
                T=String("name"),
                V=String(value),
                DA=String("/F1 12 Tf 0 g"),
                Rect=box,
                F=6 if hidden else 4,
                AP=Dictionary(N=look),
            )
        )
        notes = [widget]
        if cover:
            square = Dictionary(Type=Name.Annot, Subtype=Name.Square, Rect=box, F=4)
            square.C = square.IC = Array([0, 0, 0])
            square.AP = Dictionary(N=form(pdf, b"0 g 0 0 200 20 re f", (0, 0, 200, 20)))
            notes.append(pdf.make_indirect(square))
        page.Annots = Array(notes)
        pdf.Root.AcroForm = Dictionary(
            Fields=Array([widget]), DR=Dictionary(Font=Dictionary(F1=font)), DA=String("/F1 12 Tf 0 g")
        )

    return built(lines([OPEN]), add)


def revised(first, second):
    """A file changed by an incremental update: the first version's content still stands in it."""
    old = page(first)
    with pikepdf.open(io.BytesIO(old)) as pdf:
        number, generation = pdf.pages[0].obj.Contents.objgen
        size = int(pdf.trailer.Size)
        root = pdf.Root.objgen
    at = len(old)
    head = b"%d %d obj\n<< /Length %d >>\nstream\n" % (number, generation, len(second))
    body = head + second + b"\nendstream\nendobj\n"
    start = old.rindex(b"startxref")
    previous = int(old[start:].split()[1])
    table = b"xref\n%d 1\n%010d %05d n \n" % (number, at, generation)
    trailer = b"trailer\n<< /Size %d /Root %d %d R /Prev %d >>\n" % (size, *root, previous)
    return old + body + table + trailer + b"startxref\n%d\n%%%%EOF\n" % (at + len(body))


def paper(bar=None):
    """A grey scan, 100 dpi, with lines of type (as dark strokes), and a black bar burnt in where asked."""
    image = Image.new("L", (850, 1100), 250)
    draw = ImageDraw.Draw(image)
    for y in range(100, 1000, 20):
        for x in range(100, 700, 9):
            draw.rectangle((x, y, x + 4, y + 9), fill=30)
    if bar:
        draw.rectangle(bar, fill=8)
    return image


def scanned(after=b"", bar=None):
    """A scan with an invisible text layer, and what was painted on it afterwards."""
    words = b"BT 3 Tr /F1 12 Tf 72 700 Td (AGENT HARROW MET THE COURIER) Tj 0 -14.4 Td (ON TUESDAY) Tj ET\n"
    return page(
        b"q 612 0 0 792 0 0 cm /Scan Do Q " + words + after, images={"Scan": paper(bar)}, mediabox=LETTER
    )


def hatched(step):
    """The secret under lines drawn close together, or far apart."""
    drawn = b" ".join(b"70 %g m 295 %g l S" % (y, y) for y in _steps(694, 712, step))
    return page(TYPE + b"0 G 1 w " + drawn)


def _steps(low, high, step):
    count = int((high - low) / step)
    return [low + step * number for number in range(count + 1)]


def dark_image(width=225, height=14):
    return Image.new("L", (width, height), 0)
