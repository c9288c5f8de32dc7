"""The command line speaks the user's language, and its translations are whole."""

import re
import string

import pytest
from babel.messages.pofile import read_po

from declass import locale
from declass.cli import messages

TAGS = locale.LANGUAGES[1:]
FOLDER = messages.HERE.parent / "locale"


def held(tag):
    with (FOLDER / f"{tag}.po").open("rb") as lines:
        return {m.id: m.string for m in read_po(lines, locale=tag) if m.id}


def fields(text):
    return sorted((name, spec) for _, name, spec, _ in string.Formatter().parse(text) if name)


@pytest.mark.parametrize("tag", TAGS)
def test_every_string_is_translated_and_none_is_stale(tag):
    said = {text for text, _ in messages.collected().items()}
    translated = {text for text, string in held(tag).items() if string}
    assert said - translated == set(), "run `make messages` and translate these"
    assert set(held(tag)) - said == set(), "run `make messages`"


@pytest.mark.parametrize("tag", TAGS)
def test_translations_keep_the_places_to_fill_the_options_and_the_commands(tag):
    for text, translation in held(tag).items():
        if "{" in text:
            assert fields(text) == fields(translation), text
        assert re.findall(r"(?<!\w)--[a-z]+", text) == re.findall(r"(?<!\w)--[a-z]+", translation), text
        verbs = re.findall(r"`declass (\w+)", text)
        assert verbs == re.findall(r"`declass (\w+)", translation), text


def test_collecting_anew_changes_nothing_in_the_files(tmp_path):
    for tag in TAGS:
        (tmp_path / f"{tag}.po").write_bytes((FOLDER / f"{tag}.po").read_bytes())
    messages.main(tmp_path)
    for tag in TAGS:
        assert (tmp_path / f"{tag}.po").read_text() == (FOLDER / f"{tag}.po").read_text()


def test_the_language_is_that_of_declass_lang_or_else_of_the_environment(monkeypatch):
    for name in ("DECLASS_LANG", "LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "pt_BR.UTF-8")
    assert locale.language() == "pt"
    monkeypatch.setenv("LC_ALL", "fi_FI.UTF-8")
    assert locale.language() == "en"
    monkeypatch.setenv("DECLASS_LANG", "es")
    assert locale.language() == "es"


def test_spanish_is_spoken_in_help_tables_and_sentences(declass, built, monkeypatch):
    monkeypatch.setenv("DECLASS_LANG", "es")
    assert "Añadir ficheros" in declass("--help").stdout
    assert "Ejemplo:" in declass("add", "--help").stdout
    assert "páginas esperadas" in declass("status", archive=built).stdout
    assert "No hay ningún archivo" in declass("status", archive=built / "none", exit_code=4).stderr


def test_programs_get_english_whatever_the_language(declass, built, monkeypatch):
    english = declass("status", "--inventory", "--format", "jsonl", archive=built).stdout
    monkeypatch.setenv("DECLASS_LANG", "pt")
    assert declass("status", "--inventory", "--format", "jsonl", archive=built).stdout == english
    assert declass("status", "--format", "csv", archive=built).stdout.startswith("what,count")


def test_kept_sentences_are_shown_in_the_readers_language_with_their_fields():
    with locale.speaking("es"):
        assert locale.shown("An empty frame; 3 of its 4 sides are drawn whole").startswith(
            "Un marco vacío; 3 de sus 4"
        )
        assert "anotación (Square), oscuro" in locale.shown("What hides them: annotation (Square), dark.")
        kept = "The embedded text is kept: it reads as well as OCR by tesseract (they agree to 93%)."
        assert locale.shown(kept).startswith(
            "Se conserva el texto incluido: se lee tan bien como OCR de tess"
        )
        assert "«5 May 1974»" in locale.shown("The date field reads on page 2: “5 May 1974”.")
        assert locale.shown("Said by nobody: 3.") == "Said by nobody: 3."
    with locale.speaking("en"):
        assert locale.shown("It stands on 4 pages") == "It stands on 4 pages"
