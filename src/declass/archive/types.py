"""Column types that are the same text in every database: plain text, canonical JSON, UTC time stamps."""

import json
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Dialect, Text
from sqlalchemy.types import TypeDecorator

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")

Json = None | bool | int | float | str | Sequence["Json"] | Mapping[str, "Json"]


def storable(text: str) -> str:
    """The text with NUL and lone surrogates, which databases refuse, as U+FFFD; its length stays.

    >>> storable("caf\\udce9.pdf")
    'caf\ufffd.pdf'
    """
    if text.isascii() and "\0" not in text:
        return text
    return _UNSTORABLE.sub("\ufffd", text)


def canonical(value: Json) -> str:
    """One text for one value: sorted keys, no spaces, letters as they are.

    >>> canonical({"b": 1, "a": ["ñ"]})
    '{"a":["ñ"],"b":1}'
    """
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def now() -> datetime:
    """UTC, with zone."""
    return datetime.now(UTC)


class PlainText(TypeDecorator[str]):
    """Text, made storable on the way in."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else storable(value)


class CanonicalJson(TypeDecorator[Any]):
    """Canonical JSON in a text column, so that equal values are equal bytes in every database."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        return None if value is None else storable(canonical(value))

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        return None if value is None else json.loads(value)


class UtcTime(TypeDecorator[datetime]):
    """ISO 8601 in UTC with microseconds and ``Z``, so that text order is time order."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:
        if value is None:
            return None
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")

    def process_result_value(self, value: str | None, dialect: Dialect) -> datetime | None:
        return None if value is None else datetime.fromisoformat(value)
