"""Columns of fen, days and codes against the same sums done one by one in plain Python, unknowns among them."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from hypothesis import assume, given
from hypothesis import strategies as st

from tuopin.engine.columns import ABSENT, UNKNOWN, Amounts, Codes, CodeSets, Days, Quantity, how_many
from tuopin.engine.findings import PERCENT_SCALE, Ratio
from tuopin.engine.tables import Grouped, Table, code, day, flag, money
from tuopin.engine.truth import Truth
from tuopin.kernel.days import age_on

FEN = st.one_of(st.none(), st.integers(-(10**14), 10**14))
COUNTS = st.one_of(st.none(), st.integers(0, 10**9))
ROWS = st.lists(st.tuples(FEN, FEN), max_size=25)
DAYS = st.dates(date(1900, 1, 1), date(2030, 12, 31))
HOUSEHOLDS = st.lists(st.lists(st.tuples(st.sampled_from((True, False, None)), FEN), max_size=6), max_size=12)


@given(ROWS)
def test_sums_and_comparisons_know_what_they_do_not_know(rows):
    a, b = Quantity.of(x for x, _ in rows), Quantity.of(y for _, y in rows)
    known = [x is not None and y is not None for x, y in rows]
    assert (a + b).numbers() == [x + y if k else None for (x, y), k in zip(rows, known, strict=True)]
    assert (a - b).numbers() == [x - y if k else None for (x, y), k in zip(rows, known, strict=True)]
    assert (a >= b).answers() == [x >= y if k else None for (x, y), k in zip(rows, known, strict=True)]
    assert (a < b).answers() == [x < y if k else None for (x, y), k in zip(rows, known, strict=True)]
    assert a.or_else(b).numbers() == [y if x is None else x for x, y in rows]


def test_a_line_never_recorded_counts_nothing_and_one_not_known_stays_unknown():
    import numpy as np

    line = Amounts.read(np.array([500, UNKNOWN, ABSENT]))
    assert line.numbers() == [500, None, None]
    assert line.recorded.answers() == [True, True, False]
    assert line.if_recorded().numbers() == [500, None, 0]


@given(st.lists(st.one_of(st.none(), DAYS), max_size=20), st.integers(0, 110), DAYS)
def test_completed_years_are_the_calendars(born, years, on):
    assume(on.year - years >= 1)
    found = Days.of(born).has_completed(years, on).answers()
    assert found == [None if b is None else age_on(b, on) >= years for b in born]


def test_somebody_born_on_29_february_comes_of_age_on_1_march():
    born = Days.of([date(2004, 2, 29)])
    assert born.has_completed(15, date(2019, 2, 28)).answers() == [False]
    assert born.has_completed(15, date(2019, 3, 1)).answers() == [True]
    assert born.has_completed(16, date(2020, 2, 29)).answers() == [True]


def test_a_word_outside_its_list_is_unknown_and_not_another_word():
    grades = Codes.of(["A", "D", "", None, "Z"], ("A", "B", "C", "D"))
    assert grades.isin("A", "B").answers() == [True, False, None, None, None]
    assert [grades[n] for n in range(5)] == ["A", "D", None, None, None]


def test_several_words_in_a_row_are_each_found():
    health = CodeSets.of(["chronic,disabled", "healthy", ""], ("healthy", "chronic", "serious", "disabled"))
    assert health.has_any("serious", "disabled").answers() == [True, False, None]
    assert health[0] == "chronic,disabled"


@given(HOUSEHOLDS)
def test_members_fold_into_their_households(households):
    members = Grouped.of_lists("members", (flag("well"), money("fen")), [[{"well": w, "fen": f} for w, f in h] for h in households])
    assert members.per_owner.numbers() == [len(h) for h in households]
    wells = [[w for w, _ in h] for h in households]
    assert members.all(members.well).answers() == [
        False if False in w else None if None in w else True for w in wells
    ]
    assert members.any(members.well).answers() == [True if True in w else None if None in w else False for w in wells]
    assert members.count(members.well).numbers() == [None if None in w else w.count(True) for w in wells]
    fens = [[f for _, f in h] for h in households]
    assert members.sum(members.fen).numbers() == [None if None in f else sum(f) for f in fens]


@given(st.lists(st.lists(st.sampled_from((True, False, None)), min_size=3, max_size=3), min_size=1, max_size=10))
def test_how_many_of_several_answers_are_yes(rows):
    answers = [Truth.of([row[n] for row in rows]) for n in range(3)]
    assert how_many(*answers).numbers() == [None if None in row else row.count(True) for row in rows]


@given(st.lists(st.tuples(COUNTS, COUNTS, st.integers(0, 100 * PERCENT_SCALE)), min_size=1, max_size=15))
def test_a_share_is_compared_exactly(rows):
    share = Ratio(Quantity.of(t for t, _, _ in rows), Quantity.of(b for _, b, _ in rows))
    limit = Quantity.of(p for _, _, p in rows)

    def plain(compare):
        return [compare(Fraction(t, b), Fraction(p, 100 * PERCENT_SCALE)) if t is not None and b else None for t, b, p in rows]

    assert share.at_most(limit).answers() == plain(lambda x, y: x <= y)
    assert share.below(limit).answers() == plain(lambda x, y: x < y)
    assert share.at_least(limit).answers() == plain(lambda x, y: x >= y)


def test_a_share_is_shown_rounded_half_up_to_a_hundredth_of_a_percent():
    share = Ratio(Quantity.of([488, 1, None, 3]), Quantity.of([689, 0, 5, 20000]))
    assert [share[n] for n in range(4)] == [Decimal("70.83"), None, None, Decimal("0.015").quantize(Decimal("0.01"), ROUND_HALF_UP)]


def test_a_table_of_plain_rows_leaves_what_is_not_there_unknown():
    fields = (code("grade", "A", "B"), day("born"), money("wage"))
    table = Table.of_rows("t", fields, [{"grade": "B", "born": "2000-02-29", "wage": 5}, {}])
    assert (table.grade[0], table.grade[1]) == ("B", None)
    assert table.wage.recorded.answers() == [True, False]
    assert table.born.has_completed(1, date(2001, 3, 1)).answers() == [True, None]
