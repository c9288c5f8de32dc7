"""Two releases side by side: what is shown of each, and what keeps them in step."""

from itertools import islice

import pytest

from declass.archive.changes import Wanted
from declass.pipeline.comparing import steps
from declass.web import sides
from declass.web.places import Place, in_lines
from declass.web.sides import side_of, steps_of
from web_archive import NUMBER


@pytest.fixture
def pair(site):
    record = site.space.catalogue.records.get("rif", NUMBER)
    return steps(site.releases.of(record))[0]


@pytest.fixture
def changes(site):
    return list(site.space.catalogue.changes.all(Wanted(number=NUMBER, scheme="rif")))


def test_a_change_stands_on_both_sides_and_ties_them_together(site, pair, changes):
    older, newer = (
        side_of(site, part, changes, newer=is_newer)
        for part, is_newer in zip(pair, (False, True), strict=True)
    )
    assert older.where.keys() == newer.where.keys() == {stored.id for stored in changes}
    for row in steps_of(older, newer):
        assert len(row) == 6
        assert row[0] == row[3] == 1
        assert all(0 <= share <= 1 for share in (row[1], row[2], row[4], row[5]))


def test_a_page_shows_the_pair_its_list_and_the_ways_to_show_it(client):
    html = client.get(f"/compare/rif/{NUMBER}").text
    assert "data-steps=" in html
    assert 'class="walking" hidden' in html
    assert "also misreadings and stamps" in html
    assert "Brightmoor" in html


def test_an_unknown_way_of_showing_is_refused_and_a_late_window_is_empty(client):
    assert client.get(f"/compare/rif/{NUMBER}?view=sideways").status_code == 422
    assert "Brightmoor</mark>" not in client.get(f"/compare/rif/{NUMBER}?at=9").text


def test_of_a_long_file_only_pages_with_changes_and_their_neighbours_are_shown():
    texts = ["words"] * 200
    assert sides._shown(texts, [100, 150]) == {99, 100, 101, 149, 150, 151}
    assert len(sides._shown(texts, [])) == sides.MOST_SHEETS
    assert sides._shown(["words", "", "words"], []) == {0, 2}


def test_scans_carry_their_changes_as_boxes(scanned):
    site, pair, changes = scanned
    newer = side_of(site, pair[1], changes, newer=True)
    assert newer.pictured
    kinds = {place.kind for sheet in newer.sheets for place in sheet.places}
    assert "revealed" in kinds
    named = [place.name for sheet in newer.sheets for place in sheet.places if place.name]
    assert len(named) == len(set(named))


@pytest.fixture
def scanned(compared):
    """Site, pair and changes of a record of the sample, with a disclosure whose words have places."""
    for found in islice(compared.space.catalogue.changes.all(Wanted(kinds=("revealed",))), 50):
        record = compared.space.catalogue.records.get(found.scheme, found.number)
        for pair in steps(compared.releases.of(record)):
            every = compared.space.catalogue.changes.all(Wanted(number=found.number, scheme=found.scheme))
            changes = [s for s in every if (s.older, s.newer) == (pair[0].digest, pair[1].digest)]
            page = compared.space.catalogue.pages.get(pair[1].digest, found.change.newer.page)
            if found.id in {s.id for s in changes} and page and page.text and page.text.words:
                return compared, pair, changes
    pytest.fail("the sample has no scanned disclosure")


def test_words_of_a_line_are_one_place_and_columns_stay_apart():
    words = [
        Place(100, 200, 50, 10),
        Place(155, 201, 40, 10),
        Place(600, 200, 50, 10),
        Place(100, 215, 30, 10),
    ]
    lines = in_lines(words)
    assert [(p.x, p.y, p.width, p.height) for p in lines] == [
        (100, 200, 95, 11),
        (600, 200, 50, 10),
        (100, 215, 30, 10),
    ]
