"""A query cut into tokens: words, phrases, operators, fields."""

import re
from dataclasses import dataclass
from typing import Literal

from declass.errors import QueryError

Kind = Literal["word", "phrase", "every", "field", "and", "or", "not", "open", "close", "end"]

_OPERATORS: dict[str, Kind] = {"AND": "and", "OR": "or", "NOT": "not"}
_OPENING = '"“”„‟«»＂'
_CLOSING = {"„": '“”"', "«": "»", "»": "«»"}
_BRACKETS: dict[str, Kind] = {"(": "open", ")": "close"}
_NUMBER = re.compile(r"~(\d*)")
_FIELD = re.compile(r"([^\W\d_]{2,20}):(=?)")
_POSSESSIVE = re.compile(r"['’][sS]\Z")
_STOPS = frozenset('()"“”„‟«»＂')


@dataclass(frozen=True, slots=True)
class Token:
    """One token.

    Attributes:
        text: without quotes, escapes and trailing operators.
        position: 0-based offset in the query.
        prefix: a ``*`` stood at its end.
        number: after ``~``; None where there was no ``~``.
        exact: a field written ``name:=``.
    """

    kind: Kind
    text: str
    position: int
    prefix: bool = False
    number: int | None = None
    exact: bool = False


def lex(query: str) -> list[Token]:
    """Cut a query into tokens, the last of kind ``end``.

    >>> [t.kind for t in lex('"coup d’état" OR pay* -agency:CIA')]
    ['phrase', 'or', 'word', 'not', 'field', 'word', 'end']

    Raises:
        QueryError: unbalanced quotes, or a ``*`` that is not at a word's end.
    """
    tokens: list[Token] = []
    at = 0
    while at < len(query):
        if query[at].isspace():
            at += 1
            continue
        token, at = _next(query, at, after_field=bool(tokens) and tokens[-1].kind == "field")
        if token is not None:
            tokens.append(token)
    tokens.append(Token("end", "", len(query)))
    return tokens


def _next(query: str, at: int, after_field: bool) -> tuple[Token | None, int]:
    char = query[at]
    if char in _BRACKETS:
        return Token(_BRACKETS[char], char, at), at + 1
    if char in _OPENING:
        return _quoted(query, at)
    if after_field:
        return _word(query, at)
    if char == "-" and _begins_item(query, at + 1):
        return Token("not", "-", at), at + 1
    field = _FIELD.match(query, at)
    if field and _is_field(query, field):
        return Token("field", field[1], at, exact=bool(field[2])), field.end()
    return _word(query, at)


def _begins_item(query: str, at: int) -> bool:
    return at < len(query) and (query[at].isalnum() or query[at] in _OPENING or query[at] in "(\\")


def _is_field(query: str, match: re.Match[str]) -> bool:
    """``name:value`` is a field; ``SUBJ: PL-480`` and ``http://`` are pasted text."""
    following = query[match.end() : match.end() + 1]
    if following == "/" or following == ":":
        return False
    return match[1].islower() or not following.isspace()


def _quoted(query: str, start: int) -> tuple[Token, int]:
    opening = query[start]
    ends = _CLOSING.get(opening, '"“”„‟＂')
    letters: list[str] = []
    at = start + 1
    while at < len(query) and query[at] not in ends:
        if query[at] == "\\" and at + 1 < len(query):
            at += 1
        letters.append(query[at])
        at += 1
    if at >= len(query):
        remedy = "Add the closing quote, or take this one out."
        raise QueryError("This quotation mark is never closed", remedy, start, query)
    text, prefix = "".join(letters), letters[-1:] == ["*"]
    number, at = _number(query, at + 1)
    return Token("phrase", text, start, prefix=prefix, number=number), at


def _number(query: str, at: int) -> tuple[int | None, int]:
    match = _NUMBER.match(query, at)
    if match is None:
        return None, at
    return int(match[1][:6] or 1), match.end()


def _word(query: str, start: int) -> tuple[Token | None, int]:
    """A run up to a space, quote or bracket; None where it holds no letter or digit."""
    letters: list[str] = []
    escaped = prefix = False
    at = start
    while at < len(query) and not query[at].isspace() and query[at] not in _STOPS:
        if query[at] == "\\" and at + 1 < len(query):
            letters.append(query[at + 1])
            escaped = True
            at += 2
            continue
        if query[at] == "~" and letters:
            break
        letters.append(query[at])
        at += 1
    number, end = _number(query, at)
    raw = "".join(letters)
    if raw == "*":
        return Token("every", "*", start), end
    if raw in _OPERATORS and not escaped:
        return Token(_OPERATORS[raw], raw, start), end
    if raw.endswith("*") and not escaped:
        raw, prefix = raw.rstrip("*"), True
    _refuse_star(query, raw, start, escaped)
    if not any(c.isalnum() for c in raw):
        return None, end
    return Token("word", _POSSESSIVE.sub("", raw), start, prefix, number), end


def _refuse_star(query: str, raw: str, start: int, escaped: bool) -> None:
    if "*" in raw.strip("*") or (raw.startswith("*") and raw.strip("*")):
        if escaped:
            return
        remedy = "Move it to the end, as in pay*, or put the word in quotes."
        raise QueryError("A * can stand only at the end of a word", remedy, start + raw.index("*"), query)
