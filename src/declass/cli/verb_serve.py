"""`declass serve`: the archive in a browser."""

import webbrowser
from typing import Any

import click
import uvicorn

from declass.cli.helping import examples
from declass.cli.main import Context
from declass.cli.opening import open_archive
from declass.errors import UsageError
from declass.locale import translate as _
from declass.web.serving import processes_for, serve

_LOOPBACK = ("127.0.0.1", "localhost", "::1")
_SILENT_S = 30
"""Seconds without an answer after which a process is replaced; on a busy machine one may start in five."""


@click.command(
    "serve", epilog=examples("declass serve", "declass serve --port 9000 --title 'Harbour papers'")
)
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8123, show_default=True, help="0 = any free one."
)
@click.option(
    "--host",
    default="127.0.0.1",
    show_default=True,
    help="Address to listen at; any but this machine's own asks for accounts.",
)
@click.option("--title", default="", help="What readers call the archive; its folder's name by default.")
@click.option(
    "--uploads", is_flag=True, help="Let editors add files from the browser; the setting `uploads` does too."
)
@click.option(
    "--processes",
    type=click.IntRange(0),
    default=0,
    help="Processes that answer; 0 = one on your own machine, one a processor (4 at most) for others.",
)
@click.option("--open", "show", is_flag=True, help="Open it in the browser.")
@click.pass_obj
def command(
    context: Context, /, port: int, host: str, title: str, uploads: bool, processes: int, show: bool
) -> None:
    """Serve the archive as web pages on this machine, and to nobody else; Ctrl-C ends it.

    With another --host it is served to others, who sign in: `declass accounts add` says who. Put a server
    that speaks TLS before it.
    """
    alone = host in _LOOPBACK
    settings: dict[str, Any] = {"uploads": "editors"} if uploads else {}
    with open_archive(context, **settings) as space:
        if not alone and not space.catalogue.accounts.count():
            raise UsageError(
                _("Served at {host}, the archive would be open to strangers").format(host=host),
                _("`declass accounts add NAME` says who may read it."),
            )
        server = uvicorn.Config(
            "", host=host, port=port, log_level="warning", server_header=False,
            workers=processes_for(processes, alone=alone), timeout_worker_healthcheck=_SILENT_S,
        )  # fmt: skip
        socket = server.bind_socket()
        socket.listen(server.backlog)  # who comes before the processes are ready waits, and is not refused
        address = f"http://{host}:{socket.getsockname()[1]}/"
        click.echo(_("Read it at {address} (Ctrl-C ends it).").format(address=address))
        if show:
            webbrowser.open(address)
        given = {"title": title, "signed_in": not alone, "settings": settings}
        serve(space, server, socket, given)
