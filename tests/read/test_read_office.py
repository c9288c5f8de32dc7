"""Office documents: DOCX, ODT, RTF and XLSX."""

import io
import random
import zipfile

import pytest
from docx import Document
from docx.enum.section import WD_SECTION
from docx.enum.text import WD_BREAK
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from PIL import Image

from declass.errors import InputError, LimitExceeded, PasswordNeeded
from declass.read import office
from declass.read.options import Limits
from read_formats import Read, damaged, read_or_refuse

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ODT = "application/vnd.oasis.opendocument.text"
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
MC = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'


def read(folder, data, kind=WORD, **more):
    return Read(
        office, folder, data if isinstance(data, bytes) else data.encode("latin-1"), "x", kind, **more
    )


def saved(document):
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def packed(**parts):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name.replace("__", "/"), data)
    return out.getvalue()


def word(body, **parts):
    """A Word document of the least parts; part names with ``__`` for ``/`` and their full ending."""
    document = f"<w:document {W} {MC}><w:body>{body}</w:body></w:document>"
    return packed(**{"word/document.xml": document, **parts})


def p(words, before=""):
    return f"<w:p>{before}<w:r><w:t>{words}</w:t></w:r></w:p>"


# ── DOCX ────────────────────────────────────────────────────────────────────────────────────────


def test_a_real_word_document_is_read_with_tables_pictures_and_properties(tmp_path):
    document = Document()
    document.core_properties.title, document.core_properties.author = "Cable", "J. Doe"
    document.sections[0].header.paragraphs[0].text = "SECRET"
    document.sections[0].footer.paragraphs[0].text = "END OF FILE"
    document.add_heading("Head", 1)
    table = document.add_table(2, 2)
    for cell, words in zip((c for row in table.rows for c in row.cells), ("a", "b", "", "d"), strict=True):
        cell.text = words
    document.add_paragraph("one").add_run().add_break(WD_BREAK.PAGE)
    picture = io.BytesIO()
    Image.new("L", (3, 3)).save(picture, "PNG")
    document.add_picture(picture)
    document.add_section(WD_SECTION.NEW_PAGE)
    document.add_paragraph("three\tlines")
    found = read(tmp_path, saved(document))
    assert found.texts == ["SECRET\nHead\na\tb\n\td\none", "", "three\tlines\nEND OF FILE"]
    assert (found.metadata["title"], found.metadata["creator"]) == ("Cable", "J. Doe")
    assert [member.name for member in found.members] == ["word/media/image1.png"]
    assert found.heads[0].pages_expected == 3


PAGE = '<w:r><w:br w:type="page"/></w:r>'
SOFT = "<w:r><w:lastRenderedPageBreak/></w:r>"
BEFORE = "<w:pPr><w:pageBreakBefore/></w:pPr>"


@pytest.mark.parametrize(
    ("body", "pages"),
    [
        (f"{p('a')}{p('b', SOFT)}", ["a", "b"]),
        (f"{p('a')}<w:p>{PAGE}</w:p>{p('b', SOFT)}", ["a", "b"]),
        (f"{p('a')}<w:p>{PAGE}</w:p><w:p>{PAGE}</w:p>{p('b')}", ["a", "", "b"]),
        (f"{p('a')}{p('b', BEFORE)}", ["a", "b"]),
        (f"{p('a', BEFORE)}{p('b', BEFORE + SOFT)}", ["a", "b"]),
        (f"<w:p>{PAGE}{PAGE}</w:p>{p('a')}", ["", "", "a"]),
    ],
    ids=["rendered", "hard, then rendered", "two hard", "before", "before, then rendered", "blank first"],
)
def test_page_breaks_count_once(tmp_path, body, pages):
    assert read(tmp_path, word(body)).texts == pages


def test_notes_and_comments_are_taken_out_where_they_are_called(tmp_path):
    call = '<w:r><w:footnoteReference w:id="2"/></w:r><w:r><w:commentReference w:id="0"/></w:r>'
    footnotes = f'<w:footnotes {W}><w:footnote w:type="separator" w:id="-1">{p("line")}</w:footnote>'
    footnotes += f'<w:footnote w:id="2">{p("See Tab B.")}</w:footnote></w:footnotes>'
    comments = f'<w:comments {W}><w:comment w:id="0" w:author="JD" w:initials="J">{p("check")}</w:comment>'
    body = f"<w:p><w:r><w:t>Santiago 544</w:t></w:r>{call}<w:r><w:t> of June</w:t></w:r></w:p>"
    parts = {"word/footnotes.xml": footnotes, "word/comments.xml": comments + "</w:comments>"}
    found = read(tmp_path, word(body, **parts))
    assert found.texts == ["Santiago 544 of June"]
    assert [(n.offset, n.label, n.text, n.kind) for n in found.notes] == [
        (12, "1", "See Tab B.", "footnote"),
        (12, "J", "JD: check", "other"),
    ]


def test_deleted_text_is_counted_but_not_read(tmp_path):
    change = "<w:del><w:r><w:delText>old</w:delText></w:r></w:del><w:ins><w:r><w:t>new</w:t></w:r></w:ins>"
    found = read(tmp_path, word(f"<w:p>{change}</w:p>"))
    assert found.texts == ["new"]
    assert {key: value for key, value in found.metadata.items() if key.startswith("tracked")} == {
        "tracked_deletions": "1",
        "tracked_insertions": "1",
        "tracked_deleted_characters": "3",
    }


def test_a_text_box_is_read_once_and_field_codes_are_not(tmp_path):
    box = f"<mc:AlternateContent><mc:Choice>{p('box')}</mc:Choice><mc:Fallback>{p('box')}</mc:Fallback>"
    field = "<w:r><w:instrText>PAGEREF x</w:instrText></w:r>"
    body = f"<w:p><w:r>{box}</mc:AlternateContent></w:r>{field}</w:p>"
    assert read(tmp_path, word(body)).texts == ["box"]


def test_embedded_files_are_members_and_macros_are_refused(tmp_path):
    parts = {"word/embeddings/oleObject1.bin": b"ole", "word/vbaProject.bin": b"vba"}
    found = read(tmp_path, word(p("x"), **parts))
    assert found.contents == [("word/embeddings/oleObject1.bin", b"ole")]
    assert [refused.name for refused in found.refused] == ["word/vbaProject.bin"]


def test_a_damaged_side_part_does_not_lose_the_text(tmp_path):
    assert read(tmp_path, word(p("x"), **{"word/footnotes.xml": "<broken"})).texts == ["x"]


def test_a_word_document_without_its_text_is_an_input_error(tmp_path):
    with pytest.raises(InputError, match="no text part"):
        read(tmp_path, packed(other="x"))
    with pytest.raises(InputError, match="no readable document package"):
        read(tmp_path, b"PK\x03\x04 and nothing more")


def test_a_bomb_in_a_package_is_refused(tmp_path):
    with pytest.raises(LimitExceeded, match="like a bomb"):
        read(tmp_path, word(" " * 4_000_000))
    with pytest.raises(LimitExceeded, match="parts of the document"):
        read(tmp_path, word(p("x" * 5000)), limits=Limits(total_unpacked_bytes=4000))


@pytest.mark.parametrize(
    ("stream", "error"), [("EncryptedPackage", PasswordNeeded), ("WordDocument", InputError)], ids=str
)
def test_locked_and_old_documents_say_what_to_do(tmp_path, stream, error):
    with pytest.raises(error) as caught:
        read(tmp_path, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + stream.encode("utf-16-le"))
    assert caught.value.remedy


# ── ODT ─────────────────────────────────────────────────────────────────────────────────────────

NAMES = " ".join(
    f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{long}:1.0"'
    for short, long in (
        *(("office", "office"), ("text", "text"), ("table", "table"), ("style", "style"), ("meta", "meta")),
        *(("fo", "xsl-fo-compatible"), ("manifest", "manifest")),
    )
)


def odt(body, styles="", automatic="", **parts):
    content = f"""<office:document-content {NAMES} xmlns:dc="http://purl.org/dc/elements/1.1/">
      <office:automatic-styles>{automatic}</office:automatic-styles>
      <office:body><office:text>{body}</office:text></office:body></office:document-content>"""
    made = {"mimetype": ODT, "content.xml": content, **parts}
    if styles:
        made["styles.xml"] = f"<office:document-styles {NAMES}>{styles}</office:document-styles>"
    return packed(**made)


def test_an_opendocument_text_is_read_with_its_pages_notes_and_blanks(tmp_path):
    body = """<text:h>Head</text:h><text:p>Santiago 544<text:note text:note-class="footnote">
      <text:note-citation>1</text:note-citation><text:note-body><text:p>See Tab B.</text:p></text:note-body>
      </text:note> of<text:s text:c="3"/>June<text:tab/>x<text:line-break/>y</text:p>
      <text:p>end<text:soft-page-break/> of it</text:p>"""
    found = read(tmp_path, odt(body), ODT)
    assert found.texts == ["Head\nSantiago 544 of   June\tx\ny\nend", "of it"]
    assert [(n.offset, n.label, n.text) for n in found.notes] == [(17, "1", "See Tab B.")]


def test_page_breaks_of_styles_and_tables_are_kept(tmp_path):
    automatic = "".join(
        f"""<style:style style:name="{name}"><style:paragraph-properties fo:{kind}="page"/></style:style>"""
        for name, kind in (("P1", "break-before"), ("P2", "break-after"))
    )
    body = """<text:p text:style-name="P1">a</text:p><table:table><table:table-row><table:table-cell>
      <text:p>b</text:p><text:p>c</text:p></table:table-cell><table:table-cell/><table:table-cell>
      <text:p>d</text:p></table:table-cell></table:table-row></table:table>
      <text:p text:style-name="P1">e</text:p><text:p text:style-name="P2">f</text:p><text:p>g</text:p>"""
    assert read(tmp_path, odt(body, automatic=automatic), ODT).texts == ["a\nb c\t\td", "e\nf", "g"]


def test_headers_comments_deletions_pictures_and_facts_of_an_opendocument_text(tmp_path):
    body = """<text:tracked-changes><text:changed-region><text:deletion><text:p>gone</text:p></text:deletion>
      </text:changed-region></text:tracked-changes><text:p>a<office:annotation><dc:creator>JD</dc:creator>
      <text:p>check</text:p></office:annotation></text:p>"""
    styles = "<style:master-page><style:header><text:p>SECRET</text:p></style:header></style:master-page>"
    facts = "<office:meta><meta:creation-date>1999</meta:creation-date></office:meta>"
    parts = {
        "meta.xml": f"<office:document-meta {NAMES}>{facts}</office:document-meta>",
        "Pictures/1.png": b"png",
        "Object 1/content.xml": b"<chart/>",
    }
    found = read(tmp_path, odt(body, styles, **parts), ODT)
    assert found.texts == ["SECRET\na"]
    assert [(n.text, n.kind) for n in found.notes] == [("JD: check", "other")]
    assert (found.metadata["tracked_deletions"], found.metadata["creation-date"]) == ("1", "1999")
    assert found.contents == [("Pictures/1.png", b"png")]
    assert [refused.name for refused in found.refused] == ["Object 1/content.xml"]


def test_a_locked_opendocument_text_needs_its_password(tmp_path):
    manifest = f"<manifest:manifest {NAMES}><manifest:encryption-data/></manifest:manifest>"
    with pytest.raises(PasswordNeeded):
        read(tmp_path, odt("", **{"META-INF/manifest.xml": manifest}), ODT)


# ── RTF ─────────────────────────────────────────────────────────────────────────────────────────


def rtf(body):
    return r"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0 Times;}}{\info{\title Cable}}" + body + "}"


def test_rich_text_is_read_with_pages_tables_and_accents(tmp_path):
    body = r"\pard A\'f1o \u8220?x\u8221?\par two\page three\par a\cell b\cell\row c\pagebb d \\page"
    found = read(tmp_path, rtf(body), "application/rtf")
    assert found.texts == ["Año “x”\ntwo", "three\na\tb\ncd \\page"]
    assert found.metadata == {"title": "Cable"}


def test_notes_and_headers_of_rich_text_are_not_dropped(tmp_path):
    note = r"{\super \chftn {\footnote \pard {\super \chftn} See {\b Tab} B.}}"
    body = r"{\header SECRET\par}{\footer END\par}Santiago 544" + note + r" of June\page x"
    found = read(tmp_path, rtf(body), "application/rtf")
    assert found.texts == ["SECRET\nSantiago 544 of June", "x\nEND"]
    assert [(n.offset, n.label, n.text) for n in found.notes] == [(19, "1", "See Tab B.")]


def test_pictures_in_rich_text_are_told(tmp_path):
    found = read(tmp_path, rtf(r"a{\pict\pngblip 89504e47}b"), "application/rtf")
    assert found.texts == ["ab"]
    assert [refused.name for refused in found.refused] == ["picture-1"]


def test_rich_text_that_the_converter_cannot_read_is_an_input_error(tmp_path):
    with pytest.raises(InputError, match="no readable RTF"):
        read(tmp_path, rtf(r"\u9999999999 x"), "application/rtf")


# ── XLSX ────────────────────────────────────────────────────────────────────────────────────────


def test_each_sheet_of_a_workbook_is_a_page(tmp_path):
    book = Workbook()
    book.active.title = "RIF"
    book.active.append(["number", None, 3.0])
    book.active.append(["two\nlines", True])
    book.create_sheet("hidden").sheet_state = "hidden"
    found = read(tmp_path, saved(book), SHEET)
    assert found.texts == ["number\t\t3\ntwo lines\tTrue", ""]
    assert [page.text.parameters for page in found.pages] == ["sheet=RIF", "sheet=hidden hidden"]


def test_a_damaged_workbook_is_an_input_error(tmp_path):
    whole = zipfile.ZipFile(io.BytesIO(_workbook()))
    for part in ("xl/workbook.xml", "xl/worksheets/sheet1.xml", "[Content_Types].xml"):
        parts = {name: b"<broken" if name == part else whole.read(name) for name in whole.namelist()}
        with pytest.raises(InputError, match="no readable workbook"):
            read(tmp_path, packed(**parts), SHEET)


# ── damage ──────────────────────────────────────────────────────────────────────────────────────


def _workbook():
    book = Workbook()
    book.active.append(["a", 1])
    return saved(book)


_SAMPLES = [
    (word(p("words " * 30), **{"word/media/a.png": random.Random(3).randbytes(90)}), WORD),
    (odt("<text:p>words<text:note/></text:p>", **{"Pictures/1.png": b"png"}), ODT),
    (rtf(r"\pard A\'f1o{\footnote x}\page{\pict 00}").encode(), "application/rtf"),
    (_workbook(), SHEET),
]


@settings(deadline=None, max_examples=60)
@given(st.sampled_from(_SAMPLES), st.integers(0, 99_999), st.binary(min_size=1, max_size=6), st.booleans())
@pytest.mark.filterwarnings("ignore")
def test_damage_never_raises_anything_but_input_errors(tmp_path_factory, sample, place, junk, cut):
    data, kind = sample
    read_or_refuse(office, tmp_path_factory.getbasetemp(), damaged(data, place, junk, cut), "x", kind)


_XML = st.lists(
    st.sampled_from(["<w:p>", "<w:tc>", "<w:tr>", "<w:br/>", SOFT, PAGE, "<w:t>x</w:t>", "<w:sym/>"])
)


@settings(deadline=None, max_examples=60)
@given(_XML)
def test_any_order_of_word_elements_is_read(tmp_path_factory, pieces):
    names = [piece[1:-1] for piece in pieces if piece in ("<w:p>", "<w:tc>", "<w:tr>")]
    body = "".join(pieces) + "".join(f"</{name}>" for name in reversed(names))
    found = read(tmp_path_factory.getbasetemp(), word(body))
    assert sum(text.count("x") for text in found.texts) == pieces.count("<w:t>x</w:t>")
