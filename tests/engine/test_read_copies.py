"""What PostgreSQL's binary COPY sends, made here byte by byte, comes back as the columns that were sent, or not at all."""

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuopin.engine.copying import (
    SIGNATURE,
    TRAILER,
    BrokenCopy,
    group_under,
    read_binary_copy,
    read_column_copy,
    table_from_copy,
)
from tuopin.engine.tables import count, flag, numeric_type, text

FIELDS = (count("id"), flag("well"), text("name"), text("note"))
NUMBERS = FIELDS[:2]
ROWS = st.lists(
    st.tuples(st.integers(-(2**62), 2**62), st.sampled_from((1, 0, -1)), st.text(max_size=5), st.text(max_size=3)), max_size=20
)
HEAD = SIGNATURE + struct.pack("!II", 0, 0)


def sent(rows, widths=("q", "h")) -> bytes:
    """The rows as the server would send them: two numbers, then texts."""
    body = b""
    for row in rows:
        body += struct.pack("!h", len(row))
        for value, form in zip(row[:2], widths, strict=True):
            body += struct.pack(f"!i{form}", struct.calcsize(form), value)
        for value in row[2:]:
            body += struct.pack("!i", len(value.encode())) + value.encode()
    return HEAD + body + TRAILER


def sent_by_column(rows) -> bytes:
    """The same two numbers, a whole column each, as arrays."""
    body = struct.pack("!h", 2)
    for n, (form, oid) in enumerate((("q", 20), ("h", 21))):
        array = struct.pack("!5i", 1, 0, oid, len(rows), 1)
        array += b"".join(struct.pack(f"!i{form}", struct.calcsize(form), row[n]) for row in rows)
        body += struct.pack("!i", len(array)) + array if rows else struct.pack("!i", -1)
    return HEAD + body + TRAILER


@given(ROWS)
def test_numbers_and_texts_come_back_as_they_were_sent(rows):
    raw = read_binary_copy(sent(rows), FIELDS)
    assert list(zip(raw["id"].tolist(), raw["well"].tolist(), raw["name"], raw["note"], strict=True)) == rows


@given(ROWS)
def test_both_ways_of_sending_give_the_same_columns(rows):
    numbers = [row[:2] for row in rows]
    by_row, by_column = read_binary_copy(sent(numbers), NUMBERS), read_column_copy(sent_by_column(numbers), NUMBERS)
    for field in NUMBERS:
        assert by_row[field.name].tolist() == by_column[field.name].tolist()
        assert by_row[field.name].dtype == by_column[field.name].dtype == numeric_type(field)


def test_an_empty_answer_is_an_empty_table():
    assert len(table_from_copy("t", sent([]), FIELDS)) == 0
    assert len(table_from_copy("t", read_column_copy(sent_by_column([]), NUMBERS), NUMBERS)) == 0


def test_a_null_text_reads_as_empty():
    row = struct.pack("!h", 4) + struct.pack("!iq", 8, 7) + struct.pack("!ih", 2, 1) + struct.pack("!i", -1) + struct.pack("!i", 0)
    assert read_binary_copy(HEAD + row + TRAILER, FIELDS)["name"] == [""]


@pytest.mark.parametrize("spoil", [
    lambda data: data[1:],
    lambda data: data[:-2],
    lambda data: data[:-5] + TRAILER,
    lambda data: data[:15] + b"\x01" + data[16:],
    lambda data: data.replace(struct.pack("!h", 2) + struct.pack("!i", 8), struct.pack("!h", 3) + struct.pack("!i", 8)),
    lambda data: data.replace(struct.pack("!ih", 2, 1), struct.pack("!ih", -1, 1)),
], ids=["no header", "no trailer", "cut short", "unknown header", "other number of columns", "a null number"])
def test_anything_else_is_refused_and_not_guessed(spoil):
    with pytest.raises(BrokenCopy):
        read_binary_copy(spoil(sent([(1, 1), (2, 1)])), NUMBERS)


@pytest.mark.parametrize("spoil", [
    lambda data: data[:-2],
    lambda data: data[:-6] + TRAILER,
    lambda data: data.replace(struct.pack("!5i", 1, 0, 21, 2, 1), struct.pack("!5i", 1, 1, 21, 2, 1)),
    lambda data: data.replace(struct.pack("!5i", 1, 0, 21, 2, 1), struct.pack("!5i", 1, 0, 21, 3, 1)),
], ids=["no trailer", "cut short", "nulls", "another length"])
def test_broken_columns_are_refused(spoil):
    with pytest.raises(BrokenCopy):
        read_column_copy(spoil(sent_by_column([(1, 1), (2, 1)])), NUMBERS)


@given(st.lists(st.tuples(st.integers(1, 9), st.sampled_from((1, 0, -1))), max_size=30))
def test_rows_are_sorted_under_the_owner_they_name(rows):
    owners = table_from_copy("owners", sent([(3, 1), (1, 1), (7, 1)]), NUMBERS)
    grouped = group_under(owners, "id", "rows", sent(rows), NUMBERS)
    assert grouped.per_owner.numbers() == [sum(r[0] == owner for r in rows) for owner in (3, 1, 7)]
    expected = [{1: True, 0: False, -1: None}[w] for owner in (3, 1, 7) for i, w in rows if i == owner]
    assert grouped.well.answers() == expected
