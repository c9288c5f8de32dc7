"""The house tests itself: what is promised of the code's shape and of its papers holds."""

import ast
import re
import statistics
import sys
import tomllib
from importlib import metadata
from itertools import chain
from pathlib import Path

import click
import pytest

import declass
from declass.cli import reference
from declass.cli.main import VERBS, cli

ROOT = Path(__file__).parents[1]
SOURCE = Path(declass.__file__).parent
MODULES = sorted(SOURCE.rglob("*.py"))
DOCS = sorted((ROOT / "docs").rglob("*.md"))


def functions():
    for module in MODULES:
        for node in ast.walk(ast.parse(module.read_text())):
            if isinstance(node, ast.FunctionDef):
                yield module, node, node.end_lineno - node.lineno + 1


def code_lines(path):
    return sum(
        1 for line in path.read_text().splitlines() if line.strip() and not line.strip().startswith("#")
    )


@pytest.mark.parametrize("module", MODULES, ids=lambda p: str(p.relative_to(SOURCE)))
def test_every_module_opens_with_a_sentence_of_duty_and_stays_readable(module):
    docstring = ast.get_docstring(ast.parse(module.read_text()))
    assert docstring
    assert docstring.splitlines()[0].endswith((".", ":", ";", ","))
    assert code_lines(module) <= 500


def test_functions_are_short():
    lengths = [length for _, _, length in functions()]
    assert statistics.median(lengths) <= 10
    assert sum(length > 50 for length in lengths) <= 0.03 * len(lengths)


def test_nothing_is_left_to_do_in_the_source():
    marks = [
        f"{m.name}:{n}"
        for m in MODULES
        for n, line in enumerate(m.read_text().splitlines(), 1)
        if re.search(r"\b(TODO|FIXME)\b|\bXXX\b(?!X)|raise NotImplementedError", line)
    ]
    assert marks == []


_TOLD = {"DocumentEnd": 1, "MemberRefused": 1, "PageFailed": 1, "DocumentResult": 2} | {
    kind.__name__: 0 for kind in reference.error_classes()
}
"""Calls whose arguments a person reads, and where among them the reason stands; the remedy follows it."""


def literal(node):
    """The words of a string, {} where something is put in; None where it is no string."""
    if isinstance(node, ast.JoinedStr):
        return "".join(part.value if isinstance(part, ast.Constant) else "{}" for part in node.values)
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def told(module):
    """(line, "reason" or "remedy", words) of every call that tells a person what went wrong."""
    tree = ast.parse(module.read_text())
    named = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            named.setdefault(node.targets[0].id, []).append(literal(node.value))
    for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
        at = _TOLD.get(getattr(call.func, "id", getattr(call.func, "attr", "")))
        given = {kw.arg: kw.value for kw in call.keywords if kw.arg in ("reason", "remedy")}
        if at is not None:
            given |= dict(zip(("reason", "remedy"), call.args[at : at + 2], strict=False))
        for part, node in given.items():
            found = named.get(node.id, []) if isinstance(node, ast.Name) else [literal(node)]
            yield from ((node.lineno, part, words) for words in found if words)


@pytest.mark.parametrize("module", MODULES, ids=lambda p: str(p.relative_to(SOURCE)))
def test_reasons_end_without_a_full_stop_and_remedies_are_sentences(module):
    wrong = [
        (line, part, words)
        for line, part, words in told(module)
        if (words.endswith(".") if part == "reason" else not words.endswith((".", "{}")))
        or (part == "remedy" and words[0].islower())
    ]
    assert wrong == []


def test_every_room_stands_on_the_architecture_page():
    page = (ROOT / "docs" / "explanation" / "architecture.md").read_text()
    rooms = {p.name for p in SOURCE.iterdir() if p.is_dir() and (p / "__init__.py").exists()}
    assert {room for room in rooms if f"`{room}/`" not in page} == set()


def test_every_error_stands_in_the_drawn_tree():
    tree = declass.errors.__doc__
    missing = [kind.__name__ for kind in reference.error_classes() if kind.__name__ not in tree]
    assert missing == []
    for kind in reference.error_classes():
        assert kind.exit_code in range(1, 126)


@pytest.mark.parametrize("name", VERBS)
def test_every_verb_has_help_an_example_and_described_options(name):
    command = cli.get_command(click.Context(cli), name)
    assert command.help
    assert "declass" in (command.epilog or ""), "an example"
    for option in command.params:
        if isinstance(option, click.Option):
            assert option.help, option.name


@pytest.mark.parametrize("name", reference.PAGES)
def test_generated_reference_pages_are_up_to_date(name):
    assert (ROOT / "docs" / "reference" / name).read_text() == reference.PAGES[name](), "run `make docs`"


@pytest.mark.parametrize("page", [*DOCS, ROOT / "README.md"], ids=lambda p: str(p.relative_to(ROOT)))
def test_links_between_pages_lead_somewhere(page):
    targets = re.findall(r"\]\((?!https?:|mailto:|#)([^)#\s]+)", page.read_text())
    assert [t for t in targets if not (page.parent / t).exists()] == []


def test_every_docs_page_is_on_the_index():
    index = (ROOT / "docs" / "README.md").read_text()
    pages = [str(p.relative_to(ROOT / "docs")) for p in DOCS if p.name != "README.md"]
    assert [p for p in pages if p not in index] == []


def test_changelog_fragments_have_a_known_kind_and_words():
    for fragment in (ROOT / "changelog.d").glob("*.md"):
        assert re.fullmatch(r"\+?[\w-]+\.(added|changed|fixed)(\.\d+)?\.md", fragment.name), fragment.name
        assert len(fragment.read_text().split()) >= 5


def test_every_library_the_source_imports_is_declared():
    found = {
        name.split(".")[0]
        for module in MODULES
        for node in ast.walk(ast.parse(module.read_text()))
        for name in imported(node)
    }
    outside = {name for name in found if name not in sys.stdlib_module_names and name != "declass"}
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    wanted = [*project["dependencies"], *chain(*project["optional-dependencies"].values())]
    declared = {re.split(r"[<>=\[ ]", one)[0].lower().replace("_", "-") for one in wanted}
    sources = metadata.packages_distributions()
    missing = {
        name
        for name in outside
        if not declared & {d.lower().replace("_", "-") for d in sources.get(name, ())}
    }
    assert missing == set()


def imported(node):
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    return [node.module] if isinstance(node, ast.ImportFrom) and node.module and not node.level else []


def test_every_dependency_is_locked():
    names = {
        re.split(r"[<>=\[ ]", line.strip().strip('",'))[0].lower()
        for line in re.search(r"dependencies = \[(.*?)\]", (ROOT / "pyproject.toml").read_text(), re.S)[
            1
        ].splitlines()
        if line.strip()
    }
    locked = {
        line.split("==")[0]
        for line in (ROOT / "requirements.lock").read_text().splitlines()
        if re.match(r"[a-z]", line)
    }
    assert names <= locked
