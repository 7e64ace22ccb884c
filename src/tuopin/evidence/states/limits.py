"""How much evidence one person may hand in on one day: more than any day's honest work, less than a flood."""

from __future__ import annotations

FILES_A_DAY, BYTES_A_DAY = 400, 2_000_000_000
NOTE = 200  # characters of a note
