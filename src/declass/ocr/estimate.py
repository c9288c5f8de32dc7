"""How wrong a page's OCR probably is, told from the engines' own confidence."""

from collections.abc import Sequence

from declass.model.page import Word

DOUBTED = 0.8
"""Word confidence below which a word counts as doubtful."""

SCALE, POWER, FLOOR = 0.54, 1.34, 0.002
"""Fitted to the share of doubtful words of 58 pages whose text is known: 8 real ones transcribed by hand, and
50 generated ones in three languages and at three levels of damage. Each page left out in turn, the estimate
goes with the true error with r = .77, by rank .80, by logarithm .87 (the mean confidence, used before: .76,
.67, .76) and is .030 on average for a true .039. Fitted to 24 of the pages and asked about the other 34:
r .96, by rank .73, by logarithm .84. What it misses most are pages with whole lines unread."""

_LEAST_DOUBT = 0.01  # nobody is surer than that


def expected_error(confidences: Sequence[float] | None) -> float | None:
    """Estimated share of wrong characters (0–1) from the confidence of each of a page's words (0–1).

    What counts is how many words are doubtful; where even the mean is low, its square doubt is the least.
    Lines that were not found at all are unknown to it: a page whose faint lines were skipped is worse.

    >>> expected_error([0.95] * 9 + [0.6]), expected_error([0.2] * 10)
    (0.026, 0.64)
    """
    if not confidences:
        return None
    share = sum(confidence < DOUBTED for confidence in confidences) / len(confidences)
    doubt = 1.0 - sum(confidences) / len(confidences)
    estimate: float = max(SCALE * (share + _LEAST_DOUBT) ** POWER - FLOOR, doubt**2)
    return round(min(1.0, max(0.0, estimate)), 4)


def expected_error_of(words: Sequence[Word] | None) -> float | None:
    """The same of the words of a layer; None where there are none."""
    return expected_error([word.confidence or 0.0 for word in words or ()])
