"""IIIF, so that any viewer opens a record: files as manifests, pages as images.

Presentation API 3.0; Image API 3.0, level 1 with sizes by width and height.
"""

import re
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException

from declass.model.anchor import Digest
from declass.pipeline.images import Region, Size
from declass.web.pages.here import file_of, page_of, record_of, site_of
from declass.web.site import Site
from declass.web.turns import drawn

router = APIRouter(prefix="/iiif", tags=["IIIF"])
_TILE = 512
_THUMB = 220  # pixels
_OPEN = {"access-control-allow-origin": "*", "cache-control": "private, max-age=86400"}
_LD = "application/ld+json"
_SIZE = re.compile(r"(\^?)(?:(max)|!?(\d*),(\d*))\Z")
_LARGEST = 8192  # pixels a side: enlarging is not offered, and no answer is larger than this


@router.get("/image/{name}")
def base(name: str) -> Response:
    """The image's own address leads to its description (Image API 3.0, 2.2)."""
    return Response(status_code=303, headers={"location": f"/iiif/image/{name}/info.json", **_OPEN})


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
    return JSONResponse(said, headers=_OPEN, media_type=_LD)


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
    return Response(data, media_type="image/jpeg", headers=_OPEN)


@router.get("/file/{raw}/manifest")
def file_manifest(request: Request, raw: str) -> Response:
    """A file as a manifest, a canvas a page."""
    site, digest = site_of(request), file_of(request, raw)
    name = site.file_name(digest)
    return _manifest(request, site, name, [(digest, None, None)], {"SHA-256": digest, "file": name})


@router.get("/record/{scheme}/{number:path}/manifest")
def record_manifest(request: Request, scheme: str, number: str) -> Response:
    """A record as a manifest: the pages of its releases, the newest release first."""
    site = site_of(request)
    known, releases = record_of(request, scheme, number)
    parts = [
        (part.digest, part.first[0] if part.first else None, part.last[0] if part.last else None)
        for part in reversed(releases)
    ]
    facts = {"number": known.number, "date": known.date, "agency": known.agency, "type": known.type}
    return _manifest(request, site, known.title or known.number, parts, facts)


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


def _manifest(
    request: Request,
    site: Site,
    label: str,
    parts: list[tuple[Digest, int | None, int | None]],
    facts: dict[str, str | None],
) -> Response:
    canvases = [
        canvas
        for digest, first, last in parts
        for page in site.space.catalogue.pages.of(digest)
        if page.width_pt and (first is None or first <= page.index <= (last if last is not None else first))
        for canvas in [
            _canvas(request, site, digest, page.index, page.width_pt, page.height_pt, page.rotation)
        ]
    ]
    if not canvases:
        raise HTTPException(404, "None of its pages has an image.")
    said = {
        "@context": "http://iiif.io/api/presentation/3/context.json",
        "id": str(request.url),
        "type": "Manifest",
        "label": {"none": [label]},
        "metadata": [
            {"label": {"en": [name]}, "value": {"none": [value]}} for name, value in facts.items() if value
        ],
        "thumbnail": canvases[0]["thumbnail"],
        "items": canvases,
    }
    return JSONResponse(said, headers=_OPEN, media_type=_LD)


def _canvas(
    request: Request, site: Site, digest: Digest, index: int, width_pt: float, height_pt: float, rotation: int
) -> dict[str, Any]:
    """A page in points: its image is drawn only when a viewer asks for it."""
    wide, high = (height_pt, width_pt) if rotation % 180 == 90 else (width_pt, height_pt)
    here, image = f"{request.url}/canvas/{digest}_{index + 1}", _image(request, digest, index + 1)
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
    return {
        "id": here,
        "type": "Canvas",
        "label": {"none": [f"{site.file_name(digest)}, {index + 1}"]},
        "width": round(wide),
        "height": round(high),
        "thumbnail": [
            {
                "id": f"{image}/full/{_THUMB},/0/default.jpg",
                "type": "Image",
                "format": "image/jpeg",
            }
        ],
        "items": [{"id": f"{here}/page", "type": "AnnotationPage", "items": [painting]}],
    }
