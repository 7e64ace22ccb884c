"""Gathers what an assignment is made from: who could help, where they are at home, what they carry; who needs help and who has it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from tuopin.analysis.assignment.proposals import HouseholdsAsked, UnitsAsked
from tuopin.assistance.models import HandChoice, Relation, Unit
from tuopin.assistance.selectors.coverage import REGISTERED, RUNS
from tuopin.assistance.selectors.exits import exited_villages
from tuopin.assistance.states.fit import IN_SOLVER, scores, wanted_skills
from tuopin.assistance.states.numbers import whole
from tuopin.kernel.areas import NATION, ancestors, subtree
from tuopin.registry.models import VillageForm
from tuopin.scope.selectors import rows_of
from tuopin.scope.services import door

HELPERS = f"""
SELECT r.id, r.area_code, r.unit_class,
    (SELECT array_agg(DISTINCT p.village_code) FROM registry_posting p WHERE p.helper_id = r.id AND {RUNS.format(t="p")}),
    (SELECT array_agg(DISTINCT l.place_code) FROM assistance_unit u JOIN assistance_relation l ON l.unit_id = u.id
        WHERE u.area_code = r.area_code AND u.name = r.unit_name AND l.kind = 'team' AND {RUNS.format(t="l")})
FROM registry_helper r
WHERE (r.area_code = ANY(%(lists)s) OR (r.area_code >= %(low)s AND r.area_code < %(high)s))
    AND NOT EXISTS (SELECT FROM assistance_departure d WHERE d.helper_id = r.id AND (d.ends_on IS NULL OR d.ends_on > %(on)s))
ORDER BY r.area_code, r.number
"""
HOUSEHOLDS = f"""
SELECT h.id, h.village_code, coalesce(f.main_cause, ''), now.helper_id FROM registry_household h
LEFT JOIN LATERAL (SELECT f.main_cause FROM registry_householdform f WHERE f.household_id = h.id AND f.superseded_at IS NULL
    ORDER BY f.year DESC LIMIT 1) f ON true
LEFT JOIN LATERAL (SELECT p.helper_id FROM registry_pairing p WHERE p.household_id = h.id AND {RUNS.format(t="p")}
    ORDER BY p.starts_on DESC, p.id DESC LIMIT 1) now ON true
WHERE h.village_code >= %(low)s AND h.village_code < %(high)s AND {REGISTERED} ORDER BY h.village_code, h.number
"""
LOADS = f"""
SELECT p.helper_id, count(DISTINCT p.household_id) FROM registry_pairing p JOIN registry_household h ON h.id = p.household_id
WHERE {RUNS.format(t="p")} AND NOT (%(all)s AND h.village_code >= %(low)s AND h.village_code < %(high)s) GROUP BY 1
"""
KIN = """
SELECT r.id, m.household_id FROM registry_helper r JOIN registry_person n ON n.certificate_index = r.certificate_index
JOIN registry_membership m ON m.person_id = n.id JOIN registry_household h ON h.id = m.household_id
WHERE h.village_code >= %(low)s AND h.village_code < %(high)s
"""


@dataclass(frozen=True)
class Helped:
    """The problem of pairing, with the households' rows in the order of its seats."""

    problem: HouseholdsAsked
    seats: list[int]


@dataclass(frozen=True)
class Posted:
    """The problem of posting."""

    problem: UnitsAsked


def helpers_asked(area: str, *, starts_on: date, only_gaps: bool) -> Helped:
    """Who could help which household of the area from the day. With `only_gaps` running pairings stay and count against the loads."""
    low, high = subtree(area)
    asked = {"on": starts_on, "low": low, "high": high, "lists": ancestors(area), "all": not only_gaps}
    helpers = rows_of(HELPERS, asked, planned=False)
    homes = [row for row in rows_of(HOUSEHOLDS, asked, planned=False) if not (only_gaps and row[3] is not None)]
    with door("loads", read=[NATION]):
        loads = dict(rows_of(LOADS, asked, planned=False))
    place, seat = {row[0]: n for n, row in enumerate(helpers)}, {row[0]: n for n, row in enumerate(homes)}
    most, least = whole("households_most", starts_on, area), whole("households_least", starts_on, area)
    kept = {
        seat[one.household_id]: (place[one.helper_id], one.reason)
        for one in HandChoice.objects.filter(ends_on=None, household__isnull=False) if one.household_id in seat and one.helper_id in place
    }
    kin = frozenset((place[h], seat[f]) for h, f in rows_of(KIN, asked, planned=False) if h in place and f in seat)
    left = [max(most - loads.get(row[0], 0), 0) for row in helpers]
    return Helped(HouseholdsAsked(
        bases=[tuple(posted or served or (county,)) for _pk, county, _kind, posted, served in helpers], skills=[row[2] for row in helpers],
        least=[min(max(least - loads.get(row[0], 0), 0), room) for row, room in zip(helpers, left, strict=True)], most=left,
        places=[row[1] for row in homes], wanted=[wanted_skills(row[2]) for row in homes],
        now=[place.get(row[3]) for row in homes], forbidden=kin, kept=kept, ids=[row[0] for row in helpers],
    ), [row[0] for row in homes])


def units_asked(area: str, *, starts_on: date, idle: bool) -> Posted:
    """Which units of the area's list could stand by which of its poor villages that are not out of poverty.

    A village by which an office of another list (the province's, the prefecture's) stands is left out: the area does not decide of it.
    Who was chosen by hand for a village goes there whatever list they are on, and nowhere else unless they are on the area's own.
    """
    low, high = subtree(area)
    own = Q(area_code__gte=low, area_code__lt=high, kind=Unit.Kind.OFFICE)
    choices = HandChoice.objects.filter(ends_on=None, household=None, unit__closed_on=None, village_code__gte=low, village_code__lt=high)
    chosen = {(one.unit_id, one.village_code): one.reason for one in choices}
    latest, villages = villages_asked(area, starts_on, {code for _unit, code in chosen})
    held = Counter(unit for unit, code in chosen if code in set(villages))
    units = list(Unit.objects.filter(own | Q(pk__in=held), closed_on=None).order_by("area_code", "number"))
    most = [unit.villages_most if low <= unit.area_code < high and unit.kind == Unit.Kind.OFFICE else held[unit.pk] for unit in units]
    place, seat = {unit.pk: n for n, unit in enumerate(units)}, {code: n for n, code in enumerate(villages)}
    running = Relation.objects.filter(kind=Relation.Kind.TEAM, ends_on=None, place_code__in=villages, unit__in=units)
    return Posted(UnitsAsked(
        classes=[IN_SOLVER.get(unit.unit_class, unit.unit_class) for unit in units], seats=[unit.seat_code for unit in units],
        persons=[unit.persons for unit in units], most=most, least=[0 if idle or not n else 1 for n in most], villages=villages,
        scores=[scores(latest[code], starts_on, code) for code in villages], wanted=[1] * len(villages),
        team=[whole("team_least", starts_on, code) for code in villages], now=frozenset((place[r.unit_id], seat[r.place_code]) for r in running),
        kept={(place[unit], seat[code]): why for (unit, code), why in chosen.items() if unit in place and code in seat}, ids=[unit.pk for unit in units],
    ))


def villages_asked(area: str, starts_on: date, chosen: set[str]) -> tuple[dict[str, str], list[str]]:
    """The weaknesses of every village of the area, and its poor villages not out of poverty by which no office of another list stands."""
    low, high = subtree(area)
    forms = VillageForm.objects.filter(village_code__gte=low, village_code__lt=high, superseded_at=None, year__lte=starts_on.year)
    latest = {form.village_code: form for form in forms.order_by("village_code", "year").only("village_code", "poor_village", "weakness")}
    poor = [code for code, form in latest.items() if form.poor_village]
    ours = Unit.objects.filter(Q(area_code__gte=low, area_code__lt=high) | ~Q(kind=Unit.Kind.OFFICE))  # a unit that the area may not see is not its own
    served = Relation.objects.filter(Q(ends_on=None) | Q(ends_on__gt=starts_on), kind=Relation.Kind.TEAM, place_code__in=poor)
    elsewhere = served.exclude(unit__in=ours)
    out = exited_villages(poor, on=starts_on) | (set(elsewhere.values_list("place_code", flat=True)) - chosen)
    return {code: form.weakness for code, form in latest.items()}, [code for code in poor if code not in out]
