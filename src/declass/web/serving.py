"""The reader served: in this process, or in several, each with the archive open."""

import json
import os
import secrets
import threading
from pathlib import Path
from socket import socket
from typing import Any

import uvicorn
from fastapi import FastAPI

from declass import config
from declass.jobs.memory import share_arenas, stay
from declass.pipeline.workspace import Workspace
from declass.web.access import SECRET
from declass.web.app import create
from declass.web.handing import Giving
from declass.web.site import Site

_HANDED = "DECLASS_SERVED"  # to the processes: what to serve, as JSON
MOST_PROCESSES = 4  # unless more are asked for: each holds its own caches, about 150 MB


def processes_for(asked: int, *, alone: bool) -> int:
    """How many processes serve: one for a reader on their own machine, one a processor for others."""
    return asked or (1 if alone else max(1, min(os.cpu_count() or 1, MOST_PROCESSES)))


def serve(space: Workspace, server: uvicorn.Config, listener: socket, given: dict[str, Any]) -> None:
    """Serve until told to stop.

    Args:
        server: where and how; its application is set here.
        listener: bound and listening.
        given: ``title``, ``signed_in`` and the ``settings`` of this call, for ``application``.
    """
    if server.workers == 1:
        server.app = create(warmed(Site(space, given["title"])), signed_in=given["signed_in"])
        uvicorn.Server(server).run(sockets=[listener])
        return
    os.environ[SECRET] = secrets.token_hex(32)  # a form made by one process is taken by another
    os.environ[_HANDED] = json.dumps({"root": str(space.root), **given})
    server.app, server.factory = "declass.web.serving:application", True
    Giving(server, listener).run()


def application() -> FastAPI:
    """What one of several processes serves."""
    share_arenas()  # a process of its own, which the command line did not start
    given = json.loads(os.environ[_HANDED])
    root = Path(given["root"])
    space = Workspace(root, config.load(root, given["settings"]))
    return create(warmed(Site(space, given["title"])), signed_in=given["signed_in"])


def warmed(site: Site) -> Site:
    """The site, counting in the background what its first pages show: 15 s on 300,000 pages."""
    threading.Thread(target=_warm, args=(site,), daemon=True).start()
    return site


def _warm(site: Site) -> None:
    site.warm()
    stay()
