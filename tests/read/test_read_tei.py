"""TEI volumes."""

from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from declass.errors import InputError, LimitExceeded
from declass.read import tei
from declass.read.options import Limits
from declass.read.tei_dates import document_date
from read_formats import Read

DATA = Path(__file__).parents[3] / "shared" / "data"
FRUS = "http://history.state.gov/frus/ns/1.0"
NAMESPACES = f'xmlns="http://www.tei-c.org/ns/1.0" xmlns:frus="{FRUS}" xml:id="frus1969v21"'
HEADER = """<teiHeader><fileDesc><titleStmt><title type="complete">Chile,
  1969</title></titleStmt><publicationStmt><publisher>GPO</publisher><date>2014</date>{}</publicationStmt>
  </fileDesc></teiHeader>"""


def volume(body, header=""):
    return f"<TEI {NAMESPACES}>{HEADER.format(header)}<text><body>{body}</body></text></TEI>"


def read(folder, body, raw=False, header="", **more):
    data = body if raw else volume(body, header)
    return Read(tei, folder, data.encode(), "frus/v.xml", "application/tei+xml", **more)


def texts(folder, body):
    return read(folder, body).texts


def test_pages_are_cut_at_pb_and_carry_their_printed_number(tmp_path):
    found = read(tmp_path, '<pb n="1" facs="0071"/><p>one</p><p>two <pb n="2" facs="0072"/>three</p>')
    assert found.texts == ["one\ntwo", "three"]
    assert [page.text.parameters for page in found.pages] == ["n=1 facs=0071", "n=2 facs=0072"]
    assert found.heads[0].pages_expected == 2


def test_front_matter_before_the_first_pb_is_page_0_only_if_it_has_text(tmp_path):
    assert texts(tmp_path, '<p>front</p><pb n="1"/><p>one</p>') == ["front", "one"]
    assert texts(tmp_path, '<p> </p><pb n="1"/><p>one</p>') == ["one"]


def test_two_breaks_in_a_row_are_a_blank_page(tmp_path):
    assert texts(tmp_path, '<pb n="1"/><p>one</p><pb n="2"/><pb n="3"/><p>three</p>') == ["one", "", "three"]


def test_a_footnote_never_glues_to_the_word_it_is_called_at(tmp_path):
    found = read(tmp_path, '<p>Santiago 544<note n="2" xml:id="fn2">Not <hi>found</hi>.</note> of June</p>')
    assert found.texts == ["Santiago 544 of June"]
    (note,) = found.notes
    assert (note.offset, note.label, note.text, note.kind) == (
        len("Santiago 544"),
        "2",
        "Not found.",
        "footnote",
    )


def test_a_raised_figure_without_a_note_does_not_glue_either(tmp_path):
    assert texts(tmp_path, '<p>Santiago 544<hi rend="superscript">2</hi> of June</p>') == [
        "Santiago 544 ² of June"
    ]
    assert texts(tmp_path, '<p>the 22<hi rend="superscript">d</hi></p>') == ["the 22d"]


def test_source_notes_are_told_from_footnotes(tmp_path):
    body = """<div type="document" xml:id="d1"><head>A<note n="1" type="source">
      <p>Source: NARA.</p><p>Secret.</p></note></head>
      <p>x<note n="2"><seg type="source">Source: CIA.</seg></note>y<note n="3">Ibid.</note></p></div>"""
    found = read(tmp_path, body)
    assert [(note.kind, note.text) for note in found.notes] == [
        ("source", "Source: NARA.\nSecret."),
        ("source", "Source: CIA."),
        ("footnote", "Ibid."),
    ]
    assert found.divisions[0].source == "Source: NARA.\nSecret.\nSource: CIA."
    assert found.divisions[0].title == "A"


def test_a_withheld_passage_broken_over_lines_comes_out_as_one(tmp_path):
    body = '<p>he said [<hi rend="italic">name not\n      declassified</hi>] had gone</p>'
    assert texts(tmp_path, body) == ["he said [name not declassified] had gone"]


@pytest.mark.parametrize(
    ("body", "pages"),
    [
        ('<p>inter<pb n="2" break="no"/>national aid</p>', ["international", "aid"]),
        ('<p>inter-<pb n="2"/>national aid</p>', ["inter-national", "aid"]),
        ('<p>at<pb n="2"/>Langley</p>', ["at", "Langley"]),
        ('<p>the <pb n="2"/>end</p>', ["the", "end"]),
        ('<p>inter<pb n="2" break="no"/></p><p>next</p>', ["inter", "next"]),
    ],
    ids=["marked", "hyphen", "blank forgotten", "plain", "nothing follows"],
)
def test_a_word_broken_by_a_page_is_whole_on_the_first(tmp_path, body, pages):
    assert texts(tmp_path, body) == pages


def test_line_breaks_lists_and_tables_keep_their_lines(tmp_path):
    assert texts(tmp_path, "<p>Mr. X<lb/>Washington</p>") == ["Mr. X\nWashington"]
    items = "<list><label>1.</label><item>one</item><label>2.</label><item>two</item></list>"
    assert texts(tmp_path, items) == ["1. one\n2. two"]
    rows = "<row><cell>No.</cell><cell>Date</cell></row><row><cell/><cell>May<lb/>11</cell></row>"
    assert texts(tmp_path, f"<table>{rows}</table><p>z</p>") == ["No.\tDate\n\tMay 11\nz"]


def test_what_is_printed_beside_the_text_is_a_note(tmp_path):
    found = read(
        tmp_path,
        '<p>from a Greek *navigator<seg type="margin">[9]</seg> who<gap quantity="2" unit="words"/>x</p>',
    )
    assert found.texts == ["from a Greek *navigator who x"]
    assert [(note.kind, note.text) for note in found.notes] == [("other", "[9]"), ("other", "gap: 2 words")]


def test_the_printed_word_is_kept_and_the_correction_noted(tmp_path):
    found = read(tmp_path, "<p>the <choice><sic>chiefs</sic><corr>chief’s</corr></choice> word</p>")
    assert found.texts == ["the chiefs word"]
    assert [note.text for note in found.notes] == ["chief’s"]


def test_a_page_break_inside_a_note_still_breaks_the_page(tmp_path):
    found = read(tmp_path, '<pb n="1"/><p>a<note n="1">long <pb n="2"/>note</note> b</p>')
    assert found.texts == ["a", "b"]
    assert found.notes[0].text == "long note"
    assert found.heads[0].pages_expected == 2


def test_documents_are_divisions_with_their_span_names_and_number(tmp_path):
    body = """<pb n="1"/><div type="chapter"><head>Chapter</head><div type="document" xml:id="d154" n="154">
      <head>154. Telegram<note n="1">x</note> From Station</head>
      <dateline>Santiago, <date when="1970-10-16">Oct. 16</date></dateline>
      <p><persName>Viaux</persName> met <persName>Mr.
      Kissinger</persName>, <persName>Viaux</persName>.</p><pb n="2"/><p>End.</p><pb n="3"/></div>
      <div type="document" xml:id="d155"><p>Next</p></div></div>"""
    found = read(tmp_path, body)
    first, second = found.divisions
    assert (first.number, first.title, first.date) == (
        "frus1969v21/d154",
        "154. Telegram From Station",
        "1970-10-16",
    )
    assert first.persons == ("Viaux", "Mr. Kissinger")
    assert (first.first_page, first.first_offset) == (0, len("Chapter\n"))
    assert (first.last_page, first.last_offset) == (1, len("End."))
    assert (second.first_page, second.first_offset, second.last_page, second.last_offset) == (2, 0, 2, 4)
    assert second.date is None


def test_a_document_without_text_stands_where_it_is(tmp_path):
    (division,) = read(tmp_path, '<p>a</p><div type="document" xml:id="d1"/><p>b</p>').divisions
    assert (division.first_offset, division.last_offset) == (1, 1)


@pytest.mark.parametrize(
    ("editors", "dateline", "edtf"),
    [
        (("1973-09-11T00:00:00-05:00", "1973-09-11T23:59:59-05:00"), "", "1973-09-11"),
        (("1973-09-01T00:00:00-05:00", "1973-09-30T23:59:59-05:00"), "", "1973-09"),
        (("1973-01-01T00:00:00Z", "1973-12-31T23:59:59Z"), "", "1973"),
        (("1973-09-11T00:00:00Z", "1973-09-15T23:59:59Z"), "", "1973-09-11/1973-09-15"),
        (("1973-09-11T18:30:00Z", "1973-09-11T18:30:00Z"), "", "1973-09-11T18:30Z"),
        ((), '<date when="1917-04-21T22:00:00">April 21</date>', "1917-04-21T22:00"),
        ((), '<date>undated</date><date when="1917-04">April</date>', "1917-04"),
        ((), '<date notBefore="1970-09-01" notAfter="1970-09-15">early</date>', "1970-09-01/1970-09-15"),
        ((), '<date when="--09-11">11 Sept</date>', "XXXX-09-11"),
        ((), '<date when="1973-99-99">x</date>', None),
        ((), "September 25, 1979", None),
    ],
)
def test_dates_are_taken_as_marked_up(tmp_path, editors, dateline, edtf):
    bounds = zip(("min", "max"), editors, strict=False)
    attributes = " ".join(f'frus:doc-dateTime-{end}="{value}"' for end, value in bounds)
    body = f'<div type="document" xml:id="d1" {attributes}><dateline>{dateline}</dateline><p>x</p></div>'
    assert read(tmp_path, body).divisions[0].date == edtf


def test_an_attachments_dateline_is_not_the_documents(tmp_path):
    lent = '<frus:attachment><dateline><date when="1893-01-01">x</date></dateline></frus:attachment>'
    own = '<closer><dateline><date when="1894-01-01">y</date></dateline></closer>'
    assert read(tmp_path, f'<div type="document">{lent}{own}</div>').divisions[0].date == "1894-01-01"
    assert document_date(tei.parse_xml(f"<div {NAMESPACES}>{lent}</div>".encode(), "x")) is None


@pytest.mark.parametrize(
    ("printed", "edtf"),
    [("September 25, 1979", None), ("August 15, 1979", "1979-08-15")],
    ids=["differs", "agrees"],
)
def test_a_headers_date_counts_only_if_its_printed_words_agree(tmp_path, printed, edtf):
    header = f'<date type="created" when="1979-08-15">{printed}</date>'
    found = read(tmp_path, '<div type="document"><p>x</p></div>', header=header)
    assert found.divisions[0].date == edtf
    assert found.divisions[0].number == "frus1969v21"
    assert found.metadata["date_created"] == printed


def test_the_header_is_metadata_and_no_text(tmp_path):
    found = read(tmp_path, "<p>x</p>")
    assert found.texts == ["x"]
    assert found.metadata["title"] == "Chile, 1969"
    assert found.metadata["publisher"] == "GPO"
    assert found.metadata["identifier"] == "frus1969v21"


def test_entities_are_neither_expanded_nor_lost(tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("TOP SECRET")
    doctype = f'<!DOCTYPE TEI [<!ENTITY me "inside"><!ENTITY out SYSTEM "file://{secret}">]>'
    found = read(tmp_path, doctype + volume("<p>a &me; b &out; c</p>"), raw=True)
    assert found.texts == ["a &me; b &out; c"]


def test_an_identifier_given_twice_does_not_lose_the_volume(tmp_path):
    body = '<p xml:id="p1">a</p><p xml:id="p1">b</p>'
    assert texts(tmp_path, body) == ["a\nb"]


@pytest.mark.parametrize(
    "data", ["<TEI><text><p>cut", "<html/>", "", "no markup", "<TEI>&undefined;</TEI>"], ids=str
)
def test_what_is_no_tei_is_an_input_error(tmp_path, data):
    with pytest.raises(InputError):
        read(tmp_path, data, raw=True)


def test_a_volume_too_large_for_memory_is_refused(tmp_path):
    with pytest.raises(LimitExceeded):
        read(tmp_path, "<p>x</p>" * 50, limits=Limits(memory_bytes=3200))


_TAGS = ("<pb n='1'/>", "<lb/>", "<note n='1'>n</note>", "<p>", "<cell>", "<row>", "<gap/>")
_NO_XML = "\ufffe\uffff"  # characters that no XML may hold
_PIECES = st.lists(
    st.one_of(
        st.text(
            st.characters(min_codepoint=32, exclude_categories=["Cs", "Cc"], exclude_characters=_NO_XML),
            max_size=8,
        ),
        st.sampled_from(_TAGS),
    ),
    max_size=30,
)


def _markup(pieces):
    open_tags, out = [], []
    for piece in pieces:
        if piece in ("<p>", "<cell>", "<row>"):
            open_tags.append(piece.replace("<", "</"))
            out.append(piece)
        elif piece in _TAGS:
            out.append(piece)
        else:
            out.append(piece.replace("&", "&amp;").replace("<", "&lt;"))
    return "".join(out) + "".join(reversed(open_tags))


@settings(deadline=None, max_examples=60)
@given(_PIECES)
@example(["<00>"])
def test_no_character_is_lost_or_doubled(tmp_path_factory, pieces):
    found = read(tmp_path_factory.getbasetemp(), f'<div type="document">{_markup(pieces)}</div>')
    words = "".join(piece for piece in pieces if piece not in _TAGS)
    wanted = tei.short(words).replace(" ", "")[:2000]
    assert tei.short("".join(found.texts)).replace(" ", "")[:2000] == wanted
    assert len(found.pages) == found.heads[0].pages_expected
    division = found.divisions[0]
    assert division.first_offset <= len(found.texts[division.first_page])
    assert division.last_offset <= len(found.texts[division.last_page])


@pytest.mark.shared
@pytest.mark.parametrize("folder", ["frus_tei", "frus_history_withheld"])
def test_real_volumes_are_read_whole(tmp_path, folder):
    if not (DATA / folder).exists():
        pytest.skip("../shared/data is absent")
    for path in sorted((DATA / folder).glob("*.xml")):
        data = path.read_bytes()
        found = Read(tei, tmp_path, data, path.name, "application/tei+xml")
        assert len(found.pages) == max(data.count(b"<pb"), 1)
        assert len(found.divisions) == data.count(b'type="document"')
        assert data.count(b"<note") <= len(found.notes)
        assert data.count(b"not declassified") == 0 or "not declassified" in found.texts[0]
