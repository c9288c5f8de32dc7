"""IIIF, so that any viewer opens a record: files as manifests, pages as images.

Presentation API 3.0; Image API 3.0, level 1 with sizes by width and height.
"""

import re
from typing import Any
from urllib.parse import urlsplit

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException

from declass.archive.values import StoredPage
from declass.locale import LANGUAGES, speaking
from declass.locale import translate as _
from declass.model.anchor import Digest
from declass.pipeline.images import Region, Size
from declass.pipeline.releases import Part
from declass.web.guard import LOOPBACK
from declass.web.pages.here import file_of, page_of, record_of, site_of
from declass.web.render import path as quoted
from declass.web.turns import drawn

router = APIRouter(prefix="/iiif", tags=["IIIF"])
_TILE = 512
_THUMB = 220  # pixels
_KEPT = {"cache-control": "private, max-age=86400"}
_LD = "application/ld+json"
_SIZE = re.compile(r"(\^?)(?:(max)|!?(\d*),(\d*))\Z")
_LARGEST = 8192  # pixels a side: enlarging is not offered, and no answer is larger than this


@router.get("/image/{name}")
def base(request: Request, name: str) -> Response:
    """The image's own address leads to its description (Image API 3.0, 2.2)."""
    return Response(status_code=303, headers={"location": f"/iiif/image/{name}/info.json", **shared(request)})


@router.get("/image/{name}/info.json")
async def info(request: Request, name: str) -> Response:
    """What the image is and which tiles make it up."""
    return await drawn(_info, request, name)


def _info(request: Request, name: str) -> Response:
    site, (digest, number) = site_of(request), _named(request, name)
    page_of(site, digest, number, words=False)
    size = site.images.size(digest, number - 1)
    factors = [1 << n for n in range(8) if max(size.width, size.height) >> n > _TILE // 2]
    said = {
        "@context": "http://iiif.io/api/image/3/context.json",
        "id": _image(request, digest, number),
        "type": "ImageService3",
        "protocol": "http://iiif.io/api/image",
        "profile": "level1",
        "width": size.width,
        "height": size.height,
        "tiles": [{"width": _TILE, "height": _TILE, "scaleFactors": factors or [1]}],
        "extraFeatures": ["sizeByWh", "regionSquare"],
    }
    return JSONResponse(said, headers=shared(request), media_type=_LD)


@router.get("/image/{name}/{region}/{size}/{rotation}/{quality}.{form}")
async def image(
    request: Request, name: str, region: str, size: str, rotation: str, quality: str, form: str
) -> Response:
    """A region of the page in a size."""
    if rotation != "0" or quality not in ("default", "gray") or form != "jpg":
        raise HTTPException(501, "Only rotation 0, quality default or gray, and jpg are served.")
    return await drawn(_cut, request, name, region, size)


def _cut(request: Request, name: str, region: str, size: str) -> Response:
    site, (digest, number) = site_of(request), _named(request, name)
    page_of(site, digest, number, words=False)
    whole = site.images.size(digest, number - 1)
    data = site.images.jpeg(digest, number - 1, wanted(region, size, whole))
    return Response(data, media_type="image/jpeg", headers=shared(request))


@router.get("/file/{raw}/manifest")
def file_manifest(request: Request, raw: str) -> Response:
    """A file as a manifest, a canvas a page."""
    site, digest = site_of(request), file_of(request, raw)
    name = site.file_name(digest)
    said = {"label": {"none": [name]}, **_facts({"File": name, "SHA-256": digest})}
    return _manifest(request, said, f"/file/{digest}", [Part(digest, name, None, name)])


@router.get("/record/{scheme}/{number:path}/manifest")
def record_manifest(request: Request, scheme: str, number: str) -> Response:
    """A record as a manifest: the pages of its releases, the newest release first, each a range."""
    known, releases = record_of(request, scheme, number)
    facts = {"Number": known.number, "Date": known.date, "Agency": known.agency, "Type": known.type}
    said = {"label": {"none": [known.title or known.number]}, **_facts(facts)}
    page = f"/record/{quoted(known.scheme)}/{quoted(known.number)}"
    return _manifest(request, said, page, releases[::-1])


def shared(request: Request) -> dict[str, str]:
    """Headers by which a browser lets a viewer of another site read an answer.

    The reader asks nobody on its own machine to sign in, so any page they visit could read the archive; only
    viewers of this machine may, unless the settings open it to any.
    """
    if site_of(request).space.settings.viewers == "any":
        return {**_KEPT, "access-control-allow-origin": "*"}
    origin = request.headers.get("origin", "")
    own = {"access-control-allow-origin": origin} if urlsplit(origin).hostname in LOOPBACK else {}
    return {**_KEPT, "vary": "Origin", **own}


def wanted(region: str, size: str, whole: Size) -> Region:
    """The region and size of an address (Image API 3.0, 4.1 and 4.2).

    Raises:
        HTTPException: 400, they cannot be read or lie outside; 501, enlarging.
    """
    x, y, width, height = _region(region, whole)
    found = _SIZE.match(size)
    if found is None or not any(found.group(2, 3, 4)):
        raise HTTPException(400, f"That is no size: {size}")
    if found[2] is not None:
        return Region(x, y, width, height, width, height)
    wide = int(found[3]) if found[3] else round(int(found[4]) * width / height)
    high = int(found[4]) if found[4] else round(int(found[3]) * height / width)
    if not 1 <= max(wide, 1) <= min(_LARGEST, width) or not 1 <= max(high, 1) <= min(_LARGEST, height):
        raise HTTPException(501, "Images are not enlarged here.")
    return Region(x, y, width, height, max(wide, 1), max(high, 1))


def _region(region: str, whole: Size) -> tuple[int, int, int, int]:
    if region == "full":
        return 0, 0, whole.width, whole.height
    if region == "square":
        side = min(whole.width, whole.height)
        return (whole.width - side) // 2, (whole.height - side) // 2, side, side
    numbers = region.split(",")
    if len(numbers) != 4 or not all(number.isdigit() for number in numbers):
        raise HTTPException(400, f"That is no region: {region}")
    x, y, width, height = map(int, numbers)
    if x >= whole.width or y >= whole.height or not width or not height:
        raise HTTPException(400, f"The region {region} lies outside the page")
    return x, y, min(width, whole.width - x), min(height, whole.height - y)


def _named(request: Request, name: str) -> tuple[Digest, int]:
    raw, _, number = name.rpartition("_")
    if not number.isdigit():
        raise HTTPException(404, "That names no page.")
    return file_of(request, raw), int(number)


def _image(request: Request, digest: Digest, number: int) -> str:
    return f"{str(request.base_url).rstrip('/')}/iiif/image/{digest}_{number}"


def _facts(facts: dict[str, str | None]) -> dict[str, Any]:
    """What is known, under names in every language."""
    rows = [{"label": _spoken(name), "value": {"none": [value]}} for name, value in facts.items() if value]
    return {"metadata": rows}


def _spoken(message: str) -> dict[str, list[str]]:
    said = {}
    for tag in LANGUAGES:
        with speaking(tag):
            said[tag] = [_(message)]
    return said


def _manifest(request: Request, said: dict[str, Any], page: str, parts: list[Part]) -> Response:
    """A manifest of some files' pages; ``page`` is the address of the reader's own page about them."""
    site, here = site_of(request), str(request.url).partition("?")[0]
    ranges, canvases = [], []
    for order, part in enumerate(parts, 1):
        name = site.file_name(part.digest)
        found = [
            _canvas(request, here, f"{name}, {page.index + 1}", page)
            for page in site.space.catalogue.pages.of(part.digest)
            if page.width_pt and (part.first is None or part.holds(page.index))
        ]
        canvases += found
        ranges.append(_range(f"{here}/range/{order}", part, found))
    if not canvases:
        raise HTTPException(404, "None of its pages has an image.")
    home = {"id": f"{str(request.base_url).rstrip('/')}{page}", "type": "Text", "format": "text/html"}
    manifest = {
        "@context": "http://iiif.io/api/presentation/3/context.json",
        "id": here,
        "type": "Manifest",
        **said,
        "homepage": [{**home, "label": {"none": [site.title]}}],
        "thumbnail": canvases[0]["thumbnail"],
        "items": list({canvas["id"]: canvas for canvas in canvases}.values()),
    }
    if len(ranges) > 1:
        manifest["structures"] = [one for one in ranges if one["items"]]
    return JSONResponse(manifest, headers=shared(request), media_type=_LD)


def _range(name: str, part: Part, canvases: list[dict[str, Any]]) -> dict[str, Any]:
    label = " · ".join(dict.fromkeys(said for said in (part.released, part.name) if said))
    items = [{"id": canvas["id"], "type": "Canvas"} for canvas in canvases]
    return {"id": name, "type": "Range", "label": {"none": [label]}, "items": items}


def _canvas(request: Request, manifest: str, label: str, page: StoredPage) -> dict[str, Any]:
    """A page in points: its image is drawn only when a viewer asks for it."""
    wide, high = (page.width_pt, page.height_pt)[:: -1 if page.rotation % 180 == 90 else 1]
    name = f"{page.digest}_{page.index + 1}"
    here, image = f"{manifest}/canvas/{name}", _image(request, page.digest, page.index + 1)
    body = {
        "id": f"{image}/full/max/0/default.jpg",
        "type": "Image",
        "format": "image/jpeg",
        "service": [{"id": image, "type": "ImageService3", "profile": "level1"}],
    }
    painting = {
        "id": f"{here}/image",
        "type": "Annotation",
        "motivation": "painting",
        "body": body,
        "target": here,
    }
    thumb = {"id": f"{image}/full/{_THUMB},/0/default.jpg", "type": "Image", "format": "image/jpeg"}
    return {
        "id": here,
        "type": "Canvas",
        "label": {"none": [label]},
        "width": round(wide),
        "height": round(high),
        "thumbnail": [thumb],
        "items": [{"id": f"{here}/page", "type": "AnnotationPage", "items": [painting]}],
    }
