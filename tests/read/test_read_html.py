"""HTML pages."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from declass.errors import InputError, LimitExceeded
from declass.read import html
from declass.read.html import html_text
from declass.read.options import Limits
from declass.text.normal import clean
from read_formats import Read


def read(folder, data, **more):
    return Read(
        html, folder, data if isinstance(data, bytes) else data.encode(), media_type="text/html", **more
    )


def test_blocks_are_lines_and_inline_marks_are_not():
    assert (
        html_text("<h1>Cable <i>5</i>44</h1><p>one<br>two <b>three</b></p>").text
        == "Cable 544\none\ntwo three"
    )


def test_table_rows_are_lines_with_tabs_and_empty_cells_count():
    table = "<table><tr><th>No.<th>Date</tr><tr><td><td>12<br>May</tr></table>after"
    assert html_text(table).text == "No.\tDate\n\t12 May\nafter"


def test_scripts_styles_and_menus_are_left_out():
    assert html_text("<style>p{}</style><nav>Home</nav><p>text<script>x()</script></p>").text == "text"


def test_preformatted_text_keeps_its_lines():
    assert html_text("<pre>FM  SANTIAGO\nTO  STATE</pre>").text == "FM  SANTIAGO\nTO  STATE"


def test_title_and_author_are_metadata(tmp_path):
    found = read(tmp_path, "<title>A &amp; B</title><meta name=author content='J. Doe'><p>x")
    assert found.metadata == {"title": "A & B", "author": "J. Doe", "encoding": "utf-8"}
    assert found.texts == ["x"]


@pytest.mark.parametrize("encoding", ["latin-1", "utf-8", "cp1252", "utf-16"])
def test_the_declared_encoding_is_used(tmp_path, encoding):
    declared = "" if encoding == "utf-16" else f"<meta charset={encoding}>"
    found = read(tmp_path, f"{declared}<p>¿Dónde están?</p>".encode(encoding))
    assert found.texts == ["¿Dónde están?"]


def test_nothing_is_fetched_from_outside(tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("TOP SECRET")
    page = f'<!DOCTYPE html [<!ENTITY x SYSTEM "file://{secret}">]><p>&x;<img src="http://192.0.2.1/a.png">'
    assert "TOP SECRET" not in read(tmp_path, page).texts[0]


def test_an_empty_file_is_an_empty_page():
    assert html_text(" \n").text == ""
    assert html_text("<!-- only this -->").text == ""


def test_markup_too_large_for_memory_is_refused(tmp_path):
    with pytest.raises(LimitExceeded):
        read(tmp_path, "<p>" * 100, limits=Limits(memory_bytes=1024))


def test_deep_nesting_is_read_or_refused_but_never_cut():
    assert html_text("<div>" * 1500 + "deep").text == "deep"
    with pytest.raises(InputError, match="nested too deeply"):
        html_text("<div>" * 5000 + "deep")


@settings(deadline=None, max_examples=60)
@given(st.text(max_size=200))
def test_any_text_between_tags_is_kept_or_cleaned(words):
    escaped = words.replace("&", "&amp;").replace("<", "&lt;")
    text = html_text(f"<p>{escaped}</p>").text
    assert clean(text) == text


@settings(deadline=None, max_examples=60)
@given(st.binary(max_size=200))
def test_no_bytes_break_it(data):
    html_text("<p>" + data.decode("latin-1"))
