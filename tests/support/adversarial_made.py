"""Further ways words stay in a PDF that nobody sees on the page, each as a file of its own."""

import io

import pikepdf
from pikepdf import Array, Dictionary, Name, String

from read_made import lines
from redacted_made import BAR, OPEN, SECRET, TYPE, annotated, built, form, page, revised, with_states


def actual_text():
    """The letters were taken out, but the replacement text for screen readers still holds them."""
    content = b"/Span <</ActualText (" + SECRET.encode() + b")>> BDC BT /F1 12 Tf 72 700 Td ( ) Tj ET EMC "
    return page(content + lines([OPEN], y=680) + BAR)


def membership():
    """A layer that a membership dictionary switches off (ISO 32000-1, 8.11.2.2)."""

    def add(pdf, page):
        layer = pdf.make_indirect(Dictionary(Type=Name.OCG, Name=String("Draft")))
        pdf.Root.OCProperties = Dictionary(
            OCGs=Array([layer]), D=Dictionary(OFF=Array([layer]), ON=Array([]), Order=Array([layer]))
        )
        page.Resources.Properties = Dictionary(
            M0=pdf.make_indirect(Dictionary(Type=Name.OCMD, OCGs=layer, P=Name.AnyOn))
        )

    return built(b"/OC /M0 BDC " + lines([SECRET]) + b"EMC " + lines([OPEN], y=680), add)


def layer_of_a_form():
    """The words stand in a form that belongs to a layer which is switched off."""

    def add(pdf, page):
        layer = pdf.make_indirect(Dictionary(Type=Name.OCG, Name=String("Draft")))
        pdf.Root.OCProperties = Dictionary(
            OCGs=Array([layer]), D=Dictionary(OFF=Array([layer]), ON=Array([]), Order=Array([layer]))
        )
        inner = form(pdf, lines([SECRET]), resources=Dictionary(Font=page.Resources.Font))
        inner.OC = layer
        page.Resources.XObject = Dictionary(In=inner)

    return built(b"/In Do " + lines([OPEN], y=680), add)


def shading():
    """A gradient from black to black painted over the words."""

    def add(pdf, page):
        black = Dictionary(FunctionType=2, Domain=Array([0, 1]), C0=Array([0.0]), C1=Array([0.1]), N=1)
        page.Resources.Shading = Dictionary(
            Sh=Dictionary(
                ShadingType=2,
                ColorSpace=Name.DeviceGray,
                Coords=Array([70, 0, 295, 0]),
                Function=black,
                Extend=Array([True, True]),
            )
        )

    return built(TYPE + b"q 70 696 225 14 re W n /Sh sh Q", add)


def pattern():
    """A bar filled with a tiling pattern that leaves no gap."""

    def add(pdf, page):
        tile = pikepdf.Stream(pdf, b"0 g 0 0 5 5 re f")
        tile.Type, tile.PatternType, tile.PaintType, tile.TilingType = Name.Pattern, 1, 1, 1
        tile.BBox, tile.XStep, tile.YStep = Array([0, 0, 5, 5]), 5, 5
        tile.Resources = Dictionary()
        page.Resources.Pattern = Dictionary(P0=tile)

    return built(TYPE + b"/Pattern cs /P0 scn 70 696 225 14 re f", add)


def masked_image():
    """A picture with a soft mask that is opaque over the words."""

    def add(pdf, page):
        mask = pikepdf.Stream(pdf, b"\xff" * 16)
        mask.Type, mask.Subtype, mask.Width, mask.Height = Name.XObject, Name.Image, 4, 4
        mask.ColorSpace, mask.BitsPerComponent = Name.DeviceGray, 8
        image = pikepdf.Stream(pdf, b"\x00" * 16)
        image.Type, image.Subtype, image.Width, image.Height = Name.XObject, Name.Image, 4, 4
        image.ColorSpace, image.BitsPerComponent = Name.DeviceGray, 8
        image.SMask = pdf.make_indirect(mask)
        page.Resources.XObject = Dictionary(Im=pdf.make_indirect(image))

    return built(TYPE + b"q 225 0 0 14 70 696 cm /Im Do Q", add)


def stencil():
    """A stencil mask, one black bit, stretched over the words."""

    def add(pdf, page):
        image = pikepdf.Stream(pdf, b"\x00")
        image.Type, image.Subtype, image.Width, image.Height = Name.XObject, Name.Image, 1, 1
        image.ImageMask, image.BitsPerComponent = True, 1
        page.Resources.XObject = Dictionary(Im=pdf.make_indirect(image))

    return built(TYPE + b"0 g q 225 0 0 14 70 696 cm /Im Do Q", add)


def inline_image():
    """The same as an image within the page's own content."""
    image = b"q 225 0 0 14 70 696 cm BI /W 1 /H 1 /CS /G /BPC 8 ID \x00 EI Q"
    return page(TYPE + image)


def stamp_with_looks():
    """A stamp whose appearance is a black box."""

    def add(pdf, page):
        look = form(pdf, b"0 g 0 0 225 14 re f", (0, 0, 225, 14))
        page.Annots = Array(
            [
                pdf.make_indirect(
                    Dictionary(
                        Type=Name.Annot,
                        Subtype=Name.Stamp,
                        Rect=Array([70, 696, 295, 710]),
                        F=4,
                        AP=Dictionary(N=look),
                    )
                )
            ]
        )

    return built(TYPE, add)


def two_updates():
    """Three versions: the words in the first, taken out in the second, more added in the third."""
    first = revised(TYPE, lines([OPEN], y=685.6))
    with pikepdf.open(io.BytesIO(first)) as pdf:
        number = pdf.pages[0].obj.Contents.objgen[0]
        size, root = int(pdf.trailer.Size), pdf.Root.objgen
    return updated(first, number, lines([OPEN, "Received."], y=685.6), size, root)


def updated(old, number, content, size, root):
    """One more incremental update of a stream."""
    at = len(old)
    body = b"%d 0 obj\n<< /Length %d >>\nstream\n%s\nendstream\nendobj\n" % (number, len(content), content)
    previous = int(old[old.rindex(b"startxref") :].split()[1])
    table = b"xref\n%d 1\n%010d 00000 n \n" % (number, at)
    trailer = b"trailer\n<< /Size %d /Root %d %d R /Prev %d >>\n" % (size, *root, previous)
    return old + body + table + trailer + b"startxref\n%d\n%%%%EOF\n" % (at + len(body))


ADVERSARIAL = {
    "type half a point high": page(
        b"BT /F1 0.5 Tf 72 700 Td (" + SECRET.encode() + b") Tj ET " + lines([OPEN], y=680)
    ),
    "type made tiny by a matrix": page(
        b"q .04 0 0 .04 72 700 cm BT /F1 12 Tf 0 0 Td ("
        + SECRET.encode()
        + b") Tj ET Q "
        + lines([OPEN], y=680)
    ),
    "type used as a clip and never painted": page(
        b"q BT /F1 12 Tf 7 Tr 72 700 Td (" + SECRET.encode() + b") Tj ET Q BT 0 Tr ET " + lines([OPEN], y=680)
    ),
    "invisible type on a page that is no scan": page(
        b"BT 3 Tr /F1 12 Tf 72 700 Td (" + SECRET.encode() + b") Tj 0 Tr ET " + lines([OPEN], y=680)
    ),
    "type of no opacity": with_states(
        b"q /G gs " + lines([SECRET]) + b"Q " + lines([OPEN], y=680), G=Dictionary(ca=0.0, CA=0.0)
    ),
    "nearly white type": page(b".98 g " + lines([SECRET]) + b"0 g " + lines([OPEN], y=680)),
    "a white bar and a black frame": page(TYPE + b"1 g 0 G 70 696 225 14 re B"),
    "a rounded bar": page(
        TYPE + b"0 g 70 703 m 70 712 90 712 90 712 c 275 712 l 297 712 297 694 275 694 c 90 694 l "
        b"68 694 70 703 70 703 c f"
    ),
    "a bar with a hole elsewhere": page(TYPE + b"0 g 60 500 300 215 re 62 502 296 190 re f*"),
    "two half bars": page(TYPE + b"0 g 70 696 225 7.2 re f 70 702.8 225 7.2 re f"),
    "a gradient": shading(),
    "a pattern without gaps": pattern(),
    "a picture with a mask": masked_image(),
    "a stencil": stencil(),
    "an image in the page's content": inline_image(),
    "a stamp that looks like a bar": stamp_with_looks(),
    "a layer switched off by a membership": membership(),
    "a form in a layer that is switched off": layer_of_a_form(),
    "words kept for screen readers": actual_text(),
    "an earlier version of three": two_updates(),
    "a redaction note that overlaps by half": annotated(
        TYPE, Subtype=Name.Redact, Rect=Array([70, 690, 295, 712]), IC=Array([0, 0, 0])
    ),
    "turned by half": page(TYPE + BAR, rotate=180),
}


def spoken(text, shown):
    """Type that is read out as something else."""
    content = b"/Span <</ActualText (" + text.encode() + b")>> BDC " + lines([shown]) + b"EMC "
    return page(content + lines([OPEN], y=680))


HARMLESS = {
    "a ligature that is read out by its letters": spoken("fi", "f i"),
    "a hyphened word read out in one piece": spoken("meeting", "meet-ing"),
    "what is read out stands on the page": spoken("meeting took place", "x"),
    "small print": page(lines(["Printed by the Office"], size=4) + lines([OPEN], y=680)),
    "full stops and commas": page(lines([". , : ;", OPEN])),
}
