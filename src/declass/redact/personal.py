"""Personal data that released records print: identity numbers, homes, telephones, days of birth; and masks.

A pattern proposes, check digits and the words around it decide. What a record prints of dates of release,
record numbers and cable numbers looks alike and is none: those have other groups of digits, or no word
for a person's telephone, home or birth beside them.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from declass.model.anchor import Span
from declass.model.change import Change
from declass.model.personal import PersonalDatum, PersonalKind

MASKED_FROM = 0.5
"""Least probability at which a datum is masked wherever text is shown."""
MASK = "█"

_BEFORE = 90  # characters that are looked at before a pattern for words that say what it is
_AFTER = 40
_LONGEST = 200  # characters of the longest match


def find(text: str) -> tuple[PersonalDatum, ...]:
    """Personal data in a page's text, in order; where two readings overlap the likelier stays."""
    lowered = text.lower()
    found = [datum for rule in _RULES for datum in rule.read(text, lowered)]
    kept: list[PersonalDatum] = []
    for datum in sorted(found, key=lambda datum: (-datum.probability, datum.span.start)):
        if not any(_overlap(datum.span, other.span) for other in kept):
            kept.append(datum)
    return tuple(sorted(kept, key=lambda datum: datum.span.start))


def _overlap(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end


# ── masks ───────────────────────────────────────────────────────────────────────────────────────


def masked(text: str, data: Iterable[PersonalDatum] | None = None) -> str:
    """The text with letters and figures of personal data blotted out; its length and offsets stay.

    >>> masked("SSN 219-09-9999, Dallas")
    'SSN ███-██-████, Dallas'
    """
    pieces, at = [], 0
    for datum in find(text) if data is None else sorted(data, key=lambda datum: datum.span.start):
        if datum.probability >= MASKED_FROM and datum.span.end > at:
            start = max(at, datum.span.start)
            pieces += [text[at:start], _blotted(text[start : datum.span.end])]
            at = datum.span.end
    return "".join([*pieces, text[at:]]) if pieces else text


def masked_part(part: str, whole: str) -> str:
    """A piece of a text, its white space perhaps folded, masked by what the whole text tells of it."""
    for datum in find(whole):
        if datum.probability >= MASKED_FROM:
            words = whole[datum.span.start : datum.span.end].split()
            spaced = re.compile(r"\s+".join(map(re.escape, words)))
            part = spaced.sub(lambda match: _blotted(match[0]), part)
    return masked(part)


def masked_change(change: Change, older_page: str | None = None, newer_page: str | None = None) -> Change:
    """A change whose words and surroundings are masked by what each side tells of them.

    Args:
        older_page, newer_page: the whole texts of both pages where they are at hand; else the surroundings
            that the change itself carries.
    """
    older_page = older_page or f"{change.before} {change.older.text} {change.after}"
    newer_page = newer_page or f"{change.before} {change.newer.text} {change.after}"
    before, after = (
        masked_part(masked_part(part, newer_page), older_page) for part in (change.before, change.after)
    )
    return replace(
        change,
        older=replace(change.older, text=masked_part(change.older.text, older_page)),
        newer=replace(change.newer, text=masked_part(change.newer.text, newer_page)),
        before=before,
        after=after,
    )


def unmasked(edited: str, original: str) -> str:
    """A text that a person corrected from a masked one, with the masks they left alone opened again.

    A mask is known by the letters before it, or by its order where as many like it are left as there were;
    otherwise it stays.

    >>> unmasked("His SSN: 000", "His SSN 219-09-9999"), unmasked("SSN: ███-██-████", "SSN 219-09-9999")
    ('His SSN: 000', 'SSN: 219-09-9999')
    """
    data = [datum.span for datum in find(original) if datum.probability >= MASKED_FROM]
    covered = masked(original)
    as_many = {mask: edited.count(mask) == covered.count(mask) for mask in _masks(covered, data)}
    at = 0
    for span in data:
        words, mask = original[span.start : span.end], covered[span.start : span.end]
        lead = covered[max(0, span.start - max(_LEADS)) : span.start].rpartition(MASK)[2]
        place = _led(edited, lead, mask, at)
        if place < 0 and as_many[mask]:
            place = edited.find(mask, at)
        if place >= 0:
            edited = edited[:place] + words + edited[place + len(mask) :]
            at = place + len(words)
    return edited


def _masks(covered: str, data: Sequence[Span]) -> set[str]:
    return {covered[span.start : span.end] for span in data}


def _led(edited: str, lead: str, mask: str, at: int) -> int:
    """Where the mask stands after the letters that led to it; -1 where nowhere, or in more than one place."""
    for length in _LEADS:
        here = lead[-length:] + mask
        if len(lead) >= length and edited.count(here, at) == 1:
            return edited.find(here, at) + length
    return -1


_LEADS = (12, 8, 5)  # letters before a mask that tell it from others like it


def _blotted(words: str) -> str:
    return "".join(MASK if letter.isalnum() else letter for letter in words)


# ── rules ───────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class _Rule:
    """A pattern, and what is made of a match.

    Attributes:
        hint: what every match holds in lower case; found far sooner than a match, so that only what
            stands around it is read.
        judge: probability and reason of a match within its text; a probability of 0 drops it.
    """

    kind: PersonalKind
    hint: re.Pattern[str]
    pattern: re.Pattern[str]
    judge: Callable[[re.Match[str], str, str], tuple[float, str]]

    def read(self, text: str, lowered: str) -> Iterator[PersonalDatum]:
        """Personal data of one kind; ``lowered`` is the text in lower case."""
        for match in self.matches(text, lowered):
            start, end = match.span("it") if "it" in self.pattern.groupindex else match.span()
            before = text[max(0, start - _BEFORE) : start]
            after = text[end : end + _AFTER]
            probability, why = self.judge(match, before, after)
            if probability > 0:
                yield PersonalDatum(self.kind, Span(start, end), probability, why)

    def matches(self, text: str, lowered: str) -> Iterator[re.Match[str]]:
        """Where the pattern stands, looked for around hints only."""
        if len(lowered) != len(text):  # a few letters of other scripts grow: places would not be the same
            yield from self.pattern.finditer(text)
            return
        for start, end in self._near(lowered):
            yield from self.pattern.finditer(text, start, end)

    def _near(self, lowered: str) -> Iterator[tuple[int, int]]:
        """The parts of a text around all hints, those that touch as one."""
        start, end = 0, -1
        for hint in self.hint.finditer(lowered):
            if hint.start() - _LONGEST > end:
                if end >= 0:
                    yield start, end
                start = max(0, hint.start() - _LONGEST)
            end = hint.end() + _LONGEST
        if end >= 0:
            yield start, end


_FIGURE = {"O": "0", "o": "0", "l": "1", "I": "1", "S": "5", "B": "8"}  # what OCR makes of figures


def _figures(raw: str) -> str:
    return "".join(_FIGURE.get(letter, letter) for letter in raw if letter.isalnum())


# United States: 3-2-4, areas 000, 666 and 900–999, group 00 and serial 0000 never given
# (Social Security Administration, POMS RM 10201.030).
_SSN = re.compile(r"(?<![\w.-])(?!000|666|9)\d{3}-(?!00)\d{2}-(?!0000)\d{4}(?![\w-]|\.\d)")
_SSN_WORD = re.compile(r"(?i)\b(?:ssn|ssan|soc(?:ial)?[ .]+sec(?:urity)?|s\.s\.n|ss ?(?:#|no))")
_SSN_LOOSE = re.compile(
    r"(?i:\b(?:ssn|ssan|soc(?:ial)?[ .]+sec(?:urity)?|s\.s\.n\.?|ss ?#)"
    r"(?:[ .]*(?:account|number|num|no|nr|card|#))*)"
    r"[ .:#\n]{0,4}(?:(?:is|was) )?(?P<it>[\dOolI]{3}[ .-]{0,3}[\dOolI]{2}[ .-]{0,3}[\dOolI]{4})(?!\w)"
)


def _ssn(match: re.Match[str], before: str, after: str) -> tuple[float, str]:
    if _SSN_WORD.search(before):
        return 0.98, "a United States social security number, and the words beside it say so"
    return 0.85, "written as United States social security numbers are"


def _ssn_loose(match: re.Match[str], before: str, after: str) -> tuple[float, str]:
    figures = _figures(match["it"])
    if not figures.isdecimal() or figures[:3] in ("000", "666"):
        return 0.0, ""
    return 0.95, "nine figures after the words social security number"


# Chile: RUT/RUN, check digit modulo 11 with weights 2–7 (Registro Civil).
_RUT = re.compile(r"(?<![\w.])\d{1,2}\.\d{3}\.\d{3} ?- ?[\dkK](?!\w)")
_RUT_LOOSE = re.compile(
    r"(?i:\b(?:r\.?u\.?[tn]\.?|c[eé]dula(?: de identidad)?|c\.? ?i\.?)[ .:n°º]{0,6})"
    r"(?P<it>\d{1,2}[. ]?\d{3}[. ]?\d{3} ?- ?[\dkK])(?!\w)"
)


def rut_is_valid(raw: str) -> bool:
    """Whether the last character is the check digit of the others.

    >>> rut_is_valid("12.345.678-5"), rut_is_valid("12.345.678-6")
    (True, False)
    """
    figures = re.sub(r"[^\dkK]", "", raw).upper()
    total = sum(int(figure) * (2 + place % 6) for place, figure in enumerate(reversed(figures[:-1])))
    return "0123456789K"[-total % 11] == figures[-1]


def _rut(match: re.Match[str], before: str, after: str) -> tuple[float, str]:
    if rut_is_valid(match[0]):
        return 0.95, "a Chilean RUT with a right check digit"
    return 0.3, "written as a Chilean RUT, but its check digit is wrong"


def _rut_loose(match: re.Match[str], before: str, after: str) -> tuple[float, str]:
    right = rut_is_valid(match["it"])
    return (0.95 if right else 0.6), "a Chilean RUT, and the words before it say so"


# Brazil: CPF, two check digits modulo 11 (Receita Federal).
_CPF = re.compile(r"(?<![\w.])\d{3}\.\d{3}\.\d{3} ?[-/] ?\d{2}(?!\w)")
_CPF_LOOSE = re.compile(
    r"(?i:\bc\.?p\.?f\.?(?:/mf)?[ .:n°º]{0,6})(?P<it>\d{3}[. ]?\d{3}[. ]?\d{3}[ /-]?\d{2})(?!\w)"
)


def cpf_is_valid(raw: str) -> bool:
    """Whether the last two figures are the check digits of the nine before.

    >>> cpf_is_valid("529.982.247-25"), cpf_is_valid("529.982.247-26"), cpf_is_valid("111.111.111-11")
    (True, False, False)
    """
    figures = [int(figure) for figure in raw if figure.isdecimal()]
    if len(figures) != 11 or len(set(figures)) == 1:
        return False
    for length in (9, 10):
        total = sum(figure * (length + 1 - place) for place, figure in enumerate(figures[:length]))
        if figures[length] != total * 10 % 11 % 10:
            return False
    return True


def _cpf(match: re.Match[str], before: str, after: str) -> tuple[float, str]:
    if cpf_is_valid(match[0]):
        return 0.95, "a Brazilian CPF with right check digits"
    return 0.4, "written as a Brazilian CPF, but its check digits are wrong"


def _cpf_loose(match: re.Match[str], before: str, after: str) -> tuple[float, str]:
    right = cpf_is_valid(match["it"])
    return (0.95 if right else 0.6), "a Brazilian CPF, and the word before it says so"


_PHONE = re.compile(
    r"(?<![\w.+-])(?:\+?1[ .-]?)?"
    r"(?:\(?[2-9]\d{2}\)[ .-]{0,2}[2-9]\d{2}[ .-]\d{4}"
    r"|[2-9]\d{2}-[2-9]\d{2}-\d{4}|[2-9]\d{2}\.[2-9]\d{2}\.\d{4})"
    r"(?![\w-]|\.\d)"
)
_PHONE_WORDED = re.compile(
    r"(?i:\b(?:home|residence|private|unlisted)?[ ]?"
    r"(?:tele?phone|phone|tel[eé]fono|telefone|fono|fone|tel)\b(?:[ .]*(?:number|no|num|nr|#|n°|nº))*)"
    r"[ .:;#,\n]{1,4}(?:(?i:is|was|of|at)[ :]{1,2})?"
    r"(?P<it>(?:\+\d{1,3}[ .-])?(?:\(?\d{1,3}\)?[ .-]{1,2})?"
    r"(?:[A-Z]{2}[a-z]{0,8}[ -]?\d[ -]\d{4}|\d{2,4}[ .-]\d{2,4}(?:[ .-]\d{2,4})?|\d{7}))"
    r"(?![\w-])"
)
_ZIP = re.compile(r"\b[A-Z]{2}\.? {1,2}\d{5}(?:-\d{4})?\W*$|D\. ?C\.,? \d{5}\W*$")  # as in a letterhead
_OFFICE = re.compile(
    r"(?i)\b(?:office|embassy|bureau|department|agency|headquarters|fax|library|archives|switchboard|company|"
    r"hotel|oficina|embajada|ministerio|secretar[ií]a|minist[eé]rio|escrit[oó]rio)\b"
)
_HOME = re.compile(
    r"(?i)\b(?:resid(?:es?|ed|ing|ence|ent|en)|lives?|lived|living|domicil\w+|apartment|apt|dwelling|"
    r"home(?: address| is| at| phone| tele?phone| no| number|:)|residente|residencia|resid[eê]ncia|"
    r"vive|vivía|mora|morava)\b"
)


def _phone(match: re.Match[str], before: str, after: str) -> tuple[float, str]:
    near = before[-60:]
    if _HOME.search(near):
        return 0.85, "written as a telephone number, and the words before it speak of a home"
    if _OFFICE.search(near) or _OFFICE.search(after) or _ZIP.search(near):
        return 0.35, "written as a telephone number, it seems of an office"
    return 0.6, "written as a telephone number"


def _phone_worded(match: re.Match[str], before: str, after: str) -> tuple[float, str]:
    if _OFFICE.search(before[-50:]):
        return 0.4, "a telephone number, it seems of an office"
    return 0.85, "a telephone number, and the words before it say so"


_WAYS = (
    r"(?:(?:St|Ave|Rd|Dr|Ln|Ct|Pl|Blvd|Pkwy)\b\.?"
    r"|(?:Street|Avenue|Road|Drive|Lane|Court|Place|Boulevard|Terrace|Circle|Parkway|Highway)\b)"
)
_STREET = re.compile(
    r"(?<![\w.,/-])\d{1,5}(?:[ -]?[A-D])?[ ]+"
    r"(?:(?:[NSEW]\.?|North|South|East|West|[NS][EW]|[NS]\.[EW]\.)[ ]+)?"
    r"(?:(?!(?i:of|the|and|in|to|for|m\.t)\b)(?:[A-Z][\w'.]*|\d{1,3}(?:st|nd|rd|th|ST|ND|RD|TH))[ \n]+){1,3}"
    rf"(?i:{_WAYS})(?:,?[ ]+(?:[NS]\.?[EW]\.?)\b)?"
    r"(?:,?[ \n]+(?:(?i:apt|apartment|unit|no)\.?|#)[ ]*[\w-]{1,5})?"
)
_CALLE = re.compile(
    r"\b(?:[Cc]alle|CALLE|[Aa]venida|AVENIDA|[Aa]vda\.?|[Aa]v\.|[Pp]asaje|PASAJE|[Pp]oblaci[oó]n|[Rr]ua|RUA|[Tt]ravessa)"
    r"[ ]+(?:[A-ZÁÉÍÓÚÑÇ][\wáéíóúñçãõ.]*(?:[ ]+|,[ ]*)|(?:de|del|la|los|das|dos|da|do)[ ]+){1,5}"
    r"(?:,?[ ]*(?:[Nn](?:[°ºo]|[uú]m)\.?|#)?[ ]*)\d{1,5}(?:,?[ ]+(?:[Dd]epto|[Dd]pto|[Aa]pto)\.?[ ]*\w{1,5})?"
)
_PUBLIC = re.compile(
    r"(?i)\b(?:office|embassy|consulate|building|bldg|suite|room|headquarters|hotel|company|corporation|inc|"
    r"school|university|church|bank|post office|p\. ?o\.|bureau|department|commission|warehouse|store|"
    r"oficina|embajada|ministerio|cuartel|comisar[ií]a|edificio|minist[eé]rio|delegacia|quartel)\b"
)
_TITLE = re.compile(r"(?i)\b(?:mr|mrs|miss|ms|sr|sra|srta|dona|don|do[nñ]a)\b\.? ")
_ADDRESS_WORD = re.compile(r"(?i)\b(?:address|direcci[oó]n|endere[cç]o)\b")


def _address(match: re.Match[str], before: str, after: str) -> tuple[float, str]:
    near = before[-70:]
    if _HOME.search(near):
        return 0.85, "a street address, and the words before it speak of a home"
    if _PUBLIC.search(near) or _PUBLIC.search(after):
        return 0.15, "a street address, it seems of an office"
    if _ADDRESS_WORD.search(near) or _TITLE.search(near):
        return 0.6, "a street address, and the words before it name a person or say so"
    return 0.4, "a street address; whose, the words before it do not say"


_NO_STREET = (
    r"(?!(?i:of|the|and|in|to|for|at|on|by|with|near|since|until|from|where|who|when|under|but|or|"
    r"gmt|hours|hrs|miles|mi|km|kms|kilometers|feet|ft|degrees|years?|months?|days?|weeks?|people|persons|families|"
    r"infantry|corps|divisions?|regiments?|brigades?|battalions?|squadrons?|[ap]\.?m\.?|percent|pesos|dollars|"
    r"jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec|january|february|march|april|june|july|august|september|"
    r"october|november|december)\b)"
)
_LIVES = re.compile(
    r"(?i:\b(?:liv(?:es?|ed|ing)|resid(?:es?|ed|ing|ence|ent))[ \n](?:is |was )?at[ \n]{1,3}"
    r"|\bhome address(?: is| was|:)[ \n]{1,3})"
    r"(?P<it>\d{1,5}(?:-?[A-D])?[ \n]+(?:(?:[NSEW]\.?|North|South|East|West)[ ]+)?"
    rf"{_NO_STREET}[A-Z][A-Za-z'.]+(?:[ ]+{_NO_STREET}[A-Z][A-Za-z'.]+){{0,2}})"
)
"""A number and a name without a word for a street, right after words for living there."""
_WAY_NAME = r"[A-ZÁÉÍÓÚÑÇ][\wáéíóúñçãõ.]+"
_VIVE = re.compile(
    r"(?i:\b(?:(?:viv(?:e|ía|ia|i[oó]|iendo)|resid(?:e|[ií]a|iendo|ente|indo)|mora(?:va)?|morou|domiciliad[oa])"
    r"[ \n](?:en|em|na|no|nas|nos)|(?:domic[ií]lio|resid[eê]ncia)(?::| es| en| na| em))[ \n]{1,3})"
    r"(?:(?:la|el|los|las)[ ]+)?"
    rf"(?P<it>{_WAY_NAME}(?:[ ]+(?:(?:de|del|de la|da|do|dos|das|la|los)[ ]+)?{_WAY_NAME}){{0,4}}"
    r"(?:,?[ ]*(?:[Nn](?:[°ºo]|[uú]m)\.?|#)[ ]*\d{1,5}|,?[ ]+(?!(?:1[89]|20)\d\d\b)\d{2,5}))"
    r"(?!\w|[-/]\d|[.,]\d|[ ]*(?i:años|anos|d[ií]as|mes(?:es)?|semanas|hij[oa]s|filh[oa]s|personas|"
    r"pessoas|fam[ií]lias|k(?:il[oóô]\w*|m)|horas|metros|de (?:enero|febrero|marzo|abril|mayo|junio|julio|"
    r"agosto|septiembre|octubre|noviembre|diciembre|janeiro|fevereiro|mar[cç]o|maio|junho|julho|setembro|outubro|"
    r"novembro|dezembro))\b)"
)
"""The same in Spanish and Portuguese, where the number follows; a year after a place is none."""


def _lives(match: re.Match[str], before: str, after: str) -> tuple[float, str]:
    return 0.8, "a number and a name, and the words before them speak of a home"


_MONTHS = (
    "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|"
    "nov(?:ember)?|dec(?:ember)?|enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|"
    "noviembre|diciembre|janeiro|fevereiro|mar[cç]o|maio|junho|julho|setembro|outubro|novembro|dezembro"
)
_NO_PLACE = rf"(?!(?i:{_MONTHS})\b\.?[ ]*\d)"  # a month begins the date itself
_TOWN = rf"{_NO_PLACE}[A-ZÁÉÍÓÚÑ][\w'’.-]{{1,24}}"
_BORN_IN = (
    rf"{_TOWN}(?:[ \n]{{1,3}}(?:(?i:de|del|da|do|dos|la|las|los|of)[ ])?{_TOWN}|,[ \n]{{1,3}}{_TOWN}){{0,4}}"
)
"""A place of birth between the word and the day: up to five names, as in Villa Mar, Chile."""
_BIRTH = re.compile(
    r"(?i:\b(?P<word>d\.?o\.?b\b\.?|dpob|date(?: and place)? of birth|birth ?date|born(?: on)?|"
    r"(?:lugar y )?fecha(?: y lugar)? de nacimiento|nacid[oa](?: el)?|naci[oó](?: el)?|"
    r"(?:local e )?data(?: e local)? de nascimento|nascid[oa](?: em)?|nasceu(?: em)?)"
    r"(?-i:(?:[ \n]{1,3}(?i:in|at|near|en|em)|(?<=[eE][mM])|(?i:(?<=birth)|(?<=ento)):?)"
    rf"[ \n]{{1,3}}{_BORN_IN})?"
    r"[ .:;,\n-]{1,5}(?:on |el |em |was |is |a |no dia |el d[ií]a )?"
    rf"(?P<it>\d{{1,2}}[ .-]{{0,2}}(?:de )?(?:{_MONTHS})\.?,?[ .-]{{0,2}}(?:de )?(?:19|18)?\d{{2}}"
    rf"|(?:{_MONTHS})\.?[ ]?\d{{1,2}},?[ ]+(?:19|18)?\d{{2}}"
    r"|\d{1,2}[/.-]\d{1,2}[/.-](?:19|18)?\d{2}|(?:19|18)\d{2}-\d{2}-\d{2}))(?!\w)"
)
_NAME = re.compile(r"[A-ZÁÉÍÓÚÑ][A-Za-zÁÉÍÓÚÑáéíóúñãõç'.-]+,?[ \n]+[A-ZÁÉÍÓÚÑ][A-Za-zÁÉÍÓÚÑáéíóúñãõç'.-]+")


_FOUNDED = re.compile(
    r"(?i)\b(?:movements?|part(?:y|ies)|republic|nation|organi[sz]ation|committee|council|alliance|league|front|"
    r"idea|project|movimiento|partido|rep[uú]blica|organizaci[oó]n|comit[eé]|alianza|frente|idea|proyecto|movimento|"
    r"organiza[cç][aã]o|alian[cç]a|projeto)\b[^.;]{0,30}$"
)


def _birth(match: re.Match[str], before: str, after: str) -> tuple[float, str]:
    if _FOUNDED.search(before):
        return 0.3, "written as a day of birth, but of a movement or an idea"
    named = _NAME.search(before) is not None
    said = not match["word"].lower().startswith(("born", "nac", "nasc"))
    probability = 0.6 + 0.15 * named + 0.15 * said
    return round(probability, 2), "a day of birth" + (" beside a name" if named else "")


_WORD_SSN = re.compile(r"ssn|ssan|soc(?:ial)?[ .]+sec|s\.s\.n|ss ?#")
_WORD_RUT = re.compile(r"(?:r\.?u\.?[tn]\.?|dula(?: de identidad)?|c\.? ?i\.?)[ .:n°º]{0,6}\d")
_WORD_PHONE = re.compile(r"(?:phone|fono|fone|tel)\b")
_WORD_WAY = re.compile(
    r"[ \n](?:st|ave|rd|dr|ln|ct|pl|blvd|pkwy"
    r"|street|avenue|road|drive|lane|court|place|boulevard|terrace|circle|parkway|highway)\b"
)
_WORD_CALLE = re.compile(r"(?:calle|avenida|avda\.?|av\.|pasaje|poblaci[oó]n|rua|travessa) ")
_WORD_BIRTH = re.compile(r"born|birth|d\.?o\.?b\b|dpob|nacimiento|nacid|naci[oó]|nascid|nascimento|nasceu")
_WORD_LIVES = re.compile(
    r"(?:live[sd]?|living|reside[sd]?|residing|residence|resident)[ \n](?:is |was )?at[ \n]|home address"
)
_WORD_VIVE = re.compile(
    r"(?:viv\w{1,5}|resid\w{1,5}|morav?a?|morou|domiciliad[oa])[ \n](?:e[nm]|n[ao]s?)[ \n]"
    r"|domic[ií]lio|resid[eê]ncia"
)

_RULES: Sequence[_Rule] = (
    _Rule("ssn", re.compile(r"-\d\d-\d{4}"), _SSN, _ssn),
    _Rule("ssn", _WORD_SSN, _SSN_LOOSE, _ssn_loose),
    _Rule("rut", re.compile(r"\.\d{3} ?- ?[\dk]"), _RUT, _rut),
    _Rule("rut", _WORD_RUT, _RUT_LOOSE, _rut_loose),
    _Rule("cpf", re.compile(r"\.\d{3} ?[-/] ?\d\d"), _CPF, _cpf),
    _Rule("cpf", re.compile(r"c\.?p\.?f"), _CPF_LOOSE, _cpf_loose),
    _Rule("telephone", re.compile(r"[).-][ .-]{0,2}\d{3}[ .-]\d{4}"), _PHONE, _phone),
    _Rule("telephone", _WORD_PHONE, _PHONE_WORDED, _phone_worded),
    _Rule("address", _WORD_WAY, _STREET, _address),
    _Rule("address", _WORD_CALLE, _CALLE, _address),
    _Rule("address", _WORD_LIVES, _LIVES, _lives),
    _Rule("address", _WORD_VIVE, _VIVE, _lives),
    _Rule("birth", _WORD_BIRTH, _BIRTH, _birth),
)
