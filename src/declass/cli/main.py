"""The `declass` command: its verbs, loaded one by one so that each starts fast."""

import importlib
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
from click.shell_completion import CompletionItem

from declass.cli.helping import examples, localised
from declass.errors import DeclassError, QueryError
from declass.jobs.memory import look_seldom, share_arenas
from declass.jobs.threads import one_thread
from declass.locale import translate as _

DEFAULT_ARCHIVE = "~/declass"

VERBS = {
    "add": "Add files, folders and archives; read them; make them searchable.",
    "status": "Account for every file and page; say what failed and what to do about it.",
    "search": "Find records by a question in any language, by words, phrases, fields and dates.",
    "saved": "Keep searches under a name, and see what is new in them.",
    "show": "Show a record or a file: its pages, text, releases and where each came from.",
    "serve": "Read, search and compare the archive in a browser on this machine.",
    "verify": "Read every original again against its digest, and check every derived row.",
    "import": "Import a publisher's list of records (CSV or XLSX) to reconcile the archive with.",
    "retry": "Read again what failed, or redo a step for some or all files.",
    "index": "Bring the search index up to date, or build it anew.",
    "judge": "Say yes, no or unsure to a change, a withholding, a match or a grouping; take it back.",
    "correct": "Put a corrected text of a page beside the machine's; nothing is overwritten.",
    "accounts": "Say who may read the archive when it is served to others.",
    "notes": "Write, list, take back and export notes on pages.",
    "config": "List settings; set or unset one for this archive.",
    "compare": "Find which files are one record and what each release of it revealed or hid.",
    "changes": "List what newer releases reveal or hide, with pages, grades and evidence.",
    "record": "Show a record's releases, what each opened or closed, and its least-redacted text.",
    "diff": "Say what a newer release of a record reveals or hides against an older; needs no archive.",
    "match": "Find which files are the same record, or hold one another; needs no archive.",
    "withheld": "List what pages withhold: where, of what kind, how probable; needs no archive.",
    "restricted": "List words left under bars and personal data; to read them leaves a trace.",
    "read": "Print the text of a file, page by page; needs no archive.",
    "dates": "Read dates from lines of text; needs no archive.",
    "sample": "Write a folder of fictional records with known truth, to try declass on.",
    "completion": "Print the line that makes your shell complete declass commands.",
}


@dataclass(frozen=True, slots=True)
class Context:
    """What every verb may need to know from before its name."""

    archive: Path
    quiet: bool


class Verbs(click.Group):
    """Imports a verb's module only when that verb is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in VERBS:
            return None
        module = importlib.import_module(f"declass.cli.verb_{cmd_name}")
        command: click.Command = module.command
        return localised(command)

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Verbs from the table: loading them all would make the Tab key wait."""
        verbs = [
            CompletionItem(name, help=_(text)) for name, text in VERBS.items() if name.startswith(incomplete)
        ]
        return verbs + click.Command.shell_complete(self, ctx, incomplete)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section(_("Verbs")):
            formatter.write_dl([(name, _(text)) for name, text in VERBS.items()])

    def invoke(self, ctx: click.Context) -> Any:
        """Run the verb; here, since click would otherwise end these two its own way."""
        try:
            result = super().invoke(ctx)
            sys.stdout.flush()
        except KeyboardInterrupt:
            stopped = _("Stopped. What was finished is kept; the same command goes on from here.")
            click.echo(f"\n{stopped}", err=True)
            ctx.exit(130)
        except BrokenPipeError:
            # the reader of our output has closed it (`declass search … | head`): no fault of anybody's
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            ctx.exit(0)
        return result

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            verbs = _("The verbs are: {verbs}.").format(verbs=", ".join(VERBS))
            raise click.UsageError(f"{error.message}\n{verbs}", error.ctx) from error


@click.group(
    cls=Verbs,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    subcommand_metavar="VERB ...",
    epilog=examples(
        "declass add ~/records --collection 'NARA 2025' --released 2025-03-18",
        "declass search '\"fortieth committee\" AND chile'",
        "declass VERB --help",
    ),
)
@click.option(
    "--archive",
    type=click.Path(file_okay=False, path_type=Path),
    envvar="DECLASS_ARCHIVE",
    default=DEFAULT_ARCHIVE,
    show_default=True,
    help="Folder of the archive; also taken from DECLASS_ARCHIVE.",
)
@click.option("-q", "--quiet", is_flag=True, help="No progress; errors only.")
@click.version_option(package_name="declass", prog_name="declass")
@click.pass_context
def cli(ctx: click.Context, archive: Path, quiet: bool) -> None:
    """Turns a pile of declassified government records into evidence that anyone can check."""
    if os.environ.get("NO_COLOR"):  # no-color.org
        ctx.color = False
    ctx.obj = Context(archive.expanduser(), quiet)


def explain(error: DeclassError) -> str:
    """The message a person sees; a bad query is shown with a caret under the place."""
    lines = [f"declass: {error.reason}"]
    if isinstance(error, QueryError) and error.query:
        lines += [f"  {error.query}", "  " + " " * error.position + "^"]
    if error.remedy:
        lines.append(f"  {error.remedy}")
    return "\n".join(lines)


def main(arguments: list[str] | None = None) -> Any:
    """Run the command line; the exit code is the class of the error (see ``declass.errors``)."""
    one_thread()
    share_arenas()
    look_seldom()
    try:
        return localised(cli).main(arguments, prog_name="declass")
    except DeclassError as error:
        click.echo(explain(error), err=True)
        sys.exit(error.exit_code)


if __name__ == "__main__":
    main()
