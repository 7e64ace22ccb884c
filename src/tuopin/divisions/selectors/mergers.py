"""Villages that were merged: the one that stands answers for all that went into it, and what went into another stands no more for itself."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date

from django.db.models import F, Q

from tuopin.divisions.models import Succession

MANY = 500  # codes; for more of them all mergers are read: those that somebody recorded are few


def _merges(on: date, end: str, codes: Collection[str]) -> list[tuple[str, str, date]]:
    """The mergers of two different villages that somebody recorded, by the day, with one of the codes at that `end`."""
    rows = Succession.objects.filter(kind=Succession.Kind.MERGED, withdrawn_at=None, on__lte=on).exclude(Q(decided_by="") | Q(predecessor_code=F("successor_code")))
    if len(codes) <= MANY:
        rows = rows.filter(**{f"{end}_code__in": codes})
    return list(rows.order_by("on", "pk").values_list("predecessor_code", "successor_code", "on"))


def merged_away(codes: Iterable[str], on: date) -> dict[str, list[tuple[str, date]]]:
    """For each of the villages that went into another by the day: the villages that it went through, each with the day; the last one stands."""
    found: dict[str, list[tuple[str, date]]] = {}
    ask = {code: code for code in codes}  # what is looked for, and where it is now
    while ask:
        links = {old: (new, day) for old, new, day in _merges(on, "predecessor", set(ask.values()))}
        hops = {code: links[now] for code, now in ask.items() if now in links and links[now][0] != code and links[now] not in found.get(code, ())}
        for code, hop in hops.items():
            found.setdefault(code, []).append(hop)
        ask = {code: place for code, (place, _day) in hops.items()}
    return found


def merged_within(low: str, high: str, on: date) -> dict[str, list[tuple[str, date]]]:
    """The villages with codes from `low` up to `high` that went into another by the day, as `merged_away` tells of them."""
    rows = Succession.objects.filter(kind=Succession.Kind.MERGED, withdrawn_at=None, on__lte=on, predecessor_code__gte=low, predecessor_code__lt=high)
    codes = set(rows.exclude(Q(decided_by="") | Q(predecessor_code=F("successor_code"))).values_list("predecessor_code", flat=True))
    return merged_away(codes, on) if codes else {}


def merged_here(code: str, on: date) -> dict[str, int]:
    """The villages that went into this one by the day, those that had gone into them too, each with the year in which it came."""
    found: dict[str, int] = {}
    ask = {code: 0}
    while ask:
        rows = [(old, ask[new] or day.year) for old, new, day in _merges(on, "successor", set(ask)) if new in ask]
        ask = {old: year for old, year in rows if old != code and old not in found}
        found |= ask
    return found
