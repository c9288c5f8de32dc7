"""The reader as a web application: its parts put together, errors turned into pages."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import Depends, FastAPI, Request
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from declass import __version__
from declass.errors import DeclassError, InputError, QueryError, UsageError
from declass.locale import translate as _
from declass.web import api, iiif
from declass.web.access import checked_form
from declass.web.guard import Guard
from declass.web.headers import SafeHeaders
from declass.web.held import Held
from declass.web.pages import ROUTERS
from declass.web.render import page
from declass.web.site import Site
from declass.web.speech import Spoken
from declass.web.turns import limit_pages

STATIC = Path(__file__).parent / "static"
_DAY_S = 86_400


class Kept(StaticFiles):
    """Static files that browsers may keep for a day."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        response.headers.setdefault("cache-control", f"public, max-age={_DAY_S}")
        return response


def create(site: Site, *, signed_in: bool = False) -> FastAPI:
    """The application over an open archive.

    Args:
        signed_in: only people with an account may read; else whoever asks is the archive's owner.
    """

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        limit_pages()
        yield
        site.close()

    app = FastAPI(
        title="declass",
        version=__version__,
        description="What the reader's pages show, as JSON. Pages are 0-based, boxes are shares of the page.",
        lifespan=lifespan,
        docs_url=None,  # its page would load scripts from elsewhere
        redoc_url=None,
        openapi_url="/api/openapi.json",
    )
    app.state.site = site
    app.mount("/static", Kept(directory=STATIC), name="static")
    for router in ROUTERS:
        app.include_router(router, dependencies=[Depends(checked_form)])
    app.include_router(api.router)
    app.include_router(iiif.router)
    app.add_exception_handler(DeclassError, _refused)
    app.add_exception_handler(HTTPException, _missing)
    app.add_middleware(GZipMiddleware, minimum_size=1000, compresslevel=5)
    app.add_middleware(Held, state=site.state)
    app.add_middleware(Spoken)
    settings = site.space.settings
    app.add_middleware(
        Guard,
        accounts=site.space.catalogue.accounts if signed_in else None,
        upload_bytes=settings.upload_mb << 20 if settings.uploads != "never" else 0,
    )
    app.add_middleware(SafeHeaders)
    return app


def _refused(request: Request, error: Exception) -> Response:
    """What a room refused, in its own words."""
    assert isinstance(error, DeclassError)
    status = 400 if isinstance(error, UsageError) else 404 if isinstance(error, InputError) else 500
    if _wants_json(request):
        said = {"error": error.reason, "remedy": error.remedy}
        if isinstance(error, QueryError):
            said["position"] = str(error.position)
        return JSONResponse(said, status)
    return page(request, "error.html", status, heading=error.reason, remedy=error.remedy)


def _missing(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    if _wants_json(request):
        return JSONResponse({"error": str(error.detail)}, error.status_code)
    heading = _("There is no such page here.") if error.status_code == 404 else str(error.detail)
    remedy = _("Search for it, or begin at the first page.") if error.status_code == 404 else ""
    return page(request, "error.html", error.status_code, heading=heading, remedy=remedy)


def _wants_json(request: Request) -> bool:
    return request.url.path.startswith(("/api/", "/iiif/"))
