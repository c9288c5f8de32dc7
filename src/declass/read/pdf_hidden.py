"""Characters that are not seen, taken word by word: a word is hidden by one thing, and as a whole.

::

    h a r b o u r        h a r b o u r        w e s t - h a r b o u r        h a r b o u r
    █ ▓ █ █ ▒ █ █        █ █ █ █ █ · ·                  █ █ █ █ █ █ █                    █
    one bar over all     its end with it      only the part covered         none: an accident
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from declass.model.anchor import Box
from declass.model.drawing import UnseenReason

_LONGEST_RUN_KEPT = 1  # a lone hidden letter within a word that shows is an artefact of overlapping boxes


@dataclass(frozen=True, slots=True)
class Hidden:
    """Why a character is not seen; those of one run have the same, but for the place's looks."""

    reason: UnseenReason
    mark: int | None = None
    above: bool = True
    group: int | None = None


@dataclass(frozen=True, slots=True)
class Character:
    """One inked character of a page.

    Attributes:
        index: PDFium's, on the page's text.
        box: where it stands; None where it has no extent.
    """

    index: int
    text: str
    box: Box | None


def words_of(characters: Sequence[Character]) -> list[list[Character]]:
    """Characters that follow one another without a blank between."""
    words: list[list[Character]] = []
    for character in characters:
        if words and words[-1][-1].index == character.index - 1:
            words[-1].append(character)
        else:
            words.append([character])
    return words


def whole_words(
    characters: Sequence[Character],
    hidden: Mapping[int, Hidden],
    inkless: Collection[int],
    under: Callable[[Character, Hidden], bool],
) -> dict[int, Hidden]:
    """What is hidden, by the character's index, without lone letters of words that show.

    Args:
        inkless: characters of which nothing can be told; they go with their word.
        under: whether a letter that shows lies under the thing that hides most of its word.
    """
    kept: dict[int, Hidden] = {}
    for word in words_of(characters):
        kept |= _smoothed(word, _spread(word, hidden, under), inkless)
    return kept


def _spread(
    word: Sequence[Character], hidden: Mapping[int, Hidden], under: Callable[[Character, Hidden], bool]
) -> dict[int, Hidden]:
    """Letters hidden by several things under the one that hides most, with those that stick out of a bar."""
    spread = {c.index: hidden[c.index] for c in word if c.index in hidden}
    for is_letter, group in groupby(word, key=lambda character: character.text.isalnum()):
        run = list(group)
        why = [hidden[c.index] for c in run if c.index in hidden]
        mostly = len(why) > max(_LONGEST_RUN_KEPT, len(run) / 2)
        if is_letter and mostly and len({one.reason for one in why}) == 1:
            most = max(why, key=why.count)
            spread |= {c.index: most for c in run if c.index in hidden or under(c, most)}
    return spread


def _smoothed(
    word: Sequence[Character], hidden: Mapping[int, Hidden], inkless: Collection[int]
) -> dict[int, Hidden]:
    """Without a lone letter; with the specks (dots, accents) of a word that does not show."""
    count = sum(c.index in hidden for c in word)
    if count <= _LONGEST_RUN_KEPT < len(word):
        return {}
    reasons = set(hidden.values())
    if count <= len(word) / 2 or len(reasons) > 1:
        return dict(hidden)
    (reason,) = reasons
    speck = {c.index for c in word if c.index in inkless or not c.text.isalnum()}
    return {c.index: reason for c in word if c.index in hidden or c.index in speck}
