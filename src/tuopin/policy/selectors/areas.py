"""Which part of an area is the asker's to see: nothing outside it is ever read."""

from __future__ import annotations

from django.db.models import Q

from tuopin.kernel.areas import is_code, subtree, within
from tuopin.kernel.refusals import NotFound
from tuopin.kernel.words import phrase
from tuopin.people.selectors import Actor


def areas_asked(actor: Actor, area: str, *, act: str = "read") -> list[str]:
    """The codes that make up the part of `area` where the act is the asker's; raises NotFound when there is none."""
    if not is_code(area):
        raise nothing_there()
    mine = actor.areas_for(act)
    codes = [area] if any(within(area, each) for each in mine) else [each for each in mine if within(each, area)]
    if not codes:
        raise nothing_there()
    return codes


def in_areas(codes: list[str], field: str = "village_code") -> Q:
    """The condition that the column lies at or below one of the codes."""
    condition = Q(pk__in=[])
    for code in codes:
        low, high = subtree(code)
        condition |= Q(**{f"{field}__gte": low, f"{field}__lt": high})
    return condition


def nothing_there() -> NotFound:
    return NotFound("not-found", phrase("没有找到。"), phrase("请核对编号或代码;如属其他辖区,请联系上级。"))
