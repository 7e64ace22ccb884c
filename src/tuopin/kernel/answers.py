"""What a roster's cells say in the pack's own language: yes and no, not asked, and the marks of an export's headings."""

from __future__ import annotations

from tuopin.kernel.pack import pack

_SAID = {
    "yes": "yes", "no": "no", "poor_village": "yes", "other_village": "no", "not_asked": "not asked", "masked": " (masked)", "problem": "Problem",
    "remedy": "What to do", **pack().section("answers"),
}
YES, NO = _SAID["yes"], _SAID["no"]
POOR_VILLAGE, OTHER_VILLAGE = _SAID["poor_village"], _SAID["other_village"]
NOT_ASKED = _SAID["not_asked"]  # a line of income nobody was asked about
MASKED = _SAID["masked"]  # ends the heading of a column of numbers shown by their first and last character alone
NOTES = (_SAID["problem"], _SAID["remedy"])  # what an error workbook tells beside each row; not read back
