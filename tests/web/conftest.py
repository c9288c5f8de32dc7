"""The reader over a small archive of two releases of made-up records, compared; built once a run."""

import shutil

import pytest
from starlette.testclient import TestClient

from declass.config import Settings
from declass.pipeline.arrive import arrive
from declass.pipeline.comparing import Comparing
from declass.pipeline.progress import Unwatched
from declass.pipeline.work import Work
from declass.pipeline.workspace import Workspace
from declass.web.access import owner
from declass.web.app import create
from declass.web.site import Site
from web_archive import HOSTILE, NEWER, NUMBER, OLDER
from web_browser import CHROMIUM, FLAGS, MISSING, serving, tabs


def _files(folder):
    for year, text in (("1999", OLDER), ("2012", NEWER)):
        (folder / year).mkdir(parents=True)
        (folder / year / f"{NUMBER}.txt").write_text(text)
    (folder / "2012" / "hostile.txt").write_text(
        f"Before. {HOSTILE} The customs house burned on 4 June 1975. His SSN is 219-09-9999.\n"
    )
    (folder / "2012" / "empty.pdf").write_bytes(b"%PDF-1.4\n")


@pytest.fixture(scope="session")
def archive(tmp_path_factory, small_sample):
    """Folder of the archive; tests only append judgements to it."""
    folder, root = tmp_path_factory.mktemp("web"), tmp_path_factory.mktemp("web-archive") / "archive"
    _files(folder)
    scan = next(path for path in sorted((small_sample.records_folder / "2024").glob("*.pdf")))
    (folder / "2012" / "scan.pdf").write_bytes(scan.read_bytes())
    with Workspace(root, Settings(workers=1), create=True) as space, space.writing():
        for year in ("1999", "2012"):
            arrive(space, [folder / year], "Coastal Inquiry", f"{year}-06-30", Unwatched())
        Work(space, Unwatched()).run()
        Comparing(space, Unwatched()).run()
    return root


@pytest.fixture(scope="session")
def compared_root(built, tmp_path_factory):
    """A copy of the built sample whose releases were compared: scans of several releases of one record."""
    root = tmp_path_factory.mktemp("web-compared") / "archive"
    shutil.copytree(built, root)
    with Workspace(root, Settings(workers=2)) as space, space.writing():
        Comparing(space, Unwatched()).run()
    return root


@pytest.fixture
def compared(compared_root):
    with Workspace(compared_root, Settings(workers=1)) as space:
        opened = Site(space, "Coastal Inquiry")
        yield opened
        opened.close()


@pytest.fixture
def site(archive):
    with Workspace(archive, Settings(workers=1)) as space:
        opened = Site(space, "Coastal Inquiry")
        yield opened
        opened.close()


@pytest.fixture
def client(site):
    with TestClient(create(site)) as browser:
        yield browser


@pytest.fixture
def post(client):
    """Send a form as our own page would, with its token."""

    def send(address, **said):
        return client.post(address, data={**said, "csrf": owner().csrf}, follow_redirects=False)

    return send


@pytest.fixture
def digests(site):
    """Digests by file name; of the record, (older, newer)."""
    named = {}
    for digest in site.space.catalogue.accessions.digests():
        named.setdefault(site.file_name(digest), []).append(digest)
    record = sorted(named[f"{NUMBER}.txt"], key=lambda d: site.space.catalogue.accessions.of(d)[0].released)
    return {name: found[0] for name, found in named.items()} | {"record": record}


@pytest.fixture(scope="session")
def chromium():
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright drives the browser")
    if MISSING:
        pytest.skip("tools/setup.sh --tests installs Chromium and axe")
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def served(chromium, site):
    """Address of the small archive."""
    with serving(site) as address:
        yield address


@pytest.fixture
def tab(chromium, served):
    """Opens tabs on the small archive."""
    with tabs(chromium) as make:
        yield lambda *given, **named: make(served, *given, **named)


@pytest.fixture
def compared_tab(chromium, compared):
    """Opens tabs on the sample's archive, whose scans were compared."""
    with serving(compared) as address, tabs(chromium) as make:
        yield lambda *given, **named: make(address, *given, **named)
