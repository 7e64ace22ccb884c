"""G16: the same form many times and at once, and two people changing the same thing."""

from __future__ import annotations

from tools.prove.faults import proved
from tools.prove.result import Result


def prove(scale: float, seed: int) -> Result:
    """10,000 sendings of forms in rounds of sixteen at once, and 10,000 conflicting pairs, times `scale`."""
    counts = {"REPLAYS": max(int(10_000 * scale), 16), "CONFLICTS": max(int(10_000 * scale), 1)}
    tests = ["tests/desk/test_once.py::test_sixteen_at_once_and_any_number_of_repetitions_have_one_effect_each",
             "tests/faults/test_conflicts.py::test_of_two_corrections_at_once_one_stands_and_the_other_sees_the_difference"]
    how = f"{counts['REPLAYS']} sendings, sixteen equal forms at a time; {counts['CONFLICTS']} pairs of corrections of the same fact at the same moment"
    return proved("G16 once, and no lost update", tests, counts, how, seed)
