"""The first letters of the pinyin of a Chinese name, so that 栗安村 is found by typing `lac`."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

# Characters whose usual reading in the names of places is not the first in the dictionary.
PLACE_READINGS = dict(zip("厦长重朝乐曾单尉蔚盛盖燕华召圩", "xccclzsyysgyhsx", strict=True))


def initials_of(names: Iterable[str]) -> list[str]:
    """The initials of each name in lower case; ASCII letters and digits stay, everything else without a reading falls away."""
    text = "\n".join(names)
    return text.translate(_letters(set(text))).split("\n")


def _letters(characters: set[str]) -> dict[int, str | None]:
    from pypinyin.constants import PINYIN_DICT

    table: dict[int, str | None] = {ord("\n"): "\n"}
    for character in characters - {"\n"}:
        plain = unicodedata.normalize("NFKC", character)
        reading = PLACE_READINGS.get(character) or PINYIN_DICT.get(ord(character), "")[:1] or plain
        letter = unicodedata.normalize("NFD", reading)[:1].lower()
        table[ord(character)] = letter if letter.isascii() and letter.isalnum() else None
    return table
