"""What people are told, in their language (English, Spanish, Portuguese); the translations lie beside it."""

import functools
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from importlib.resources import files

LANGUAGES = ("en", "es", "pt")
NAMES = {"en": "English", "es": "Español", "pt": "Português"}
_VARIABLES = ("DECLASS_LANG", "LC_ALL", "LC_MESSAGES", "LANG")  # DECLASS_LANG first, then POSIX's own order
_chosen: ContextVar[str | None] = ContextVar("language", default=None)


def language() -> str:
    """BCP 47 tag of the language to speak; ``en`` where nobody asks for one we have."""
    return _chosen.get() or _of_environment()


@contextmanager
def speaking(tag: str) -> Iterator[None]:
    """Speak this language inside, as a web page does for its reader; unknown tags mean English."""
    token = _chosen.set(tag if tag in LANGUAGES else "en")
    try:
        yield
    finally:
        _chosen.reset(token)


def _of_environment() -> str:
    for variable in _VARIABLES:
        value = os.environ.get(variable, "")
        if value:
            return value[:2].lower() if value[:2].lower() in LANGUAGES else "en"
    return "en"


@functools.cache
def catalogue(tag: str) -> dict[str, str]:
    """Translations by English message; empty for English."""
    if tag == "en":
        return {}
    from babel.messages.pofile import read_po  # slow to import, and English needs none of it

    with (files("declass") / "locale" / f"{tag}.po").open("rb") as lines:
        return {str(m.id): str(m.string) for m in read_po(lines, locale=tag) if m.id and m.string}


def translate(message: str) -> str:
    """The message in the user's language, or as it stands where no translation exists."""
    return catalogue(language()).get(message, message)


def kept(sentence: str) -> str:
    """Marks a sentence that is kept in English and put into the user's language by ``shown``.

    Its fields are filled in with ``format``.
    """
    return sentence


def shown(sentence: str) -> str:
    """A kept sentence, its fields filled in, in the user's language; one that is not known stays as it is."""
    known = catalogue(language())
    if sentence in known or not known:
        return translate(sentence)
    for form, pattern in _forms(language()):
        if found := pattern.fullmatch(sentence):
            return translate(form).format(**{name: shown(said) for name, said in found.groupdict().items()})
    return sentence


_FIELD = re.compile(r"\\{(\w+)\\}")
_LEAST_LETTERS = 5  # of a form beside its fields: shorter ones, such as "{file}: {reason}", fit anything


@functools.cache
def _forms(tag: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Messages with fields and what they match, those with most words of their own first."""
    own = {form: len(re.sub(r"\{\w+\}", "", form)) for form in catalogue(tag) if re.search(r"\{\w+\}", form)}
    told = sorted((form for form, letters in own.items() if letters >= _LEAST_LETTERS), key=lambda f: -own[f])
    return tuple((form, re.compile(_FIELD.sub(r"(?P<\1>.+)", re.escape(form)))) for form in told)


def plural(one: str, many: str, count: int) -> str:
    """The message for this count, in the user's language; all three tell only one from many."""
    return translate(one if count == 1 else many)
