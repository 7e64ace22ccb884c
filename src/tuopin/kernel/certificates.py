"""Which papers tell who somebody is: the forms of a pack's certificates, how each is checked, and what a number tells of its holder."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cache

from tuopin.kernel.ids import ResidentId, read_resident_id
from tuopin.kernel.pack import pack

RESIDENT = "gb11643"  # the scheme of the Chinese identity number: area, day of birth, sex and a check digit
USUAL_KIND = "resident_id"  # the word for the paper that everybody has, whatever a country calls it


def _luhn(digits: str) -> bool:
    total = 0
    for n, digit in enumerate(reversed(digits)):
        twice = int(digit) * (1 + n % 2)
        total += twice - 9 if twice > 9 else twice
    return total % 10 == 0


def luhn_digit(digits: str) -> str:
    """The digit that makes the digits before it pass the check of Luhn."""
    return next(last for last in "0123456789" if _luhn(digits + last))


CHECKS: dict[str, Callable[[str], bool]] = {  # of the characters that the form names `checked`, or of all
    "none": lambda text: True,
    "luhn": lambda text: text.isascii() and text.isdigit() and _luhn(text),
    "mod97": lambda text: text.isascii() and text.isalnum() and int("".join(str(int(c, 36)) for c in text)) % 97 == 1,
}


@dataclass(frozen=True, slots=True)
class Form:
    """How the numbers of one kind of certificate look; named groups `born` (eight digits), `sex` (M or F), `area`, `checked`."""

    kind: str
    pattern: re.Pattern
    check: str

    def read(self, number: str) -> ResidentId | str:
        """The number taken apart (what it does not tell is empty), or `characters`, `birth-date`, `check-digit`."""
        if not (met := self.pattern.fullmatch(number)):
            return "characters"
        told = met.groupdict()
        try:
            born_on = date.fromisoformat(told["born"]) if told.get("born") else None
        except ValueError:
            return "birth-date"
        if not CHECKS[self.check](told.get("checked") or number):
            return "check-digit"
        return ResidentId(number, told.get("area") or "", born_on, {"M": "male", "F": "female"}.get(told.get("sex") or "", ""))


@cache
def forms() -> dict[str, Form]:
    """The pack's certificates by kind; the one that everybody has comes first. None where the scheme is China's."""
    found = pack().section("identity").get("certificate", ())
    return {one["kind"]: Form(one["kind"], re.compile(one["form"]), one.get("check", "none")) for one in found}


def chinese() -> bool:
    """Whether persons are known by the Chinese identity number."""
    return pack().section("identity").get("scheme") == RESIDENT


def read_identity(number: str) -> ResidentId | str:
    """Take apart the number of the paper that everybody has, or say what is wrong with it."""
    if chinese():
        return read_resident_id(number)
    form = forms().get(USUAL_KIND)
    return form.read(number) if form else ResidentId(number, "", None, "")
