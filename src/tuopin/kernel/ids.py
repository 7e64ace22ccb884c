"""The resident identity number (公民身份号码, GB 11643): is it well formed, and what does it tell."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECKS = "10X98765432"
DIGITS = frozenset("0123456789")


def check_digit(first17: str) -> str:
    """The eighteenth character that GB 11643 prescribes for seventeen ASCII digits."""
    return CHECKS[sum(w * (ord(c) - 48) for w, c in zip(WEIGHTS, first17, strict=True)) % 11]


@dataclass(frozen=True, slots=True)
class ResidentId:
    """A well-formed number of eighteen characters, taken apart."""

    number: str
    area: str
    born_on: date | None  # None where a country's number does not tell it
    sex: str  # "male" | "female" | "" where it does not tell


def read_resident_id(number: str) -> ResidentId | str:
    """Take apart an eighteen-character number, or say what is wrong with it.

    The answer for a bad number is one of `length`, `characters`, `birth-date`, `check-digit`.
    """
    if len(number) != 18:
        return "length"
    if not DIGITS.issuperset(number[:17]) or (number[17] not in DIGITS and number[17] != "X"):
        return "characters"
    try:
        born_on = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return "birth-date"
    if check_digit(number[:17]) != number[17]:
        return "check-digit"
    return ResidentId(number, number[:6], born_on, "male" if int(number[16]) % 2 else "female")


def certificate_key(number: str) -> str:
    """What of a certificate number identifies its holder: of a disability card the identity number that it begins with."""
    return number[:18] if len(number) in (20, 22) else number


def mask(number: str) -> str:
    """A number with everything hidden but its first character and its last: enough to tell two rows apart."""
    return f"{number[:1]}{'*' * (len(number) - 2)}{number[-1:]}" if len(number) > 2 else "*" * len(number)
