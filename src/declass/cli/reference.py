"""Writes the reference pages that are read off the code: verbs, settings, exit codes, exemption codes."""

import sys
from dataclasses import fields
from pathlib import Path
from typing import get_args

import click

from declass import config, errors
from declass.cli.helping import example_lines
from declass.cli.main import VERBS, cli
from declass.redact import codes, flags

GENERATED = "<!-- Written by `make docs` from the code; do not edit. -->\n\n"


def _option_row(option: click.Parameter, context: click.Context) -> tuple[str, str] | None:
    record = option.get_help_record(context)
    return record if record is None else (record[0], " ".join(record[1].split()))


def verbs_page() -> str:
    """Every verb with its help, options and examples."""
    context = click.Context(cli, info_name="declass", **cli.context_settings)
    parts = ["# The verbs of `declass`\n\n", GENERATED, "Options before the verb:\n\n"]
    parts += _rows(cli, context)
    for name in VERBS:
        command = cli.get_command(context, name)
        assert command is not None
        parts += _verb(name, command, context)
    return "".join(parts).rstrip() + "\n"


def _verb(name: str, command: click.Command, parent: click.Context) -> list[str]:
    context = click.Context(command, info_name=name, parent=parent)
    usage = " ".join(command.collect_usage_pieces(context))
    parts = [f"\n## {name}\n\n", f"`declass {name} {usage}`\n\n"]
    parts += [f"{' '.join(block.split())}\n\n" for block in (command.help or "").split("\n\n")]
    parts += _rows(command, context)
    parts += ["\n```\n", *(f"{line}\n" for line in example_lines(command)), "```\n"]
    if isinstance(command, click.Group):
        for child_name, child in command.commands.items():
            parts += _verb(f"{name} {child_name}", child, parent)
    return parts


def _rows(command: click.Command, context: click.Context) -> list[str]:
    options = (param for param in command.get_params(context) if isinstance(param, click.Option))
    rows = [row for option in options if (row := _option_row(option, context))]
    body = [f"| `{_cell(flag)}` | {_cell(text)} |\n" for flag, text in rows]
    return ["| option | meaning |\n| --- | --- |\n", *body]


def _cell(text: str) -> str:
    return text.replace("|", "\\|")  # a bar would end the cell


def settings_page() -> str:
    """Every setting with its default and meaning."""
    parts = ["# Settings\n\n", GENERATED]
    parts.append(
        "A setting is taken from the command line, else from the environment, else from the archive\n"
        "(`declass config set NAME VALUE`), else it has its default.\n\n"
        "| setting | default | environment | meaning |\n| --- | --- | --- | --- |\n"
    )
    for field in fields(config.Settings):
        variable = config.PREFIX + field.name.upper()
        parts.append(f"| `{field.name}` | `{field.default}` | `{variable}` | {config.HELP[field.name]} |\n")
    return "".join(parts)


def error_classes(top: type[errors.DeclassError] = errors.DeclassError) -> list[type[errors.DeclassError]]:
    """Every error class, parents before children."""
    return [top, *(kind for child in top.__subclasses__() for kind in error_classes(child))]


def exits_page() -> str:
    """Every error class with its exit code."""
    parts = ["# Exit codes\n\n", GENERATED, "| code | error | meaning |\n| --- | --- | --- |\n"]
    parts.append(
        "| 0 | | all went well, or the batch finished (failed files are listed by `declass status`) |\n"
    )
    for kind in error_classes():
        meaning = (kind.__doc__ or "").strip().splitlines()[0]
        parts.append(f"| {kind.exit_code} | `{kind.__name__}` | {meaning} |\n")
    parts.append("| 130 | | stopped by Ctrl-C; what was finished is kept |\n")
    return "".join(parts)


def codes_page() -> str:
    """Every exemption code by regime, in three languages, and what a record's age says of it."""
    parts = ["# Exemption codes\n\n", GENERATED]
    parts.append(
        "The closed lists to which a reading of a code is snapped, with their sources. How codes are found\n"
        "and linked: [withholdings](../explanation/withholdings.md). They are explained in plain words,\n"
        "which are not the words of the law.\n"
    )
    for regime in codes.regimes():
        parts.append(
            f"\n## {regime.name['en']}\n\n{regime.name['es']} · {regime.name['pt']}  \n{regime.source}\n\n"
        )
        parts.append("| code | English | español | português |\n| --- | --- | --- | --- |\n")
        for value, code in codes.codes().items():
            if code.regime == regime:
                own = "" if code.source.startswith(regime.source) else f"<br>{code.source}"
                said = " | ".join(code.meaning[language] for language in codes.LANGUAGES)
                parts.append(f"| `{value}`{own} | {said} |\n")
    parts.append("\n## What a record's age says\n\n| English | español | português |\n| --- | --- | --- |\n")
    for flag in get_args(flags.Flag):
        said = " | ".join(flags.explain_flag(flag, language) for language in codes.LANGUAGES)
        parts.append(f"| {said} |\n")
    return "".join(parts)


PAGES = {
    "cli.md": verbs_page,
    "settings.md": settings_page,
    "exit-codes.md": exits_page,
    "codes.md": codes_page,
}


def main(folder: Path) -> None:
    """Write every generated page into ``folder``."""
    for name, page in PAGES.items():
        (folder / name).write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
