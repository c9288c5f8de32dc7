"""The evidence for a grade in plain sentences, the strongest first."""

from collections.abc import Iterator, Mapping

from declass.compare.difference import Difference
from declass.compare.features import Pair
from declass.compare.scorecard import Scorecard

_TOLD = 0.25
"""Log-odds below which a feature is not worth a sentence."""
_MOST = 4

_FOR = {
    "old_ratio": "Nothing, or next to nothing, stands there in the text that lacks them.",
    "missing_again": "The same words are missing elsewhere in this record too.",
    "code": "What stands there looks like an exemption code or the rim of a box.",
    "agree_least": "The words on both sides agree in both texts.",
    "hangs": "The sentence breaks off before the place.",
    "capitals": "The words are written like names.",
    "never_there": "The text that lacks them has them nowhere, and they are missing in other places too.",
}
_AGAINST = {
    "resembles": "What stands there resembles the words: they were misread.",
    "contained": "What stands there is part of the words: they were misread.",
    "whole_line": "A whole line is missing, as when a line is skipped in reading.",
    "ends_line": "The words end their line, where scans lose letters.",
    "near_page_edge": "The place is at the edge of a page.",
    "loose_near": "The same words stand unmatched near by: they moved.",
    "crumbs": "The words are crumbs rather than language.",
    "digits": "They are digits, as of stamps and page numbers.",
    "trouble_near": "The surroundings are badly read.",
    "short": "Only a few letters are in question.",
    "old_ratio": "Other words stand there instead.",
}


def sentences(
    pair: Pair, d: Difference, seen: Mapping[str, float], card: Scorecard, image: bool | None
) -> Iterator[str]:
    """Why a difference was graded as it was."""
    if image is not None:
        yield (
            "The page image shows something withheld there."
            if image
            else "The page image shows nothing withheld there."
        )
    if d.furniture:
        yield "The words stand on a line of page marks, stamps or running heads."
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


def _witnessed(pair: Pair, d: Difference) -> Iterator[str]:
    by_state: dict[str, list[str]] = {}
    for witness in pair.witnesses:
        by_state.setdefault(witness.state(d), []).append(witness.name)
    if names := by_state.get("absent"):
        yield f"Absent from {' and '.join(names)} too."
    if names := by_state.get("present"):
        yield f"Present in {' and '.join(names)}."
    if names := by_state.get("garbled"):
        yield f"Misread in {' and '.join(names)}."
