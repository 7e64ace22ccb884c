"""G31: random tables of every shape are published, and a solver tries to compute each hidden small count from all that is shown."""

from __future__ import annotations

import time
from random import Random

from tools.prove.result import Result


def prove(scale: float, seed: int) -> Result:
    from tests.privacy.test_disclosure import a_table, ranges_of, small_of

    from tuopin.privacy.states.disclosure import WIDTH, hidden_cells

    chance, asked, exact, narrow, least = Random(seed), 0, 0, 0, float("inf")
    for _ in range(max(1, round(400 * scale))):
        table = a_table(
            chance, townships=chance.randint(1, 6), villages=chance.randint(1, 6), scale=chance.choice((5, 20, 40, 200)),
            attributes=tuple(chance.choices((2, 3, 5), k=chance.randint(0, 3))), empty=chance.choice((0.0, 0.2, 0.6)),
        )
        hidden, small = hidden_cells(table), sorted(small_of(table))
        assert set(small) <= hidden
        cells = small if len(small) <= 30 else chance.sample(small, 30)
        for low, high in ranges_of(table, hidden, cells).values():
            asked, least = asked + 1, min(least, high - low)
            exact, narrow = exact + (high - low < 1e-6), narrow + (high - low < WIDTH - 1e-6)
    began = time.process_time()
    table = a_table(chance, townships=300, villages=36, scale=120, attributes=(6, 5, 13))
    cells = sum(map(len, table.counts.values()))
    hidden_cells(table)
    seconds = time.process_time() - began
    figure = (f"{asked:,} hidden small counts attacked: {exact} computed exactly, {narrow} within less than {WIDTH}; narrowest range {least:.0f}. "
              f"{cells:,} cells decided in {seconds:.1f} s of processor time.")
    return Result("G31", figure, "HiGHS solver (scipy) over all sums of the published tables, hidden counts known to be at least 1", seed,
                  exact == 0 and narrow == 0)
