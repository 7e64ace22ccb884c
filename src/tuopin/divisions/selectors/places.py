"""Places on a day: every question is one range of codes, answered by an index; nothing walks the tree.

The tree of places is public; who may see what is registered in them is another room's matter.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Min, Q, QuerySet
from django.utils.translation import gettext as _

from tuopin.divisions.models import Division
from tuopin.divisions.states.names import PSEUDO
from tuopin.kernel.areas import NATION, ancestors, level_of, subtree
from tuopin.scope.selectors import rows_of


def divisions_on(on: date) -> QuerySet[Division]:
    """All places there are on the day, in the order of their codes."""
    return Division.objects.filter(Q(ends_on=None) | Q(ends_on__gt=on), starts_on__lte=on).order_by("code")


def division_on(code: str, on: date) -> Division | None:
    """The place with this code on the day, or None."""
    return divisions_on(on).filter(code=code).first()


def spans_of(code: str) -> QuerySet[Division]:
    """Every span in which the code named a place, oldest first."""
    return Division.objects.filter(code=code).order_by("starts_on")


def ancestors_of(code: str, on: date) -> list[Division]:
    """The places above `code` on the day, from the province down."""
    return list(divisions_on(on).filter(code__in=ancestors(code)))


def subtree_of(code: str, on: date, *, level: int | None = None) -> QuerySet[Division]:
    """The place and everything below it on the day, in the order of the codes; only one level when it is named."""
    low, high = subtree(code)
    places = divisions_on(on).filter(code__gte=low, code__lt=high)
    return places if level is None else places.filter(level=level)


def children_of(code: str, on: date, actor=None) -> list[Division]:
    """The places right below `code` on the day; with `actor`, only those in their areas or on the way to them.

    Headings of the list that are no places (市辖区, 县, 省直辖县级行政区划) are looked through: the districts of Beijing are
    children of Beijing. A city without counties (东莞市) has its townships as children.
    """
    found: list[Division] = []
    for child in _next_level(code, on):
        found += _next_level(child.code, on) if child.name in PSEUDO else [child]
    if actor is not None:
        areas = actor.areas_for("read")
        found = [d for d in found if actor.may("read", d.code) or any(_above(d.code, area) for area in areas)]
    return found


def _next_level(code: str, on: date) -> list[Division]:
    below = subtree_of(code, on).filter(level__gt=level_of(code))
    if code == NATION:
        return list(below.filter(level=1))
    level = level_of(code) + 1
    return list(below.filter(level=level)) or list(below.filter(level=below.aggregate(least=Min("level"))["least"]))


def _above(code: str, area: str) -> bool:
    low, high = subtree(code)
    return low <= area < high


def names_of(codes: Iterable[str], on: date) -> dict[str, str]:
    """The name of each code on the day; its last name when it is no more, its first when it is not yet.

    A code that never named a place is not in the answer.
    """
    codes = set(codes)
    spans = rows_of("SELECT code, name, starts_on FROM divisions_division WHERE code = ANY(%s) ORDER BY code, starts_on", [list(codes)])
    names: dict[str, str] = {NATION: _("全国")} if NATION in codes else {}
    for code, name, starts_on in spans:
        if code not in names or starts_on <= on:
            names[code] = name
    return names


def paths_of(codes: Iterable[str], on: date, *, names: dict[str, str] | None = None) -> dict[str, list[tuple[str, str]]]:
    """For each code the codes and names from the province down to itself, without headings that are no places.

    `names` are those of the day where the caller has them already.
    """
    codes = set(codes)
    if names is None:
        names = names_of({c for code in codes for c in (*ancestors(code), code)}, on)
    return {
        code: [(c, names[c]) for c in (*ancestors(code), code) if c in names and names[c] not in PSEUDO] for code in codes
    }
