"""What became of a place: forward and back along the successions that were found or recorded."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Q, QuerySet

from tuopin.divisions.models import Succession
from tuopin.divisions.selectors.places import divisions_on

SURE = Decimal(1)


@dataclass(frozen=True, slots=True)
class Descent:
    """A place that another one led to, and how sure that is: the product of the confidences on the way."""

    code: str
    name: str
    confidence: Decimal
    kinds: tuple[str, ...]  # what happened on the way, oldest first; empty when nothing did


def successions_on(code: str) -> QuerySet[Succession]:
    """What is known to have happened to the place, or to have made it, oldest first; withdrawn findings are left out."""
    return Succession.objects.filter(Q(predecessor_code=code) | Q(successor_code=code), withdrawn_at=None).order_by("on", "pk")


def successors_of(code: str, from_on: date, to_on: date) -> list[Descent]:
    """The places on `to_on` that the place of `from_on` led to, surest first; empty when it left none that are known."""
    return descents([code], from_on, to_on)[code]


def predecessors_of(code: str, from_on: date, to_on: date) -> list[Descent]:
    """The places on `to_on`, an earlier day, that led to the place of `from_on`, surest first."""
    return descents([code], from_on, to_on)[code]


def descents(codes: Iterable[str], from_on: date, to_on: date) -> dict[str, list[Descent]]:
    """For each code of `from_on` the places of `to_on` at the end of its chain, backwards when `to_on` is the earlier day."""
    codes = list(dict.fromkeys(codes))
    links = _links(codes, from_on, to_on)
    ends = {code: _ends_of(code, links, to_on < from_on) for code in codes}
    there = dict(divisions_on(to_on).filter(code__in={c for found in ends.values() for c in found}).values_list("code", "name"))
    return {
        code: sorted(
            (Descent(c, there[c], confidence, kinds) for c, (confidence, kinds) in found.items() if c in there),
            key=lambda d: (-d.confidence, d.code),
        )
        for code, found in ends.items()
    }


def _links(codes: list[str], from_on: date, to_on: date) -> dict[str, list[tuple[str, date, Decimal, str]]]:
    """The successions that a walk from the codes can meet, by the code where it meets them, in the order of the walk."""
    back = to_on < from_on
    here, there = ("successor_code", "predecessor_code") if back else ("predecessor_code", "successor_code")
    days = (to_on, from_on) if back else (from_on, to_on)
    links: dict[str, list] = defaultdict(list)
    seen, reach = set(), set(codes)
    while reach:
        seen |= reach
        rows = Succession.objects.filter(
            **{f"{here}__in": reach}, on__gt=days[0], on__lte=days[1], withdrawn_at=None
        ).order_by("-on" if back else "on").values_list(here, there, "on", "confidence", "kind")
        reach = set()
        for at, to, on, confidence, kind in rows:
            links[at].append((to, on, confidence, kind))
            reach.add(to)
        reach -= seen
    return links


def _ends_of(code: str, links: dict[str, list], back: bool) -> dict[str, tuple[Decimal, tuple[str, ...]]]:
    """Where the walk from `code` ends. Each step takes the next day on which something happened to the place it is at."""
    ends: dict[str, tuple[Decimal, tuple[str, ...]]] = {}
    walk: list[tuple[str, date | None, Decimal, tuple[str, ...]]] = [(code, None, SURE, ())]
    while walk:
        at, since, confidence, kinds = walk.pop()
        onward = [s for s in links.get(at, ()) if since is None or (s[1] < since if back else s[1] > since)]
        steps = [s for s in onward if s[1] == onward[0][1]]
        if not steps and (at not in ends or confidence > ends[at][0]):
            ends[at] = (confidence, kinds)
        walk += [(to, on, confidence * sure, (kind, *kinds) if back else (*kinds, kind)) for to, on, sure, kind in steps]
    return ends
