"""Deliveries: of a household, of many beneficiaries at once, those that no fact of today explains."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Q, QuerySet, Sum

from tuopin.benefits.models import Delivery, DeliveryBatch
from tuopin.benefits.states.catalogue import Policy
from tuopin.kernel.areas import subtree
from tuopin.kernel.refusals import NotFound, Refusal
from tuopin.kernel.words import phrase
from tuopin.people.selectors import Actor
from tuopin.registry.models import Household, Membership, Person
from tuopin.scope.selectors import rows_of

COUNTS = """d.voided_at IS NULL AND d.policy = ANY (%(policies)s) AND d.delivered_on <= %(on)s
    AND (d.delivered_on >= %(since)s OR d.policy = ANY (%(once)s))"""
RECEIVED = f"""
SELECT policy, who, sum(amount_yuan), max(delivered_on), bool_or(here), (array_agg(household_id ORDER BY here DESC, delivered_on DESC))[1],
    (array_agg(village_code ORDER BY here DESC, delivered_on DESC))[1]
FROM (
    SELECT d.policy, CASE WHEN d.policy = ANY (%(of_persons)s) THEN d.person_id ELSE d.household_id END AS who, d.amount_yuan, d.delivered_on,
        d.household_id, h.village_code, true AS here
    FROM benefits_delivery d JOIN registry_household h ON h.id = d.household_id WHERE {COUNTS} AND {{place}}
    UNION ALL
    SELECT d.policy, d.person_id, d.amount_yuan, d.delivered_on, d.household_id, f.village_code, false
    FROM (
        SELECT DISTINCT now.person_id, old.household_id FROM registry_household h
        JOIN registry_membership now ON now.household_id = h.id AND now.starts_on <= %(on)s AND (now.ends_on IS NULL OR now.ends_on > %(on)s)
        JOIN registry_membership old ON old.person_id = now.person_id AND old.household_id <> now.household_id
        WHERE {{place}}) moved
    JOIN benefits_delivery d ON d.household_id = moved.household_id AND d.person_id = moved.person_id
    JOIN registry_household f ON f.id = d.household_id
    WHERE {COUNTS} AND d.policy = ANY (%(of_persons)s) AND NOT ({{elsewhere}})
) d GROUP BY 1, 2
"""
IN_AREA = "{h}.village_code >= %(low)s AND {h}.village_code < %(high)s"
OF_ONE = "{h}.number = %(number)s"
OFF = """(SELECT CASE WHEN s.kind = 'removed' THEN s."on" ELSE 'infinity' END FROM registry_statusevent s
        WHERE s.household_id = d.household_id AND s."on" <= %(on)s ORDER BY s."on" DESC, s.id DESC LIMIT 1)"""  # when the household left the register
LATE = f"""
SELECT DISTINCT d.policy, CASE WHEN d.policy = ANY (%(of_persons)s) THEN d.person_id ELSE d.household_id END
FROM benefits_delivery d WHERE {COUNTS} AND d.household_id = ANY (%(households)s) AND d.delivered_on >= CASE WHEN d.policy = ANY (%(of_persons)s)
    THEN least(coalesce((SELECT max(coalesce(m.ends_on, 'infinity')) FROM registry_membership m
        WHERE m.household_id = d.household_id AND m.person_id = d.person_id), '-infinity'), coalesce({OFF}, 'infinity'))
    ELSE coalesce({OFF}, '-infinity') END
"""


@dataclass(frozen=True)
class Received:
    """What one beneficiary received under a policy in the span that counts, all of it, and through which household last."""

    who: int  # person or household, as the policy goes
    household: int
    amount_yuan: Decimal | None
    last_on: date
    village: str
    here: bool = True  # through a household of the area asked about; else somebody who lives there now received it where they lived before


def received_under(policies: Sequence[Policy], *, area: str, on: date, number: str = "") -> dict[str, dict[int, Received]]:
    """By policy and beneficiary, what was received in the year of the day (or ever, where it is given once); needs an open sight.

    A person's receipts are theirs wherever they lived: those of who lives in the area (or the one household) now are all counted.
    """
    low, high = subtree(area)
    place = OF_ONE if number else IN_AREA
    rows = rows_of(
        RECEIVED.format(place=place.format(h="h"), elsewhere=place.format(h="f")), _span(policies, on) | {"low": low, "high": high, "number": number},
        planned=False,
    )
    found: dict[str, dict[int, Received]] = {p.name: {} for p in policies}
    for name, who, amount, last, here, household, village in rows:
        found[name][who] = Received(who, household, amount, last, village, here)
    return found


def received_late(policies: Sequence[Policy], *, households: Iterable[int], on: date) -> set[tuple[str, int]]:
    """Who received something through one of the households on or after the day on which they had left it, or it the register."""
    asked = sorted(set(households))
    return set(rows_of(LATE, _span(policies, on) | {"households": asked}, planned=False)) if asked else set()


def _span(policies: Sequence[Policy], on: date) -> dict:
    """Of which policies, and in which days, deliveries count."""
    return {
        "policies": [p.name for p in policies], "of_persons": [p.name for p in policies if p.words["of"] == "person"],
        "once": [p.name for p in policies if p.words["every"] == "once"], "on": on, "since": date(on.year, 1, 1),
    }


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


def batches_for(actor: Actor, *, only: str = "") -> QuerySet[DeliveryBatch]:
    """The workbooks brought in within the asker's areas, the latest first; only those "standing" or "undone" where that is named."""
    rows = DeliveryBatch.objects.filter(actor.scope("area_code")).order_by("-pk")
    return rows.filter(undone_at__isnull=only == "standing") if only in ("standing", "undone") else rows
