"""Outlook messages (MSG): headers and body are one page, attachments are members."""

from collections.abc import Iterator
from io import BytesIO
from typing import Any

from oxmsg import Message
from oxmsg.domain import constants

from declass.errors import InputError, LimitExceeded
from declass.model.reading import Member, MemberRefused, ReadEvent
from declass.read.encoding import decode
from declass.read.faults import DAMAGE, told
from declass.read.flow import Leaf, head, page_events, short
from declass.read.html import html_text
from declass.read.options import MIB, Limits, ReadOptions, Source
from declass.read.spool import MemberWriter
from declass.text.normal import clean

_ENGINE = ("msg", "1")
_MEMORY_SHARE = 16  # the whole file is held, and each stream again
_ATTACHED_MESSAGE = 5  # [MS-OXCMSG] 2.2.2.9 PidTagAttachMethod, afEmbeddedMessage
_REMEDY = "Open the message in Outlook, save the attachment and add it."
_DISPLAY = (("To", constants.PID_DISPLAY_TO), ("Cc", constants.PID_DISPLAY_CC))


def read(source: Source, options: ReadOptions, limits: Limits) -> Iterator[ReadEvent]:
    """The message's page and its attachments.

    Raises:
        InputError: no Outlook message, or a damaged one.
        LimitExceeded: too large for memory.
    """
    size = source.path.stat().st_size
    if size > limits.memory_bytes // _MEMORY_SHARE:
        raise LimitExceeded(f"the message has {size // MIB} MiB", "Save its attachments and add them.")
    try:
        message = Message.load(BytesIO(source.path.read_bytes()))
        headers, body = _headers(message), _body(message)
        attachments = message.attachments
    except DAMAGE as e:
        raise InputError(
            f"{source.name} is no readable Outlook message: {told(e)}", "Save it as .eml and add that."
        ) from e
    lines = "\n".join(f"{name}: {value}" for name, value in headers.items() if value)
    yield head(source.media_type, 1, headers, limits)
    yield from page_events([Leaf("\n\n".join(filter(None, (lines, body))))], _ENGINE, options, limits)
    writer = MemberWriter(source, limits)
    for order, attachment in enumerate(attachments, start=1):
        yield _attachment(attachment, order, writer)


def _headers(message: Any) -> dict[str, str]:
    carried = {name.title(): str(value) for name, value in message.message_headers.items()}
    shown = {name: message.properties.str_prop_value(tag) or "" for name, tag in _DISPLAY}
    sent = message.sent_date
    found = {
        "From": message.sender or "",
        "To": carried.get("To") or shown["To"],
        "Cc": carried.get("Cc") or shown["Cc"],
        "Date": carried.get("Date") or (sent.isoformat() if sent else ""),
        "Subject": message.subject,
    }
    return {name: short(value) for name, value in found.items()}


def _body(message: Any) -> str:
    if plain := message.body:
        return clean(plain).strip("\n")
    raw = message.properties.binary_prop_value(constants.PID_HTML)
    markup = decode(raw)[0] if raw else message.properties.str_prop_value(constants.PID_BODY_HTML)
    return html_text(markup).text if markup else ""


def _attachment(attachment: Any, order: int, writer: MemberWriter) -> Member | MemberRefused:
    name = f"attachment-{order}"
    try:
        name = attachment.file_name or name
        method = attachment.properties.int_prop_value(constants.PID_ATTACH_METHOD)
        content = attachment.file_bytes
    except DAMAGE as e:
        return MemberRefused(short(name), f"it cannot be taken out: {told(e)}", _REMEDY)
    if method == _ATTACHED_MESSAGE:
        return MemberRefused(short(name), "it is an Outlook message inside the message", _REMEDY)
    if content is None:
        return MemberRefused(short(name), "it is only linked, its bytes are not in the file", _REMEDY)
    return writer.write(name, [content])
