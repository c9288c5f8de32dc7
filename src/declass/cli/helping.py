"""Help of the verbs: its examples, kept line by line, and its words in the user's language."""

import copy
import dataclasses
import inspect
from typing import TypeVar

import click

from declass.locale import language
from declass.locale import translate as _

Command = TypeVar("Command", bound=click.Command)
_UNWRAPPED = "\b\n"  # click's mark for a paragraph whose lines stay as they are


def examples(*lines: str) -> str:
    """The end of a verb's help: one command a line."""
    return _UNWRAPPED + "\n".join(["Examples:" if len(lines) > 1 else "Example:", *(f"  {x}" for x in lines)])


def example_lines(command: click.Command) -> list[str]:
    """The examples of a verb, without their heading."""
    return [line.strip() for line in (command.epilog or "").splitlines()[2:]]


def localised(command: Command) -> Command:
    """The command with its help in the user's language; the command itself is left as it is."""
    if language() == "en":
        return command
    spoken = copy.copy(command)
    spoken.help = _(inspect.cleandoc(command.help or ""))
    spoken.epilog = command.epilog and command.epilog.replace("Examples:", _("Examples:"), 1).replace(
        "Example:", _("Example:"), 1
    )
    spoken.params = [_localised_option(param) for param in command.params]
    if isinstance(spoken, click.Group) and isinstance(command, click.Group):
        spoken.commands = {name: localised(child) for name, child in command.commands.items()}
    return spoken


def _localised_option(param: click.Parameter) -> click.Parameter:
    if not isinstance(param, click.Option) or not param.help:
        return param
    spoken = copy.copy(param)
    spoken.help = _(param.help)
    return spoken


@dataclasses.dataclass(frozen=True, slots=True)
class Said:
    """A string of the help and the verb it belongs to."""

    text: str
    verb: str


def help_strings(command: click.Command, verb: str) -> list[Said]:
    """Every string of a command's help that has a translation."""
    own = [
        inspect.cleandoc(command.help or ""),
        *(p.help or "" for p in command.params if isinstance(p, click.Option)),
    ]
    said = [Said(text, verb) for text in own if text]
    if isinstance(command, click.Group):
        said += [one for child in command.commands.values() for one in help_strings(child, verb)]
    return said
