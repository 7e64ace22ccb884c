"""The first letters of the pinyin of a Chinese name, so that 栗安村 is found by typing `lac`."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

# Characters whose usual reading in the names of places is not the first in the dictionary.
PLACE_READINGS = dict(zip("厦长重朝乐曾单尉蔚盛盖燕华召圩", "xccclzsyysgyhsx", strict=True))


def initials_of(names: Iterable[str]) -> list[str]:
    """The initials of each name in lower case; ASCII letters and digits stay, everything else without a reading falls away."""
    return "\n".join(names).translate(_LETTERS).split("\n")


class _Letters(dict):
    """The letter for each character, looked up when it is first met."""

    def __missing__(self, point: int) -> str | None:
        from pypinyin.constants import PINYIN_DICT

        plain = unicodedata.normalize("NFKC", chr(point))
        reading = PLACE_READINGS.get(chr(point)) or PINYIN_DICT.get(point, "")[:1] or plain
        letter = unicodedata.normalize("NFD", reading)[:1].lower()
        self[point] = letter if letter.isascii() and letter.isalnum() else None
        return self[point]


_LETTERS = _Letters({ord("\n"): "\n"})
