"""Files added from the browser, where settings allow it: read in the sandbox as `declass add` does."""

import secrets
import shutil
import unicodedata
from pathlib import Path, PurePosixPath
from typing import Annotated

from fastapi import APIRouter, File, Form, Request, UploadFile
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.exceptions import HTTPException

from declass.chronology import edtf
from declass.locale import translate as _
from declass.pipeline.arrive import arrive
from declass.pipeline.work import Work
from declass.pipeline.workspace import Workspace
from declass.web.access import User, needs
from declass.web.pages.here import sight_of, site_of
from declass.web.render import page
from declass.web.tasks import Task

router = APIRouter(include_in_schema=False)
_LONGEST_NAME = 120  # characters; longer ones no file system takes once encoded
_MEBI = 1 << 20


@router.get("/add", response_class=HTMLResponse)
def adding(request: Request) -> HTMLResponse:
    """The form."""
    _allowed(request)
    held = site_of(request).space.catalogue.overview.collections()
    names = [c.name for c in held if c.name and sight_of(request).covers(c.name)]
    return page(request, "add.html", names=names, most=site_of(request).space.settings.upload_mb)


@router.post("/add")
def add(
    request: Request,
    files: Annotated[list[UploadFile], File()],
    collection: str = Form(""),
    released: str = Form(""),
) -> Response:
    """Take the files in and read them, in the background."""
    user, site = _allowed(request), site_of(request)
    date = released.strip() or None
    if date is not None and edtf.bounds(date) is None:
        raise HTTPException(400, _("Write the date as 2025-03-18, 2025-03 or 2025."))
    named = collection.strip()
    if not sight_of(request).covers(named):
        raise HTTPException(403, _("Your account may add only to its own collections."))
    folder = _kept(site.space, files)
    called = _("uploaded by {name}").format(name=user.name)

    def work(space: Workspace, task: Task) -> None:
        try:
            arrive(space, [folder], named, date, task, called)
        finally:
            shutil.rmtree(folder, ignore_errors=True)
        Work(space, task).run()

    count = sum(1 for _path in folder.iterdir())
    what = _("Adding {count} files").format(count=count)
    return RedirectResponse(f"/work/{site.tasks.begin(what, user.name, work).number}", 303)


def _allowed(request: Request) -> User:
    """Who may add, where anybody may.

    Raises:
        HTTPException: 404 where uploads are off; 403, they may not.
    """
    settings = site_of(request).space.settings
    if settings.uploads == "never":
        raise HTTPException(404, _("Adding files from the browser is switched off here."))
    return needs(request, "editor")


def _kept(space: Workspace, files: list[UploadFile]) -> Path:
    """The files in a folder of their own, under names that cannot lead out of it."""
    sent = [file for file in files if file.filename]
    if not sent:
        raise HTTPException(400, _("Choose at least one file."))
    folder = space.root / "cache" / "uploads" / secrets.token_hex(8)
    folder.mkdir(parents=True)
    try:
        for file in sent:
            with _free(folder, safe_name(file.filename or "")).open("xb") as out:
                shutil.copyfileobj(file.file, out, _MEBI)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return folder


def safe_name(sent: str) -> str:
    """A file's own name as the browser tells it, without folders, controls or a leading full stop.

    >>> safe_name("../../etc/pass\\x00wd"), safe_name("C:\\\\papers\\\\cable.pdf"), safe_name("..")
    ('passwd', 'cable.pdf', 'file')
    """
    last = PurePosixPath(sent.replace("\\", "/")).name
    clean = "".join(c for c in unicodedata.normalize("NFC", last) if c.isprintable()).strip(" .")
    stem, dot, ending = clean.rpartition(".")
    short = f"{stem[:_LONGEST_NAME]}{dot}{ending[:20]}" if dot else clean[:_LONGEST_NAME]
    return short or "file"


def _free(folder: Path, name: str) -> Path:
    """Where a second file of the same name goes."""
    path, number = folder / name, 2
    while path.exists():
        path, number = folder / f"{number}-{name}", number + 1
    return path
