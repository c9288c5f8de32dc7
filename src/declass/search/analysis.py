"""How text becomes index terms: words, folding, stems and stop words, the same for pages and queries."""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from tantivy import Filter, TextAnalyzer, TextAnalyzerBuilder, Tokenizer

LANGUAGES = {"en": "english", "es": "spanish", "pt": "portuguese"}

FOLDED = "declass_folded"
"""Name under which the analyzer is registered on every open index."""

TOKEN = re.compile(r"[^\W_]+")
"""What Tantivy's simple tokenizer takes as a word."""

# the lookbehind stands after the hyphen, so that the scan can leap from hyphen to hyphen
LINE_BREAK = re.compile(r"[-\u00ad\u00ac](?<=[^\W\d_].)[ \t]*\n[ \t]*(?=[^\W\d_])")
"""A hyphen between letters that may only be there because the line ended."""

_HYPHENATED = re.compile(r"-[ \t]*\n")  # what most LINE_BREAKs begin with, ten times as fast to find
_RARER = re.compile(r"[\u00ad\u00ac][ \t]*\n")

_LONGEST_WORD = 100  # letters; longer runs are OCR rules and base64, and would only swell the dictionary

# Folded text lost the accents that the Spanish and Portuguese stemmers look for, and all-capitals
# telegrams never had them; these endings are common enough to put back before stemming.
# Portuguese plurals in -ões go to their singular, which the stemmer leaves apart.
_ACCENTED_ENDINGS = {
    "en": (),
    "es": (("cion", "ción"), ("logia", "logía"), ("aria", "aría"), ("eria", "ería")),
    "pt": (("ao", "ão"), ("cao", "ção"), ("coes", "ção"), ("oes", "ão"), ("soes", "são"), ("encia", "ência")),
}


def folding_analyzer() -> TextAnalyzer:
    """Words in lower case without accents or ligatures."""
    builder = TextAnalyzerBuilder(Tokenizer.simple())
    builder = builder.filter(Filter.remove_long(_LONGEST_WORD))
    return builder.filter(Filter.lowercase()).filter(Filter.ascii_fold()).build()


def _stemmer(language: str) -> TextAnalyzer:
    builder = TextAnalyzerBuilder(Tokenizer.simple())
    return builder.filter(Filter.stemmer(language)).filter(Filter.ascii_fold()).build()


def _stop_filter(language: str) -> TextAnalyzer:
    return TextAnalyzerBuilder(Tokenizer.simple()).filter(Filter.stopword(language)).build()


_FOLDING = folding_analyzer()
_STEMMERS = {tag: _stemmer(name) for tag, name in LANGUAGES.items()}
_STOP_FILTERS = {tag: _stop_filter(name) for tag, name in LANGUAGES.items()}


def words(text: str) -> list[str]:
    """The index terms of a text, in order.

    >>> words("Oﬃcial REUNIÓN no. 3")
    ['official', 'reunion', 'no', '3']
    """
    return list(_FOLDING.analyze(text))


@lru_cache(maxsize=200_000)
def fold_word(word: str) -> str:
    """The index term of one word; "" for a word too long to be indexed."""
    return "".join(_FOLDING.analyze(word))


@lru_cache(maxsize=200_000)
def stems(term: str, language: str) -> frozenset[str]:
    """Every stem a folded word may have in a language, with and without the accents it may have lost.

    >>> bool(stems("nacionalizacion", "es") & stems("nacionalizaciones", "es"))
    True
    """
    spellings = [term]
    for bare, accented in _ACCENTED_ENDINGS[language]:
        if term.endswith(bare):
            spellings.append(term[: -len(bare)] + accented)
    return frozenset("".join(_STEMMERS[language].analyze(spelling)) for spelling in spellings)


# What the filters above leave: words that only make a question of a sentence, and small ones that records
# have on every page. Words that also name things (can, will, may, us, no) are left to count.
_ASKING_WORDS = {
    "en": """who what when where why how which whom whose did does do had has have could would should about
        any all were been being from he she him her them we our you your my its than those some only so too
        very just more most other between through during because until while there here""",
    "es": """quién quiénes cuándo dónde cómo cuál cuáles cuánto cuánta cuántos cuántas ser hizo hacer según
        después acerca si""",
    "pt": """onde quais quanto quanta quantos quantas havia ser estar fez fazer sobre segundo durante desde
        antes acerca porque""",
}
_ASKING = {tag: frozenset(said.split()) for tag, said in _ASKING_WORDS.items()}


def stop_words(raw: Iterable[str], language: str) -> set[str]:
    """Those of the words (in lower case, accents kept) that carry no meaning of their own in a question."""
    raw = list(raw)
    return small_words(raw, language) | _ASKING[language].intersection(raw)


def small_words(raw: Iterable[str], language: str) -> set[str]:
    """Those of the words (in lower case, accents kept) of which every sentence has some."""
    return {word for word in raw if not _STOP_FILTERS[language].analyze(word)}


def query_languages(raw: Iterable[str]) -> tuple[str, ...]:
    """The languages a query may be in, judged by its stop words; all of them where none tells.

    >>> query_languages(["carta", "de", "intenciones", "con", "el", "fondo"])
    ('es',)
    >>> query_languages(["schneider"])
    ('en', 'es', 'pt')
    """
    lowered = [word.lower() for word in raw]
    counts = {tag: len(stop_words(lowered, tag)) for tag in LANGUAGES}
    most = max(counts.values())
    return tuple(tag for tag in LANGUAGES if counts[tag] == most)


def line_breaks(text: str) -> list[re.Match[str]]:
    """Where ``LINE_BREAK`` matches, in order."""
    starts = [end.start() for end in _HYPHENATED.finditer(text)]
    if "\u00ad" in text or "\u00ac" in text:
        starts = sorted([*starts, *(end.start() for end in _RARER.finditer(text))])
    found = [LINE_BREAK.match(text, start) for start in starts]
    return [match for match in found if match]


Cut = tuple[int, str]
"""A hyphen and line end taken out of a text, and where in the joined one."""


def joined(text: str) -> tuple[str, list[Cut]]:
    """Text for the index: words broken at line ends are whole, and their halves follow on a last line.

    The halves stay findable because the hyphen may be a real one (``anti-\\nAmerican``). From what was
    taken out ``parted`` makes the text again, so that it need not be kept beside.

    >>> joined("informa-\\ntion on coca")
    ('information on coca\\ninforma-tion', [(7, '-\\n')])
    """
    breaks = line_breaks(text)
    if not breaks:
        return text, []
    pieces: list[str] = []
    halves: list[str] = []
    cuts: list[Cut] = []
    end, gone = 0, 0
    for match in breaks:
        pieces.append(text[end : match.start()])
        cuts.append((match.start() - gone, match[0]))
        end = match.end()
        gone += end - match.start()
        after = TOKEN.match(text, end, end + _LONGEST_WORD)
        halves.append(f"{_word_before(text, match.start())}-{after[0] if after else ''}")
    return f"{''.join(pieces)}{text[end:]}\n{' '.join(halves)}", cuts


def parted(body: str, cuts: Iterable[Cut]) -> str:
    """The text that ``joined`` made this of.

    >>> parted(*joined("informa-\\ntion on coca"))
    'informa-\\ntion on coca'
    """
    pieces: list[str] = []
    end = 0
    for at, cut in cuts:
        pieces += (body[end:at], cut)
        end = at
    if not pieces:
        return body
    halves = body.rindex("\n")
    return "".join((*pieces, body[end:halves]))


def _word_before(text: str, end: int) -> str:
    start, least = end, max(0, end - _LONGEST_WORD)
    while start > least and text[start - 1].isalnum():  # what TOKEN takes, without reading the line
        start -= 1
    return text[start:end]


_NOT_ASCII = re.compile(r"[^\x00-\x7f]")


def _fold_letter(match: re.Match[str]) -> str:
    return fold_word(match[0]) or match[0]


def folded(text: str) -> tuple[str, Sequence[int] | None]:
    """Text folded letter by letter, and where each letter came from; None where nothing has moved.

    >>> folded("ﬁn")
    ('fin', [0, 0, 1, 2])
    """
    lowered = text.lower()
    if lowered.isascii():
        return lowered, None
    flat = _NOT_ASCII.sub(_fold_letter, text).lower()
    return flat, None if len(flat) == len(text) else _origins(text)


def _origins(text: str) -> list[int]:
    origins: list[int] = []
    for match in _NOT_ASCII.finditer(text):
        origins.extend(range(origins[-1] + 1 if origins else 0, match.start()))
        origins.extend([match.start()] * len(_fold_letter(match).lower()))
    origins.extend(range(origins[-1] + 1 if origins else 0, len(text) + 1))
    return origins
