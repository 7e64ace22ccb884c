"""Totals by village and by every place above, against the same sums in plain Python."""

from hypothesis import given
from hypothesis import strategies as st

from tuopin.engine.roll_up import together, total_by_place
from tuopin.engine.tables import Table, count, flag

ROWS = st.lists(st.tuples(
    st.sampled_from([431129210213, 431129210214, 431129211201, 431128100200, 520115100200]), st.sampled_from([True, False, None]),
    st.one_of(st.none(), st.integers(-(10**9), 10**9)),
), max_size=60)
FIELDS = (count("village_code"), flag("poor"), count("fen"))
FIGURES = {"rows": lambda t: t.village_code * 0 + 1, "poor": lambda t: t.poor, "fen": lambda t: t.fen}


def totals_of(rows):
    table = Table.of_rows("households", FIELDS, [dict(zip(("village_code", "poor", "fen"), row, strict=True)) for row in sorted(rows, key=lambda r: r[0])])
    return total_by_place(table, "village_code", FIGURES)


@given(ROWS)
def test_totals_of_every_level_are_the_sums_of_the_rows_below(rows):
    totals = totals_of(rows)
    for digits in (12, 9, 6, 4, 2, 0):
        unit, found = 10 ** (12 - digits), totals.up_to(digits)
        places = sorted({row[0] // unit * unit for row in rows})
        below = [[r for r in rows if r[0] // unit * unit == place] for place in places]
        assert found.codes() == [str(p).zfill(12) for p in places]
        assert found.of("rows") == [len(r) for r in below]
        assert found.of("poor") == [sum(poor is True for _, poor, _ in r) for r in below]
        assert found.of("fen") == [sum(fen or 0 for _, _, fen in r) for r in below]


@given(ROWS)
def test_counties_totalled_apart_are_the_same_together(rows):
    whole = totals_of(rows)
    pieces = [totals_of([r for r in rows if r[0] // 10**6 == county]) for county in (520115, 431129, 431128)]
    joined = together(pieces)
    assert joined.codes() == whole.codes()
    assert all(joined.of(name) == whole.of(name) for name in FIGURES if len(whole))
