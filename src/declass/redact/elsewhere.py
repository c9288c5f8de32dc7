"""Words left under bars that the same file says elsewhere: in its metadata, its bookmarks, what is attached.

A title such as "Debriefing of HARROW" tells the name that page 3 has under a bar. A word counts where it is
long enough to be a name or a number and no page shows it.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from declass.locale import kept as _
from declass.model.anchor import Span
from declass.model.withholding import BLOCK, Withholding
from declass.text.normal import fold, tokens

_LEAST_LETTERS = 4  # shorter words stand everywhere
LIKELY = 0.6
"""Below it, more findings are comments or cut-off edges than words withheld: they are looked for nowhere."""
UNDER_HOST = _("The words stand under a bar in the file that this one is attached to.")
_MOST_BYTES = 2 * 1024 * 1024  # of an attached file that is looked through
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """What a file says beside its pages.

    Attributes:
        metadata: as it came, by key.
        attached: the words of each attached file, in order; () of one that is too large.
    """

    metadata: Mapping[str, str] = field(default_factory=dict)
    attached: Sequence[frozenset[str]] = ()


def words_of(content: bytes) -> frozenset[str]:
    """The words of an attached file, whatever its letters are coded in; none of one that is packed or large.

    >>> sorted(words_of("Señor HARROW".encode("utf-16")))
    ['harrow', 'senor']
    """
    if len(content) > _MOST_BYTES:
        return frozenset()
    wide = content[:2] in (b"\xff\xfe", b"\xfe\xff") or content[1:64:2].count(0) > len(content[1:64:2]) / 2
    text = content.decode("utf-16" if wide else "utf-8", errors="replace")
    return frozenset(tokens(text))


def secret_words(hidden: Iterable[str], shown: Iterable[str]) -> frozenset[str]:
    """Words that stand under bars and that no page shows.

    >>> sorted(secret_words(["AGENT HARROW MET THE COURIER"], ["the agent met nobody"]))
    ['courier', 'harrow']
    """
    under = {word for text in hidden for word in tokens(text) if len(word) >= _LEAST_LETTERS}
    return frozenset(under - {word for text in shown for word in tokens(text)}) if under else frozenset()


def told(found: Withholding, words: frozenset[str], elsewhere: Elsewhere) -> Withholding:
    """A finding of words under a bar, with the places where the file says them too; never with the words."""
    if found.kind != "under_text":
        return found
    own = words & set(tokens(found.text))
    said = [
        _("The file's metadata ({key}) say such a word too.").format(key=key)
        for key, value in elsewhere.metadata.items()
        if own & set(tokens(value))
    ]
    said += [
        _("Attached file {number} says such a word too.").format(number=number)
        for number, attached in enumerate(elsewhere.attached, 1)
        if own & attached
    ]
    return replace(found, evidence=(*found.evidence, *said)) if said else found


def masked(metadata: Mapping[str, str], words: frozenset[str]) -> dict[str, str]:
    """Metadata in which blocks stand for such words.

    >>> masked({"title": "Debriefing of Harrow"}, frozenset({"harrow"}))
    {'title': 'Debriefing of ███'}
    """

    return {key: blotted(value, words) for key, value in metadata.items()}


def blotted(text: str, words: frozenset[str]) -> str:
    """A text in which a block stands for each such word."""
    return _WORD.sub(lambda match: BLOCK if fold(match[0]) in words else match[0], text) if words else text


def places_of(text: str, words: frozenset[str]) -> list[Span]:
    """Where such words stand; those that follow one another with blanks between are one place.

    >>> places_of("Now Ernesto Harrow came", frozenset({"ernesto", "harrow"}))
    [Span(start=4, end=18)]
    """
    found: list[Span] = []
    for match in _WORD.finditer(text) if words else ():
        if fold(match[0]) not in words:
            continue
        if found and not text[found[-1].end : match.start()].strip(" \t"):
            found[-1] = Span(found[-1].start, match.end())
        else:
            found.append(Span(match.start(), match.end()))
    return found
