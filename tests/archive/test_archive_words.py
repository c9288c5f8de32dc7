import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from declass.archive.words import pack, unpack
from declass.errors import ArchiveError
from declass.model.anchor import Box
from declass.model.page import Word

hundredths = st.integers(-200_000, 3_000_000)


@st.composite
def words(draw: st.DrawFn) -> Word:
    start, length = draw(st.integers(0, 1_000_000)), draw(st.integers(0, 200))
    x0, y0, width, height = (
        draw(hundredths),
        draw(hundredths),
        *(draw(st.integers(0, 90_000)) for _ in "wh"),
    )
    box = Box(x0 / 100, y0 / 100, (x0 + width) / 100, (y0 + height) / 100)
    confidence = draw(st.none() | st.integers(0, 10_000).map(lambda n: n / 10_000))
    return Word(start, start + length, box, confidence)


@settings(max_examples=60)
@given(st.lists(words(), max_size=40).map(tuple))
def test_words_come_back_as_they_went_in(given_words: tuple[Word, ...]):
    assert unpack(pack(given_words)) == given_words


def test_no_geometry_is_not_no_words():
    assert unpack(pack(None)) is None
    assert unpack(pack(())) == ()


def test_boxes_round_to_a_hundredth_of_a_point_and_stay_the_right_way_out():
    (word,) = unpack(pack((Word(0, 1, Box(1.0049, 2.0051, 1.0051, 2.0099), 0.33333),))) or ()
    assert word == Word(0, 1, Box(1.0, 2.01, 1.01, 2.01), 0.3333)


@pytest.mark.parametrize("far", [1e300, float("inf"), float("nan")])
def test_absurd_boxes_do_not_cost_the_page(far: float):
    (word,) = unpack(pack((Word(0, 1, Box(-far, 0, far, 0), 7.0),))) or ()
    assert abs(word.box.x1) <= 5_000_000
    assert word.confidence is None


def test_a_page_of_words_takes_few_bytes_and_little_time():
    page = tuple(
        Word(
            7 * n,
            7 * n + 6,
            Box(72 + 31.7 * (n % 14), 72 + 12.3 * (n // 14), 100 + 31.7 * (n % 14), 83 + 12.3 * (n // 14)),
            0.9,
        )
        for n in range(500)
    )
    start = time.perf_counter()
    packed = pack(page) or b""
    assert time.perf_counter() - start < 0.5
    assert len(packed) < 500 * 8


@pytest.mark.parametrize(
    "packed", [b"\x02rest", b"\x01not zlib", (pack((Word(0, 1, Box(0, 0, 1, 1)),)) or b"")[:-3]]
)
def test_damage_is_an_archive_error(packed: bytes):
    with pytest.raises(ArchiveError):
        unpack(packed)
