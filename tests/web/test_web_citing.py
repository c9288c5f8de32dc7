"""Citations as people write them: nothing said twice, no stop in the middle."""

import pytest

from declass.web.citing import FORMS, Cited, cite


def cited(**said):
    known = {
        "title": "CABLE ON THE HARBOUR.", "record": "104-10003-10041", "agency": "CIA", "date": "1964-01-14",
        "collection": "NARA 2021", "released": "2021", "file": "10041.pdf", "digest": "ab" * 32, "page": 3,
        "archive": "Harbours", "address": "http://here/page/abab/3",
    }  # fmt: skip
    return Cited(**known | said)


def test_a_title_that_ends_in_a_stop_is_followed_by_a_comma_alone():
    assert cite(cited(), "plain").startswith("CABLE ON THE HARBOUR, 104-10003-10041, CIA, 1964-01-14, ")


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    ("collection", "released", "said"),
    [
        ("NARA 2021", "2021", "released in NARA 2021"),
        ("Cables", "2014", "released in Cables, 2014"),
        ("Cables", None, "released in Cables"),
        ("", "2014", "released in 2014"),
    ],
)
def test_when_it_was_released_is_said_once(form, collection, released, said):
    text = cite(cited(collection=collection, released=released), form)
    assert said in text
    assert f"{said}, 20" not in text


def test_a_title_of_stops_alone_stays():
    assert cite(cited(title="..."), "plain").startswith("..., ")
