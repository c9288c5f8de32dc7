"""Two columns of running text are read one after the other; tables and forms row by row."""

from hypothesis import given, settings
from hypothesis import strategies as st

from declass.ocr.lines import Line, Piece
from declass.ocr.order import in_order

PROSE = "the minister was told of it"


def line(text, x, y, letter=10):
    """Words of a line, ten pixels a letter, twelve high."""
    pieces = []
    for word in text.split():
        pieces.append(Piece(word, 0.9, (x, y, x + letter * len(word), y + 12)))
        x += letter * (len(word) + 1)
    return Line(tuple(pieces))


def texts(lines):
    return [" ".join(piece.text for piece in line.pieces) for line in lines]


def column(name, x, rows, start=100):
    return [line(f"{name}{i} {PROSE}", x, start + 20 * i) for i in range(rows)]


def test_columns_read_in_chunks_are_each_made_whole():
    left, right = column("l", 10, 8), column("r", 450, 8)
    given_order = left[:4] + right[:4] + left[4:] + right[4:]
    assert in_order(given_order) == left + right


def test_lines_read_across_both_columns_are_parted():
    left, right = column("l", 10, 6), column("r", 450, 6)
    across = [Line((*a.pieces, *b.pieces)) for a, b in zip(left, right, strict=True)]
    assert texts(in_order(across)) == texts(left + right)


def test_headings_and_what_follows_keep_their_places():
    heading = line("INSTRUCTIONS FOR THOSE WHO ASK TO SEE A FILE OF THE REGISTRY AND CONSOLIDATE", 10, 60)
    foot = line("SIGNATURE OF THE OFFICER WHO IS ANSWERABLE FOR THE FILES OF THE BRANCH AT HOME", 10, 300)
    left, right = column("l", 10, 8), column("r", 450, 8)
    mixed = [heading, *left[:3], *right, *left[3:], foot]
    assert in_order(mixed) == [heading, *left, *right, foot]


def test_two_bands_of_columns_stay_above_one_another():
    middle = line("A LINE ACROSS THE WHOLE PAGE PARTS THE UPPER COLUMNS FROM THE LOWER ONES HERE", 10, 220)
    upper = column("a", 10, 5), column("b", 450, 5)
    lower = column("c", 10, 5, 260), column("d", 450, 5, 260)
    mixed = [*upper[0], *lower[0], middle, *upper[1], *lower[1]]
    assert in_order(mixed) == [*upper[0], *upper[1], middle, *lower[0], *lower[1]]


def test_a_table_is_read_row_by_row():
    rows = [
        Line((*line(f"item {i}", 10, 20 * i).pieces, *line(f"{i}00 crowns", 450, 20 * i).pieces))
        for i in range(9)
    ]
    assert in_order(rows) == rows


def labels(name, x, rows, start=100):
    return [line(f"{name}{i:02}", x, start + 20 * i) for i in range(rows)]


def test_columns_whose_lines_begin_with_labels_are_each_made_whole():
    numbers = [labels("l", 10, 8), labels("r", 450, 8)]
    beside = [column("a", 50, 8), column("b", 490, 8)]
    mixed = numbers[0][:3] + beside[0] + numbers[1] + beside[1] + numbers[0][3:]
    whole = [
        Line((*label.pieces, *text.pieces))
        for side in (0, 1)
        for label, text in zip(numbers[side], beside[side], strict=True)
    ]
    assert in_order(mixed) == whole


def test_labels_far_from_a_column_stay_by_themselves():
    lines = [*labels("l", 10, 8), *column("a", 110, 8), *column("b", 550, 8)]
    assert sorted(texts(in_order(lines))) == sorted(texts(lines))


def test_marks_beside_one_column_stay_lines_of_their_own():
    lines = [*column("l", 60, 12), line("b1", 20, 140), line("x", 20, 200)]
    assert sorted(texts(in_order(lines))) == sorted(texts(lines))


def test_a_short_block_at_the_side_is_no_column():
    lines = column("l", 10, 12) + column("r", 450, 3)
    assert in_order(lines) == lines


def test_one_column_stays_as_it_was():
    lines = column("l", 10, 20)
    assert in_order(lines) == lines


def test_no_lines_have_no_order():
    assert in_order([]) == []


@given(st.lists(st.tuples(st.integers(0, 800), st.integers(0, 40), st.integers(1, 9)), max_size=40))
@settings(max_examples=60, deadline=None)
def test_no_word_is_lost_or_doubled(drawn):
    lines = [line(" ".join(["word"] * words), x, 20 * y) for x, y, words in drawn]
    before = [id(piece) for line in lines for piece in line.pieces]
    after = [id(piece) for line in in_order(lines) for piece in line.pieces]
    assert sorted(before) == sorted(after)


def test_a_line_of_a_column_read_too_late_goes_to_its_place():
    left, right = column("l", 10, 8), column("r", 450, 8)
    late = [*left[:3], *left[4:], left[3], *right]
    assert in_order(late) == left + right


def test_a_form_is_read_row_by_row():
    cells = {(x, y): line(f"{name}{y}", x, y) for x, name in ((10, "TO"), (200, "ROOM")) for y in (0, 40, 80)}
    by_block = [cells[x, y] for x in (10, 200) for y in (0, 40, 80)]
    assert texts(in_order(by_block)) == ["TO0", "ROOM0", "TO40", "ROOM40", "TO80", "ROOM80"]


def test_lines_close_upon_one_another_stay_apart():
    close = [line("WHO KILLED THE FOREMAN", 10, 100), line("NOBODY KNOWS TO THIS DAY", 14, 105)]
    assert in_order(close[::-1]) == close


def test_running_text_beside_cells_at_other_heights_is_read_whole():
    note = column("n", 10, 9)
    cells = [line(f"cell {i}", 450, 105 + 31 * i) for i in range(6)]
    mixed = sorted([*note, *cells], key=lambda one: one.place[1])
    assert in_order(mixed) == note + cells


def test_a_table_whose_first_cells_are_running_text_is_read_row_by_row():
    wordy = column("n", 10, 9)
    sums = [line(f"{i}00 crowns", 450, 100 + 20 * i) for i in range(9)]
    mixed = [one for pair in zip(wordy, sums, strict=True) for one in pair]
    assert in_order(mixed) == mixed
