"""What the child says is taken only if it is exactly an event within the limits."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from declass.errors import SandboxFailure
from declass.model.anchor import Box
from declass.model.page import Colours, Note, PageImage, PageText, Word
from declass.model.reading import (
    Division,
    DocumentEnd,
    DocumentHead,
    Member,
    MemberRefused,
    PageFailed,
    PageRead,
)
from declass.read.conversation import Progress
from declass.read.options import DEFAULT_LIMITS, Limits, ReadOptions
from declass.read.protocol import FRAME, decode, encode, frame_lengths
from declass.text.normal import clean

TEXT = PageText(
    "Señor X",
    "embedded",
    "pdfium",
    "1",
    language="es",
    words=(Word(0, 5, Box(1, 2, 3, 4), 0.5), Word(6, 7, Box(0, 0, 0, 0))),
)
IMAGE = PageImage(2, 3, 300.0, b"abcdef", (0.24, 0, 0, 0.24, 0, 0))
RED = PageImage(2, 3, 300.0, b"abcdef", (0.24, 0, 0, 0.24, 0, 0), Colours(2, 1, b"ghijkl"))
EVENTS = [
    DocumentHead("application/pdf", 3, {"title": "Cable"}),
    PageRead(0, 612, 792, 90, TEXT, (Note(0, 3, "1", "See REF."),), IMAGE, "thin"),
    PageRead(1, 0, 0),
    PageFailed(2, "damaged", "try again"),
    Member("a/b.txt", Path("member-000001")),
    MemberRefused("bomb", "too large"),
    Division("d1", "Cable", "1973-09-11", ("Davis",), 0, 0, 1, 5, "Source: x"),
    DocumentEnd("read"),
    PageRead(3, 612, 792, image=RED),
]


def told(event):
    frame, payload = encode(event)
    json_bytes, payload_bytes = frame_lengths(frame[: FRAME.size], DEFAULT_LIMITS)
    assert (json_bytes, payload_bytes) == (len(frame) - FRAME.size, len(payload))
    return decode(frame[FRAME.size :], payload, DEFAULT_LIMITS)


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: type(event).__name__)
def test_events_arrive_as_they_were_sent(event):
    assert told(event) == event


@given(st.text(max_size=50), st.text(max_size=50))
def test_odd_titles_arrive_cleaned(title, name):
    assert told(DocumentHead("text/plain", 1, {name: title})).metadata == {clean(name): clean(title)}


def lie(event, **changes):
    frame, payload = encode(event)
    raw = json.loads(frame[FRAME.size :])
    for key, value in changes.items():
        target = raw["text"] if key.startswith("text_") else raw
        target[key.removeprefix("text_")] = value
    return json.dumps(raw).encode(), payload


PAGE = EVENTS[1]
LIES = {
    "negative page": (PAGE, {"index": -1}),
    "page beyond the limit": (PAGE, {"index": DEFAULT_LIMITS.pages}),
    "fractional page": (PAGE, {"index": 1.5}),
    "page as a truth value": (PAGE, {"index": True}),
    "endless width": (PAGE, {"width_pt": float("inf")}),
    "width that is no number": (PAGE, {"width_pt": float("nan")}),
    "odd rotation": (PAGE, {"rotation": 45}),
    "text as a list": (PAGE, {"text": ["x"]}),
    "text with a control": (PAGE, {"text_text": "a\x00b"}),
    "text not in normal form": (PAGE, {"text_text": "cafe\u0301"}),
    "lone surrogate": (PAGE, {"text_text": "\ud800"}),
    "person's layer": (PAGE, {"text_kind": "human"}),
    "word beyond the text": (PAGE, {"text_words": [[0, 99, 0, 0, 1, 1, None]]}),
    "inside-out span": (PAGE, {"text_words": [[3, 1, 0, 0, 1, 1, None]]}),
    "inside-out box": (PAGE, {"text_words": [[0, 1, 5, 0, 1, 1, None]]}),
    "endless box": (PAGE, {"text_words": [[0, 1, 0, 0, float("inf"), 1, None]]}),
    "short word": (PAGE, {"text_words": [[0, 1]]}),
    "more words than letters": (PAGE, {"text_words": [[0, 0, 0, 0, 1, 1, None]] * 99}),
    "too sure": (PAGE, {"text_confidence": 1.1}),
    "image of another size": (PAGE, {"image": [20, 30, 300, 1, 0, 0, 1, 0, 0]}),
    "image without size": (PAGE, {"image": [0, 3, 300, 1, 0, 0, 1, 0, 0]}),
    "pixels elsewhere": (PAGE, {"image": [2, 3, 300, float("nan"), 0, 0, 1, 0, 0]}),
    "colours of another size": (EVENTS[8], {"colours": [2, 2]}),
    "colours without size": (EVENTS[8], {"colours": [0, 1]}),
    "colours of odd size": (EVENTS[8], {"colours": [2.0, 1.0]}),
    "pixels of nothing": (EVENTS[8], {"colours": None}),
    "member above the spool": (EVENTS[4], {"file": "../etc"}),
    "member that is the spool": (EVENTS[4], {"file": ".."}),
    "unknown end": (EVENTS[7], {"state": "deleted"}),
    "unknown message": (EVENTS[7], {"is": "run"}),
    "no metadata": (EVENTS[0], {"metadata": None}),
    "metadata that is no text": (EVENTS[0], {"metadata": {"title": 1}}),
    "type that is none": (EVENTS[0], {"media_type": "<script>"}),
    "too many pages": (EVENTS[0], {"pages_expected": DEFAULT_LIMITS.pages + 1}),
}


@pytest.mark.parametrize(("event", "changes"), LIES.values(), ids=LIES.keys())
def test_lies_are_refused(event, changes):
    with pytest.raises(SandboxFailure):
        decode(*lie(event, **changes), DEFAULT_LIMITS)


def test_deep_nesting_is_refused():
    with pytest.raises(SandboxFailure):
        decode(b"[" * 200_000, b"", DEFAULT_LIMITS)


KEYS = st.sampled_from(["is", "index", "text"])
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["is", "index", "text"]), inner)
    ),
    max_leaves=10,
)


@settings(max_examples=200)
@given(
    JSON | st.fixed_dictionaries({"is": st.sampled_from(["page", "head", "member", "division"])}),
    st.binary(max_size=9),
)
def test_any_json_is_an_event_or_refused(raw, payload):
    with pytest.raises(SandboxFailure):
        decode(json.dumps(raw).encode(), payload, DEFAULT_LIMITS)


@given(st.binary(max_size=50))
def test_any_bytes_are_refused(body):
    with pytest.raises(SandboxFailure):
        decode(body, b"", DEFAULT_LIMITS)


HEAD = DocumentHead("text/plain", 2)
ORDERS = {
    "page before the head": [PageRead(0, 0, 0)],
    "two heads": [HEAD, HEAD],
    "a page twice": [HEAD, PageRead(0, 0, 0), PageFailed(0, "x")],
    "too many members": [HEAD, *[MemberRefused("x", "y")] * 3],
    "too many divisions": [HEAD, *[EVENTS[6]] * 3],
    "too much text": [HEAD, PageRead(0, 0, 0, text=TEXT), PageRead(1, 0, 0, text=TEXT)],
}


@pytest.mark.parametrize("events", ORDERS.values(), ids=ORDERS.keys())
def test_events_that_do_not_fit_the_document_are_refused(events):
    progress = Progress(Limits(members=2, divisions=2, text_chars=10), ReadOptions())
    for event in events[:-1]:
        progress.note(event)
    with pytest.raises(SandboxFailure):
        progress.note(events[-1])
