"""Puts a household into its class: marginal, middling or rich where it never was registered, a cadre's household or not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from tuopin.kernel.refusals import Refusal
from tuopin.kernel.words import phrase
from tuopin.monitoring.models import HouseholdClass
from tuopin.monitoring.selectors.facts import statuses_of
from tuopin.people.selectors import Actor
from tuopin.registry.models import Household
from tuopin.registry.selectors.households import household_of
from tuopin.trail.services import Event, doer_at, record_many


@dataclass(frozen=True)
class Said:
    """What a person says of a household: its class ("" for a registered one), whether a cadre belongs to it, and why."""

    number: str
    economic: str
    cadre: bool
    why: str
    persons: int | None = None  # as a list says


@transaction.atomic
def classify_households(*, said: Sequence[Said], year: int, actor: Actor, on: date) -> int:
    """Put the households into their classes for the year; how many changed. All or none.

    Raises NotFound for a number that is not there, Forbidden without the act `correct` at its village, a Refusal for a class that does
    not fit: a registered household has its class from its status, an ordinary one needs one, and each needs a reason.
    """
    known = {h.number: h for h in Household.objects.filter(actor.scope(), number__in=[one.number for one in said])}
    households = [known[one.number] if one.number in known else household_of(actor, one.number) for one in said]
    statuses = statuses_of([household.pk for household in households], on)
    for household, one in zip(households, said, strict=True):
        actor.require("correct", household.village_code)
        _require_fit(one, statuses.get(household.pk, ""))
    held = Household.objects.select_for_update(no_key=True).filter(pk__in=[household.pk for household in households])
    list(held.order_by("village_code", "number").values_list("pk"))  # fetched: a count would hold nothing
    changed = [household for household, one in zip(households, said, strict=True) if _next_version(household, one, year, actor)]
    doer = {household.village_code: doer_at(actor, household.village_code) for household in changed}
    _leave_trail(changed, said, households, doer, year, on)
    return len(changed)


def _require_fit(one: Said, status: str) -> None:
    registered = status not in ("", "removed")
    if not one.why.strip():
        raise Refusal("reason-missing", phrase("没有写明分类理由。"), phrase("请写明依据,例如入户核实的收入和住房。"))
    if registered and one.economic:
        raise Refusal("class-by-status", phrase("户 {number} 在建档立卡之中,类别由其状态决定。"), phrase("对建档立卡户只标注是否干部户。"), number=one.number)
    if not registered and one.economic not in HouseholdClass.Economic.values and not one.cadre:
        raise Refusal("class-missing", phrase("户 {number} 没有选择类别。"), phrase("请选择边缘贫困户、中等户或富裕户。"), number=one.number)


def _next_version(household: Household, one: Said, year: int, actor: Actor) -> bool:
    """Write what is said as the year's version where it says something new; that nobody is a cadre any more is said so too."""
    last = HouseholdClass.objects.filter(household=household, year__lte=year, superseded_at=None).order_by("-year").first()
    stands = last if last and last.year == year else None
    if not (one.economic or one.cadre or stands or (last and last.cadre)):
        return False  # of a registered household that no cadre belonged to there is nothing to take back
    why, persons = one.why.strip()[:300], one.persons if one.persons is not None or last is None else last.persons
    if stands and (stands.economic, stands.cadre, stands.why, stands.persons) == (one.economic, one.cadre, why, persons):
        return False
    if stands:
        HouseholdClass.objects.filter(pk=stands.pk).update(superseded_at=timezone.now())
    HouseholdClass.objects.create(household=household, year=year, economic=one.economic, cadre=one.cadre, why=why, persons=persons, source=f"page:{actor.name}"[:120])
    return True


def _leave_trail(changed, said, households, doer, year: int, on: date) -> None:
    from django.db import connection

    told = {household.pk: one for household, one in zip(households, said, strict=True)}
    events = [
        Event(household.village_code, "classify", f"class:{household.number}", *doer[household.village_code], on,
              {"year": year, "economic": told[household.pk].economic, "cadre": told[household.pk].cadre, "basis": told[household.pk].why.strip()[:300]})
        for household in changed
    ]
    if events:
        with connection.cursor() as cursor:
            record_many(cursor, events)
