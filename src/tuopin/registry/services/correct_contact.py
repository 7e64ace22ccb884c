"""Corrects the phone number or the bank account of a household: sealed, and in the trail only that it changed."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from tuopin.intake.cells.codes import read_account, read_phone
from tuopin.kernel.home import keyring
from tuopin.kernel.ids import mask
from tuopin.kernel.refusals import Refusal
from tuopin.kernel.words import phrase
from tuopin.people.selectors import Actor
from tuopin.registry.models import HouseholdForm
from tuopin.registry.services.correct_members import plain
from tuopin.registry.services.versions import (
    Correction,
    found_version,
    leave_trail,
    locked_household,
    next_version,
)

READERS = {"phone": read_phone, "account": read_account}


@transaction.atomic
def correct_contact(*, correction: Correction, what: str, number: str, actor: Actor, on: date) -> HouseholdForm:
    """Put another number ("" = none) in the place of the household's `phone` or `account` of a year; returns the version that stands.

    Neither number is shown or written anywhere but sealed. Raises as `correct_household_fact` does.
    """
    household, year, ring = locked_household(correction, actor), correction.year, keyring()
    if what not in READERS:
        raise Refusal("not-correctable", phrase("这一项不能在此更正。"), phrase("请核对栏目名称。"))
    place = f"registry.household_form|{what}|{household.number}|{year}"

    def opened(form: HouseholdForm) -> str:
        sealed = getattr(form, f"{what}_sealed")
        return ring.open(sealed, place) if sealed else ""

    found = found_version(correction, HouseholdForm.objects.filter(household=household, year=year), opened)
    number = plain(READERS[what](number)) or ""
    if number == found.before:
        return found.stands
    found.require_unchanged(mask)
    changes: dict[str, object] = {f"{what}_sealed": ring.seal(number, place) if number else None}
    if what == "phone":
        changes["phone_index"] = ring.find_by("phone", number) if number else None
    corrected = next_version(found.stands, actor, **changes)
    leave_trail(household, correction.reason, actor, on, year=year, field=what)
    return corrected
