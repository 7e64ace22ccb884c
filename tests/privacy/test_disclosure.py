"""An attacker with a solver and every published figure computes no small count, and not even a narrow range for one."""

import os
from random import Random

import pytest

from tuopin.privacy.states.disclosure import LEAST, TOTAL, WIDTH, GivenAway, Table, hidden_cells

scipy = pytest.importorskip("scipy.optimize")
SEED = int(os.environ.get("SEED", "31"))


def a_table(chance: Random, *, townships=4, villages=5, attributes=(4, 3), scale=40, empty=0.2) -> Table:
    """A county with townships and villages, every village's people spread over the categories of each attribute."""
    parent, counts, start, ranges = {"county": None}, {}, 1, []
    for size in attributes:
        ranges.append(range(start, start + size))
        start += size
    for t in range(townships):
        parent[f"t{t}"] = "county"
        for v in range(chance.randint(1, villages)):
            parent[f"t{t}v{v}"] = f"t{t}"
            total = 0 if chance.random() < 0.05 else int(chance.expovariate(1 / scale))
            row = [total] + [0] * (start - 1)
            for columns in ranges:
                weights = [0 if chance.random() < empty else chance.random() ** 3 for _ in columns]
                weights = weights if any(weights) else [1] * len(columns)
                for column in chance.choices(columns, weights, k=total):
                    row[column] += 1
            counts[f"t{t}v{v}"] = row
    for place in list(parent)[::-1]:
        below = [p for p, above in parent.items() if above == place]
        if below:
            counts[place] = [sum(column) for column in zip(*(counts[p] for p in below), strict=True)]
    return Table(parent, counts, ranges)


def equations(table: Table):
    """Every sum that a reader of the tables knows: (cells added, cell they add up to)."""
    for place in table.parent:
        for attribute in table.attributes:
            yield [(place, column) for column in attribute], (place, TOTAL)
        if place in table.children:
            for column in range(len(table.counts[place])):
                yield [(one, column) for one in table.children[place]], (place, column)


def ranges_of(table: Table, hidden: set, cells) -> dict:
    """What the solver says of each cell: the least and the greatest that agrees with all that is shown, hidden counts being 1 at least."""
    order = {cell: n for n, cell in enumerate(sorted(hidden))}
    rows, sums = [], []
    for parts, whole in equations(table):
        row, known = [0.0] * len(order), 0
        for sign, cell in [*((1, part) for part in parts), (-1, whole)]:
            if cell in order:
                row[order[cell]] += sign
            else:
                known += sign * table.counts[cell[0]][cell[1]]
        if any(row):
            rows.append(row)
            sums.append(-known)
    found = {}
    for cell in cells:
        ends = []
        for sign in (1, -1):
            goal = [0.0] * len(order)
            goal[order[cell]] = sign
            answer = scipy.linprog(goal, A_eq=rows or None, b_eq=sums or None, bounds=(1, None), method="highs")
            ends.append(sign * answer.fun if answer.status == 0 else float("inf"))
        found[cell] = tuple(ends)
    return found


def small_of(table: Table):
    return {(place, column) for place, row in table.counts.items() for column, count in enumerate(row) if 0 < count < LEAST}


@pytest.mark.parametrize("n", range(12))
def test_no_small_count_can_be_computed_from_what_is_shown(n):
    chance = Random(SEED * 1000 + n)
    shape = [{"attributes": ()}, {"attributes": (3,)}, {"attributes": (5, 2)}, {"townships": 2, "villages": 2, "attributes": (2,)},
             {"townships": 1, "villages": 1, "scale": 8}, {"townships": 3, "villages": 4, "scale": 200}][n % 6]
    table = a_table(chance, **shape)
    hidden = hidden_cells(table)
    small = small_of(table)
    assert small <= hidden, f"SEED={SEED}"
    asked = small if len(small) <= 40 else chance.sample(sorted(small), 40)
    for cell, (low, high) in ranges_of(table, hidden, asked).items():
        assert high - low >= WIDTH - 1e-6, f"SEED={SEED} {n} {cell} {table.counts[cell[0]][cell[1]]} in {low} … {high}"


def test_without_the_further_cells_the_solver_does_find_small_counts():
    """The attack is one: it recovers what hiding the small counts alone leaves open."""
    table = a_table(Random(SEED))
    small = small_of(table)
    assert any(high - low < 1e-6 for low, high in ranges_of(table, small, sorted(small)[:60]).values())


def test_large_counts_and_noughts_stay_where_nothing_small_is_near():
    table = Table({"c": None, "a": "c", "b": "c"}, {"a": [500, 0, 500], "b": [300, 300, 0], "c": [800, 300, 500]}, [range(1, 3)])
    assert hidden_cells(table) == set()


def test_what_an_earlier_edition_hid_stays_hidden():
    table = Table({"c": None, "a": "c", "b": "c"}, {"a": [500], "b": [300], "c": [800]})
    assert hidden_cells(table, {("a", 0), ("gone", 0)}) == {("a", 0)}


def test_what_an_earlier_edition_showed_protects_nothing():
    table = Table({"c": None, "a": "c", "b": "c", "d": "c"}, {"a": [5], "b": [50], "d": [40], "c": [95]})
    assert hidden_cells(table) == {("a", 0), ("b", 0)}
    assert hidden_cells(table, shown={("b", 0)}) == {("a", 0), ("d", 0)}
    assert hidden_cells(table, shown={("b", 0), ("d", 0)}) == {("a", 0), ("c", 0)}
    with pytest.raises(GivenAway):
        hidden_cells(table, shown={("b", 0), ("d", 0), ("c", 0)})


def test_most_of_a_large_table_is_still_shown():
    table = a_table(Random(SEED), townships=30, villages=30, attributes=(6, 4), scale=150)
    cells = sum(map(len, table.counts.values()))
    hidden, small = hidden_cells(table), small_of(table)
    assert len(hidden) < 2.5 * len(small) and len(hidden) < 0.6 * cells


def test_a_small_lonely_place_is_hidden_up_to_the_top():
    table = Table({"c": None, "a": "c"}, {"a": [7, 3, 4], "c": [7, 3, 4]}, [range(1, 3)])
    hidden = hidden_cells(table)
    assert all(high - low >= WIDTH for low, high in ranges_of(table, hidden, sorted(small_of(table))).values())
