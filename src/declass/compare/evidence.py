"""The evidence for a grade in plain sentences, the strongest first; kept in English, shown translated."""

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from declass import locale
from declass.locale import kept as _
from declass.locale import translate

if TYPE_CHECKING:  # the reader shows sentences and weighs nothing
    from declass.compare.difference import Difference
    from declass.compare.pair import Pair
    from declass.compare.scorecard import Scorecard

_TOLD = 0.15
"""Log-odds below which a feature is not worth a sentence."""
_MOST = 4


_FOR = {
    "old_ratio": _("Nothing, or next to nothing, stands there in the text that lacks them."),
    "pair_alike": _("The two texts are read alike: hardly a word is misread."),
    "glued_alike": _("Letters are missing from within a group of signs that both texts have."),
    "missing_again": _("The same words are missing elsewhere in this record too."),
    "code": _("What stands there looks like an exemption code or the rim of a box."),
    "agree_least": _("The words on both sides agree in both texts."),
    "hangs": _("The sentence breaks off before the place."),
    "capitals": _("The words are written like names."),
    "never_there": _("The text that lacks them has them nowhere, and they are missing in other places too."),
}
_AGAINST = {
    "resembles": _("What stands there resembles the words: they were misread."),
    "half_word": _("What stands there begins or ends like the words: they were misread."),
    "contained": _("What stands there is part of the words: they were misread."),
    "page_only_here": _("The other text does not have this page at all."),
    "torn_line": _("A line is missing from within a sentence, as when a line is skipped in reading."),
    "whole_line": _("A whole line is missing, as when a line is skipped in reading."),
    "ends_line": _("The words end their line, where scans lose letters."),
    "near_page_edge": _("The place is at the edge of a page."),
    "loose_near": _("The same words stand unmatched near by: they moved."),
    "crumbs": _("The words are crumbs rather than language."),
    "digits": _("They are digits, as of stamps and page numbers."),
    "misread_near": _("The surroundings are badly read."),
    "short": _("Only a few letters are in question."),
    "old_ratio": _("Other words stand there instead."),
}
_WITNESSED = {
    "absent": _("Absent from {witnesses} too."),
    "present": _("Present in {witnesses}."),
    "garbled": _("Misread in {witnesses}."),
    "littered": _("Something else stands there in {witnesses}."),
}
_IMAGE = {
    True: _("The page image shows something withheld there."),
    False: _("The page image shows nothing withheld there."),
}
A_CODE = _("The words are an exemption code: they stand for what is withheld.")
ON_A_BOX = _("The page image shows a box where the words stand: they were read off it.")
_FURNITURE = _("The words stand on a line of page marks, stamps or running heads.")
_AND = _(" and ")


def shown(sentence: str) -> str:
    """A sentence of evidence in the user's language; one that is not known stays as it is."""
    for form in _WITNESSED.values():
        before, after = form.split("{witnesses}")
        found = re.fullmatch(f"{re.escape(before)}(.+){re.escape(after)}", sentence)
        if found:
            return translate(form).format(witnesses=found[1].replace(_AND, translate(_AND)))
    return locale.shown(sentence)


def sentences(
    pair: "Pair",
    d: "Difference",
    seen: Mapping[str, float],
    card: "Scorecard",
    image: bool | None,
) -> Iterator[str]:
    """Why a difference was graded as it was."""
    if image is not None:
        yield _IMAGE[image]
    if d.furniture:
        yield _FURNITURE
        return
    yield from _witnessed(pair, d)
    parts = sorted(card.parts(seen).items(), key=lambda part: -abs(part[1]))
    told = 0
    for name, adds in parts:
        sentence = (_FOR if adds > 0 else _AGAINST).get(name)
        spoken = seen[name] > 0 or (name == "old_ratio" and adds > 0)
        if sentence and abs(adds) >= _TOLD and spoken and told < _MOST:
            told += 1
            yield sentence


def _witnessed(pair: "Pair", d: "Difference") -> Iterator[str]:
    by_state: dict[str, list[str]] = {}
    for witness in pair.witnesses:
        by_state.setdefault(witness.state(d), []).append(witness.name)
    for state, form in _WITNESSED.items():
        if names := by_state.get(state):
            yield form.format(witnesses=_AND.join(names))
