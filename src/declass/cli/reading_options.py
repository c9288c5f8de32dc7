"""Options of every verb that may read documents."""

from collections.abc import Callable
from typing import Any, TypeVar

import click

from declass import config

Command = TypeVar("Command", bound=Callable[..., Any])


def page_options(function: Command) -> Command:
    """How page images are read."""
    for option in (
        click.option("--ocr", type=click.Choice(["auto", "always", "never"]), help=config.HELP["ocr"]),
        click.option("--ocr-languages", metavar="TAGS", help=config.HELP["ocr_languages"]),
        click.option("--dpi", type=click.IntRange(50, 1200), help=config.HELP["dpi"]),
    ):
        function = option(function)
    return function


def reading_options(function: Command) -> Command:
    """Options of verbs that may read many documents: how, and by how many processes."""
    workers = click.option("--workers", type=click.IntRange(0), help=config.HELP["workers"])
    return workers(page_options(function))
