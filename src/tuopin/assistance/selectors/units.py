"""The helping parties of a place, in which of the five ways each stands by which place, and how well its kind suits the village."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet

from tuopin.assistance.models import Relation, Unit
from tuopin.assistance.states.fit import best_class, diagnosis
from tuopin.divisions.selectors import merged_away
from tuopin.kernel.areas import NATION, ancestors, is_code
from tuopin.kernel.refusals import NotFound
from tuopin.kernel.words import phrase
from tuopin.people.selectors import Actor
from tuopin.policy.selectors.areas import areas_asked, in_areas
from tuopin.registry.models import VillageForm


def units(actor: Actor, area: str, *, on: date, kind: str = "", unit_class: str = "") -> QuerySet[Unit]:
    """The units on the lists of the asker's part of the place and those of lists above that stand by it on the day, with how many places each stands by."""
    areas, runs = areas_asked(actor, area), Q(relations__starts_on__lte=on) & (Q(relations__ends_on=None) | Q(relations__ends_on__gt=on))
    here = Relation.objects.filter(in_areas(areas, "place_code"), Q(ends_on=None) | Q(ends_on__gt=on), starts_on__lte=on)
    rows = Unit.objects.filter(in_areas(areas, "area_code") | Q(pk__in=here.values("unit")))
    if kind:
        rows = rows.filter(kind=kind)
    if unit_class:
        rows = rows.filter(unit_class=unit_class)
    return rows.annotate(places=Count("relations", filter=runs)).order_by("area_code", "number")


def unit_of(actor: Actor, pk: int) -> Unit:
    """One unit of one's list or of those above. Raises NotFound."""
    found = Unit.objects.filter(pk=pk).first()  # the guard shows those of one's own areas and of the places above
    if found is None:
        raise NotFound("no-such-unit", phrase("没有这个帮扶单位,或已停用。"), phrase("请从帮扶单位列表中选择。"))
    return found


def unit_numbered(place: str, number: str) -> Unit:
    """The unit of that number, still on its list, that may stand by the place: of its own list or one above, the nearest first. Raises NotFound."""
    above = [NATION, *ancestors(place), place] if is_code(place) else []
    found = Unit.objects.filter(number=number.strip(), area_code__in=above, closed_on=None).order_by("-area_code").first()
    if found is None:
        raise NotFound("no-such-unit-number", phrase("本级和上级名单中没有编号为“{number}”的帮扶单位。"), phrase("请在帮扶单位列表中查找编号。"), number=number[:40])
    return found


def relations(actor: Actor, area: str, *, on: date, kind: str = "") -> QuerySet[Relation]:
    """Who stands by the places of the asker's part of the area on the day."""
    rows = Relation.objects.filter(in_areas(areas_asked(actor, area), "place_code"), Q(ends_on=None) | Q(ends_on__gt=on), starts_on__lte=on)
    if kind:
        rows = rows.filter(kind=kind)
    return rows.select_related("unit").order_by("place_code", "kind", "unit__number")


@dataclass(frozen=True)
class Fit:
    """How a village's unit suits its weakness: its tags in order, the class of unit wanted, the unit there, whether it is the right kind."""

    village_code: str
    tags: list[str]
    wanted: str
    unit: Unit
    suits: bool


def fits(actor: Actor, area: str, *, on: date) -> list[Fit]:
    """Every village that stands with a diagnosis and a unit: whether the unit is of the class that its first weakness wants."""
    tags, stationed = weaknesses(actor, area, on=on), list(relations(actor, area, on=on, kind=Relation.Kind.TEAM))
    gone = merged_away({relation.place_code for relation in stationed}, on)
    found = []
    for relation in (each for each in stationed if each.place_code not in gone):
        ordered = diagnosis(tags.get(relation.place_code, ""), on, relation.place_code)
        if ordered:
            wanted = best_class(ordered)
            found.append(Fit(relation.place_code, ordered, wanted, relation.unit, relation.unit.unit_class == wanted))
    return found


def weaknesses(actor: Actor, area: str, *, on: date) -> dict[str, str]:
    """The weaknesses that each village's latest form by the day names, as joined codes."""
    rows = VillageForm.objects.filter(in_areas(areas_asked(actor, area)), superseded_at=None, year__lte=on.year)
    return dict(rows.order_by("village_code", "year").values_list("village_code", "weakness"))
