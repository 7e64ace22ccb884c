"""How villages and counties stand on their way off the list: designations, incidence, what still keeps a county from applying."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from django.db.models import QuerySet

from tuopin.divisions.selectors import merged_away, merged_here, names_of
from tuopin.identification.models import Designation
from tuopin.kernel.areas import level_of, subtree
from tuopin.people.selectors import Actor
from tuopin.policy.rulebook import rule_named
from tuopin.registry.extract import county_facts, village_facts
from tuopin.registry.models import CountySurvey, VillageForm
from tuopin.scope.selectors import rows_of

VILLAGE = 5
EVALUATED = "evaluation:"  # how the source of a county's survey begins that an outside evaluator put on record
HUNDREDTH = Decimal("0.01")
POOR = """
SELECT count(*) FILTER (WHERE e.kind <> 'exited')::bigint AS households, count(*)::bigint AS registered,
    COALESCE(sum(n.persons) FILTER (WHERE e.kind <> 'exited'), 0)::bigint AS persons
FROM registry_household h
JOIN LATERAL (SELECT kind FROM registry_statusevent WHERE household_id = h.id AND "on" <= %(on)s ORDER BY "on" DESC, id DESC LIMIT 1) e ON e.kind <> 'removed'
JOIN LATERAL (SELECT count(*) AS persons FROM registry_membership m WHERE m.household_id = h.id AND m.ends_on IS NULL) n ON true
WHERE h.village_code >= %(low)s AND h.village_code < %(high)s
"""

POOR_BY_VILLAGE = """
SELECT h.village_code, count(*)::bigint AS persons
FROM registry_household h
JOIN LATERAL (SELECT kind FROM registry_statusevent WHERE household_id = h.id AND "on" <= %(on)s ORDER BY "on" DESC, id DESC LIMIT 1) e
    ON e.kind NOT IN ('removed', 'exited')
JOIN registry_membership m ON m.household_id = h.id AND m.ends_on IS NULL
WHERE h.village_code >= %(low)s AND h.village_code < %(high)s GROUP BY 1 ORDER BY 2 DESC, 1
"""

POOR_HOUSEHOLDS = """
SELECT h.number, h.village_code, (SELECT count(*) FROM registry_membership m WHERE m.household_id = h.id AND m.ends_on IS NULL)::bigint AS persons
FROM registry_household h
JOIN LATERAL (SELECT kind FROM registry_statusevent WHERE household_id = h.id AND "on" <= %(on)s ORDER BY "on" DESC, id DESC LIMIT 1) e
    ON e.kind NOT IN ('removed', 'exited')
WHERE h.village_code >= %(low)s AND h.village_code < %(high)s ORDER BY h.village_code, h.number LIMIT %(most)s
"""
SHOWN = 50  # households that are named on the page; the list of households names all


@dataclass(frozen=True)
class Verdict:
    """What a rule says of a place: the year of the facts, the answer, the conditions."""

    year: int
    on: date
    holds: bool | None
    why_not: tuple[str, ...]
    conditions: list[dict]


@dataclass(frozen=True)
class Lacking:
    """What keeps a county from applying, with where to look: how many, of what, under which address."""

    what: str  # a word: poor-villages, poor-persons, nobody, no-limit
    count: int
    places: tuple[tuple[str, str], ...] = ()  # code and name of every village that it concerns
    households: tuple[tuple[str, str, int], ...] = ()  # number, village and persons of the first of the households that it concerns
    of_households: int = 0  # how many households it concerns


def designated_by_form(number: str) -> int | None:
    """The year since which the village's own form calls it a poor village; None where it does not."""
    form = VillageForm.objects.filter(village_code=number, superseded_at=None).order_by("-year").first()
    return (form.designated_year or form.year) if form and form.poor_village else None


def facts_year(number: str, on: date) -> int | None:
    """The latest year by the day of which the place (or a village in it) has a form."""
    low, high = subtree(number)
    rows = VillageForm.objects.filter(village_code__gte=low, village_code__lt=high, superseded_at=None, year__lte=on.year)
    return rows.order_by("-year").values_list("year", flat=True).first()


def survey_judged(county: str, *, on: date) -> CountySurvey | None:
    """The outside evaluation whose counts the county is judged by: the current one of the very year of its facts; None where there is none."""
    rows = CountySurvey.objects.filter(county_code=county, year=facts_year(county, on), superseded_at=None)
    return rows.filter(source__startswith=EVALUATED).first()


def place_verdict(actor: Actor, number: str, *, on: date) -> Verdict | None:
    """The village's or county's verdict on the latest facts; None where there is nothing to judge."""
    year = facts_year(number, on)
    if year is None or (level_of(number) == VILLAGE and not described(number, on)):
        return None
    judged_on = on if year == on.year else date(year, 12, 31)
    village = level_of(number) == VILLAGE
    rule = rule_named("village-exit" if village else "county-exit")
    if village:  # what is designated is judged, also where its form calls it no poor village
        facts = village_facts(actor, area=number, on=judged_on, every=bool(designated_of(number, on=on)))
    else:
        facts = county_facts(actor, area=number, on=judged_on)
    table = facts.villages if village else facts.counties
    if not len(table):
        return None
    judged = rule.judge(facts)
    return Verdict(year, judged_on, judged.holds_list()[0], tuple(judged.why_not(0)), judged.verdict(0))


def described(number: str, on: date) -> bool:
    """Whether the village stands on the day and its latest form is of all that went into it: one of the year of the merger or after."""
    return not merged_away([number], on) and (facts_year(number, on) or 0) >= max(merged_here(number, on).values(), default=0)


def incidence_of(number: str, *, on: date = date.max) -> str | None:
    """The registered and not exited persons of the place over its residents as `0.38%`, half up; None where either is not recorded."""
    low, high = subtree(number)
    people = _people(number, on)
    if people is None or (level_of(number) == VILLAGE and not described(number, on)):
        return None
    poor = rows_of(POOR, {"on": date.max, "low": low, "high": high})[0][2]
    return f"{(Decimal(poor) * 100 / Decimal(people)).quantize(HUNDREDTH, ROUND_HALF_UP)}%"


def designations_of(actor: Actor, area: str) -> QuerySet[Designation]:
    """The designations of a place and of all below it, running and closed, newest first."""
    low, high = subtree(area)
    return Designation.objects.filter(actor.scope("area_code"), area_code__gte=low, area_code__lt=high).select_related("case").order_by("area_code", "-starts_on")


def poor_villages(area: str, *, on: date = date.max) -> list[str]:
    """The villages of an area that are designated as poor and not out; the one that stands for those that went into another."""
    low, high = subtree(area)
    rows = Designation.objects.filter(area_code__gte=low, area_code__lt=high, tag__endswith="_village")
    forms = VillageForm.objects.filter(village_code__gte=low, village_code__lt=high, superseded_at=None)
    poor = _designated(rows, forms)
    gone = merged_away(poor, on)
    settled = _settled({code: gone[code] for code in poor if code in gone})
    return sorted({gone[code][-1][0] if code in gone else code for code in poor if code not in settled})


def villages_once_poor(area: str, *, on: date = date.max) -> dict[str, str]:
    """The villages of an area that are or were designated as poor, each with the village that stands for it."""
    low, high = subtree(area)
    known = set(Designation.objects.filter(area_code__gte=low, area_code__lt=high, tag__endswith="_village").values_list("area_code", flat=True))
    known |= set(poor_villages(area, on=on))
    gone = merged_away(known, on)
    return {code: gone[code][-1][0] if code in gone else code for code in known}


def designated_of(number: str, *, on: date) -> list[str]:
    """The village, and those that went into it, that are poor and not out: by a designation, or by their form alone."""
    lineage = [number, *merged_here(number, on)]
    poor = _designated(
        Designation.objects.filter(area_code__in=lineage, tag__endswith="_village"), VillageForm.objects.filter(village_code__in=lineage, superseded_at=None))
    return sorted(poor - _settled({code: hops for code, hops in merged_away(poor, on).items() if code != number}))


def _designated(rows: QuerySet[Designation], forms: QuerySet[VillageForm]) -> set[str]:
    """The villages with a designation that runs, and those without any whose latest form calls them poor."""
    running, known = set(rows.filter(ends_on=None).values_list("area_code", flat=True)), set(rows.values_list("area_code", flat=True))
    latest: dict[str, bool | None] = dict(forms.order_by("year").values_list("village_code", "poor_village"))
    return running | {code for code, poor in latest.items() if poor and code not in known}


def _settled(gone: dict[str, list[tuple[str, date]]]) -> set[str]:
    """Of the villages that went into others those for which one of these left the list since."""
    places = {place for hops in gone.values() for place, _day in hops}
    left = Designation.objects.filter(area_code__in=places, tag__endswith="_village", ends_on__isnull=False).values_list("area_code", "ends_on")
    return {code for code, hops in gone.items() if any(place == at and ends_on >= day for place, day in hops for at, ends_on in left)}


def lacking_of_county(actor: Actor, county: str, *, on: date) -> list[Lacking]:
    """What keeps the county from applying: poor villages that are not out, or more persons still poor than the composite incidence allows."""
    actor.require("read", county)
    found = []
    villages = poor_villages(county, on=on)
    if villages:
        names = names_of(villages, on=on)
        found.append(Lacking("poor-villages", len(villages), tuple((code, names.get(code, code)) for code in villages)))
    low, high = subtree(county)
    households, registered, persons = rows_of(POOR, {"on": on, "low": low, "high": high})[0]
    people = _people(county, on)
    limit = _limit(county, on)
    if not registered or people is None:
        found.append(Lacking("nobody", 0))
    elif limit is None:
        found.append(Lacking("no-limit", 0))
    elif persons * 100 > people * limit:
        named = rows_of(POOR_HOUSEHOLDS, {"on": on, "low": low, "high": high, "most": SHOWN})
        found.append(Lacking("poor-persons", persons, _poorest(low, high, on), tuple(named), households))
    return found


def _poorest(low: str, high: str, on: date) -> tuple[tuple[str, str], ...]:
    """The villages in which persons are still poor, each with how many; most first."""
    rows = rows_of(POOR_BY_VILLAGE, {"on": on, "low": low, "high": high})
    names = names_of([code for code, _ in rows], on=on)
    return tuple((code, f"{names.get(code, code)} {persons}") for code, persons in rows)


def _people(area: str, on: date = date.max) -> int | None:
    """The residents by the latest forms; nobody twice who stands on the form of the village that theirs went into."""
    low, high = subtree(area)
    forms: dict[str, VillageForm] = {}
    for form in VillageForm.objects.filter(village_code__gte=low, village_code__lt=high, superseded_at=None).order_by("year"):
        forms[form.village_code] = form
    for code, hops in merged_away(forms, on).items():
        if any(place in forms and forms[place].year >= day.year for place, day in hops):
            del forms[code]
    people = [form.agricultural_persons or form.persons for form in forms.values()]
    return sum(people) if people and all(people) else None


def _limit(county: str, on: date) -> Decimal | None:
    """The composite incidence in percent that the county must not exceed, by the rule's own number of the year of its facts."""
    year = facts_year(county, on)
    if year is None:
        return None
    numbers = rule_named("county-exit").numbers.on(on if year == on.year else date(year, 12, 31))
    found = numbers.at("composite_incidence_limit", county)
    return Decimal(str(found.value)) if found else None
