"""G15: a full disk, and a line that is cut when COMMIT has been sent."""

from __future__ import annotations

from tools.prove.faults import proved
from tools.prove.result import Result


def prove(scale: float, seed: int) -> Result:
    """1,000 cuts around COMMIT, times `scale`, and one disk filled to the last byte under a served system."""
    counts = {"CUTS": max(int(1000 * scale), 1)}
    tests = ["tests/faults/test_commit_unknown.py", "tests/faults/test_killed_database.py::"
             "test_on_a_full_disk_reading_goes_on_changes_are_refused_in_words_and_go_on_when_there_is_room"]
    how = f"{counts['CUTS']} cuts of the line just before or just after PostgreSQL has the COMMIT, the form then sent again; a file system filled until nothing goes in"
    return proved("G15 disk full and commit unknown: one effect each, reading goes on", tests, counts, how, seed)
