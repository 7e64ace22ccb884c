"""疑点 doubts that only the comparison of households shows: from how many on it is grounds for a visit.

The households are compared in the database (`services.raise_doubts`); here stand the numbers, dated and with their sources.
"""

from __future__ import annotations

from datetime import date

from tuopin.engine.numbers import read_numbers

NUMBERS = read_numbers(__file__)
NAMES = ("same_incomes", "equal_dividends", "households_of_a_helper_max")


def limits_on(on: date) -> dict[str, int | None]:
    """Each limit by its name, in households; None where none is in force on the day, and nothing is raised then."""
    in_force = NUMBERS.on(on)
    return {name: found and int(found.value) for name in NAMES for found in [in_force.of_nation(name)]}
