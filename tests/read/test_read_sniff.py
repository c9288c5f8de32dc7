"""A file's type is told by its content."""

import bz2
import gzip
import io
import lzma
import tarfile
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from declass.read.sniff import HEAD_BYTES, media_type, sniff
from read_made import image_bytes, pdf_bytes

OOXML = "application/vnd.openxmlformats-officedocument."
MEMO = "From: The Director\nTo: The President\nSubject: Chile\nDate: 11 September 1973\n\nText."


def zipped(*names, mimetype=None, padding=0):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        if mimetype:
            archive.writestr("mimetype", mimetype)
        for name in names:
            archive.writestr(name, b"\x00" * padding)
    return out.getvalue()


def tarred(mode="w"):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode=mode) as archive:
        archive.addfile(tarfile.TarInfo("memo.txt"))
    return out.getvalue()


def ole(stream):
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + stream.encode("utf-16-le") + bytes(100)


GREY = Image.new("L", (8, 8))
CASES = {
    "nothing": (b"", "a.pdf", "application/x-empty"),
    "pdf": (pdf_bytes(b""), "a", "application/pdf"),
    "pdf behind junk": (b"\r\n" * 500 + b"%PDF-1.4", "a", "application/pdf"),
    "pdf too far behind junk": (b"x" * 2000 + b"%PDF-1.4", "a", "text/plain"),
    "tiff": (image_bytes(GREY, "TIFF"), "a.pdf", "image/tiff"),
    "tiff, big endian": (b"MM\x00*" + bytes(20), "a", "image/tiff"),
    "big tiff": (image_bytes(GREY, "TIFF", big_tiff=True), "a", "image/tiff"),
    "jpeg": (image_bytes(GREY, "JPEG"), "a", "image/jpeg"),
    "png": (image_bytes(GREY, "PNG"), "a", "image/png"),
    "jpeg 2000": (image_bytes(GREY, "JPEG2000"), "a", "image/jp2"),
    "jpeg 2000 codestream": (image_bytes(GREY, "JPEG2000", no_jp2=True), "a", "image/x-j2k"),
    "gif": (image_bytes(GREY, "GIF"), "a", "image/gif"),
    "bmp": (image_bytes(GREY, "BMP"), "a", "image/bmp"),
    "webp": (image_bytes(GREY, "WEBP"), "a", "image/webp"),
    "not a bitmap": (b"BMW was the car of the consul, who", "a", "text/plain"),
    "zip": (zipped("a.txt"), "a.docx", "application/zip"),
    "docx": (
        zipped("[Content_Types].xml", "word/document.xml"),
        "a.zip",
        OOXML + "wordprocessingml.document",
    ),
    "xlsx": (zipped("[Content_Types].xml", "xl/workbook.xml"), "a", OOXML + "spreadsheetml.sheet"),
    "pptx": (
        zipped("[Content_Types].xml", "ppt/presentation.xml"),
        "a",
        OOXML + "presentationml.presentation",
    ),
    "odt": (
        zipped(mimetype="application/vnd.oasis.opendocument.text"),
        "a",
        "application/vnd.oasis.opendocument.text",
    ),
    "epub": (zipped("x", mimetype="application/epub+zip"), "a", "application/epub+zip"),
    "tar": (tarred(), "a", "application/x-tar"),
    "tar.gz": (tarred("w:gz"), "a", "application/x-tar"),
    "tar.bz2": (tarred("w:bz2"), "a", "application/x-tar"),
    "tar.xz": (tarred("w:xz"), "a", "application/x-tar"),
    "gzip": (gzip.compress(b"cable"), "a", "application/gzip"),
    "bzip2": (bz2.compress(b"cable"), "a", "application/x-bzip2"),
    "xz": (lzma.compress(b"cable"), "a", "application/x-xz"),
    "broken gzip": (b"\x1f\x8bnonsense", "a", "application/gzip"),
    "7z": (b"7z\xbc\xaf\x27\x1c" + bytes(30), "a", "application/x-7z-compressed"),
    "rtf": (b"{\\rtf1 memo}", "a.doc", "application/rtf"),
    "msg": (ole("__substg1.0_0037001F"), "a", "application/vnd.ms-outlook"),
    "doc": (ole("WordDocument"), "a", "application/msword"),
    "ole of another kind": (ole("Other"), "a", "application/x-ole-storage"),
    "tei": (
        b'<?xml version="1.0"?><!-- <p> --><TEI xmlns="http://www.tei-c.org/ns/1.0">',
        "a",
        "application/tei+xml",
    ),
    "tei with a prefix": (b'<tei:TEI xmlns:tei="http://www.tei-c.org/ns/1.0">', "a", "application/tei+xml"),
    "other xml": (b'<?xml version="1.0"?><records/>', "a", "application/xml"),
    "html": (b"\n<!DOCTYPE html><title>x</title>", "a", "text/html"),
    "html without doctype": (b"<html><body>x", "a.txt", "text/html"),
    "xhtml": (
        b'<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml">',
        "a",
        "application/xhtml+xml",
    ),
    "mail": (b"Message-ID: <1@x>\r\nFrom: a@b\r\nSubject: x\r\n\r\nText", "a", "message/rfc822"),
    "mail by its name": (b"From: a@b\nSubject: x\n\nText", "a.eml", "message/rfc822"),
    "typed memorandum": (MEMO.encode(), "memo.txt", "text/plain"),
    "mbox": (b"From a@b Tue Sep 11 10:00:00 1973\nFrom: a@b\nSubject: x\n\nText", "a", "application/mbox"),
    "utf-8": ("Señor".encode(), "a.txt", "text/plain"),
    "utf-16 with mark": ("Señor".encode("utf-16"), "a", "text/plain"),
    "utf-16 without mark": ("Santiago de Chile".encode("utf-16-le"), "a", "text/plain"),
    "latin-1": ("Señor Año".encode("latin-1"), "a", "text/plain"),
    "markdown by its name": (b"# Head", "notes.MD", "text/markdown"),
    "table by its name": (b"a,b\n1,2", "list.csv", "text/csv"),
    "json by its name": (b'{"a": 1}', "a.json", "application/json"),
    "form feeds": (b"page one\x0cpage two\x0c", "a", "text/plain"),
    "binary": (bytes(range(256)) * 4, "a.txt", "application/octet-stream"),
    "zeros": (bytes(1000), "a.txt", "application/octet-stream"),
}


@pytest.mark.parametrize(("head", "name", "expected"), CASES.values(), ids=CASES.keys())
def test_types_are_told_by_content(head, name, expected):
    assert media_type(head[:HEAD_BYTES], name) == expected


def test_a_word_file_is_told_by_its_directory_when_the_part_comes_late(tmp_path):
    path = tmp_path / "late"
    path.write_bytes(zipped("[Content_Types].xml", "media/1.bin", "word/document.xml", padding=HEAD_BYTES))
    assert sniff(path, "late") == OOXML + "wordprocessingml.document"


def test_an_outlook_message_is_told_by_a_directory_at_its_end(tmp_path):
    path = tmp_path / "late"
    path.write_bytes(ole("")[:512] + bytes(2_000_000) + "__properties_version1.0".encode("utf-16-le"))
    assert sniff(path, "late") == "application/vnd.ms-outlook"


def test_a_character_cut_in_two_at_the_end_of_the_head_is_still_text():
    assert media_type(("ñ" * HEAD_BYTES).encode()[: HEAD_BYTES - 1], "a.txt") == "text/plain"


@given(st.binary(max_size=600), st.text(max_size=8))
def test_any_bytes_have_some_type(head, name):
    assert "/" in media_type(head, name)
