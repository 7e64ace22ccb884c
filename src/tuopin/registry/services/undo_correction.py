"""Undoes a correction: a new version with the value that stood before it, with its own reason; nothing is erased."""

from __future__ import annotations

from datetime import date
from functools import partial

from django.db import transaction
from django.db.models import Model

from tuopin.kernel.ids import mask
from tuopin.kernel.refusals import Refusal
from tuopin.kernel.words import phrase
from tuopin.people.selectors import Actor
from tuopin.registry.models import Person
from tuopin.registry.selectors.last_change import SEALED, Item, LastChange, last_change
from tuopin.registry.services.correct_contact import correct_contact
from tuopin.registry.services.correct_facts import correct_household_fact, correct_income_line
from tuopin.registry.services.correct_members import correct_member_fact, correct_name, member_of
from tuopin.registry.services.correct_village import correct_village_fact, locked_village
from tuopin.registry.services.versions import Correction, EditedMeanwhile, locked_household
from tuopin.trail.selectors import entries_on

UNDONE = "撤销更正:"  # how the basis of an undoing begins in the trail, whatever the language of who undoes


@transaction.atomic
def undo_correction(*, correction: Correction, item: Item, actor: Actor, on: date) -> Model:
    """Put back what stood before the last correction of the item; returns the version that stands.

    `correction.seen` is the version that was read. Raises NotFound, Forbidden, EditedMeanwhile when somebody changed the item
    since, a Refusal when there is no correction to undo (what came with a file is corrected, not undone) or no reason.
    """
    held = locked_village if item.kind == "village" else locked_household
    held(correction, actor)
    change = last_change(actor, correction.number, correction.year, item)
    if change is None or not change.can_be_undone:
        raise nothing_to_undo()
    if correction.seen is None or correction.seen < change.made:
        shown = mask if item.kind in SEALED else lambda value: value[0] if isinstance(value, tuple) else value
        raise EditedMeanwhile(seen=None, stands=shown(change.now), source=change.source)
    return _putting_back(item, change)(correction=_undoing(correction), actor=actor, on=on)


def _putting_back(item: Item, change: LastChange) -> partial:
    """The correction that puts the value before the change in its place."""
    if item.kind == "income":
        amount, evidence = change.before
        return partial(correct_income_line, line=item.name, amount_yuan=amount, evidence=evidence)
    if item.kind == "member":
        return partial(correct_member_fact, person=item.person, field=item.name, value=change.before)
    if item.kind in SEALED:
        return partial(correct_contact, what=item.kind, number=change.before)
    correct = correct_village_fact if item.kind == "village" else correct_household_fact
    return partial(correct, field=item.name, value=change.before)


@transaction.atomic
def undo_name(*, correction: Correction, person: str, seen: str, actor: Actor, on: date) -> Person:
    """Put back the name that a member had before it was last corrected; `seen` is the name that was read.

    Raises as `undo_correction`. A certificate is not put back: the number that stood before is kept nowhere.
    """
    household = locked_household(correction, actor)
    name = name_before(household.number, member_of(household, person))
    if not name:
        raise nothing_to_undo()
    return correct_name(correction=_undoing(correction), person=person, seen=seen, name=name, actor=actor, on=on)


def name_before(number: str, person: Person) -> str:
    """The name that the person had before the last correction of it; "" where it was never corrected, or changed otherwise since."""
    for entry in entries_on(f"household:{number}").filter(verb="correct"):
        told = entry.detail
        if (told.get("field"), told.get("person")) == ("name", person.number):
            return told.get("before") or "" if told.get("after") == person.name else ""
    return ""


def nothing_to_undo() -> Refusal:
    """That nobody corrected the item, or that what stood before is not known."""
    return Refusal("nothing-to-undo", phrase("这一项没有可以撤销的更正。"), phrase("随名册导入的值或证件号码,请直接更正。"))


def _undoing(correction: Correction) -> Correction:
    return Correction(correction.number, correction.year, correction.seen, UNDONE + correction.reason.strip())
