"""Plain text and Markdown."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from declass.errors import LimitExceeded
from declass.read import plain
from declass.read.encoding import decode
from declass.read.options import Limits, ReadOptions
from declass.text.normal import clean
from read_formats import Read


def read(folder, data, **more):
    return Read(plain, folder, data if isinstance(data, bytes) else data.encode(), **more)


def test_a_text_without_marks_is_one_page(tmp_path):
    found = read(tmp_path, "Santiago 544\nsecret\n")
    assert found.texts == ["Santiago 544\nsecret"]
    assert found.heads[0].pages_expected == 1


def test_form_feeds_break_pages_and_a_last_one_begins_none(tmp_path):
    assert read(tmp_path, "one\n\ftwo\f\fthree\n\f\n").texts == ["one", "two", "", "three"]


@pytest.mark.parametrize(
    "mark",
    ["## Page {}", "# page {}", "  ### PAGE {}  ", "## Page {} ##"],
    ids=["usual", "low", "wide", "closed"],
)
def test_page_headings_break_pages_and_are_no_text(tmp_path, mark):
    text = f"{mark.format(1)}\n\nfoo\n{mark.format(2)}\nbar\n"
    found = read(tmp_path, text)
    assert found.texts == ["foo", "bar"]
    assert [page.text.parameters for page in found.pages] == ["n=1", "n=2"]


@pytest.mark.parametrize(
    "line", ["PAGE 02 SANTIA 04059 081756Z", "Page 2", "## Page 2 of the report", "PAGE 2."]
)
def test_lines_of_the_record_that_speak_of_pages_are_kept(tmp_path, line):
    assert read(tmp_path, f"one\n{line}\ntwo").texts == [f"one\n{line}\ntwo"]


def test_a_title_before_the_first_heading_is_no_page(tmp_path):
    found = read(tmp_path, "# 104-10004-10156\n\n## Page 1\n\nfoo\n")
    assert found.texts == ["foo"]
    assert found.metadata["title"] == "104-10004-10156"


def test_words_before_the_first_heading_are_a_page(tmp_path):
    assert read(tmp_path, "cover sheet\n## Page 1\nfoo").texts == ["cover sheet", "foo"]


@pytest.mark.parametrize(
    ("encoded", "name"),
    [
        ("año".encode(), "utf-8"),
        ("año".encode("utf-8-sig"), "utf-8-sig"),
        ("año".encode("utf-16"), "utf-16"),
        ("el año 1973".encode("utf-16-be"), "utf-16-be (assumed)"),
        ("año “x”".encode("cp1252"), "cp1252 (assumed)"),
        (b"a\x81o", "latin-1 (assumed)"),
    ],
)
def test_the_encoding_is_told_or_assumed_and_says_so(tmp_path, encoded, name):
    found = read(tmp_path, encoded)
    assert found.metadata["encoding"] == name
    assert found.texts[0].startswith(("año", "el año", "ao"))


def test_a_declared_encoding_that_is_no_charset_is_passed_over():
    assert decode(b"abc", "hex") == ("abc", "utf-8")
    assert decode(b"abc", "no-such") == ("abc", "utf-8")
    assert decode("año".encode("cp850"), "cp850") == ("año", "cp850")


def test_only_the_wanted_pages_come(tmp_path):
    found = read(tmp_path, "a\fb\fc", options=ReadOptions(pages=(1,)))
    assert [(page.index, page.text.text) for page in found.pages] == [(1, "b")]
    assert found.heads[0].pages_expected == 3


def test_too_many_pages_stop_after_the_limit(tmp_path):
    with pytest.raises(LimitExceeded, match="more than 2 pages"):
        read(tmp_path, "a\fb\fc", limits=Limits(pages=2))


def test_a_page_above_the_limit_fails_alone(tmp_path):
    found = read(tmp_path, "a\f" + "b" * 50 + "\fc", limits=Limits(text_chars_per_page=10))
    assert found.texts == ["a", "c"]
    assert [failed.index for failed in found.failed] == [1]


def test_a_text_too_large_for_memory_is_refused(tmp_path):
    with pytest.raises(LimitExceeded, match="MiB"):
        read(tmp_path, b"x" * 2048, limits=Limits(memory_bytes=1024))


_PAGES = st.lists(st.text(st.characters(blacklist_characters="\f", blacklist_categories=["Cs"]), min_size=1))


@settings(deadline=None, max_examples=60)
@given(_PAGES.filter(lambda pages: pages and pages[-1].strip()))
def test_pages_parted_by_form_feeds_are_all_there(pages):
    _, leaves = plain.split_pages("\f".join(pages))
    kept = "".join(leaf.text for leaf in leaves)
    assert kept.replace("\n", "") == "".join(map(clean, pages)).replace("\n", "") or "#" in "".join(pages)


@settings(deadline=None, max_examples=60)
@given(st.binary(max_size=300))
def test_every_byte_sequence_gives_some_text(data):
    text, name = decode(data)
    assert name
    assert bool(text) or not data.strip(b"\xef\xbb\xbf\xff\xfe\x00")
