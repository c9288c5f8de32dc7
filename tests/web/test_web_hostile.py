"""Documents made to harm: script in names, text, metadata, SVG, links and notes stays words on every page."""

from html.parser import HTMLParser

import pikepdf
import pytest
from starlette.testclient import TestClient

from declass.config import Settings
from declass.pipeline.arrive import arrive
from declass.pipeline.progress import Unwatched
from declass.pipeline.work import Work
from declass.pipeline.workspace import Workspace
from declass.web.access import owner
from declass.web.app import create
from declass.web.site import Site

SCRIPT = "<script>alert(1)</script>"
IMAGE = "\"><img src=x onerror=alert(2)>'"
SVG = f'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(3)"><script>alert(4)</script>{IMAGE}</svg>'


def _elsewhere(address):
    """Whether an address names a scheme other than the page's own."""
    return ":" in (address or "").partition("/")[0].partition("?")[0].partition("#")[0]


class Alive(HTMLParser):
    """Collects what a browser would run, or follow, of a page."""

    def __init__(self, html):
        super().__init__(convert_charrefs=True)
        self.found = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        said = dict(attrs)
        if tag == "script" and not (said.get("src") or "").startswith("/static/"):
            self.found.append(tag)
        if tag in ("iframe", "object", "embed", "base") or "http-equiv" in said:
            self.found.append(tag)
        if tag == "img" and not (said.get("src") or "").startswith("/image/"):
            self.found.append(tag)
        for name, value in attrs:
            if name.startswith("on") or (name in ("href", "src", "action") and _elsewhere(value)):
                self.found.append(f"{tag} {name}={value}")

    handle_startendtag = handle_starttag


def pdf(path):
    """A PDF whose title, author, link and attachment are script."""
    made = pikepdf.new()
    made.add_blank_page(page_size=(300, 300))
    action = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
    address = pikepdf.Dictionary(S=pikepdf.Name.URI, URI="javascript:alert(5)")
    link = pikepdf.Dictionary(
        Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[0, 0, 300, 300], A=address
    )
    made.pages[0].Annots = made.make_indirect(pikepdf.Array([made.make_indirect(link)]))
    made.Root.OpenAction = action
    with made.open_metadata() as said:
        said["dc:title"] = SCRIPT
        said["dc:creator"] = [IMAGE]
    made.docinfo["/Title"] = SCRIPT
    made.docinfo["/Author"] = IMAGE
    made.save(path)


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    folder = tmp_path_factory.mktemp("hostile")
    (folder / "records").mkdir()
    subject = f"RECORD NUMBER : 104-10003-10041\nMEMORANDUM\n3 May 1974\nSUBJECT: {SCRIPT} {IMAGE}\n"
    (folder / "records" / f"{IMAGE.replace('/', '_')}.txt").write_text(
        f"{subject}The harbour {SCRIPT} burned.\n"
    )
    (folder / "records" / "drawing.svg").write_text(SVG)
    (folder / "records" / "page.html").write_text(
        f"<html><body>harbour {SVG}<a href='javascript:alert(6)'>x</a></body></html>"
    )
    pdf(folder / "records" / "linked.pdf")
    with Workspace(folder / "archive", Settings(workers=1), create=True) as space:
        with space.writing():
            arrive(space, [folder / "records"], SCRIPT + IMAGE, "2012", Unwatched())
            Work(space, Unwatched()).run()
        site = Site(space, f"Papers {SCRIPT}")
        yield site
        site.close()


@pytest.fixture
def browser(hostile):
    with TestClient(create(hostile), follow_redirects=True) as client:
        yield client


def addresses(site):
    yield from ("/", "/ledger", "/notes", "/saved", "/withheld", "/viewings", "/releases", "/about")
    yield from (f"/search?q=harbour&only=collection:{SCRIPT}", f"/search?q={SCRIPT}", f'/search?q="{IMAGE}')
    yield f"/collection?name={SCRIPT}{IMAGE}".replace("<", "%3C").replace(">", "%3E").replace('"', "%22")
    yield from (f"/record/{SCRIPT}/1", f"/release?newer={SCRIPT}", f"/saved?name={SCRIPT}", f"/{SCRIPT}")
    for digest in site.space.catalogue.accessions.digests():
        yield f"/file/{digest}"
        for page in site.space.catalogue.pages.of(digest):
            yield f"/page/{digest}/{page.index + 1}?q=harbour"
            yield f"/page/{digest}/{page.index + 1}?layer={SCRIPT}&at={SCRIPT}"
            yield f"/page/{digest}/{page.index + 1}/correct"
        for stored in site.space.catalogue.records.of(digest):
            number = stored.proposal.number
            yield f"/record/{number.scheme}/{number.value}"
            yield f"/composite/{number.scheme}/{number.value}"


def test_nothing_a_document_says_becomes_a_tag_a_handler_or_an_address(browser, hostile):
    post = {"csrf": owner().csrf}
    digest = next(iter(hostile.space.catalogue.accessions.digests()))
    browser.post(f"/page/{digest}/1/note", data={**post, "body": SCRIPT, "tags": IMAGE})
    browser.post("/saved", data={**post, "name": SCRIPT, "query": f"harbour OR {IMAGE}"})
    seen = 0
    for address in addresses(hostile):
        answer = browser.get(address)
        assert answer.status_code in (200, 400, 404), address
        assert Alive(answer.text).found == [], address
        seen += "&lt;script&gt;" in answer.text
    assert seen > 10  # the words are there, as words


def test_no_address_gives_out_the_bytes_of_a_document(browser, hostile):
    """So that no browser ever opens a document's own scripts, links or markup."""
    kinds = set()
    for digest in hostile.space.catalogue.accessions.digests():
        for address in (
            f"/file/{digest}",
            f"/image/{digest}/1",
            f"/api/files/{digest}",
            f"/iiif/file/{digest}/manifest",
        ):
            answer = browser.get(address)
            kinds.add(answer.headers["content-type"].partition(";")[0])
            assert answer.headers["x-content-type-options"] == "nosniff"
    assert kinds <= {"text/html", "image/jpeg", "application/json", "application/ld+json"}
    assert "image/svg+xml" not in kinds


def test_json_is_never_taken_for_a_page(browser):
    answer = browser.get("/api/search", params={"q": "harbour"})
    assert SCRIPT in answer.text.replace("\\u003c", "<")
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_a_search_is_exported_without_a_formula_or_a_broken_row(browser, hostile):
    rows = browser.get("/search/hits.csv", params={"q": "harbour"}).text
    assert all(not line.startswith(("=", "+", "-", "@")) for line in rows.splitlines())
