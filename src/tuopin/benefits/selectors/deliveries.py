"""Deliveries: of a household, of many beneficiaries at once, those that no fact of today explains."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Q, Sum

from tuopin.benefits.models import Delivery, DeliveryBatch
from tuopin.benefits.states.catalogue import Policy
from tuopin.kernel.areas import subtree
from tuopin.kernel.refusals import NotFound, Refusal
from tuopin.kernel.words import phrase
from tuopin.people.selectors import Actor
from tuopin.registry.models import Household, Membership, Person
from tuopin.scope.selectors import rows_of

RECEIVED = """
SELECT d.policy, CASE WHEN d.policy = ANY (%(of_persons)s) THEN d.person_id ELSE d.household_id END AS who, d.household_id,
    sum(d.amount_yuan), max(d.delivered_on)
FROM benefits_delivery d JOIN registry_household h ON h.id = d.household_id
WHERE d.voided_at IS NULL AND d.policy = ANY (%(policies)s) AND d.delivered_on <= %(on)s
    AND (d.delivered_on >= %(since)s OR d.policy = ANY (%(once)s)) AND {place}
GROUP BY 1, 2, 3
"""
IN_AREA = "h.village_code >= %(low)s AND h.village_code < %(high)s"
OF_ONE = "h.number = %(number)s"


@dataclass(frozen=True)
class Received:
    """What one beneficiary received under a policy in the span that counts."""

    who: int  # person or household, as the policy goes
    household: int
    amount_yuan: Decimal | None
    last_on: date


def received_under(policies: Sequence[Policy], *, area: str, on: date, number: str = "") -> dict[str, dict[int, Received]]:
    """By policy and beneficiary, what was received in the year of the day (or ever, where it is given once); needs an open sight."""
    low, high = subtree(area)
    rows = rows_of(RECEIVED.format(place=OF_ONE if number else IN_AREA), {
        "policies": [p.name for p in policies], "of_persons": [p.name for p in policies if p.words["of"] == "person"],
        "once": [p.name for p in policies if p.words["every"] == "once"], "on": on, "since": date(on.year, 1, 1), "low": low, "high": high,
        "number": number,
    })
    found: dict[str, dict[int, Received]] = {p.name: {} for p in policies}
    for name, who, household, amount, last in rows:
        found[name][who] = Received(who, household, amount, last)
    return found


def deliveries_of(household: Household) -> list[Delivery]:
    """All records of one household, the newest first, void ones too."""
    return list(Delivery.objects.filter(household=household).select_related("person").order_by("-delivered_on", "-pk"))


def delivery_named(actor: Actor, pk: int) -> Delivery:
    """One record within the asker's areas; raises NotFound."""
    found = Delivery.objects.select_related("household", "person").filter(actor.scope("household__village_code"), pk=pk).first()
    if found is None:
        raise NotFound("no-such-delivery", phrase("没有找到这条落实记录。"), phrase("请从户的政策页面进入。"))
    return found


def amount_received(policy: str, beneficiary: int) -> Decimal:
    """What a household (or a person) has received under the policy so far, in yuan."""
    mine = Q(household_id=beneficiary, person=None) | Q(person_id=beneficiary)
    return Delivery.objects.filter(mine, policy=policy, voided_at=None).aggregate(total=Sum("amount_yuan"))["total"] or Decimal(0)


def person_of(household: Household, said: str) -> Person:
    """The member of the household by person number or, where it is the only one of that name, by name; raises Refusal."""
    people = people_of([household.pk]).get(household.pk, [])
    found = {p.pk: p for p in people if said.strip() in (p.number, p.name)}
    if len(found) != 1:
        raise Refusal(
            "no-such-member", phrase("户 {number} 中没有(或不止一位)“{said}”。"), phrase("请填写人编号。"), number=household.number, said=said[:40],
        )
    return next(iter(found.values()))


def people_of(households: Iterable[int]) -> dict[int, list[Person]]:
    """Everybody who ever belonged to the households: what is paid after somebody left must be recorded to be found."""
    found: dict[int, list[Person]] = {}
    for stay in Membership.objects.filter(household_id__in=list(households)).select_related("person"):
        found.setdefault(stay.household_id, []).append(stay.person)
    return found


def batches_for(actor: Actor) -> list[DeliveryBatch]:
    """The last workbooks brought in within the asker's areas."""
    return list(DeliveryBatch.objects.filter(actor.scope("area_code")).order_by("-pk")[:100])
