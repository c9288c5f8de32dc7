"""Turns issues into files: chooses form and name, scans or prints, and notes what stands on every page."""

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from declass.sample import numbers, pack
from declass.sample.chance import chance
from declass.sample.garble import ocr_lines
from declass.sample.paper import print_pdf
from declass.sample.releases import Issue
from declass.sample.scan import scanned
from declass.sample.spec import Noise, Spec
from declass.sample.views import PageView, furniture, page_text

FORMS = (
    {"pdf_scan": 52, "tiff": 8, "jpeg": 10, "bundle": 30},
    {"pdf_scan_text": 42, "pdf_scan": 13, "md": 22, "pdf_text": 13, "docx": 10},
    {"pdf_text": 38, "pdf_scan_text": 35, "pdf_scan": 14, "eml": 6, "zip": 7},
)
"""Forms of each round's files, with weights; further rounds take the last."""

BUNDLED = 4
"""Records in one bundle."""

SIDEWAYS_SHARE = 0.05
"""Of scanned pages."""

_SUFFIX = {
    "pdf_scan": "pdf",
    "pdf_scan_text": "pdf",
    "pdf_text": "pdf",
    "bundle": "pdf",
    "tiff": "tif",
    "jpeg": "jpg",
}


@dataclass(frozen=True, slots=True)
class MadePage:
    """A page of a made file.

    Attributes:
        view: as the file shows it.
        layer_text: the words that the file itself carries for the page; None for bare images.
        layer: ``exact``, ``noisy`` or ``none``.
        sideways: stored turned a quarter to the left, with ``/Rotate 90``.
    """

    view: PageView
    layer_text: str | None
    layer: str
    sideways: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """The pages of a file that are one release of one record, 0-based and inclusive."""

    issue: Issue
    first_page: int
    last_page: int


@dataclass(frozen=True, slots=True)
class Made:
    """A file, ready to be written.

    Attributes:
        path: within the records folder; for a file inside another, its name in there.
        kind: its form, or what is odd about it.
        container: path of the file it is inside of, or "".
        expected: what a reader should report: ``read``, ``failed`` or ``unread``.
        number_in: where the record's number can be read: ``name``, ``damaged name``, ``page``.
    """

    path: str
    data: bytes
    kind: str
    pages: tuple[MadePage, ...] = ()
    parts: tuple[Part, ...] = ()
    container: str = ""
    expected: str = "read"
    duplicate_of: str = ""
    number_in: tuple[str, ...] = ()
    note: str = ""
    facts: dict[str, object] = field(default_factory=dict)


def _draw_form(issue: Issue, rng: random.Random) -> str:
    weights = FORMS[min(issue.round_number, len(FORMS) - 1)]
    form = rng.choices(list(weights), list(weights.values()))[0]
    if form == "jpeg" and len(issue.views) > 1:
        return "pdf_scan"
    return form


def _name(issue: Issue, rng: random.Random) -> tuple[str, tuple[str, ...]]:
    """A file name without suffix, and where the number stands."""
    value = issue.record.number.value
    page = ("page",) if issue.stamped else ()
    draw = rng.random()
    if draw < 0.55 or (not issue.stamped and draw < 0.8):
        return value, ("name", *page)
    if draw < 0.68:
        return numbers.damaged(value, rng), ("damaged name", *page)
    if draw < 0.9:
        return f"docid-{rng.randint(32_100_000, 32_399_999)}", page
    slug = re.sub(r"[^a-z0-9]+", "-", issue.record.title.lower()).strip("-")[:32]
    return f"{slug}-{rng.randint(10, 99)}", page


def files(issues: Sequence[Issue], spec: Spec) -> Iterator[Made]:
    """All files of all issues, containers with their members; no two share a path."""
    taken: set[str] = set()
    for made in _files(issues, spec):
        path = made.path
        while f"{made.container}/{path}".lower() in taken:
            stem, _, suffix = path.rpartition(".")
            path = f"{stem}-b.{suffix}"
        taken.add(f"{made.container}/{path}".lower())
        yield replace(made, path=path)


def _files(issues: Sequence[Issue], spec: Spec) -> Iterator[Made]:
    bundles: dict[int, list[Issue]] = {}
    for issue in issues:
        rng = chance(spec.seed, "file", issue.record.number.value, issue.round_number)
        form = _draw_form(issue, rng)
        if form != "bundle":
            yield from _file(issue, form, rng, spec)
            continue
        waiting = bundles.setdefault(issue.round_number, [])
        waiting.append(issue)
        if len(waiting) == BUNDLED:
            yield _bundle(bundles.pop(issue.round_number), spec)
    for rest in bundles.values():
        yield _bundle(rest, spec)


def _folder(issue: Issue) -> str:
    return issue.released[:4]


def _bundle(issues: list[Issue], spec: Spec) -> Made:
    """Several records in one scan, one after the other."""
    views = [v for issue in issues for v in issue.views]
    digits = re.sub(r"\D", "", issues[0].record.number.value)[-5:]
    name = f"{_folder(issues[0])}/box-{digits}-folder"
    data, pages = scan(views, spec, name, layer="none", title="Folder")
    parts, first = [], 0
    for issue in issues:
        parts.append(Part(issue, first, first + len(issue.views) - 1))
        first += len(issue.views)
    number_in = ("page",) if all(i.stamped for i in issues) else ()
    return Made(f"{name}.pdf", data, "bundle", pages, tuple(parts), number_in=number_in)


def _file(issue: Issue, form: str, rng: random.Random, spec: Spec) -> Iterator[Made]:
    stem, number_in = _name(issue, rng)
    path = f"{_folder(issue)}/{stem}"
    whole = (Part(issue, 0, len(issue.views) - 1),)
    if form in ("zip", "eml"):
        yield from _container(issue, form, stem, number_in, spec)
        return
    data, pages = _render(issue, form, rng, spec, path)
    suffix = _SUFFIX.get(form, form)
    yield Made(f"{path}.{suffix}", data, form, pages, whole, number_in=number_in)


def _render(
    issue: Issue, form: str, rng: random.Random, spec: Spec, path: str
) -> tuple[bytes, tuple[MadePage, ...]]:
    views, title = issue.views, issue.record.title
    if form == "pdf_text":
        return print_pdf(views, "all", title), tuple(MadePage(v, born_text(v), "exact") for v in views)
    if form in ("md", "docx"):
        return _transcript(issue, form, rng, spec)
    if form in ("tiff", "jpeg"):
        return _pictures(views, form, rng, spec, path)
    return scan(views, spec, path, layer="noisy" if form == "pdf_scan_text" else "none", title=title)


def born_text(view: PageView) -> str:
    """What a born-digital page says, marks included."""
    return "\n".join((*furniture(view), page_text(view)))


def _transcript(
    issue: Issue, form: str, rng: random.Random, spec: Spec
) -> tuple[bytes, tuple[MadePage, ...]]:
    """A text release: half of them typed cleanly, half by OCR."""
    noisy = form == "md" and rng.random() < 0.5
    texts = [
        "\n".join(line.text for line in ocr_lines(v, spec.noise if noisy else Noise.at(0), rng))
        for v in issue.views
    ]
    title = issue.record.number.value if issue.stamped else "Transcript"
    data = pack.markdown(title, texts) if form == "md" else pack.word_document(title, texts)
    layer = "noisy" if noisy else "exact"
    return data, tuple(MadePage(v, t, layer) for v, t in zip(issue.views, texts, strict=True))


def _pictures(
    views: Sequence[PageView], form: str, rng: random.Random, spec: Spec, path: str
) -> tuple[bytes, tuple[MadePage, ...]]:
    shown = list(scanned(list(views), spec.noise, spec.dpi, spec.seed, path))
    pages = tuple(MadePage(v, None, "none") for v, _ in shown)
    if form == "jpeg":
        return pack.jpeg(shown[0][1]), pages
    return pack.tiff([image for _, image in shown], spec.dpi, bilevel=rng.random() < 0.7), pages


def scan(
    views: Sequence[PageView], spec: Spec, path: str, *, layer: str, title: str
) -> tuple[bytes, tuple[MadePage, ...]]:
    """A scan of the views as PDF, with or without a text layer; ``path`` seeds its dirt."""
    rng = chance(spec.seed, "scan", path)
    bilevel = spec.noise.bilevel if spec.noise.bilevel is not None else rng.random() < 0.55
    scans, pages = [], []
    for view, image in scanned(list(views), spec.noise, spec.dpi, spec.seed, path):
        lines = tuple(ocr_lines(view, spec.noise, rng)) if layer == "noisy" else None
        sideways = rng.random() < SIDEWAYS_SHARE
        scans.append(pack.ScannedPage(image, view.width_pt, view.height_pt, lines, sideways))
        text = "\n".join(line.text for line in lines) if lines is not None else None
        pages.append(MadePage(view, text, layer, sideways))
    return pack.scan_pdf(scans, bilevel, title), tuple(pages)


def _container(issue: Issue, form: str, stem: str, number_in: tuple[str, ...], spec: Spec) -> Iterator[Made]:
    """A mail or a ZIP with the record as PDF inside."""
    path = f"{_folder(issue)}/{'release-mail' if form == 'eml' else 'batch'}-{stem}.{form}"
    data, pages = print_pdf(issue.views, "all", issue.record.title), issue.views
    member = Made(
        f"{stem}.pdf",
        data,
        "pdf_text",
        tuple(MadePage(v, born_text(v), "exact") for v in pages),
        (Part(issue, 0, len(pages) - 1),),
        container=path,
        number_in=number_in,
    )
    text = f"Please find attached one record released on {issue.released}.\n\nThe Release Desk\n"
    if form == "eml":
        packed = pack.mail(f"Release of {issue.record.title}", text, [(member.path, data)])
    else:
        packed = pack.zipped([(member.path, data), ("README.txt", text.encode())])
    yield Made(path, packed, form, note="holds one record")
    yield member


def renamed(made: Made, path: str) -> Made:
    """The same bytes under another name."""
    return replace(made, path=path, duplicate_of=made.path, number_in=())
