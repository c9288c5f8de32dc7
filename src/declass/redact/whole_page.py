"""Pages that stand for others withheld entirely: withdrawal and deleted-page sheets, PAGE DENIED and kin."""

import re
from dataclasses import dataclass, replace

from declass.locale import kept as _
from declass.redact.tolerant import phrase

_FEW_CHARS = 900  # of other text: a sheet says little besides, a report that speaks of one says more
_SURE = 0.95  # words that no report uses of anything else: told also where more stands on the page
_FORM_CHARS = 3000  # a filled-in form of several fields and its instructions


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a sheet says.

    Attributes:
        start, end: span of the words that say it.
        pages: how many pages it stands for; None where it does not say.
        probability: 0–1.
        reason: a sentence.
        alone: whether the page says little else; a notice within a longer text (a file without page marks)
            is no page of its own.
    """

    start: int
    end: int
    pages: int | None
    probability: float
    reason: str
    alone: bool = True


@dataclass(frozen=True, slots=True)
class _Form:
    pattern: re.Pattern[str]
    most_chars: int
    probability: float
    reason: str
    title: bool = False


def _form(pattern: str, most_chars: int, probability: float, reason: str, title: bool = False) -> _Form:
    """``title``: whether a sheet prints the words as a title or a stamp, and no sentence of it has them."""
    return _Form(re.compile(pattern, re.I | re.M), most_chars, probability, reason, title)


_COUNT = r"(?P<pages>\d{1,4})\W{0,6}"
_OWN_COUNT = r"(?<![\w.,/-])(?P<full>\d{1,3})[ \t]{1,3}"  # on the same line: a page's number stands apart
_FORMS = (
    _form(
        rf"(?:{_COUNT})?pages?\W{{0,4}}s?\W{{0,3}}{phrase('withheld entirely')}",
        _FORM_CHARS,
        0.97,
        _("A deleted-page sheet: pages withheld entirely at this place"),
    ),
    _form(phrase("deleted page information sheet"), _FORM_CHARS, 0.97, _("A deleted-page information sheet")),
    _form(
        rf"(?:{phrase('total deleted pages')}|{phrase('total deleted page')})"
        r"(?:\W{0,3}s\W{0,2})?\W{0,6}(?P<pages>\d{1,4})?",
        _FORM_CHARS,
        0.9,
        _("A sheet that lists deleted pages"),
    ),
    _form(
        rf"NA\s+FORM\s+(?:1421|14029|14021)|{phrase('document withdrawal record')}"
        rf"|{phrase('withdrawal notice')}|{phrase('withdrawn item')}",
        _FORM_CHARS,
        0.93,
        _("A withdrawal sheet stands for an item taken out of the file"),
        title=True,
    ),
    _form(
        rf"{phrase('withdrawal sheet')}|{phrase('withdrawal record')}",
        2 * _FORM_CHARS,
        0.9,
        _("A withdrawal sheet lists items taken out of the file"),
        title=True,
    ),
    _form(
        rf"{phrase('removed because access to it is restricted')}"
        rf"|{phrase('has been withdrawn from this file')}|{phrase('have been withdrawn from this file')}",
        _FORM_CHARS,
        0.93,
        _("A notice stands for an item taken out of the file"),
    ),
    _form(
        rf"(?:next\s+{_COUNT}|{_OWN_COUNT}(?=pages|page\W?s))?"
        r"pages?\W{0,4}(?:s\W{0,3})?(?:(?P<list>\d+\s?(?:-|to|through)\s?\d+)\s+)?"
        rf"(?:in\s+document\s+)?(?:{phrase('denied')}|{phrase('exempt')})"
        r"(?:\s+in\s+full)?(?![\w])|(?-i:\bP[ ]A[ ]G[ ]E(?:[ ]S)?[ ]{1,4}D[ ]E[ ]N[ ]I[ ]E[ ]D\b)",
        _FEW_CHARS,
        0.95,
        _("The page says that it, or those that follow, were denied"),
        title=True,
    ),
    _form(
        rf"(?:\bnext\s+{_COUNT}pages?\W{{0,4}}(?:s\W{{0,3}})?(?:(?:is|are)\s+)?(?:withheld|deleted|removed|excised)"
        r"|^[^\w\n]{0,20}(?P<full>\d{1,4})\W{1,6}pages?\W{0,4}(?:s\W{0,3})?(?:withheld|denied|deleted|removed)"
        r"\s+in\s+(?:full|their\s+entirety))(?:\s+in\s+full)?(?!\w)",
        _FEW_CHARS,
        0.93,
        _("The page says that it, or those that follow, were denied"),
        title=True,
    ),
    _form(
        r"\b(?:the\s+)?following\s+pages?\s+(?:is|are|were|has\s+been|have\s+been)\s+(?:being\s+)?"
        r"(?:withheld|denied|exempt|deleted)(?:\s+in\s+(?:full|their\s+entirety))?"
        r"(?::\s{0,3}(?P<list>\d{1,4}(?:\s{0,2}(?:,|-|–|and|to)?\s{0,2}\d{1,4}){0,60}))?",
        _FEW_CHARS,
        0.93,
        _("The page says that it, or those that follow, were denied"),
    ),
    _form(
        rf"^[^\w\n]{{0,20}}(?:{phrase('denied in full')}|{phrase('deny in full')}"
        rf"|{phrase('withheld in full')}"
        rf"|{phrase('exempt in full')}|{phrase('deleted in full')}|{phrase('document denied')})",
        _FEW_CHARS,
        0.93,
        _("The page says that it was withheld in full"),
    ),
    _form(
        rf"(?:this|the)\s+(?:page|document|record)s?\s+(?:is|are|has been|was|were)\s+(?:being\s+)?"
        rf"(?:{phrase('withheld in full')}|{phrase('denied in full')}|{phrase('withheld in its entirety')}"
        rf"|{phrase('postponed in full')})",
        _FEW_CHARS,
        0.93,
        _("The page says that it was withheld in full"),
    ),
    _form(
        rf"(?:{_OWN_COUNT}(?=p[áa]ginas))?\bp[áa]ginas?\s+(?:\d+\s+)?(?:denegad|reservad|retirad|tachad|suprimid|negad|tarjad|censurad)as?"
        r"(?:\s+(?:en\s+su\s+totalidad|na\s+[íi]ntegra|integralmente|completamente))?",
        _FEW_CHARS,
        0.92,
        _("The page says that it is withheld"),
    ),
    _form(
        r"\b(?:documento|expediente|foja|folha|hoja|p[áa]gina|registro)s?\s+(?:\w+\s+)?(?:retirad|denegad|negad|"
        r"reservad|clasificad|classificad)[oa]s?\s+(?:en\s+su\s+totalidad|[íi]ntegramente|totalmente|na\s+[íi]ntegra"
        r"|integralmente|por\s+(?:reserva|sigilo|seguridad|seguran[çc]a))",
        _FEW_CHARS,
        0.92,
        _("The page says that it was withheld in full"),
    ),
    _form(
        r"^[^\w\n]{0,20}(?:hoja|ficha|folha|termo)\s+de\s+(?:retiro|retirada|desglose|desentranhamento)\b",
        _FORM_CHARS,
        0.88,
        _("A withdrawal sheet stands for a document taken out of the file"),
    ),
    _form(
        r"\b(?:se\s+omiten?|foram\s+suprimid[oa]s|se\s+retiran?|faltan)\s+(?P<pages>\d{1,4})\s+"
        r"(?:p[áa]ginas?|fojas?|folhas?)\b",
        _FEW_CHARS,
        0.85,
        _("The page says how many pages are left out"),
    ),
)
_POSTPONED = re.compile(
    rf"CURRENT\W{{1,4}}STATUS\W{{0,6}}(?:{phrase('postponed in full')}|POSTPONED IN FUL[LI]"
    r"|WITHHOLD|WITHHELD)\b",
    re.I,
)
_SHEET_CHARS = 2500  # an identification sheet alone; what is longer has pages of the record behind it


def whole_page(text: str) -> Sheet | None:
    """What a page says of pages withheld entirely, itself or others; None where it says nothing of the kind.

    >>> whole_page("7  Page(s) withheld entirely at this location in the file.").pages
    7
    >>> whole_page("The Ambassador said that one page denied the charge. " * 30) is None
    True
    """
    chars = len("".join(text.split()))
    best: Sheet | None = None
    counted: int | None = None
    for form in _FORMS:
        found = form.pattern.finditer(text)
        match = next((one for one in found if not _in_sentence(text, one, form.title)), None)
        if match is None:
            continue
        alone = chars <= form.most_chars
        if not (alone or form.probability >= _SURE):
            continue
        sheet = _sheet(match, form, alone)
        counted = counted or sheet.pages
        if best is None or form.probability > best.probability:
            best = sheet
    # a form's title may be surer than its line that counts, as on the FBI's deleted-page information sheet
    return best and replace(best, pages=best.pages or counted or _one(text[best.start : best.end]))


def _sheet(match: re.Match[str], form: _Form, alone: bool) -> Sheet:
    said = match.groupdict()
    pages = said.get("pages") or said.get("full")
    count = int(pages) if pages else _listed(said.get("list") or "")
    return Sheet(match.start(), match.end(), count or None, form.probability, form.reason, alone)


_ONE = re.compile(
    r"\W*(?:(?:this|the|following|next)\s+){0,2}(?:p[ ]?a[ ]?g[ ]?e|p[áa]gina)(?!\W{0,3}s\b)\b", re.I
)


def _one(said: str) -> int | None:
    """One where the words speak of a single page.

    >>> _one("PAGE DENIED"), _one("P A G E  D E N I E D"), _one("Page(s) withheld entirely")
    (1, 1, None)
    """
    return 1 if _ONE.match(said) else None


def _listed(said: str) -> int | None:
    """How many pages a list names.

    >>> _listed("12, 14-16"), _listed("")
    (4, None)
    """
    ranges = re.findall(r"(\d+)(?:\s*(?:-|–|to|through)\s*(\d+))?", said)
    return sum(max(1, int(last or first) - int(first) + 1) for first, last in ranges) or None


def _in_sentence(text: str, match: re.Match[str], title: bool) -> bool:
    """Whether a sentence runs on around it, as in a report that speaks of a sheet or of a Mr. Page.

    Capitals and words alone on their line are a stamp's; on a page all in capitals only the latter tell.

    Args:
        title: whether a sheet prints the words as a title; what is a sentence itself runs on in any case.
    """
    before = text[max(0, match.start() - _LINE_CHARS) : match.start()].rsplit("\n", 1)[-1]
    after = text[match.end() : match.end() + _LINE_CHARS].split("\n", 1)[0]
    said = match[0]
    if not title:
        return bool(_RUNS_ON_BEFORE.search(before)) and said[:1].islower()
    if said.isupper():
        capitals = sum(map(str.isupper, text)) > _ALL_CAPITALS * sum(map(str.isalpha, text))
        return capitals and bool(_VERBS_AFTER.match(after))
    if not re.search(r"\w", before + after):
        return _broken_over_lines(text, match)
    if _NAMED.search(text, max(0, match.start() - _LINE_CHARS), match.start()):
        return True
    if said.istitle() and not re.search(r"[a-z]{2,}", before):
        return bool(_VERBS_AFTER.match(after))
    return bool(_RUNS_ON_BEFORE.search(before) or _RUNS_ON_AFTER.match(after) or _begun(text, match, after))


_LINE_CHARS = 120
_ALL_CAPITALS = 0.6  # of a page's letters: cables and forms in nothing but capitals
_RUNS_ON_BEFORE = re.compile(r"(?:\b[aA]|\b[Tt]he|[a-z]{2,})[ ,]*$")
_RUNS_ON_AFTER = re.compile(
    r"[ \t]*,?[ \t]*(?!(?:under|pursuant|per|exempt|in[ ](?:full|document|its|entirety)|entirely)\b)[a-z]{2,}"
)
_VERBS_AFTER = re.compile(
    r"[ \t]*(?:is|are|was|were|has|had|have|will|shall|that|which|who|any|it|the|having|knowing)\b", re.I
)
_NAMED = re.compile(r"\b(?:Mr|Mrs|Ms|Miss|Messrs|Dr|Sir|Lord|Senator|Ambassador|Colonel|Col|Gen)\.?\s+$")


def _broken_over_lines(text: str, match: re.Match[str]) -> bool:
    """Whether words alone on their line stand in the middle of a sentence set narrow."""
    before = text[max(0, match.start() - _LINE_CHARS) : match.start()]
    return bool(
        _NAMED.search(before) or (re.search(r"[a-z,][ \t]*\n[ \t]*$", before) and _begun(text, match, ""))
    )


def _begun(text: str, match: re.Match[str], after: str) -> bool:
    """Whether the next line goes on with a small letter where this one ends with the words."""
    return not after.strip() and bool(
        re.match(r"[ \t]*\n[ \t]*[a-z]{2,}", text[match.end() : match.end() + 60])
    )


def postponed(text: str, pages: int) -> Sheet | None:
    """An identification sheet (RIF) whose record is postponed in full, where nothing but the sheet is here.

    Args:
        pages: of the document; a record whose pages follow its sheet has been released since.
    """
    match = _POSTPONED.search(text)
    if match is None or pages > 1 or len("".join(text.split())) > _SHEET_CHARS:
        return None
    reason = _(
        "The identification sheet says that the record is postponed in full, and no page of it follows"
    )
    return Sheet(match.start(), match.end(), None, 0.9, reason)
