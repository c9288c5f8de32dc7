"""Mail: EML, MBOX and MSG."""

import email.policy
from email.message import EmailMessage

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from declass.errors import InputError
from declass.read import mail
from declass.read.options import Limits
from read_formats import Read, damaged, read_or_refuse
from read_ole import outlook_message

SENDER, TO, SUBJECT, BODY, HTML, TRANSPORT = 0x0C1F, 0x0E04, 0x0037, 0x1000, 0x1013, 0x007D


def read(folder, data, kind="message/rfc822", name="x.eml", **more):
    return Read(mail, folder, data, name, kind, **more)


def message(text="the body\n", **headers):
    made = EmailMessage()
    for name, value in {"From": "a@b.example", "To": "c@d.example", "Subject": "Año", **headers}.items():
        made[name] = value
    made.set_content(text)
    return made


def test_headers_are_the_first_lines_and_metadata(tmp_path):
    found = read(tmp_path, message(Date="Tue, 11 Sep 1973 18:30:00 +0000").as_bytes())
    assert found.texts == [
        "From: a@b.example\nTo: c@d.example\nDate: Tue, 11 Sep 1973 18:30:00 +0000\nSubject: Año\n\nthe body"
    ]
    assert found.metadata["Subject"] == "Año"
    assert found.heads[0].pages_expected == 1


def test_plain_text_is_preferred_and_what_is_left_out_is_told(tmp_path):
    made = message("plain words\n")
    made.add_alternative("<p>rich words</p>", subtype="html")
    found = read(tmp_path, made.as_bytes())
    assert found.texts[0].endswith("\n\nplain words")
    assert found.metadata["left_out"] == "text/html of the same text"
    assert not found.members


def test_html_alone_becomes_text(tmp_path):
    made = message()
    made.set_content("<p>one</p><p>two</p>", subtype="html")
    assert read(tmp_path, made.as_bytes()).texts[0].endswith("\n\none\ntwo")


def test_attachments_are_members_under_clean_names(tmp_path):
    made = message()
    made.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="../../cable é.pdf")
    made.add_attachment(b"bytes", maintype="application", subtype="pdf")
    made.add_attachment("notes\n", filename="notes.txt")
    found = read(tmp_path, made.as_bytes())
    assert found.contents == [
        ("cable é.pdf", b"%PDF"),
        ("attachment-2.pdf", b"bytes"),
        ("notes.txt", b"notes\n"),
    ]


def test_a_message_inside_a_message_is_a_member(tmp_path):
    made = message()
    made.add_attachment(message("inner words\n", Subject="Inner"))
    ((name, data),) = read(tmp_path, made.as_bytes()).contents
    assert name == "message-1.eml"
    assert read(tmp_path, data).texts[0].endswith("Subject: Inner\n\ninner words")


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        (b"Subject: =?latin-1?q?A=F1o?=\n\nx", "Subject: Año\n\nx"),
        (b"Subject: A\xf1o\n\nx", "Subject: Año\n\nx"),
        (b"Subject: A\xc3\xb1o\n\nx", "Subject: Año\n\nx"),
        (b"Subject: =?no-such?b?AAAA?=\n\nx", "Subject: =?no-such?b?AAAA?=\n\nx"),
        (b"Subject: =?u\xff?q?x?=\n\nx", "Subject: =?uÿ?q?x?=\n\nx"),
        (b"Subject: a\n b\nContent-Type: text/plain; charset=no-such\n\nA\xf1o", "Subject: a b\n\nAño"),
        (b"Content-Type: text/plain; charset=cp850\n\nA\xa4o", "Año"),
        (b"Content-Transfer-Encoding: base64\n\n!!!not base64", "!!!not base64"),
        (b"Content-Type: multipart/mixed\n\nno boundary", "no boundary"),
        (b"no headers at all", "no headers at all"),
    ],
    ids=[
        "rfc 2047",
        "latin-1",
        "utf-8",
        "unknown word",
        "no charset",
        "unknown charset",
        "cp850",
        "base64",
        "boundary",
        "bare",
    ],
)
def test_broken_headers_and_charsets_are_read_as_far_as_they_go(tmp_path, raw, shown):
    assert read(tmp_path, raw).texts == [shown]


def test_a_delivery_report_is_a_member(tmp_path):
    raw = (
        b"Content-Type: multipart/report; boundary=b\n\n--b\nContent-Type: text/plain\n\nfailed\n"
        b"--b\nContent-Type: message/delivery-status\n\nStatus: 5.0.0\n\n--b--\n"
    )
    found = read(tmp_path, raw)
    assert found.texts == ["failed"]
    assert b"Status: 5.0.0" in found.contents[0][1]


MAILBOX = (
    b"From a@b.example Tue Sep 11 18:30:00 1973\nSubject: one\n\nbody\nFrom here 12 on is no mark\n\n"
    b"From a@b.example Tue Sep 11 18:31:00 1973\nSubject: two\n\n>From quoted\n"
)


def test_each_message_of_a_mailbox_is_a_member(tmp_path):
    found = read(tmp_path, MAILBOX, "application/mbox")
    assert found.heads[0].pages_expected == 0
    assert found.contents == [
        ("message-000001.eml", b"Subject: one\n\nbody\nFrom here 12 on is no mark\n\n"),
        ("message-000002.eml", b"Subject: two\n\n>From quoted\n"),
    ]


def test_a_message_too_large_for_the_limit_is_refused_and_the_next_one_read(tmp_path):
    large = MAILBOX.replace(b"body", b"body\n" * 100)
    found = read(tmp_path, large, "application/mbox", limits=Limits(member_bytes=200))
    assert [member.name for member in found.members] == ["message-000002.eml"]
    assert [refused.name for refused in found.refused] == ["message-000001.eml"]


@settings(deadline=None, max_examples=60)
@given(st.lists(st.binary(max_size=60).filter(lambda body: b"From " not in body), max_size=4))
def test_no_byte_of_a_mailbox_is_lost(tmp_path_factory, bodies):
    data = b"".join(b"From a@b.example Tue Sep 11 18:30:00 1973\n" + body + b"\n\n" for body in bodies)
    found = read(tmp_path_factory.getbasetemp(), data, "application/mbox")
    assert [content for _, content in found.contents] == [body + b"\n\n" for body in bodies]


def test_an_outlook_message_is_a_page_with_its_attachments(tmp_path):
    texts = {SENDER: "a@b.example", TO: "Señor C", SUBJECT: "Cable", BODY: "line one\r\nline two"}
    data = outlook_message(texts, [("../cable.pdf", b"%PDF" * 2000), ("inner", None)])
    found = read(tmp_path, data, "application/vnd.ms-outlook", "x.msg")
    assert found.texts == ["From: <a@b.example>\nTo: Señor C\nSubject: Cable\n\nline one\nline two"]
    assert found.contents == [("cable.pdf", b"%PDF" * 2000)]
    assert [(refused.name, "inside the message" in refused.reason) for refused in found.refused] == [
        ("inner", True)
    ]


def test_an_outlook_message_in_html_is_read_and_its_headers_win(tmp_path):
    transport = "From: real@b.example\r\nDate: Tue, 11 Sep 1973 18:30:00 +0000\r\n"
    data = outlook_message({TRANSPORT: transport, SUBJECT: "S", HTML: "<p>año</p>".encode()})
    found = read(tmp_path, data, "application/vnd.ms-outlook", "x.msg")
    assert found.texts == ["From: real@b.example\nDate: Tue, 11 Sep 1973 18:30:00 +0000\nSubject: S\n\naño"]


def test_a_broken_outlook_message_is_an_input_error(tmp_path):
    with pytest.raises(InputError, match="no readable Outlook message"):
        read(tmp_path, outlook_message({BODY: "x"})[:700], "application/vnd.ms-outlook", "x.msg")


def _samples():
    made = message()
    made.add_alternative("<p>rich</p>", subtype="html")
    made.add_attachment(b"x" * 90, maintype="application", subtype="pdf", filename="é.pdf")
    made.add_attachment(message())
    return [
        (made.as_bytes(policy=email.policy.SMTP), "message/rfc822"),
        (
            outlook_message({SUBJECT: "S", BODY: "b" * 50, HTML: b"<p>"}, [("a", b"1")]),
            "application/vnd.ms-outlook",
        ),
    ]


@settings(deadline=None, max_examples=60)
@given(st.sampled_from(_samples()), st.integers(0, 9999), st.binary(min_size=1, max_size=6), st.booleans())
def test_damage_never_raises_anything_but_input_errors(tmp_path_factory, sample, place, junk, cut):
    data, kind = sample
    read_or_refuse(mail, tmp_path_factory.getbasetemp(), damaged(data, place, junk, cut), "x", kind)


@settings(deadline=None, max_examples=60)
@given(st.binary(max_size=200))
def test_any_bytes_are_some_message(tmp_path_factory, data):
    read_or_refuse(mail, tmp_path_factory.getbasetemp(), data, "x.eml", "message/rfc822")
