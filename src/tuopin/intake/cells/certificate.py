"""Reading identity numbers: tidied where nothing can be lost, stopped where a digit may have been.

The wanted behaviour is decided by what the cell *is* before what it says: a number cell has already lost its last three
digits, whether or not what is left happens to pass the check digit, and is never repaired.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from math import inf

from tuopin.intake.cells.areas import known_area
from tuopin.intake.cells.flaws import Cell, Flawed, accept, confirm, quarantine, untrusted
from tuopin.intake.cells.text import APOSTROPHES, BLANKS, DASHES, INVISIBLE, half_width, unsafe
from tuopin.kernel.certificates import USUAL_KIND, chinese, forms, read_identity
from tuopin.kernel.ids import CHECKS, DIGITS, WEIGHTS, check_digit, read_resident_id

OLDEST = 120  # years of age beyond which a birth date is a slip
SCIENTIFIC = re.compile(r"\d(\.\d+)?[eE]\+?\d+")
LOOKALIKE = re.compile("[\u0425\u0445\u03a7\u03c7×✕✖╳Ⅹⅹ]")
APART = re.compile(r"[/、,;|]|\s{2,}")
PERMITS = (
    ("hk_macau_permit", re.compile(r"[HM]\d{8}(\d{2})?")),
    ("foreign_permanent", re.compile(r"[A-Z]{3}\d{12}")),
    ("birth_certificate", re.compile(r"[A-Z]\d{9}")),
)
BY_KIND = {
    "hk_macau_permit": re.compile(r"[HM]\d{8}(\d{2})?"),
    "taiwan_permit": re.compile(r"\d{8}|\d{10}([A-Z0-9(]{1,3}\)?)?"),
    "foreign_permanent": re.compile(r"[A-Z]{3}\d{12}"),
    "birth_certificate": re.compile(r"[A-Z]\d{9}"),
    "passport": re.compile(r"[A-Z0-9]{5,20}"),
}


class _Sums(dict):
    """The part of the check sum that some digits of the number give, remembered; infinite where they are impossible."""

    def __init__(self, first: int, valid: Callable[[str], bool]) -> None:
        super().__init__()
        self.first, self.valid = first, valid

    def __missing__(self, digits: str) -> float:
        total = inf
        if DIGITS.issuperset(digits) and self.valid(digits):
            total = sum(WEIGHTS[self.first + n] * int(digit) for n, digit in enumerate(digits))
        self[digits] = total
        return total


class _Ends(dict):
    """The same of the last four characters: the serial number, less the sum that the check digit stands for."""

    def __missing__(self, digits: str) -> float:
        total = inf
        if len(digits) == 4 and DIGITS.issuperset(digits[:3]) and digits[3] in CHECKS:
            total = sum(WEIGHTS[14 + n] * int(digit) for n, digit in enumerate(digits[:3])) - CHECKS.index(digits[3])
        self[digits] = total
        return total


def certificate_reader(year: int) -> CertificateReader | FormReader:
    """What reads the certificate numbers of a roster of the year: China's identity numbers, or by the forms of the pack."""
    return CertificateReader(year) if chinese() else FormReader(year)


class FormReader:
    """Reads numbers by the forms that the pack declares: the usual paper first, then every other kind."""

    def __init__(self, year: int) -> None:
        self.year = year

    def column(self, cells: list[Cell], flaws: list[tuple[int, Flawed]]) -> list[str | None]:
        """A column of numbers; None where the cell is empty or not to be taken."""
        found: list[str | None] = []
        for position, cell in enumerate(cells):
            got = self.read(cell)
            if type(got) is Flawed:
                flaws.append((position, got))
                got = got.value
            found.append(got)
        return found

    def read(self, cell: Cell) -> str | Flawed | None:
        """One number, or what is wrong with it."""
        tidy = _written(cell)
        if not isinstance(tidy, str):
            return tidy
        if "*" in tidy:
            return quarantine("certificate-masked")
        told = read_identity(tidy)
        if isinstance(told, str):
            return self._of_another_kind(tidy, told)
        if told.born_on and told.born_on.year > self.year:
            return quarantine("certificate-birth-in-future", year=self.year)
        return tidy if tidy == cell else accept(tidy)

    def _of_another_kind(self, tidy: str, wrong: str) -> Flawed:
        for kind, form in forms().items():
            if kind != USUAL_KIND and not isinstance(form.read(tidy), str):
                return accept(tidy, "certificate-permit", kind=kind)
        return quarantine(f"certificate-{wrong}")


def _written(cell: Cell) -> str | Flawed | None:
    """The number that stands in a cell, without what typing leaves on it; what is wrong with the cell; None where nothing is written."""
    if not isinstance(cell, str):
        return untrusted(cell) or quarantine("certificate-stored-as-number")
    if flaw := unsafe(cell):
        return flaw
    tidy = _tidied(cell)
    return None if tidy in DASHES else tidy or None


def _tidied(cell: str) -> str:
    return BLANKS.sub("", INVISIBLE.sub("", half_width(cell))).strip(APOSTROPHES).upper()


class CertificateReader:
    """Reads the identity numbers of a roster that describes the year's end, remembering areas and birth dates it has seen."""

    def __init__(self, year: int) -> None:
        self.last_day = date(year, 12, 31)
        self._areas = _Sums(0, lambda digits: len(digits) == 6 and known_area(digits))
        self._years = _Sums(6, lambda digits: len(digits) == 4 and year - OLDEST <= int(digits) <= year)
        self._days = _Sums(10, _of_every_year)
        self._ends = _Ends()

    def column(self, cells: list[Cell], flaws: list[tuple[int, Flawed]]) -> list[str | None]:
        """A column of identity numbers; None where the cell is empty or not to be taken."""
        found, areas, years, days, ends = list(cells), self._areas, self._years, self._days, self._ends
        texts = cells if set(map(type, cells)) == {str} else [cell if type(cell) is str else "" for cell in cells]
        sums = [areas[text[:6]] + years[text[6:10]] + days[text[10:14]] + ends[text[14:]] for text in texts]
        for position in [position for position, total in enumerate(sums) if total % 11]:
            got = self.read(cells[position])
            if type(got) is Flawed:
                flaws.append((position, got))
                got = got.value
            found[position] = got
        return found

    def read(self, cell: Cell) -> str | Flawed | None:
        """One identity number, or what is wrong with it."""
        tidy = _written(cell)
        if not isinstance(tidy, str):
            return tidy
        if flaw := self._shape(tidy, cell):
            return flaw
        if len(tidy) != 18:
            return quarantine("certificate-length", length=len(tidy))
        got = self._eighteen(tidy)
        return accept(tidy) if got == tidy != cell else got

    def _eighteen(self, number: str) -> str | Flawed:
        told = read_resident_id(number)
        if told == "characters":
            return quarantine("certificate-characters")
        if told == "birth-date":
            return quarantine("certificate-birth-date")
        if flaw := self._birth_flaw(number[6:14]):
            return flaw
        if told == "check-digit":
            return quarantine("certificate-check-digit")
        return number if known_area(number[:6]) else confirm(number, "certificate-area-unknown")

    def _shape(self, tidy: str, cell: str) -> Flawed | None:
        """The flaw of a number that has not the form of a resident identity number; None when it has, but is wrong."""
        if "*" in tidy or "＊" in cell or "●" in cell:
            return quarantine("certificate-masked")
        if SCIENTIFIC.fullmatch(tidy):
            return quarantine("certificate-scientific")
        if LOOKALIKE.search(tidy):
            return quarantine("certificate-lookalike")
        if any(c.isdigit() and c not in DIGITS for c in tidy):
            return quarantine("certificate-foreign-digits")
        parts = [part for part in APART.split(half_width(cell).strip()) if len(BLANKS.sub("", part)) in (15, 18)]
        if len(parts) > 1 or (len(tidy) in (30, 33, 36) and tidy[:15].isdigit()):
            return quarantine("certificate-two-numbers")
        if len(tidy) == 15 and DIGITS.issuperset(tidy):
            return self._fifteen(tidy)
        if len(tidy) in (20, 22) and tidy[18] in "1234567" and not isinstance(read_resident_id(tidy[:18]), str):
            return quarantine("certificate-disability-card")
        for kind, form in PERMITS:
            if form.fullmatch(tidy):
                return accept(tidy, "certificate-permit", kind=kind)
        return None

    def _fifteen(self, number: str) -> Flawed:
        """An old number of fifteen digits, written with the century and the check digit it got in 1999."""
        longer = f"{number[:6]}19{number[6:]}"
        told = self._eighteen(longer + check_digit(longer))
        return told if isinstance(told, Flawed) and told.outcome == "Q" else confirm(longer + check_digit(longer), "certificate-15-digits")

    def _birth_flaw(self, digits: str) -> Flawed | None:
        born_on = date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))  # a day: `read_resident_id` has looked
        if born_on > self.last_day:
            return quarantine("certificate-birth-in-future", year=self.last_day.year)
        if self.last_day.year - born_on.year > OLDEST:
            return quarantine("certificate-too-old", years=OLDEST)
        return None


def _of_every_year(digits: str) -> bool:
    """Whether month and day are a day of any year; 29 February is looked at with its year."""
    try:
        return len(digits) == 4 and bool(date(2001, int(digits[:2]), int(digits[2:])))
    except ValueError:
        return False


def read_by_kind(kind: str, cell: Cell, got: Flawed) -> str | Flawed | None:
    """A number that is not a resident identity number, read again as the certificate its row says it is.

    `got` is what was found wrong with it as an identity number; that stays when the form does not fit the kind either.
    """
    if not isinstance(cell, str):
        return got
    tidy = _tidied(cell)
    if not chinese():
        form = forms().get(kind)
        return tidy if form and not isinstance(form.read(tidy), str) else got
    if kind == "disability_card" and got.code == "certificate-disability-card":
        return accept(tidy[:18], "certificate-from-disability-card")
    form = BY_KIND.get(kind)
    return tidy if form and form.fullmatch(tidy) else got
