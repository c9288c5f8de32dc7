"""Words that know what they are: running text with the secrets in it marked."""

import random
import re
from collections.abc import Callable
from dataclasses import dataclass, replace

_CHOICE = re.compile(r"<([^<>]+)>")
_SLOT = re.compile(r"\{(\w+)\}")
_MARKED = re.compile("\x01([a-z]*)\\|([^\x02]*)\x02")
_CONTRACTIONS = (
    (re.compile("\\b([Dd])e (\x01[a-z]*\\|)el "), r"\1el \2"),
    (re.compile("\\b([Aa]) (\x01[a-z]*\\|)el "), r"\1l \2"),
    (re.compile("\\b([Dd])e (\x01[a-z]*\\|)([ao]s?) (?=[A-Za-z])"), r"\1\3 \2"),
    (re.compile("\\bem (\x01[a-z]*\\|)([ao]s?) (?=[A-Za-z])"), r"n\2 \1"),
)


@dataclass(frozen=True, slots=True)
class Piece:
    """A word, or part of one, of a record.

    Attributes:
        text: without spaces.
        glue: stands against the piece before it, with no space between.
        secret: why a reviewer would withhold it (``name``, ``officer``, ``cryptonym``, ``place``, ``sum``,
            ``liaison``), or "".
        mention: pieces of one name share a number within their paragraph; -1 = none.
        sentence: running number of the sentence within its paragraph.
    """

    text: str
    glue: bool = False
    secret: str = ""
    mention: int = -1
    sentence: int = 0


def expand(template: str, rng: random.Random, fill: Callable[[str], tuple[str, str]]) -> str:
    """Choose among ``<a|b>`` and fill ``{slot}``; filled words bear the class ``fill`` gives them."""
    chosen = _CHOICE.sub(lambda m: rng.choice(m.group(1).split("|")), template)

    def marked(match: re.Match[str]) -> str:
        secret, text = fill(match.group(1))
        return f"\x01{secret}|{text}\x02"

    filled = _SLOT.sub(marked, chosen)
    for pattern, replacement in _CONTRACTIONS:
        filled = pattern.sub(replacement, filled)
    return _capital(filled)


def _capital(text: str) -> str:
    start = text.index("|") + 1 if text.startswith("\x01") else 0
    return text[:start] + text[start : start + 1].upper() + text[start + 1 :]


def split(marked: str, sentence: int = 0, first_mention: int = 0) -> list[Piece]:
    """Words of marked text.

    >>> [p.text for p in split("Pay \\x01name|Ann Lee\\x02, now")]
    ['Pay', 'Ann', 'Lee', ',', 'now']
    """
    pieces: list[Piece] = []
    mention = first_mention
    position = 0
    spaced = True
    for match in _MARKED.finditer(marked):
        spaced = _words(marked[position : match.start()], Piece("", sentence=sentence), spaced, pieces)
        secret = match.group(1)
        like = Piece("", secret=secret, mention=mention if secret else -1, sentence=sentence)
        spaced = _words(match.group(2), like, spaced, pieces)
        mention += bool(secret)
        position = match.end()
    _words(marked[position:], Piece("", sentence=sentence), spaced, pieces)
    return pieces


def _words(text: str, like: Piece, spaced: bool, pieces: list[Piece]) -> bool:
    """Append the words of ``text``; returns whether a space ends it (or ended the text before, if empty)."""
    if not text:
        return spaced
    first_spaced = spaced or text[0].isspace()
    for number, word in enumerate(text.split()):
        glue = number == 0 and not first_spaced
        body, slash, tail = word.partition("/") if like.secret == "cryptonym" else (word, "", "")
        pieces.append(replace(like, text=body, glue=glue))
        if slash:  # the serial of a code name can be withheld alone
            pieces.append(replace(like, text=slash + tail, glue=True))
    return text[-1].isspace()


def plain(pieces: list[Piece] | tuple[Piece, ...]) -> str:
    """The text as read aloud."""
    return "".join(p.text if p.glue or not i else " " + p.text for i, p in enumerate(pieces))
