"""Mail (EML, MBOX, Outlook MSG): one page of headers and body a message; attachments are members."""

import email
import email.policy
import mimetypes
import re
from collections.abc import Iterable, Iterator
from email.header import decode_header, make_header
from email.message import Message
from typing import BinaryIO

from declass.errors import InputError, LimitExceeded
from declass.model.reading import Member, MemberRefused, ReadEvent
from declass.read import msg
from declass.read.encoding import decode
from declass.read.faults import DAMAGE, told
from declass.read.flow import Leaf, head, page_events, short
from declass.read.html import html_text
from declass.read.options import MIB, Limits, ReadOptions, Source
from declass.read.spool import MemberWriter
from declass.text.normal import clean

_ENGINE = ("mail", "1")
_HEADERS = ("From", "To", "Cc", "Bcc", "Date", "Subject")
_KEPT = (*_HEADERS, "Message-ID", "In-Reply-To")
_MEMORY_SHARE = 16  # the parser holds a message several times over
_LINE_BYTES = 64 * 1024
_OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# RFC 4155: a line "From ", an address and a time, after an empty line or at the start, begins a message
_MBOX_FROM = re.compile(rb"From \S+.*\d\d:\d\d")


def read(source: Source, options: ReadOptions, limits: Limits) -> Iterator[ReadEvent]:
    """The message's page and attachments; of a mailbox, each message as a member.

    Raises:
        InputError: no message can be made out.
        LimitExceeded: too large for memory, or too many messages.
    """
    with source.path.open("rb") as file:
        start = file.read(len(_OLE2))
        file.seek(0)
        if source.media_type == "application/mbox":
            yield head(source.media_type, 0, {}, limits)
            yield from _mailbox(file, MemberWriter(source, limits))
        elif start == _OLE2:
            yield from msg.read(source, options, limits)
        else:
            yield from _message(file, source, options, limits)


# ── one message ─────────────────────────────────────────────────────────────────────────────────


def _message(file: BinaryIO, source: Source, options: ReadOptions, limits: Limits) -> Iterator[ReadEvent]:
    size = source.path.stat().st_size
    if size > limits.memory_bytes // _MEMORY_SHARE:
        raise LimitExceeded(
            f"the message has {size // MIB} MiB", "Save its attachments by themselves and add them."
        )
    try:
        message = email.message_from_binary_file(file, policy=email.policy.compat32)
        bodies, others, left_out = _sorted_parts(message)
        text = "\n\n".join(filter(None, [_header_lines(message), *map(_body_text, bodies)]))
        metadata = {name: header(message, name) for name in _KEPT} | {"left_out": "; ".join(left_out)}
    except DAMAGE as e:
        raise InputError(
            f"{source.name} is no readable message: {told(e)}", "Save it anew from a mail program."
        ) from e
    yield head(source.media_type, 1, metadata, limits)
    yield from page_events([Leaf(text)], _ENGINE, options, limits)
    writer = MemberWriter(source, limits)
    for order, part in enumerate(others, start=1):
        yield _attachment(part, order, writer)


def header(message: Message, name: str) -> str:
    """All headers of that name, decoded (RFC 2047), one line; "" if there is none."""
    wanted = name.lower()
    return short("; ".join(_decoded(str(raw)) for key, raw in message.raw_items() if key.lower() == wanted))


def _decoded(raw: str) -> str:
    # bytes above 127, which no header may hold but many do, come as surrogates
    plain = raw if raw.isascii() else decode(raw.encode("utf-8", "surrogateescape"))[0]
    try:
        return str(make_header(decode_header(plain)))
    except DAMAGE:
        return plain  # a broken encoding stays as it was written


def _header_lines(message: Message) -> str:
    return "\n".join(f"{name}: {value}" for name in _HEADERS if (value := header(message, name)))


def _sorted_parts(message: Message) -> tuple[list[Message], list[Message], list[str]]:
    """Parts that make the page, parts that are attachments, and what was left out as the same text again."""
    bodies: list[Message] = []
    others: list[Message] = []
    left_out: list[str] = []
    waiting = [message]
    while waiting:
        part = waiting.pop(0)
        if part.get_content_type() == "multipart/alternative":
            chosen, rest = _chosen(part)
            waiting[:0] = chosen
            left_out += [f"{other.get_content_type()} of the same text" for other in rest]
        elif part.get_content_maintype() == "multipart" and part.is_multipart():
            waiting[:0] = _children(part)
        else:
            (bodies if _is_body(part) else others).append(part)
    return bodies, others, left_out


def _children(part: Message) -> list[Message]:
    payload = part.get_payload()
    return [child for child in payload if isinstance(child, Message)] if isinstance(payload, list) else []


def _chosen(part: Message) -> tuple[list[Message], list[Message]]:
    """Of alternatives, the plain text if it says anything, else all; and the texts passed over."""
    children = _children(part)
    plain = [c for c in children if c.get_content_type() == "text/plain" and _body_text(c).strip()]
    if not plain:
        return children, []
    passed = [
        c for c in children if c.get_content_type() in ("text/plain", "text/html") and c is not plain[0]
    ]
    return [c for c in children if not any(c is other for other in passed)], passed


def _is_body(part: Message) -> bool:
    if part.is_multipart():
        return False
    if part.get_content_maintype() == "multipart":  # its boundary is missing: all there is stands in it
        return True
    if part.get_content_type() not in ("text/plain", "text/html", "text/enriched"):
        return False
    return part.get_content_disposition() != "attachment" and not _file_name(part)


def _file_name(part: Message) -> str:
    try:
        return short(_decoded(part.get_filename() or ""))
    except DAMAGE:
        return ""


def _octets(part: Message) -> bytes:
    if part.is_multipart():  # delivery reports and their kin
        return part.as_bytes()
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else str(part.get_payload()).encode("utf-8", "replace")


def _body_text(part: Message) -> str:
    charset = part.get_param("charset", "")
    text, _ = decode(_octets(part), charset if isinstance(charset, str) else str(charset[2]))
    if part.get_content_type() == "text/html":
        return html_text(text).text
    return clean(text).strip("\n")


def _attachment(part: Message, order: int, writer: MemberWriter) -> Member | MemberRefused:
    kind = part.get_content_type()
    name = _file_name(part)
    try:
        if kind == "message/rfc822" and (inner := _children(part)):
            name = name or f"message-{order}.eml"
            content = inner[0].as_bytes(policy=email.policy.compat32.clone(max_line_length=0))
        else:
            name = name or f"attachment-{order}{mimetypes.guess_extension(kind) or '.bin'}"
            content = _octets(part)
    except DAMAGE as e:
        return MemberRefused(name or f"attachment-{order}", f"it cannot be decoded: {told(e)}")
    return writer.write(name, [content])


# ── a mailbox ───────────────────────────────────────────────────────────────────────────────────


class _Mailbox:
    """Cuts a mailbox into messages without holding one in memory."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._line = self._next_line()

    def _next_line(self) -> bytes:
        return self._file.readline(_LINE_BYTES)

    @property
    def exhausted(self) -> bool:
        return not self._line

    def message(self) -> Iterator[bytes]:
        """The lines of the next message, without its "From " line."""
        if _MBOX_FROM.match(self._line):
            self._line = self._next_line()
        blank, at_start = False, True
        while self._line:
            if blank and at_start and _MBOX_FROM.match(self._line):
                return
            yield self._line
            blank = at_start and self._line in (b"\n", b"\r\n")
            at_start = self._line.endswith(b"\n")
            self._line = self._next_line()


def _mailbox(file: BinaryIO, writer: MemberWriter) -> Iterator[Member | MemberRefused]:
    mailbox, count = _Mailbox(file), 0
    while not mailbox.exhausted:
        count += 1
        rest: Iterable[bytes] = mailbox.message()
        yield writer.write(f"message-{count:06d}.eml", rest)
        for _ in rest:  # a message refused for its size is passed over to its end
            pass
