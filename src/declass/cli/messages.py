"""Collects what the command line and the reader say into the translation files (`make messages`)."""

import ast
import importlib
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import click
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po
from jinja2 import Environment, nodes

from declass import config
from declass.cli import progress
from declass.cli.helping import help_strings
from declass.cli.main import VERBS, cli
from declass.locale import LANGUAGES

HERE = Path(__file__).parent
WEB = HERE.parent / "web"
BELOW = (
    *(
        "chronology/best.py",
        "compare/evidence.py",
        "compare/grouping.py",
        "compare/own.py",
        "compare/report.py",
    ),
    *(
        "ocr/choose.py",
        "pipeline/records.py",
        "pipeline/release_page.py",
        "search/notes.py",
        "pipeline/withheld_amount.py",
    ),
    *(f"redact/{path.name}" for path in sorted((HERE.parent / "redact").glob("*.py"))),
)
"""Modules below the command line that write for people: pages that a browser opens, reasons, and notes."""
_MARKERS = {"_", "plural"}  # functions whose literal arguments are said to people
_WORDS = ("COLUMNS", "FACTS", "STATES", "WORDS")  # ends of the names of constants that are said word by word


def collected() -> dict[str, str]:
    """Every string with the file that says it, in a fixed order."""
    found: dict[str, str] = {}
    for text, where in [*_literals(), *_templates(), *_helps(), *_words()]:
        found.setdefault(text, where)
    return dict(sorted(found.items()))


def _literals() -> Iterator[tuple[str, str]]:
    for path in [*sorted(HERE.glob("*.py")), *sorted(WEB.rglob("*.py")), *(HERE.parent / p for p in BELOW)]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _MARKERS:
                for argument in node.args:
                    if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                        yield argument.value, f"{path.relative_to(HERE.parent)}"


def _templates() -> Iterator[tuple[str, str]]:
    for path in sorted(WEB.glob("templates/*.html")):
        for call in Environment().parse(path.read_text(encoding="utf-8")).find_all(nodes.Call):
            if isinstance(call.node, nodes.Name) and call.node.name in _MARKERS:
                for argument in call.args:
                    if isinstance(argument, nodes.Const) and isinstance(argument.value, str):
                        yield argument.value, f"web/templates/{path.name}"


def _helps() -> Iterator[tuple[str, str]]:
    yield from ((text, "cli/main.py") for text in VERBS.values())
    yield from ((text, "config.py") for text in config.HELP.values())
    yield from ((said.text, "cli/main.py") for said in help_strings(cli, ""))
    context = click.Context(cli)
    for name in VERBS:
        command = cli.get_command(context, name)
        if command is not None:
            yield from ((said.text, f"cli/verb_{name}.py") for said in help_strings(command, name))


def _words() -> Iterator[tuple[str, str]]:
    modules = [importlib.import_module(f"declass.cli.verb_{name}") for name in VERBS]
    for module in [progress, *modules]:
        for word in _constants(module):
            yield word.replace("_", " "), f"cli/{Path(str(module.__file__)).name}"


def _constants(module: ModuleType) -> Iterator[str]:
    for name, value in vars(module).items():
        if name.endswith(_WORDS) and isinstance(value, tuple):
            yield from value


def updated(held: Catalog, tag: str) -> Catalog:
    """The translations of today's strings; new strings stand untranslated, stale ones are gone."""
    fresh = Catalog(locale=tag)
    for text, where in collected().items():
        old = held.get(text)
        fresh.add(text, old.string if old is not None else "", locations=[(where, 0)])
    return fresh


def main(folder: Path) -> None:
    """Write ``es.po`` and ``pt.po`` anew."""
    folder.mkdir(exist_ok=True)
    for tag in LANGUAGES[1:]:
        path = folder / f"{tag}.po"
        held = Catalog(locale=tag)
        if path.exists():
            with path.open("rb") as lines:
                held = read_po(lines, locale=tag)
        with path.open("wb") as out:
            write_po(out, updated(held, tag), width=100, omit_header=True, include_lineno=False)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
