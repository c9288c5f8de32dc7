"""Words in a text that say something is withheld, told apart from editors' omissions and from damage.

[less than 1 line not declassified]      withheld, less than a line
[3 paragraphs (12 lines) not declassified]
[AGENT]                                  a substitute stands for the withheld word
[Omitted here is discussion unrelated]   an editor's choice: not secrecy
[garble] [3 gr G] [sic]                  damage, or the editor's remark
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from rapidfuzz.distance import Levenshtein

from declass.locale import kept as _
from declass.redact.tolerant import phrase
from declass.text.normal import fold

MarkerKind = Literal["withheld", "substitute", "stamp", "editorial", "damage"]
"""``withheld``: these words stand where something was; ``substitute``: they stand for it; ``stamp``: they say
that the document keeps something back somewhere; ``editorial`` and ``damage``: nothing is kept secret."""

_LINE_CHARS = 60.0
_WORDS_A_LINE = 10.0  # of typescript; lines of 55 to 75 characters hold 9 to 13 words
_LINES_A_PARAGRAPH = (2.0, 15.0)
_LINES_A_PAGE = (25.0, 55.0)


@dataclass(frozen=True, slots=True)
class Marker:
    """Such words with their place.

    Attributes:
        start, end: span in the text.
        text: the words.
        lines_min, lines_max: how much they stand for, in lines of type; None where they do not say.
        probability: 0–1 that they are what ``kind`` says.
        reason: a sentence.
    """

    kind: MarkerKind
    start: int
    end: int
    text: str
    lines_min: float | None
    lines_max: float | None
    probability: float
    reason: str


def markers(text: str) -> tuple[Marker, ...]:
    """Every marker of a text, in order, of all kinds.

    >>> [(m.kind, m.lines_max) for m in markers("He met [2 lines not declassified] and [sic] left.")]
    [('withheld', 2.0), ('damage', None)]
    """
    found: list[Marker] = []
    for marker in sorted((*_bracketed(text), *_plain(text)), key=lambda m: (m.start, -m.end)):
        if found and found[-1].kind == marker.kind == "stamp" and _one_stamp(text, found[-1], marker):
            end = max(found[-1].end, marker.end)
            found[-1] = replace(found[-1], end=end, text=text[found[-1].start : end])
        elif not found or marker.start >= found[-1].end:
            found.append(marker)
    return tuple(found)


def _one_stamp(text: str, one: Marker, other: Marker) -> bool:
    """Whether no word stands between two: Declassified in Part - Sanitized Copy Approved."""
    return bool(re.fullmatch(r"[\W_]{0,12}", text[one.end : max(one.end, other.start)]))


# ── between brackets ────────────────────────────────────────────────────────────────────────────

_MOST_CHARS = 300  # inside a bracket that says something is withheld; editors' omissions run longer
_BRACKET = re.compile(r"[\[({]([^\[\](){}]*(?:\([^\[\]()]{0,40}\)[^\[\](){}]*)?)[\])}]")

_HYPHENATED = re.compile(r"(?<=\w)-[ \t]*\n[ \t]*(?=[a-záéíóúãõç])")

_SAYS_WITHHELD = re.compile(
    "|".join(
        (
            phrase("not declassified"),
            phrase("not released"),
            r"\b(?:text|name|names|word|words|line|lines|paragraph|page|pages|portion|section|material|source|"
            r"passage|sentence|information|classified)\w*\s+(?:\w+\s+){0,3}"
            r"(?:deleted|redacted|excised|withheld|sanitized|sanitised|censored|blacked\s*out|denied)\b",
            r"^\s*(?:deleted|deletion|redacted|redaction|excised|excision|withheld|sanitized|sanitised|censored|"
            r"blacked\s*out|security\s+deletion|security\s+excision|classified\s+material)\s*[.:]?\s*$",
            r"^\s*(?:deleted|redacted|excised|withheld|sanitized|denied)\s+(?:under|pursuant|per|for|by)\b",
            # Spanish and Portuguese
            r"\bno\s+desclasificad[oa]s?\b|\bn[ãa]o\s+desclassificad[oa]s?\b",
            r"^\W*(?:tachad|testad|tarjad|censurad|suprimid|borrad|ocultad|omitid)[oa]s?\s*(?:(?:por|conforme|seg[úu]n|nos\s+termos)\b.{0,120}|[:;,–-].{0,120})?\W*$",
            r"\b(?:texto|nombres?|nomes?|l[íi]neas?|linhas?|rengl(?:[óo]n|ones)|palabras?|palavras?|p[áa]rrafos?|par[áa]grafos?|trechos?|"
            r"p[áa]ginas?|datos?|dados?|informaci[óo]n|informa[çc][ãa]o|frases?|fojas?|folhas?)\s+(?:\w+\s+){0,3}"
            r"(?:tachad|testad|tarjad|censurad|suprimid|borrad|ocultad|reservad|denegad|negad|retirad|sigilos)[oa]s?\b",
        )
    ),
    re.I,
)
_SENTENCE = re.compile(r"\b(?:is|are|was|were|be|been|being|if|that|which|who|should|would|could)\b", re.I)
_EDITORIAL = re.compile(
    r"^\s*(?:\d+\s+\w+\s+)?(?:omitted\s+here|here\s+follow|omission|ellips|se\s+omiten?\s+aqu[íi]|omitid[oa]s?\s+aqui)"
    r"|^[\s.…·•*-]+$",
    re.I,
)
_STRUCK = re.compile(r"\s?(?:X{3,200}|x{3,200}|[-–—]{4,200}|_{4,200})\s?")  # a typist's strokes over words
_DAMAGE = re.compile(
    r"^\s*(?:sic|garbled?(?:\s+\w+){0,2}|illegible|ilegible|ileg[íi]vel|unintelligible|inaudible|handwritten.*|"
    r"\d+\s*(?:gr|grs?|wd|wds?|groups?|words?)\s*(?:g|m|garbled|missing|unrecovered|unidentified)|"
    r"(?:text|word|words|line|lines|group|groups)\s+(?:missing|illegible|garbled|unclear)|missing\s+(?:text|groups?))"
    r"\s*[?.]?\s*$",
    re.I,
)
_SUBSTITUTE = re.compile(
    r"^\s*(?:(?:THE|A|AN|KEY|U\.?S\.?|SENIOR|FORMER|LOCAL|FOREIGN|CIA|STATION|TRUE|DEPUTY|CHIEF|SECOND|FIRST|OF|"
    r"[A-Z]{4,}(?:AN|ESE|ISH|IAN))\s+)*"
    r"(?:AGENT|AGENTS|SENATOR|OFFICER|OFFICERS|OFFICIAL|OFFICIALS|CONTACT|CONTACTS|GOVERNMENT|CRYPTONYM|PSEUDONYM|"
    r"ASSET|ASSETS|SOURCE|SOURCES|CHIEF\s+OF\s+STATION|STATION|STATION\s+OFFICER|NAME|NAMES|COUNTRY|LEADER|LEADERS|"
    r"INFORMANT|LIAISON\s+SERVICE|DATE|LOCATION)(?:'S)?(?:\s+[A-Z]+)?\s*$"
)


def _bracketed(text: str) -> Iterator[Marker]:
    for match in _BRACKET.finditer(text):
        inner = match[1]
        if len(inner) <= _MOST_CHARS or _EDITORIAL.match(inner):
            marker = _classified(match, " ".join(_HYPHENATED.sub("", inner).split()))
            if marker is not None:
                yield marker
    yield from _half_bracketed(text)


def _classified(match: re.Match[str], inner: str) -> Marker | None:
    square = match[0][0] == "[" or match[0][-1] == "]"
    if _DAMAGE.match(inner):
        return _marker("damage", match, 0.95, _("Damage or an editor's remark, not secrecy"))
    if square and _STRUCK.fullmatch(inner):
        return _marker(
            "withheld",
            match,
            0.6,
            STRUCK,
            _drawn(match[0]),
        )
    if _EDITORIAL.match(inner):
        return _marker(
            "editorial", match, 0.95, _("An editor left something out; nothing is said of secrecy")
        )
    if _SAYS_WITHHELD.search(inner) and not _SENTENCE.search(inner) and (square or " " in inner):
        lines = amount(inner)
        return _marker(
            "withheld", match, 0.99 if square else 0.9, _("The text says that it is withheld"), lines
        )
    if square and _is_nearly_withheld(inner):
        reason = _("The text says that it is withheld; its letters are damaged")
        return _marker("withheld", match, 0.85, reason, amount(inner))
    if square and _SUBSTITUTE.match(inner):
        return _marker("substitute", match, 0.9, _("A substitute stands for the withheld words"), (0.05, 0.5))
    return None


_LAST_WORDS = re.compile(r"(?P<no>\S{2,5})\s+(?P<said>\S{9,15})\W*$")
_OTHER_WORDS = frozenset(
    ["now", "was", "were", "been", "is", "are", "since", "fully", "also", "later", "first"]
)
_FEW_WRONG = {"not": 2, "declassified": 4}  # letters of each word that may be misread


def _is_nearly_withheld(inner: str) -> bool:
    """Whether it ends with "not declassified" as OCR of a bad copy leaves it.

    >>> _is_nearly_withheld("Paragraph riot deolassifiec"), _is_nearly_withheld("now declassified")
    (True, False)
    """
    match = _LAST_WORDS.search(inner)
    if match is None or len(inner) > _LONGEST_DAMAGED or match["no"].lower() in _OTHER_WORDS:
        return False
    read = zip((match["no"], match["said"]), _FEW_WRONG.items(), strict=True)
    return all(Levenshtein.distance(fold(word).strip(".,~"), meant) <= few for word, (meant, few) in read)


_LONGEST_DAMAGED = 60  # characters of a bracket that is believed in spite of its letters
_NOT_DECLASSIFIED = phrase("not declassified")
_HALF = re.compile(
    rf"(?:(?<!\w)[\[{{|]|(?<!\w)[(Il1][ ]?(?=name|text|less|\d|½|one |two ))[ ]?"
    rf"((?:\w|[½¼¾,. ]|\n(?!\n)){{1,60}}?{_NOT_DECLASSIFIED}[.]?)(?![\w\])}}])"
    r"|(?<![\w\[({])((?:less than |more than )?(?:\d+\s?½|\d+|½|a|one|two|three|name|names)\s"
    rf"(?:\w+\s){{0,4}}?{_NOT_DECLASSIFIED}[.]?)[ ]?[\])}}]",
    re.I,
)


def _half_bracketed(text: str) -> Iterator[Marker]:
    """A bracket of which OCR lost or misread one side."""
    for match in _HALF.finditer(text):
        if _SENTENCE.search(match[0]):
            continue
        lines = amount(match[1] or match[2])
        yield _marker(
            "withheld", match, 0.85, _("The text says that it is withheld; a bracket is damaged"), lines
        )


def _marker(
    kind: MarkerKind,
    match: re.Match[str],
    probability: float,
    reason: str,
    lines: tuple[float | None, float | None] = (None, None),
) -> Marker:
    return Marker(kind, match.start(), match.end(), match[0], lines[0], lines[1], probability, reason)


# ── how much ────────────────────────────────────────────────────────────────────────────────────

_NUMBER_WORDS: dict[str, float] = {
    word: number
    for number, words in (
        (0.5, "half"),
        (1, "a an one un una uno um uma"),
        (2, "two dos dois duas"),
        (3, "three tres três"),
        (4, "four cuatro quatro"),
        (5, "five cinco"),
        (6, "six seis"),
        (7, "seven siete sete"),
        (8, "eight ocho oito"),
        (9, "nine nueve nove"),
        (10, "ten diez dez"),
        (11, "eleven once onze"),
        (12, "twelve doce doze"),
    )
    for word in words.split()
}
_FRACTIONS = {"½": 0.5, "¼": 0.25, "¾": 0.75, "1/2": 0.5, "1/4": 0.25, "3/4": 0.75}
_PART = r"(?:[½¼¾]|(?:[1Il|]/[24]|3/4)(?!\d))"
_UNITS = {
    "line": (1.0, 1.0),
    "paragraph": _LINES_A_PARAGRAPH,
    "page": _LINES_A_PAGE,
    "word": (1 / 13, 1 / 9),
    "sentence": (1.0, 4.0),
    "name": (0.05, 0.5),
}
_UNIT_WORDS = (
    ("line", r"lines?|l[íi]neas?|linhas?|rengl[óo]n(?:es)?"),
    ("paragraph", r"paragraphs?|p[áa]rrafos?|par[áa]grafos?"),
    ("page", r"pages?|p[áa]ginas?|fojas?|folhas?"),
    ("word", r"words?|palabras?|palavras?"),
    ("sentence", r"sentences?|frases?|oraciones"),
    ("name", r"names?|nombres?|nomes?"),
)
_QUANTITY = re.compile(
    r"(?P<bound>less\s+than|more\s+than|menos\s+de|m[áa]s\s+de|mais\s+de)?\s*"
    rf"(?P<number>(?:\d+|(?<!\w)[Il|])[\s-]*{_PART}|\d+[.,]\d+|\d+|{_PART}|(?<!\w)[Il|](?=\s)"
    rf"|\b(?:{'|'.join(_NUMBER_WORDS)})\b(?:\s+and\s+(?:a|one)[\s-]half)?)\s*"
    rf"(?P<unit>{'|'.join(f'(?P<{name}>{words})' for name, words in _UNIT_WORDS)})\b",
    re.I,
)
_SOME_WORDS = (0.05, 1.0)  # a name, a sum, a place: part of a line, seldom running on


def amount(inner: str) -> tuple[float | None, float | None]:
    """Lines that a marker's words stand for, as a range; the narrowest of what they say.

    >>> amount("3 paragraphs (12 lines) not declassified"), amount("less than 1 line not declassified")
    ((12.0, 12.0), (0.0, 1.0))
    >>> amount("dollar amount not declassified"), amount("text not declassified")
    ((0.05, 1.0), (None, None))
    """
    said = [_range(match) for match in _QUANTITY.finditer(inner)]
    if said:
        return min(said, key=lambda lines: lines[1] - lines[0])
    if re.search(
        r"\b(?:texts?|texto|paragraphs?|passage|section|material|information|pages?|portions?)\b", inner, re.I
    ):
        return None, None
    return _SOME_WORDS


def _drawn(strokes: str) -> tuple[float, float]:
    """Lines of what was drawn in type; its length may be anyone's choice."""
    return _SOME_WORDS[0], round(max(_SOME_WORDS[1], len(strokes) / _LINE_CHARS), 1)


def _range(match: re.Match[str]) -> tuple[float, float]:
    number = _number(match["number"])
    name = next(name for name, _ in _UNIT_WORDS if match[name])
    least, most = number * _UNITS[name][0], number * _UNITS[name][1]
    bound = (match["bound"] or "").lower()
    if bound.startswith(("less", "menos")):
        return 0.0, most
    if bound:
        return least, most * 2
    return least, most


_AND_A_HALF = re.compile(r"\s+and\s+(?:a|one)[\s-]half$")
_READ_AS_ONE = re.compile(r"(?<![a-z])[il|](?![a-z])")


def _number(raw: str) -> float:
    """
    >>> _number("1½"), _number("two and a half"), _number("2.5"), _number("3-1/2"), _number("l½")
    (1.5, 2.5, 2.5, 3.5, 1.5)
    """
    whole = _AND_A_HALF.sub("", raw.lower())
    value = 0.0 if whole == raw.lower() else 0.5
    for part in re.findall(r"\d/\d|\d+(?=\d/)|\d+[.,]\d+|\d+|[½¼¾]|[^\W\d]+", _READ_AS_ONE.sub("1", whole)):
        if part in _FRACTIONS:
            value += _FRACTIONS[part]
        elif part[0].isdecimal():
            value += float(part.replace(",", "."))
        else:
            value += _NUMBER_WORDS.get(part, 0)
    return value


# ── without brackets ────────────────────────────────────────────────────────────────────────────

_ENDS_LINE = r"(?=[^\w\n]{0,9}(?:$|\(?b\)?[ -]?\(?\d|\d\.\d|(?:25|50|75)X\d|E\.?O\b))"  # or codes follow
_STAMPS: tuple[tuple[re.Pattern[str], float, str], ...] = tuple(
    (re.compile(pattern, re.I | re.M), probability, reason)
    for pattern, probability, reason in (
        (
            rf"(?<!STATUS : )(?<![a-z] ){phrase('released in part')}(?!\w)(?!\W*PUBLIC)"
            rf"|(?<![a-z] ){phrase('release in part')}(?!\w)(?!\W*PUBLIC)"
            rf"|(?<![a-z] ){phrase('denied in part')}(?!\w)"
            rf"|(?<![a-z] ){phrase('declassified in part')}(?!\w)|^[ \t]*excised\s+copy\b"
            rf"|(?<![a-z] ){phrase('declassified and released in part')}(?!\w)"
            rf"|^[ \t]*(?:{phrase('released with deletions')}|(?-i:EXCISED|Excised)(?:\s+in\s+part)?"
            rf"|portions\s+exempt(?:ed)?){_ENDS_LINE}",
            0.9,
            _("A stamp says that it was released only in part"),
        ),
        (
            r"(?<!\d\d\d\n)(?<!\d\d\d:\n)^[ \t]*(?-i:EXEMPT)[ \t]*$(?!\n[ \t]*(?:FROM|TO|BY|UNDER)\b)",
            0.6,
            _("A stamp says that it is exempt from release or declassification"),
        ),
        (
            rf"{phrase('sanitized copy approved')}|^[ \t]*{phrase('sanitized copy')}[ \t]*$"
            rf"|^[ \t]*{phrase('release as sanitized')}\b|^[ \t]*sanitized[ \t]*$",
            0.85,
            _("A stamp says that it was sanitized before release"),
        ),
        (
            r"\bversi[óo]n\s+p[úu]blica\b|\bvers[ãa]o\s+(?:p[úu]blica|tarjada)\b",
            0.8,
            _("It says: public version"),
        ),
        (
            r"\b(?:documento|expediente|processo)\s+(?:com\s+tarjas|tarjado|testado|tachado|parcialmente\s+"
            r"(?:reservado|desclasificado|desclassificado|tarjado))\b",
            0.85,
            _("A stamp says that parts of it are withheld"),
        ),
        (
            r"\b(?:desclasificad[oa]|desclassificad[oa]|divulgad[oa])\s+(?:en\s+parte|parcialmente|em\s+parte)\b",
            0.9,
            _("A stamp says that it was released only in part"),
        ),
    )
)
_FIELD = re.compile(r"^[ \t]*(?:FROM|TO|TITLE|SUBJECTS?|ORIGINATOR)[ \t]*:[ \t]*(?:\[?)WITHHELD\b", re.M)
_STANDING = re.compile(
    r"^[ \t]{0,99}[*#>(<\[-]{0,9}[ \t]{0,9}(?:(?:tachad|testad|tarjad|censurad)[oa]s?|redacted|deleted)"
    r"[ \t]{0,9}[)>\].*-]{0,9}[ \t]*$",
    re.I | re.M,
)
_GROUND = (  # words that lead to the law, or a stop before the article itself
    r"(?:\s+(?:conforme|seg[úu]n|en\s+virtud|por\s+aplicaci[óo]n|de\s+acuerdo|con\s+(?:fundamento|base|arreglo)|"
    r"al\s+amparo|nos\s+termos|com\s+(?:fundamento|base|fulcro|amparo)|em\s+virtude|ao\s+amparo|por\s+for[çc]a)\b"
    r"|\s{0,3}[.,:;(–—-]\s{0,3}(?=art(?:[íi]culo|igo|\.)))"
)
_CITED = r"(?=(?:[^\n]|\n(?!\n)){0,60}?\bart(?:[íi]culos?|igos?|s)?\.?\s{0,3}\d)"
_BY_LAW = re.compile(
    r"\b(?:(?:(?:texto|informaci[óo]n|dato|nombre|p[áa]rrafo|rengl[óo]n|informa[çc][ãa]o|dado|trecho)(?:e?s)?\s+"
    r"(?:(?:personal|personales|pessoal|pessoais)\s+)?"
    r"(?:tachad|testad|tarjad|reservad|suprimid|eliminad|omitid|sigilos|protegid|ocultad)[oa]s?"
    rf"|(?:tachad|testad|tarjad)[oa]s?){_GROUND}"
    r"|(?:se\s+(?:deniegan?|deneg[óo]|reservan?|reserv[óo]|tachan?|tach[óo]|testan?|test[óo]|tarjan?|tarj[óo]|"
    r"suprimen?|suprimi[óo])|nega-se|tarjou-se|suprimiu-se|(?:foi|foram)\s+(?:negad|tarjad|suprimid)[oa]s?)"
    rf"(?:\s+\w+){{0,6}}?{_GROUND}{_CITED})",
    re.I,
)
_RESERVED = re.compile(
    r"\[[ ]?(?:(?:reservad|sigilos)[oa]s?|classified)[ ]?[.]?\]"
)  # in capitals, a mark of classification


_BLOCKS = re.compile(
    r"(?:█[ ]?){3,200}█|(?:[■▇▆▓][ ]?){2,200}[■▇▆▓]"  # three full blocks are this program's own
    r"|(?<=[a-z,][ ])\[[ \t_]{4,80}\](?=[ ,.;]+[a-z])"
)
DRAWN_IN_TYPE = _("Blocks or an empty bracket stand in the text for withheld words")
"""The reason of a marker without words; OCR makes such blocks of pictures too."""
STRUCK = _("Strokes or crosses stand between brackets for withheld words")
"""The reason of a marker that a typist drew; OCR makes such strokes of frames and forms too."""
BY_LAW = _("The text says under which law it is withheld")
"""The reason of a marker that a citation of its law follows."""


def _plain(text: str) -> Iterator[Marker]:
    for pattern, probability, reason in _STAMPS:
        for match in pattern.finditer(text):
            yield _marker("stamp", match, probability, reason)
    for match in _FIELD.finditer(text):
        yield _marker("withheld", match, 0.9, _("The sheet says that this field is withheld"), _SOME_WORDS)
    for match in _STANDING.finditer(text):
        yield _marker("withheld", match, 0.8, _("A line says only that something was struck out"))
    for match in _BY_LAW.finditer(text):
        yield _marker("withheld", match, 0.85, BY_LAW)
    for match in _BLOCKS.finditer(text):
        yield _marker("withheld", match, 0.7, DRAWN_IN_TYPE, _drawn(match[0]))
    for match in _RESERVED.finditer(text):
        yield _marker("withheld", match, 0.7, _("The text says that it is withheld"))
