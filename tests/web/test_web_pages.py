"""Every page answers, says what it should, and lets no document speak HTML."""

import re
from html import escape, unescape

import pytest
from starlette.testclient import TestClient

from declass.pipeline.withheld_amount import newest, of_file, of_part, sentence
from declass.redact.codes import citation
from declass.web.app import create
from web_archive import HOSTILE, NUMBER


def text_of(html):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/search",
        "/search?q=harbour",
        "/releases",
        "/release?newer=2012-06-30",
        "/saved",
        "/viewings",
        "/ledger",
        "/withheld/records",
        "/withheld/records?at=9",
        "/about",
        "/collection?name=Coastal+Inquiry",
    ],
)
@pytest.mark.parametrize("tag", ["en", "es", "pt"])
def test_every_page_answers_in_every_language(client, address, tag):
    answer = client.get(address, headers={"accept-language": tag})
    assert answer.status_code == 200
    assert f'<html lang="{tag}">' in answer.text


def test_home_names_the_collections_and_what_was_revealed(client):
    said = text_of(client.get("/").text)
    assert "Coastal Inquiry" in said
    assert "Edwin Brightmoor" in said


def test_home_puts_what_needs_somebody_first(client):
    html = client.get("/").text
    assert html.index("Needs somebody") < html.index("Collections")


def test_search_marks_the_words_and_leads_to_the_page_with_them_lit(client):
    html = client.get("/search?q=lighthouse").text
    assert '<mark class="hit">lighthouse</mark>' in html
    address = re.search(r'href="(/page/[0-9a-f]{64}/1\?q=lighthouse)"', html)[1]
    assert '<mark class="hit" id="hit-1">lighthouse</mark>' in client.get(address).text


def test_a_search_without_hits_says_that_nothing_is_disproved(client):
    assert "does not mean that no record does" in client.get("/search?q=zzzzqqqq").text


def test_a_bad_query_is_shown_with_its_place(client):
    html = client.get('/search?q="harbour').text
    assert 'role="alert"' in html
    assert "^" in html


def test_facets_narrow_a_search_and_can_be_dropped(client):
    html = client.get("/search", params={"q": "harbour", "only": "released:1999-06-30"}).text
    assert "Edwin" not in text_of(html)
    assert 'href="/search?q=harbour"' in html


def test_a_record_shows_its_releases_in_order_and_what_each_did(client, digests):
    html = client.get(f"/record/rif/{NUMBER}").text
    assert html.index(digests["record"][0]) < html.index(digests["record"][1])
    assert "Edwin Brightmoor" in html


def test_a_record_shows_what_people_said_of_it(client, post):
    change = client.get("/api/changes", params={"record": NUMBER, "kind": "revealed"}).json()[0]
    post(f"/judge/change/{change['id']}", verdict="yes", why="seen on the scan")
    said = text_of(client.get(f"/record/rif/{NUMBER}").text)
    assert "What people said of it" in said
    assert "seen on the scan" in said
    post(f"/judge/change/{change['id']}", verdict="")
    assert "What people said of it" not in client.get(f"/record/rif/{NUMBER}").text


def test_two_releases_stand_side_by_side_with_the_change_marked(client):
    html = client.get(f"/compare/rif/{NUMBER}").text
    assert re.search(r'<mark class="revealed \w+"[^>]*>[^<]*Edwin Brightmoor', html)
    forms = re.findall(r'<form class="judge"[^>]*aria-label="([^"]*)"', html)
    assert len(set(forms)) == len(forms) > 0
    assert any("Edwin Brightmoor" in name for name in forms), "read aloud, each says what it is about"


def test_the_composite_leads_each_span_to_its_page(client, digests):
    html = client.get(f"/composite/rif/{NUMBER}").text
    assert "Edwin Brightmoor" in text_of(html)
    assert f"/page/{digests['record'][1]}/1?at=" in html


def test_a_permalink_lights_its_span(client, digests):
    html = client.get(f"/page/{digests['record'][1]}/1?at=0-6").text
    assert '<mark class="hit" id="hit-1">RECORD</mark>' in html


def test_citations_carry_record_release_page_and_digest(client, digests):
    newer = digests["record"][1]
    html = client.get(f"/page/{newer}/1").text
    for said in (
        NUMBER,
        "Coastal Inquiry, 2012-06-30",
        f"sha256:{newer}",
        "@misc{",
        "&#34;type&#34;: &#34;document&#34;",
    ):
        assert said in html


def test_the_ledger_shows_a_failed_file_with_its_reason(client):
    said = text_of(client.get("/ledger").text)
    assert "empty.pdf" in said
    assert "failed" in said


@pytest.mark.parametrize(
    "address", ["/page/{hostile}/1", "/search?q=customs", "/file/{hostile}", "/search?q=%3Cscript%3E"]
)
def test_no_document_and_no_query_speaks_html(client, digests, address):
    html = client.get(address.format(hostile=digests["hostile.txt"])).text
    assert HOSTILE not in html
    assert "<script>" not in html


def test_what_is_not_there_is_a_page_with_a_way_out(client, digests):
    for address in (
        "/nowhere",
        f"/page/{digests['hostile.txt']}/99",
        "/record/rif/none",
        "/file/xyz",
        "/release?newer=1066",
    ):
        answer = client.get(address)
        assert answer.status_code == 404
        assert 'href="/"' in answer.text


def test_the_language_chosen_is_kept(client):
    answer = client.get("/about?speak=es")
    assert "language=es" in answer.headers["set-cookie"]
    assert '<html lang="es">' in client.get("/about").text


def test_the_image_of_a_page_is_drawn_once_and_served_from_then_on(client, site, digests):
    address = f"/image/{digests['scan.pdf']}/1?width=400"
    first = client.get(address)
    assert first.headers["content-type"] == "image/jpeg"
    assert first.content[:2] == b"\xff\xd8"
    assert client.get(address).content == first.content
    assert list((site.space.root / "cache").rglob("size.json"))


def test_a_page_without_an_image_is_told_apart(client, digests):
    assert client.get(f"/image/{digests['hostile.txt']}/1").status_code == 404
    assert "data-viewer" not in client.get(f"/page/{digests['hostile.txt']}/1").text


@pytest.mark.parametrize("by", ["agency", "year", "collection", "code", "nonsense"])
def test_what_is_withheld_is_counted_and_leads_to_the_page(client, digests, by):
    html = client.get(f"/withheld?by={by}").text
    assert f"/page/{digests['scan.pdf']}/" in html
    assert "nobody can tell" in html


@pytest.mark.parametrize("by", ["agency", "year", "collection", "code"])
def test_each_group_of_what_is_withheld_leads_to_a_search_that_finds_its_pages(compared, by):
    with TestClient(create(compared)) as client:
        rows = re.findall(r'<th scope="row"><a href="(/search[^"]+)">', client.get(f"/withheld?by={by}").text)
        assert rows
        for address in rows:
            found = client.get(unescape(address)).text
            assert "/page/" in found, address
            assert 'class="fault"' not in found


def test_records_files_and_the_list_of_records_say_how_much_each_keeps_back(compared):
    stored = next(one for one in compared.space.catalogue.withheld.all() if one.counts)
    said = sentence(of_file(compared.space.catalogue, stored.digest))
    with TestClient(create(compared)) as client:
        assert said in unescape(client.get(f"/file/{stored.digest}").text)
        html = client.get("/withheld/records").text
        address = unescape(re.search(r'<th scope="row"><a href="(/record/[^"]+)">', html)[1])
        scheme, number = address.removeprefix("/record/").split("/", 1)
        known = compared.space.catalogue.records.get(scheme, number)
        part = newest(compared.releases.of(known))
        said = sentence(of_part(compared.space.catalogue, part))
        assert said in unescape(html)
        assert said in unescape(client.get(address).text)
        releases = client.get(f"/api{address.replace('/record/', '/records/')}").json()["releases"]
        assert {release["withheld"]["pages"] for release in releases} >= {
            of_part(compared.space.catalogue, part).pages
        }


def test_every_code_is_told_in_the_readers_language(client):
    html = client.get("/codes", headers={"accept-language": "pt"}).text
    assert "5 U.S.C. 552(b), (b)(7)(C)" in html
    assert "Mais de 25 anos" in html


def test_the_sum_by_code_and_the_programs_of_others_are_given_the_source_of_each_code(compared):
    stored = next(
        one for one in compared.space.catalogue.withheld.all() if one.counts and one.withholding.codes
    )
    page, code = stored.withholding.page, stored.withholding.codes[0].value
    source = escape(citation(code))
    with TestClient(create(compared)) as client:
        assert source in client.get("/withheld?by=code").text
        assert source in client.get(f"/page/{stored.digest}/{page + 1}").text
        told = client.get(f"/api/files/{stored.digest}/pages/{page}/withheld").json()
        (explained,) = {one["source"] for place in told for one in place["explained"] if one["code"] == code}
        assert explained == citation(code)


def test_a_page_draws_what_it_withholds(client, digests, site):
    digest = digests["scan.pdf"]
    page = next(s for s in site.space.catalogue.withheld.of(digest) if s.counts).withholding.page
    html = client.get(f"/page/{digest}/{page + 1}").text
    assert '<rect class="withheld"' in html
    assert "withheld on this page" in html
