"""Who answers for which village, policy and county, and the cells that nobody fills."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from tuopin.divisions.selectors import merged_away, names_of, subtree_of
from tuopin.divisions.states.names import PSEUDO
from tuopin.kernel.areas import level_of, subtree
from tuopin.kernel.codelists import code_list
from tuopin.people.selectors import Actor
from tuopin.registry.models import VillageForm
from tuopin.responsibility.models import Duty
from tuopin.responsibility.states import FOUR, missing_cells

DEPARTMENT_LEVELS = (2, 3, 4)  # city, county, township: where departments sit


@dataclass(frozen=True)
class Matrix:
    """A table of who answers: rows (code or word → name), columns, who fills each cell, and the cells that nobody fills."""

    rows: dict[str, str]
    columns: tuple[str, ...]
    filled: dict[tuple[str, str], list[Duty]]
    missing: list[tuple[str, str]]


@dataclass(frozen=True)
class Links:
    """Leaders and the counties they are linked to: county → duties, and the counties without a leader."""

    links: dict[str, list[Duty]]
    without: list[str]

    @property
    def covered(self) -> int:
        return len(self.links) - len(self.without)


def duties_of(actor: Actor, area: str, *, on: date, kinds: tuple[str, ...] = ()) -> QuerySet[Duty]:
    """The duties for the area and the places in it that run on the day."""
    actor.require("read", area)
    low, high = subtree(area)
    rows = Duty.objects.filter(actor.scope("area_code"), Q(ends_on=None) | Q(ends_on__gt=on), area_code__gte=low, area_code__lt=high, starts_on__lte=on)
    return (rows.filter(kind__in=kinds) if kinds else rows).order_by("area_code", "kind", "id")


def poor_villages(actor: Actor, area: str, *, on: date) -> dict[str, str]:
    """The poor villages of the area by the village forms of the latest year up to the day: code → name. One that others went into since its form is poor with them."""
    low, high = subtree(area)
    latest: dict[str, tuple[bool, int]] = {}
    forms = VillageForm.objects.filter(actor.scope("village_code"), village_code__gte=low, village_code__lt=high, year__lte=on.year, superseded_at=None)
    for code, poor, year in forms.order_by("village_code", "year").values_list("village_code", "poor_village", "year"):
        latest[code] = bool(poor), year
    for code, hops in merged_away(latest, on).items():
        poor, _year = latest.pop(code)
        (heir, _day), day = hops[-1], hops[0][1]
        told = latest.get(heir, (False, 0))
        latest[heir] = told if told[1] >= day.year else (told[0] or poor, told[1])
    codes = sorted(code for code, (poor, _year) in latest.items() if poor)
    names = names_of(codes, on=on)
    return {code: names.get(code, code) for code in codes}


def four_responsibilities(actor: Actor, area: str, *, on: date) -> Matrix:
    """主体、包联、帮扶、督查巡查: who bears each of the four for every poor village of the area."""
    rows = poor_villages(actor, area, on=on)
    return _matrix(rows, FOUR, [(d.area_code, d.kind, d) for d in duties_of(actor, area, on=on, kinds=FOUR) if d.area_code in rows])


def duties_missing(actor: Actor, village: str, *, on: date) -> list[str]:
    """Which of the four kinds of responsibility nobody bears for the village on the day; a poor one should leave the list with all four."""
    borne = set(duties_of(actor, village, on=on, kinds=FOUR).values_list("kind", flat=True))
    return [kind for kind in FOUR if kind not in borne]


def department_matrix(actor: Actor, area: str, *, on: date) -> Matrix:
    """Which department of the place itself answers for which sector; the policies that it was given stand in the cells."""
    duties = [d for d in duties_of(actor, area, on=on, kinds=("sector",)) if d.area_code == area]
    sectors = code_list("sector").values
    policies = tuple(sorted({d.policy for d in duties if d.policy})) or ("",)
    filled = [(d.sector, policy, d) for d in duties for policy in ((d.policy,) if d.policy else policies)]
    found = _matrix({word: value.zh for word, value in sectors.items()}, policies, filled)
    owned = {d.sector for d in duties}
    return Matrix(found.rows, found.columns, found.filled, [(word, "") for word in sectors if word not in owned])


def coverage_gaps(actor: Actor, area: str, *, on: date) -> list[tuple[str, str]]:
    """横向到边、纵向到底: every sector has a department at the city, every county and every township of the area, and every poor village has the four
    responsibilities. The (place, sector or responsibility) that nobody answers for; empty for a complete county."""
    places = [d.code for d in subtree_of(area, on) if d.level in DEPARTMENT_LEVELS and d.name not in PSEUDO]
    owned = {(d.area_code, d.sector) for d in duties_of(actor, area, on=on, kinds=("sector",))}
    across = missing_cells(places, code_list("sector").values, owned)
    return across + four_responsibilities(actor, area, on=on).missing


def leader_links(actor: Actor, area: str, counties: list[str], *, on: date) -> Links:
    """The leaders linked to each of the counties on the day."""
    links: dict[str, list[Duty]] = {county: [] for county in counties}
    for duty in duties_of(actor, area, on=on, kinds=("link",)):
        if duty.area_code in links:
            links[duty.area_code].append(duty)
    return Links(links, [county for county, held in links.items() if not held])


def contact_points(actor: Actor, area: str, *, on: date, holder: str = "") -> dict[str, list[Duty]]:
    """The contact points of each leader (or of one): holder → duties, townships before villages."""
    found: dict[str, list[Duty]] = defaultdict(list)
    for duty in duties_of(actor, area, on=on, kinds=("contact",)):
        if not holder or duty.holder == holder:
            found[duty.holder].append(duty)
    return {name: sorted(held, key=lambda d: (level_of(d.area_code), d.area_code)) for name, held in found.items()}


def _matrix(rows: dict[str, str], columns: tuple[str, ...], cells: list[tuple[str, str, Duty]]) -> Matrix:
    filled: dict[tuple[str, str], list[Duty]] = defaultdict(list)
    for row, column, duty in cells:
        filled[row, column].append(duty)
    return Matrix(rows, columns, dict(filled), missing_cells(rows, columns, filled))
