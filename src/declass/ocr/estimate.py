"""How wrong a page's OCR probably is, told from the engines' own confidence and from ink in no word."""

from collections.abc import Sequence

from declass.model.page import Word

DOUBTED = 0.8
"""Word confidence below which a word counts as doubtful."""

SCALE, POWER, FLOOR = 0.54, 1.34, 0.002
"""Fitted to the share of doubtful words of 58 pages whose text is known: 8 real ones transcribed by hand, and
50 generated ones in three languages and at three levels of damage. Each page left out in turn, the estimate
goes with the true error with r = .77, by rank .80, by logarithm .87 (the mean confidence, used before: .76,
.67, .76) and is .030 on average for a true .039. Fitted to 24 of the pages and asked about the other 34:
r .96, by rank .73, by logarithm .84. Whole lines unread are told by their ink."""

USUALLY_UNREAD = 0.03
"""Share of text-like ink outside the words of pages that were read well: stamps, scrawl, edges of
forms. On 74 pages of known text (8 transcribed, 18 generated, 48 made-up photocopies) ink in no word takes
the estimate from r = .75, by rank .78, to .98 and .85; on the first 26 from .87 and .81 to .94 and .81. Any
value from .02 to .08 gives .97 and .84 or more."""

FEW_WORDS = 3
"""Fewer, none of them doubtful, do not tell how well a page was read: the estimate would be 0."""

_LEAST_DOUBT = 0.01  # nobody is surer than that


def expected_error(confidences: Sequence[float] | None, unread: float = 0.0) -> float | None:
    """Estimated share of wrong or missing characters (0–1) of a page.

    Of what was read counts how many words are doubtful; where even the mean is low, its square doubt is the
    least. Text-like ink that no word covers counts as missing.

    Args:
        confidences: of each of the page's words, 0–1.
        unread: share of the page's text, 0–1; see ``unread_share``.

    Returns:
        None where there are no words, nor ink that looks like any.

    >>> expected_error([0.95] * 9 + [0.6]), expected_error([0.2] * 10), expected_error([0.95] * 10, 0.5)
    (0.026, 0.64, 0.5012)
    """
    if not confidences:
        return round(unread, 4) if unread else None
    share = sum(confidence < DOUBTED for confidence in confidences) / len(confidences)
    doubt = 1.0 - sum(confidences) / len(confidences)
    read: float = max(SCALE * (share + _LEAST_DOUBT) ** POWER - FLOOR, doubt**2)
    return round(1.0 - (1.0 - min(1.0, max(0.0, read))) * (1.0 - unread), 4)


def expected_error_of(words: Sequence[Word] | None, unread: float = 0.0) -> float | None:
    """The same of the words of a layer."""
    return expected_error([word.confidence or 0.0 for word in words or ()], unread)


def expected_error_of_page(words: Sequence[Word] | None, unread: float) -> float | None:
    """The same of a page once its reading is done; None, too, where a few sure words tell nothing.

    A page with nothing but its number is read for sure or not at all: that one word is doubted by nobody does
    not show that no letter of the page is wrong.
    """
    confidences = [word.confidence or 0.0 for word in words or ()]
    thin = len(confidences) < FEW_WORDS and min(confidences, default=0.0) >= DOUBTED
    return None if thin and not unread else expected_error(confidences, unread)


def unread_share(read_letters: float, unread_letters: float) -> float:
    """Share (0–1) of a page's letters that stand in no word, beyond what stamps and scrawl make of any page.

    Args:
        unread_letters: told by the width of the ink.

    >>> unread_share(1000, 20), round(unread_share(1000, 1000), 2)
    (0.0, 0.48)
    """
    share = unread_letters / (unread_letters + read_letters + 1)
    return max(0.0, share - USUALLY_UNREAD) / (1.0 - USUALLY_UNREAD)
