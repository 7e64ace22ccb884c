"""What persons choose by hand before a run: who helps a household, which unit stands by a village, each with its reason."""

from __future__ import annotations

from datetime import date

from django.db import IntegrityError, transaction

from tuopin.assistance.models import HandChoice, Unit
from tuopin.assistance.services.places import reason_of, village_of
from tuopin.assistance.services.who_may_help import check_available, check_kin
from tuopin.kernel.areas import within
from tuopin.kernel.refusals import NotFound, Refusal
from tuopin.kernel.words import phrase
from tuopin.people.selectors import Actor
from tuopin.registry.models import Helper
from tuopin.registry.selectors.households import household_of
from tuopin.trail.services import record


@transaction.atomic
def keep_helper(*, number: str, helper: int, reason: str, actor: Actor, on: date) -> HandChoice:
    """Choose by hand who helps a household, with the reason; every later run keeps it.

    Raises NotFound for a helper of no list that covers the village, Forbidden, a Refusal for one who has left or belongs to the household.
    """
    household = household_of(actor, number)
    actor.require("confirm", household.village_code)
    chosen = Helper.objects.filter(pk=helper).first()
    if chosen is None or not within(household.village_code, chosen.area_code):
        raise NotFound("no-such-helper", phrase("没有这名帮扶责任人。"), phrase("请核对帮扶人编号。"))
    check_available({helper: chosen}, on)
    check_kin([(household.pk, helper)])
    for old in HandChoice.objects.filter(household=household, ends_on=None):
        end_choice(choice=old.pk, actor=actor, on=on)
    return _choose(HandChoice(village_code=household.village_code, household=household, helper_id=helper), reason, actor, on)


@transaction.atomic
def keep_unit(*, village: str, unit: int, reason: str, actor: Actor, on: date) -> HandChoice:
    """Choose by hand that a unit of the village's own list or one above stands by it, with the reason. Raises NotFound, Forbidden, Refusal."""
    actor.require("confirm", village_of(village))
    chosen = Unit.objects.filter(pk=unit, closed_on=None).first()
    if chosen is None or not within(village, chosen.area_code):
        raise NotFound("no-such-unit", phrase("没有这个帮扶单位,或已停用。"), phrase("请从帮扶单位列表中选择。"))
    return _choose(HandChoice(village_code=village, unit_id=unit), reason, actor, on)


@transaction.atomic
def end_choice(*, choice: int, actor: Actor, on: date) -> HandChoice:
    """End a choice made by hand: the next run is free again."""
    found = HandChoice.objects.select_for_update().filter(actor.scope(), pk=choice, ends_on=None).first()
    if found is None:
        raise NotFound("not-found", phrase("没有找到。"), phrase("请核对编号或代码;如属其他辖区,请联系上级。"))
    actor.require("confirm", found.village_code)
    found.ends_on = on
    found.save(update_fields=["ends_on"])
    record(area_code=found.village_code, verb="end_choice", subject=f"choice:{found.pk}", actor=actor, on=on)
    return found


def end_choices_of(helper: int, *, actor: Actor, on: date) -> None:
    """End the choices of a helper who leaves, as far as they are the actor's to end: no run could keep them."""
    for choice in HandChoice.objects.filter(actor.scope(act="confirm"), helper=helper, ends_on=None).order_by("pk"):
        end_choice(choice=choice.pk, actor=actor, on=on)


def _choose(choice: HandChoice, reason: str, actor: Actor, on: date) -> HandChoice:
    choice.reason, choice.made_by, choice.starts_on = reason_of(reason), actor.name, on
    try:
        with transaction.atomic():
            choice.save(force_insert=True)
    except IntegrityError as fault:
        raise Refusal("choice-there", phrase("这项人工指定已经登记。"), phrase("不需要再办理。")) from fault
    record(area_code=choice.village_code, verb="keep_choice", subject=f"choice:{choice.pk}", actor=actor, on=on, basis=choice.reason)
    return choice
