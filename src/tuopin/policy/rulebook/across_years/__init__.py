"""疑点 doubts that only the record of the year before shows: from how many times as much on it is grounds for a visit.

The records are compared in the database (`services.raise_doubts`); here stand the numbers, dated and with their sources.
"""

from __future__ import annotations

from datetime import date

from tuopin.engine.numbers import read_numbers

NUMBERS = read_numbers(__file__)


def area_times(on: date) -> int | None:
    """From how many times the year before's area on an area is doubted; None where no number is in force on the day."""
    found = NUMBERS.on(on).of_nation("area_times")
    return found and int(found.value)
