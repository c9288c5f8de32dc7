"""`declass completion`: the line that teaches a shell our verbs."""

import click

from declass.cli.helping import examples

_LINES = {
    "bash": 'eval "$(_DECLASS_COMPLETE=bash_source declass)"',
    "zsh": 'eval "$(_DECLASS_COMPLETE=zsh_source declass)"',
    "fish": "_DECLASS_COMPLETE=fish_source declass | source",
}


@click.command(
    "completion",
    epilog=examples("declass completion bash >> ~/.bashrc"),
)
@click.argument("shell", type=click.Choice(list(_LINES)))
def command(shell: str) -> None:
    """Print the line that makes SHELL complete declass commands; add it to its start-up file."""
    click.echo(_LINES[shell])
