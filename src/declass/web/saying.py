"""Facts put into words that pages share."""

from declass.locale import language
from declass.locale import translate as _
from declass.model.withholding import Withholding
from declass.redact.codes import citation, explain


def withholding_label(found: Withholding) -> str:
    """Kind, codes and amount in one line, e.g. ``black box, 1.4(c), 2–3 lines``."""
    kinds = {
        "black": _("black box"),
        "grey": _("grey box"),
        "white_outlined": _("white box"),
        "blank": _("blank"),
        "whole_page": _("whole page"),
        "marker": _("words that say so"),
        "under_text": _("text under a bar"),
    }
    codes = [code.value for code in found.codes or ()]
    return ", ".join([kinds[found.kind], *codes, *([_lines(found)] if found.lines_max else [])])


def meanings(found: Withholding) -> list[tuple[str, str]]:
    """What each code of a place means, in the reader's language, and where the law says so."""
    said = ((explain(code.value, language()), citation(code.value)) for code in found.codes or ())
    return [one for one in dict.fromkeys(said) if one[0]]


def _lines(found: Withholding) -> str:
    low, high = found.lines_min or 0, found.lines_max or 0
    said = f"{low:g}" if low == high else f"{low:g}–{high:g}"
    return _("{count} lines").format(count=said)


def restricted_label(kind: str) -> str:
    """What a restricted place holds, in words."""
    return {
        "under_text": _("text under a bar"),
        "ssn": _("social security number"),
        "rut": "RUT",
        "cpf": "CPF",
        "telephone": _("telephone"),
        "address": _("home address"),
        "birth": _("day of birth"),
    }.get(kind, kind)


def facet_label(name: str, value: str) -> str:
    """A facet's value in words; names, numbers and codes stay as they are.

    >>> facet_label("type", "cable"), facet_label("agency", ""), facet_label("quality", "poor")
    ('cable', '—', 'read poorly')
    """
    if name not in ("withheld", "disclosure", "quality"):
        return value or "—"
    told = {
        "yes": _("yes"),
        "no": _("no"),
        "good": _("read well"),
        "fair": _("read fairly well"),
        "poor": _("read poorly"),
    }
    return told.get(value, value)
