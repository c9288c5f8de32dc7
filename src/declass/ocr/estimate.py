"""How wrong a page's OCR probably is, told from the engine's own confidence."""

_SLOPE = 1.1


def expected_error(confidence: float | None) -> float | None:
    """Estimated share of wrong characters (0–1) from the mean word confidence (0–1)."""
    if confidence is None:
        return None
    return round(min(1.0, _SLOPE * (1.0 - confidence) ** 2), 4)
