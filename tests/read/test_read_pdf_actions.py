"""What a PDF would do is named; nothing of it is done."""

import pytest
from pikepdf import Array, Dictionary, Name, String

from declass.model.reading import DocumentHead, PageRead
from declass.read.options import ReadOptions
from declass.read.sandbox import Reader
from read_made import lines, pdf_bytes, write
from redacted_made import built


@pytest.fixture(scope="module")
def reader():
    with Reader() as made:
        yield made


@pytest.fixture
def metadata(reader, tmp_path):
    def metadata(content):
        events = list(reader.read(write(tmp_path, "a.pdf", content), "a.pdf", ReadOptions(images="never")))
        assert any(isinstance(event, PageRead) for event in events)
        return next(event for event in events if isinstance(event, DocumentHead)).metadata

    return metadata


SCRIPT = Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))
LAUNCH = Dictionary(S=Name.Launch, F=String("calc.exe"))


def on_opening(action):
    return built(lines(["A"]), lambda pdf, page: pdf.Root.__setattr__("OpenAction", action))


def on_a_note(action):
    note = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=Array([0, 0, 9, 9]), A=action)
    return built(lines(["A"]), lambda pdf, page: page.__setattr__("Annots", Array([note])))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (on_opening(SCRIPT), "JavaScript"),
        (on_a_note(LAUNCH), "Launch"),
        (on_opening(Dictionary(S=Name.GoTo, D=Array([]), Next=SCRIPT)), "JavaScript"),
    ],
    ids=["script on opening", "program behind a link", "script after a jump"],
)
def test_active_content_is_named(metadata, content, said):
    assert metadata(content)["active_content"] == f"{said} (not followed)"


def test_links_to_pages_and_addresses_are_none(metadata):
    assert "active_content" not in metadata(pdf_bytes(lines(["A"])))
    web = Dictionary(S=Name.URI, URI=String("https://example.org"))
    assert "active_content" not in metadata(on_a_note(web))


def test_actions_that_go_in_a_circle_end(metadata):
    def circle(pdf, page):
        action = pdf.make_indirect(Dictionary(S=Name.Launch, F=String("x")))
        action.Next = action
        pdf.Root.OpenAction = action

    assert metadata(built(lines(["A"]), circle))["active_content"] == "Launch (not followed)"
