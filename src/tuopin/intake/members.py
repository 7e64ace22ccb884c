"""What the member sheet tells of a person, with what the identity number tells where the row does not say it."""

from __future__ import annotations

from collections.abc import Callable

from tuopin.intake.tables import Table
from tuopin.kernel.certificates import USUAL_KIND, chinese, forms, read_identity
from tuopin.kernel.ids import ResidentId


def member_maker(table: Table | None) -> Callable[[int], dict] | None:
    """What makes a member of a row of the sheet; None without a sheet of members."""
    if table is None:
        return None
    numbers = table.column("certificate")
    values = {name: column for name, column in table.values.items() if name not in ("household", "year")}
    told = {name: (table.column(name), read) for name, read in TOLD.items()}

    def member(index: int) -> dict:
        found = {name: column[index] for name, column in values.items()}
        return found | {name: column[index] or read(numbers[index]) for name, (column, read) in told.items()}

    return member


def told_by_certificate(members: Table) -> dict[str, list]:
    """Sex, birth and kind of certificate of all members, from the identity number where the row does not state them."""
    numbers, found = members.column("certificate"), {}
    for name, read in TOLD.items():
        said = members.column(name)
        if name == "born_on" and TOLD is CHINESE and not any(said):
            found[name] = _births(numbers)
        else:
            found[name] = said if all(said) else [value or read(number) for value, number in zip(said, numbers, strict=True)]
    return found


class _Births(dict):
    """The days of birth by their eight digits, each put together once."""

    def __missing__(self, digits: str) -> str:
        day = self[digits] = f"{digits[:4]}-{digits[4:6]}-{digits[6:]}"
        return day


def _births(numbers: list[str | None]) -> list[str | None]:
    """The days of birth that identity numbers tell."""
    known = _Births()
    return [known[number[6:14]] if number is not None and len(number) == 18 else None for number in numbers]


def _sex_of(number: str | None) -> str | None:
    if number is None or len(number) != 18:
        return None
    return "male" if number[16] in "13579" else "female"


def _birth_of(number: str | None) -> str | None:
    return None if number is None or len(number) != 18 else f"{number[6:10]}-{number[10:12]}-{number[12:14]}"


def _kind_of(number: str | None) -> str:
    if number is None or len(number) == 18:
        return "resident_id"
    if number[0] in "HM" and len(number) in (9, 11):
        return "hk_macau_permit"
    return "foreign_permanent" if len(number) == 15 else "birth_certificate"


def _told_sex(number: str | None) -> str | None:
    told = read_identity(number) if number else ""
    return (told.sex or None) if isinstance(told, ResidentId) else None


def _told_birth(number: str | None) -> str | None:
    told = read_identity(number) if number else ""
    return told.born_on.isoformat() if isinstance(told, ResidentId) and told.born_on else None


def _told_kind(number: str | None) -> str:
    if number is None or not isinstance(read_identity(number), str):
        return USUAL_KIND
    return next((kind for kind, form in forms().items() if not isinstance(form.read(number), str)), USUAL_KIND)


Told = dict[str, Callable[[str | None], str | None]]
CHINESE: Told = {"sex": _sex_of, "born_on": _birth_of, "certificate_kind": _kind_of}
TOLD: Told = CHINESE if chinese() else {"sex": _told_sex, "born_on": _told_birth, "certificate_kind": _told_kind}
