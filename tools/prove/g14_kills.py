"""G14: kill -9 of the worker and of the whole database at random points."""

from __future__ import annotations

from tools.prove.faults import proved
from tools.prove.result import Result


def prove(scale: float, seed: int) -> Result:
    """1,000 kills of the worker and 200 of the database, times `scale`."""
    counts = {"KILLS": max(int(1000 * scale), 1), "DATABASE_KILLS": max(int(200 * scale), 1)}
    counts |= {"EXIT_KILLS": max(int(1000 * scale), 1), "EXIT_DATABASE_KILLS": max(int(200 * scale), 1)}
    tests = ["tests/faults/test_killed_worker.py", "tests/faults/test_killed_exits.py", "tests/faults/test_killed_database.py::"
             "test_after_each_kill_of_the_database_the_pages_come_back_and_nothing_acknowledged_is_lost_or_double"]
    how = (f"{counts['KILLS']} SIGKILLs of the worker while it reads and merges rosters; {counts['DATABASE_KILLS']} SIGKILLs of PostgreSQL with all its children "
           "under `tuopin serve`, one person correcting all the while; as many again of either while households exit step by step")
    return proved("G14 kills: 0 lost acknowledgements, 0 half, 0 double", tests, counts, how, seed)
