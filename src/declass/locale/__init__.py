"""What people are told, in their language (English, Spanish, Portuguese); the translations lie beside it."""

import functools
import os
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


def plural(one: str, many: str, count: int) -> str:
    """The message for this count, in the user's language; all three tell only one from many."""
    return translate(one if count == 1 else many)
