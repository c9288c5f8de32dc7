"""What readers change: a page's text put right, documents read again; long work with its progress."""

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.exceptions import HTTPException

from declass.archive.values import StoredPage
from declass.locale import translate as _
from declass.pipeline.redo import Redo, send_back
from declass.pipeline.work import Work
from declass.pipeline.workspace import Workspace
from declass.redact.personal import unmasked
from declass.web.access import needs
from declass.web.masks import masked
from declass.web.pages.here import file_of, page_of, site_of
from declass.web.render import page
from declass.web.tasks import Task

router = APIRouter(include_in_schema=False)


@router.get("/page/{raw}/{number}/correct", response_class=HTMLResponse)
def correcting(request: Request, raw: str, number: int) -> HTMLResponse:
    """The page's text, to be put right beside its image."""
    site, digest = site_of(request), file_of(request, raw)
    needs(request, "editor")
    stored = page_of(site, digest, number, words=False)
    text = stored.text.text if stored.text else ""
    return page(
        request, "correct.html", digest=digest, number=number, name=site.file_name(digest), text=masked(text),
        has_image=_has_image(stored),
    )  # fmt: skip


@router.post("/page/{raw}/{number}/correct")
def correct(request: Request, raw: str, number: int, text: str = Form(""), why: str = Form("")) -> Response:
    """A person's text, kept beside the machine's and searched from now on."""
    site, digest = site_of(request), file_of(request, raw)
    stored = page_of(site, digest, number, words=False)
    typed = text.replace("\r\n", "\n").rstrip("\n")
    if stored.text is not None:
        typed = unmasked(typed, stored.text.text)
    who = needs(request, "editor").name
    site.space.catalogue.write.correct(digest, number - 1, typed, who=who, why=why.strip())
    site.tasks.begin(_("Making a correction searchable"), who, _go_on)
    return RedirectResponse(f"/page/{digest}/{number}", 303)


@router.post("/retry")
def retry(request: Request, file: str = Form("")) -> Response:
    """Read again one file, or all that failed."""
    site, who = site_of(request), needs(request, "editor").name
    files = (file_of(request, file),) if file else ()
    what = (
        _("Reading {file} again").format(file=site.file_name(files[0]))
        if files
        else _("Reading again what failed")
    )

    def again(space: Workspace, task: Task) -> None:
        send_back(space, Redo(files))
        _go_on(space, task)

    task = site.tasks.begin(what, who, again)
    return RedirectResponse(f"/work/{task.number}", 303)


@router.get("/work/{number}", response_class=HTMLResponse)
def work(request: Request, number: int) -> HTMLResponse:
    """How far a piece of work has come; the page asks again by itself."""
    needs(request, "editor")
    task = site_of(request).tasks.get(number)
    if task is None:
        raise HTTPException(404, _("There is no such work here; what was finished is kept."))
    part = bool(request.headers.get("hx-request"))
    return page(request, "part_work.html" if part else "work.html", task=task)


@router.get("/api/work", include_in_schema=True, tags=["archive"])
def works(request: Request) -> JSONResponse:
    """The latest pieces of work of this server."""
    needs(request, "editor")
    return JSONResponse([task.said_of() for task in site_of(request).tasks.latest()])


def _go_on(space: Workspace, task: Task) -> None:
    Work(space, task).run()


def _has_image(stored: StoredPage) -> bool:
    return stored.width_pt > 0 and stored.state == "read"
