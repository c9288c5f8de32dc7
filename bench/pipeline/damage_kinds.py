"""The damaged and hostile files themselves: sample files spoiled at random, and traps built one by one."""

import bz2
import gzip
import io
import lzma
import os
import random
import struct
import tarfile
import zipfile
import zlib

FILES = 300
ESCAPE = "escaped-from-an-archive"
TEXT = "MEMORANDUM FOR THE RECORD\n\nSubject: The harbour of Puerto Sol, 4 May 1975\n"


# ── spoiled at random ───────────────────────────────────────────────────────────────────────────


def truncated(data, dice):
    return data[: dice.randrange(len(data))]


def flipped(data, dice):
    spoiled = bytearray(data)
    for _ in range(dice.choice((1, 5, 50, 500))):
        spoiled[dice.randrange(len(spoiled))] ^= 1 << dice.randrange(8)
    return bytes(spoiled)


def overwritten(data, dice):
    start = dice.randrange(len(data))
    length = dice.randrange(1, 5000)
    stretch = dice.choice((dice.randbytes(length), bytes(length), b"\xff" * length))
    return data[:start] + stretch + data[start + length :]


def doubled(data, dice):
    cut = dice.randrange(len(data))
    return data[:cut] + data


# ── archives ────────────────────────────────────────────────────────────────────────────────────


def zipped(files, **options):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, **options) as archive:
        for name, data in files:
            archive.writestr(name, data)
    return out.getvalue()


def nested_zip(depth=10, data=b"The harbour", width=1):
    for level in range(depth):
        data = zipped([(f"level-{level}-{n}.zip" if level else f"inner-{n}.txt", data) for n in range(width)])
    return data


def overlapping_zip(files=2000, megabytes=4):
    """Many directory entries that all point at one kernel (after D. Fifield, "A better zip bomb", 2019)."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    kernel = packer.compress(bytes(megabytes << 20)) + packer.flush()
    crc, size = zlib.crc32(bytes(megabytes << 20)), megabytes << 20
    local = (
        struct.pack("<4sHHHHHIIIHH", b"PK\3\4", 20, 0, 8, 0, 0, crc, len(kernel), size, 1, 0) + b"a" + kernel
    )
    directory = b""
    for n in range(files):
        name = f"{n:05}".encode()
        directory += struct.pack(
            "<4sHHHHHHIIIHHHHHII",
            b"PK\1\2",
            20,
            20,
            0,
            8,
            0,
            0,
            crc,
            len(kernel),
            size,
            len(name),
            0,
            0,
            0,
            0,
            0,
            0,
        )
        directory += name
    end = struct.pack("<4sHHHHIIH", b"PK\5\6", 0, 0, files, files, len(directory), len(local), 0)
    return local + directory + end


def lying_zip():
    """Sizes in the directory that are not true."""
    data = bytearray(zipped([("a.txt", TEXT * 50)]))
    at = data.rindex(b"PK\1\2")
    data[at + 20 : at + 28] = struct.pack("<II", 10, 0xFFFFFFF0)
    return bytes(data)


def climbing_zip():
    names = (
        f"../../../{ESCAPE}-1",
        f"/tmp/{ESCAPE}-2",
        f"..\\..\\{ESCAPE}-3",
        f"C:\\{ESCAPE}-4",
        f"a/../../{ESCAPE}-5",
    )
    return zipped([(name, TEXT) for name in (*names, "..", ".", "/", "con.txt", "a\0b.txt")])


def linked_zip():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for mode, name in ((0o120777, "link"), (0o010644, "pipe"), (0o020644, "device")):
            info = zipfile.ZipInfo(name)
            info.external_attr = mode << 16
            archive.writestr(info, "/etc/passwd")
    return out.getvalue()


def many_zip(count=60_000):
    return zipped([(f"{n}.txt", b"") for n in range(count)])


def tar_of(entries, mode="w"):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode=mode, format=tarfile.GNU_FORMAT) as archive:
        for name, kind, content in entries:
            info = tarfile.TarInfo(name)
            info.type = kind
            if kind == tarfile.REGTYPE:
                info.size = len(content)
                archive.addfile(info, io.BytesIO(content))
            else:
                info.linkname = content.decode()
                info.devmajor, info.devminor = 1, 8
                archive.addfile(info)
    return out.getvalue()


def hostile_tar(mode="w"):
    special = (tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.BLKTYPE, tarfile.FIFOTYPE)
    entries = [(f"special-{n}", kind, b"/etc/passwd") for n, kind in enumerate(special)]
    entries += [
        (f"../../../{ESCAPE}-6", tarfile.REGTYPE, TEXT.encode()),
        (f"/tmp/{ESCAPE}-7", tarfile.REGTYPE, TEXT.encode()),
        ("door", tarfile.SYMTYPE, b"/tmp"),
        (f"door/{ESCAPE}-8", tarfile.REGTYPE, TEXT.encode()),
        ("good.txt", tarfile.REGTYPE, TEXT.encode()),
    ]
    return tar_of(entries, mode)


def sparse_tar():
    """A header that claims 2**60 bytes."""
    data = bytearray(tar_of([("huge.bin", tarfile.REGTYPE, b"x" * 600)]))
    data[124:136] = b"\x80" + (2**60).to_bytes(11, "big")
    data[148:156] = b" " * 8
    data[148:156] = b"%06o\0 " % sum(data[:512])
    return bytes(data)


def nested_gzip(depth=10):
    data = TEXT.encode()
    for _ in range(depth):
        data = gzip.compress(data)
    return data


def quine_like_zip():
    inner = zipped([(f"bomb-{n}.bin", bytes(40 << 20)) for n in range(2)])
    return zipped([(f"copy-{n}.zip", inner) for n in range(16)])


# ── PDF ─────────────────────────────────────────────────────────────────────────────────────────


def pdf_of(objects, root=1, extra=b""):
    """A PDF of numbered objects (1 is the catalogue) with a true list of objects."""
    out, places = b"%PDF-1.7\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    return out + b"trailer << /Size %d /Root %d 0 R %s >>\nstartxref\n%d\n%%%%EOF\n" % (
        len(objects) + 1,
        root,
        extra,
        start,
    )


CATALOG = b"<< /Type /Catalog /Pages 2 0 R >>"
PAGE_HEAD = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] "
PAGE = PAGE_HEAD + b"/Contents 4 0 R /Resources << /Font << /F 5 0 R >> >> >>"
DRAWS_X = PAGE_HEAD + b"/Contents 5 0 R /Resources << /XObject << /X 4 0 R >> >> >>"
WORDS = b"BT /F 12 Tf 72 700 Td (The harbour of Puerto Sol) Tj ET"
FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"


def stream(content, more=b""):
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(content), more, content)


def claims_pages(count):
    pages = b"<< /Type /Pages /Kids [3 0 R] /Count %d >>" % count
    return pdf_of([CATALOG, pages, PAGE, stream(WORDS), FONT])


def many_kids(count):
    """As many pages as the limit allows twice over, all of them the same object."""
    kids = b"3 0 R " * count
    return pdf_of(
        [CATALOG, b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, count), PAGE, stream(WORDS), FONT]
    )


def tree_loop():
    return pdf_of(
        [CATALOG, b"<< /Type /Pages /Kids [2 0 R 3 0 R] /Count 2 /Parent 2 0 R >>", PAGE, stream(WORDS), FONT]
    )


def xref_loop():
    data = pdf_of([CATALOG, b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>", PAGE, stream(WORDS), FONT])
    at = int(data.split(b"startxref\n")[1].split()[0])
    return data.replace(b"/Root 1 0 R", b"/Root 1 0 R /Prev %d" % at)


def outline_loop():
    catalog = b"<< /Type /Catalog /Pages 2 0 R /Outlines 6 0 R >>"
    outline = b"<< /First 6 0 R /Last 6 0 R /Next 6 0 R /Prev 6 0 R /Parent 6 0 R /Title (x) >>"
    return pdf_of([catalog, b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>", PAGE, stream(WORDS), FONT, outline])


def form_loop():
    form = stream(
        b"/X Do",
        b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X 4 0 R >> >>",
    )
    return pdf_of(
        [CATALOG, b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>", DRAWS_X, form, stream(b"/X Do " * 1000)]
    )


def deep_array():
    return pdf_of(
        [
            CATALOG,
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 /X " + b"[" * 100_000 + b"]" * 100_000 + b" >>",
            PAGE,
            stream(WORDS),
            FONT,
        ]
    )


def stream_bomb():
    once = zlib.compress(bytes(200 << 20), 9)
    twice = zlib.compress(once, 9)
    page = stream(twice, b"/Filter [/FlateDecode /FlateDecode]")
    return pdf_of([CATALOG, b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>", PAGE, page, FONT])


def image_bomb():
    picture = stream(
        zlib.compress(bytes(10 << 20), 9),
        b"/Subtype /Image /Width 60000 /Height 60000 /BitsPerComponent 8 /ColorSpace /DeviceGray"
        b" /Filter /FlateDecode",
    )
    return pdf_of(
        [
            CATALOG,
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            DRAWS_X,
            picture,
            stream(b"q 612 0 0 792 0 0 cm /X Do Q"),
        ]
    )


def many_strokes():
    lines = b"".join(
        b"%d %d m %d %d l S\n" % (n % 612, n % 792, n * 7 % 612, n * 3 % 792) for n in range(300_000)
    )
    return pdf_of([CATALOG, b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>", PAGE, stream(lines), FONT])


def huge_page():
    page = PAGE.replace(b"[0 0 612 792]", b"[0 0 14400 14400] /UserUnit 1000")
    return pdf_of(
        [CATALOG, b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>", page, stream(b"0 0 14400 14400 re f"), FONT]
    )


def attached_pdf():
    import pikepdf

    with pikepdf.open(
        io.BytesIO(pdf_of([CATALOG, b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>", PAGE, stream(WORDS), FONT]))
    ) as pdf:
        for name in (f"../../{ESCAPE}-9.txt", "=cmd.txt", "a\nb.txt"):
            pdf.attachments[name] = TEXT.encode()
        out = io.BytesIO()
        pdf.save(out)
    return out.getvalue()


# ── images ──────────────────────────────────────────────────────────────────────────────────────


def png_header(width, height):
    def part(kind, body):
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = part(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + part(b"IDAT", zlib.compress(bytes(1 << 20))) + part(b"IEND", b"")


def tiff_frames(count, loop=False):
    """A chain of 1-pixel frames, or one that bites its tail."""
    entries = [
        (256, 4, 1, 1),
        (257, 4, 1, 1),
        (258, 3, 1, 8),
        (259, 3, 1, 1),
        (262, 3, 1, 1),
        (273, 4, 1, 8),
        (278, 4, 1, 1),
        (279, 4, 1, 1),
    ]
    body = b"".join(struct.pack("<HHII", *entry) for entry in entries)
    size = 2 + len(body) + 4
    out = bytearray(struct.pack("<2sHI", b"II", 42, 12) + b"\x80\0\0\0")
    for n in range(count):
        following = 12 + (n + 1) * size if n + 1 < count else (12 if loop else 0)
        out += struct.pack("<H", len(entries)) + body + struct.pack("<I", following)
    return bytes(out)


def tiff_claims(width, height):
    data = bytearray(tiff_frames(1))
    data[12 + 2 + 8 : 12 + 2 + 12] = struct.pack("<I", width)
    data[12 + 14 + 8 : 12 + 14 + 12] = struct.pack("<I", height)
    return bytes(data)


def gif_claims():
    return (
        b"GIF89a"
        + struct.pack("<HH", 65535, 65535)
        + b"\x80\0\0\0\0\0\xff\xff\xff,"
        + struct.pack("<HHHHB", 0, 0, 65535, 65535, 0)
        + b"\2\2\x44\1\0;"
    )


def bmp_claims():
    return (
        b"BM"
        + struct.pack("<IHHI", 100, 0, 0, 54)
        + struct.pack("<IiiHHIIiiII", 40, 2**31 - 1, -(2**31), 1, 24, 0, 0, 0, 0, 0, 0)
    )


# ── markup, mail, office, text ──────────────────────────────────────────────────────────────────


def laughs():
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    types = f'<!DOCTYPE TEI [<!ENTITY l0 "lol">{entities}]>'
    return f'<?xml version="1.0"?>{types}<TEI><text><body><p>&l11;</p></body></text></TEI>'.encode()


def external(root="TEI"):
    outside = '<!ENTITY x SYSTEM "file:///etc/passwd"><!ENTITY % y SYSTEM "http://127.0.0.1:9/"> %y;'
    types = f'<?xml version="1.0"?><!DOCTYPE {root} [{outside}]>'
    return f"{types}<{root}><text><body><p>&x;</p></body></text></{root}>".encode()


def deep(opening, closing, depth, inside=b"x"):
    return opening * depth + inside + closing * depth


def nested_mail(levels=10_000):
    out = ["From: a@example.org\nTo: b@example.org\nMIME-Version: 1.0\nSubject: deep"]
    for n in range(levels):
        out.append(f"Content-Type: multipart/mixed; boundary=b{n}\n\n--b{n}")
    return ("\n".join(out) + "\n\nThe harbour\n").encode()


def mail_bomb(parts=30_000):
    body = "".join(f'--b\nContent-Disposition: attachment; filename="{n}.txt"\n\nx\n' for n in range(parts))
    header = "From: a@example.org\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b"
    return f"{header}\n\n{body}--b--\n".encode()


def odd_mail():
    return (
        b"From: =?utf-8?b?////?= <a@example.org>\nTo: \xff\xfe\nMIME-Version: 1.0\n"
        b"Date: Thu, 99 Foo 99999 99:99:99 +9999\n"
        b'Subject: =?x-unknown?q?=41?=\nContent-Type: text/plain; charset="none-such"\n'
        b"Content-Transfer-Encoding: base64\n\n!!!!====\n"
    )


def mbox_garbage(dice):
    return b"From a@example.org Thu Sep 13 10:00:00 1973\nFrom: x\n\n" + b"\nFrom ".join(
        dice.randbytes(200) for _ in range(3000)
    )


def docx(document, extra=()):
    types = (
        '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
    )
    return zipped([("[Content_Types].xml", types), ("word/document.xml", document), *extra])


W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def docx_absurd(kind):
    body = f"<w:document {W}><w:body><w:p><w:r><w:t>The harbour</w:t></w:r></w:p></w:body></w:document>"
    if kind == "bomb":
        return docx(f"<w:document {W}><w:body>{'<w:p/>' * 4_000_000}</w:body></w:document>")
    if kind == "laughs":
        return docx(laughs().decode().replace("TEI", "document"))
    if kind == "deep":
        return docx(f"<w:document {W}><w:body>{'<w:p>' * 50_000}{'</w:p>' * 50_000}</w:body></w:document>")
    if kind == "parts":
        return docx(body, [(f"word/media/image{n}.png", b"x") for n in range(3000)])
    if kind == "climbing":
        return docx(
            body,
            [(f"word/media/../../../{ESCAPE}-10", b"x"), ("word/embeddings/=cmd|'/c calc'!A0.bin", b"x")],
        )
    return docx("<w:document", [("word/footnotes.xml", "\0\0\0")])


def odt_bomb():
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "text")
    )
    body = (
        '<office:body><office:text><text:p><text:s text:c="999999999"/>x</text:p></office:text></office:body>'
    )
    content = f"<office:document-content {spaces}>{body}</office:document-content>"
    return zipped([("mimetype", "application/vnd.oasis.opendocument.text"), ("content.xml", content)])


def xlsx_bomb():
    types = (
        '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
    )
    cell = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    size = '<dimension ref="A1:XFD1048576"/>'
    sheet = f'<worksheet xmlns="{space}">{size}<sheetData>{cell}</sheetData></worksheet>'
    return zipped(
        [
            ("[Content_Types].xml", types),
            ("xl/workbook.xml", "<workbook/>"),
            ("xl/worksheets/sheet1.xml", sheet),
        ]
    )


# ── the list ────────────────────────────────────────────────────────────────────────────────────


def traps(dice):
    """(kind, file name, content); made one at a time, since some are large."""
    m = 1 << 20
    yield "0 bytes", "nothing.pdf", b""
    yield "0 bytes", "nothing.zip", b""
    yield "1 byte", "one.txt", b"\0"
    for depth in (5, 10, 30):
        yield "nested archives", f"nested-{depth}.zip", nested_zip(depth)
    yield "nested archives", "nested-wide.zip", nested_zip(6, width=4)
    yield "nested archives", "nested.gz", nested_gzip()
    yield (
        "nested archives",
        "tar-in-zip.zip",
        zipped([("a.tar.gz", hostile_tar("w:gz")), ("b.zip", climbing_zip())]),
    )
    yield "zip bomb, flat", "flat.zip", zipped([("zeros.bin", bytes(600 * m))])
    yield "zip bomb, flat", "many-flat.zip", zipped([(f"{n}.txt", b" " * (20 * m)) for n in range(30)])
    yield "zip bomb, overlapping", "overlapping.zip", overlapping_zip()
    yield "zip bomb, nested", "quine.zip", quine_like_zip()
    yield "zip bomb, gzip", "bomb.txt.gz", gzip.compress(bytes(400 * m))
    yield "zip bomb, bzip2", "bomb.bz2", bz2.compress(bytes(400 * m))
    yield "zip bomb, xz", "bomb.xz", lzma.compress(bytes(400 * m))
    yield "archive, 60,000 members", "many.zip", many_zip()
    yield "archive, lying sizes", "lying.zip", lying_zip()
    yield "archive, lying sizes", "sparse.tar", sparse_tar()
    yield "archive, climbing names", "climbing.zip", climbing_zip()
    yield "archive, links and devices", "linked.zip", linked_zip()
    yield "archive, links and devices", "hostile.tar", hostile_tar()
    yield "archive, links and devices", "hostile.tgz", hostile_tar("w:gz")
    yield "archive, links and devices", "hostile.tar.xz", hostile_tar("w:xz")
    for pages in (10**5, 10**9, 2**31 - 1, -5):
        yield "PDF claiming pages", f"claims-{pages}.pdf", claims_pages(pages)
    yield "PDF claiming pages", "claims-15000.pdf", claims_pages(15_000)
    yield "PDF claiming pages", "kids-100000.pdf", many_kids(100_000)
    yield "PDF with a loop", "tree.pdf", tree_loop()
    yield "PDF with a loop", "xref.pdf", xref_loop()
    yield "PDF with a loop", "outline.pdf", outline_loop()
    yield "PDF with a loop", "form.pdf", form_loop()
    yield "PDF, absurd", "deep-array.pdf", deep_array()
    yield "PDF, absurd", "stream-bomb.pdf", stream_bomb()
    yield "PDF, absurd", "image-bomb.pdf", image_bomb()
    yield "PDF, absurd", "strokes.pdf", many_strokes()
    yield "PDF, absurd", "huge-page.pdf", huge_page()
    yield "PDF, absurd", "attached.pdf", attached_pdf()
    yield "PDF, absurd", "header-only.pdf", b"%PDF-1.7\n"
    yield "image, huge", "huge.png", png_header(100_000, 100_000)
    yield "image, huge", "wide.png", png_header(2**31 - 1, 1)
    yield "image, huge", "huge.tif", tiff_claims(100_000, 100_000)
    yield "image, huge", "huge.gif", gif_claims()
    yield "image, huge", "huge.bmp", bmp_claims()
    yield "image, many frames", "frames.tif", tiff_frames(1_000_000)
    yield "image, many frames", "frames-loop.tif", tiff_frames(3, loop=True)
    yield "XML, billion laughs", "laughs.xml", laughs()
    yield "XML, billion laughs", "laughs.docx", docx_absurd("laughs")
    yield "XML, external entities", "external.xml", external()
    yield "XML, external entities", "external-other.xml", external("report")
    yield "nesting", "deep.xml", b"<TEI><text>" + deep(b"<p>", b"</p>", 200_000) + b"</text></TEI>"
    yield "nesting", "deep.html", b"<html>" + deep(b"<div>", b"</div>", 200_000)
    yield "nesting", "open.html", b"<html>" + b"<b><i>" * 200_000 + b"x"
    yield "nesting", "deep.json", deep(b"[", b"]", 500_000)
    yield "nesting", "deep.rtf", rb"{\rtf1 " + deep(b"{", b"}", 200_000)
    yield "nesting", "open.rtf", rb"{\rtf1 " + rb"{\b " * 300_000
    yield (
        "RTF, absurd",
        "binary.rtf",
        rb"{\rtf1 \bin99999999999 x \u99999999? \'zz {\*\unknown " + dice.randbytes(5000) + b"}",
    )
    yield "mail, absurd", "nested.eml", nested_mail()
    yield "mail, absurd", "parts.eml", mail_bomb()
    yield "mail, absurd", "odd.eml", odd_mail()
    yield "mail, absurd", "garbage.mbox", mbox_garbage(dice)
    for kind in ("bomb", "deep", "parts", "climbing", "torn"):
        yield "office, absurd", f"{kind}.docx", docx_absurd(kind)
    yield "office, absurd", "spaces.odt", odt_bomb()
    yield "office, absurd", "far-cell.xlsx", xlsx_bomb()
    yield "office, absurd", "ole.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + dice.randbytes(4000)
    yield "text, absurd", "half.utf16", b"\xff\xfe" + "Año".encode("utf-16-le") * 300 + b"\x00\xd8\x41"
    yield "text, absurd", "odd.utf16", b"\xfe\xff\x00a\x00"
    yield "text, absurd", "one-line.txt", b"harbour and the committee of forty " * (50 * m // 35)
    yield "text, absurd", "no-spaces.txt", b"x" * (50 * m)
    yield "text, absurd", "nul.txt", b"The harbour\0of Puerto\0Sol " * 500
    yield "text, absurd", "feeds.txt", b"a\f" * 100_000
    yield "text, absurd", "marks.txt", "e\u0301\u0302\u0303".encode() * 300_000
    yield "text, absurd", "combining.txt", b"a" + "\u0301".encode() * 1_000_000
    yield "text, absurd", "dates.txt", b"1/2/3/4/5/6/7/8/9/" * 50_000
    yield "text, absurd", "numbers.txt", b"104-10003-10041 " * 20_000
    yield "text, absurd", "rtl.txt", "\u202e\u2066abc\u202c".encode() * 1000
    yield "noise", "noise.bin", dice.randbytes(m)
    for n, magic in enumerate(
        (
            b"PK\3\4",
            b"\x89PNG\r\n\x1a\n",
            b"II*\0",
            b"\xff\xd8\xff",
            b"{\\rtf1",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
            b"\x1f\x8b\x08\0",
            b"BZh9",
            b"\xfd7zXZ\0",
            b"\0\0\0\x0cjP  \r\n\x87\n",
            b"GIF89a",
            b"RIFF....WEBP",
        )
    ):
        yield "noise behind a magic number", f"magic-{n}", magic + dice.randbytes(5000)


NAMES = (
    b"new\nline.txt",
    b"tab\tbell\a escape\x1b[31mred.txt",
    "right\u202eto-left.txt".encode(),
    b"=cmd|' calc'!A0.txt",
    b"+1+1.txt",
    b"@SUM(A1).txt",
    b"-2.txt",
    b"<script>alert(1)<&.txt",
    b"latin-\xf1-not-utf8.txt",
    b"\xff\xfe\xfd.pdf",
    b"\xed\xb3\xa9-surrogate.txt",
    b"x" * 251 + b".txt",
    "é".encode() * 125 + b".tx",
    b" leading and trailing ",
    b"...",
    b"-rf.txt",
    b"quote\"'`$(id);.txt",
    b"percent%s%n{0}{name}.txt",
    "e\u0301 decomposed.txt".encode(),
    b"back\\slash.txt",
    b"con.txt",
)
"""Names that harm a terminal, a spreadsheet, a page or a careless program; the content differs by name."""

ENDINGS = (
    ".pdf",
    ".txt",
    ".zip",
    ".docx",
    ".tif",
    ".eml",
    ".xml",
    "",
    ".rtf",
    ".mbox",
    ".html",
    ".md",
    ".png",
    ".tar.gz",
)
SPOILED = (
    ("truncated", truncated),
    ("bits turned", flipped),
    ("overwritten", overwritten),
    ("doubled", doubled),
)


def make(records_folder, folder, seed):
    """Write the files.

    Returns:
        (kind, file name as bytes), ``FILES`` of them.
    """
    dice = random.Random(seed)
    folder.mkdir()
    whole = sorted(p for p in records_folder.rglob("*") if p.is_file() and p.stat().st_size)
    made = []

    def write(kind, name, content):
        (folder / os.fsdecode(name)).write_bytes(content)
        made.append((kind, name))

    for kind, name, content in traps(dice):
        write(kind, f"trap {name}".encode(), content)
    for name in NAMES:
        write("hostile names", name, TEXT.encode() + name)
    for n in range(30):
        source = whole[n % len(whole)]
        write(
            "wrong ending", f"renamed-{n:02}{dice.choice(ENDINGS)}".encode(), source.read_bytes() + b"\n" * n
        )
    for n in range(FILES - len(made)):
        kind, spoil = SPOILED[(0, 0, 1, 1, 1, 2, 3)[n % 7]]
        source = dice.choice(whole)
        write(kind, f"spoiled-{n:03}-{source.name}".encode(), spoil(source.read_bytes(), dice))
    return made
