"""How wrong a page's OCR probably is, told from the engines' own confidence."""

SCALE, POWER, FLOOR = 1.67, 1.93, 0.002
"""Fitted to 38 readings, by one engine and by two, of 26 pages whose text is known: 8 real ones transcribed
by hand, and 18 generated ones in three languages and at three levels of damage. Each page left out in turn,
the estimate of the final reading goes with the true error with r = .88 (by rank .80). The share of words that
stand in no word list, and the plausibility, were tried beside it: r rose by .02 and the rank correlation fell
by as much."""

_LEAST_DOUBT = 0.01  # nobody is surer than that


def expected_error(confidence: float | None) -> float | None:
    """Estimated share of wrong characters (0–1) from a reading's mean word confidence (0–1).

    The error grows almost with the square of the doubt. It knows nothing of lines that were not found at all,
    so a page whose faint lines were skipped is worse than this says.

    >>> expected_error(0.95), expected_error(0.6)
    (0.0053, 0.2968)
    """
    if confidence is None:
        return None
    doubt = 1.0 - confidence + _LEAST_DOUBT
    estimate: float = SCALE * doubt**POWER - FLOOR
    return round(min(1.0, max(0.0, estimate)), 4)
