"""Options that every verb which searches has in common."""

from collections.abc import Callable
from typing import Any, TypeVar

import click

Function = TypeVar("Function", bound=Callable[..., Any])


def sort_option(function: Function) -> Function:
    """``--sort``: the order of hits."""
    return click.option(
        "--sort",
        type=click.Choice(["relevance", "date", "-date"]),
        default="relevance",
        show_default=True,
        help="Best first, oldest first, or newest first.",
    )(function)


def mode_option(default: str) -> Callable[[Function], Function]:
    """``--mode``: whether words, meaning or both are asked."""
    return click.option(
        "--mode",
        type=click.Choice(["auto", "words", "meaning"]),
        default=default,
        show_default=True,
        help="Weigh words and meaning together, or ask for one of them.",
    )
