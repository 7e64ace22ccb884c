"""Which six-digit areas an identity number may begin with: every county-level code there has ever been, abolished ones too."""

from __future__ import annotations

# Provinces of GB/T 2260, the residence-permit prefixes of Hong Kong, Macau and Taiwan, and 91 for foreign residents.
PROVINCES = frozenset(["11", "12", "13", "14", "15", "21", "22", "23", "31", "32", "33", "34", "35", "36", "37", "41", "42", "43", "44", "45", "46", "50", "51", "52", "53", "54", "61", "62", "63", "64", "65", "71", "81", "82", "83", "91"])


def known_area(code: str) -> bool:
    """Whether identity numbers have been given out under this code."""
    return code[:2] in PROVINCES
