"""Bringing what is known of one day onto the map of another: codes that came with a roster, figures of an old year."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from tuopin.divisions.models import Division
from tuopin.divisions.selectors.places import divisions_on
from tuopin.divisions.selectors.successions import Descent, descents
from tuopin.kernel.areas import NATION, ancestor, level_of, parent

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Placement:
    """Where the figures of a former place belong on the map of another day.

    `exact` says that the place itself went to this code; otherwise the code is the smallest place that is known to hold
    all of what became of it. The confidence is that of the chain that led there.
    """

    code: str
    confidence: Decimal
    exact: bool


@dataclass(frozen=True, slots=True)
class VillagesOn:
    """Which of some village codes name a village on a day; for each of the others what it led to or came from, surest first."""

    names: dict[str, str]
    missing: dict[str, list[Descent]]
    spans: dict[str, Division]  # of those that are missing but were or will be a village: its name and span nearest to the day


def villages_on(codes: Iterable[str], on: date) -> VillagesOn:
    """Check village codes in three queries or so, however many there are. A code that was never known has an empty list."""
    codes = set(codes)
    names = dict(divisions_on(on).filter(code__in=codes, level=5).values_list("code", "name"))
    groups: dict[date, list[str]] = defaultdict(list)
    missing: dict[str, list[Descent]] = {code: [] for code in codes - names.keys()}
    spans = _nearest(missing, on)
    for code, span in spans.items():
        groups[span.ends_on - ONE_DAY if span.starts_on <= on else span.starts_on].append(code)
    for day, group in groups.items():
        missing |= descents(group, day, on)
    return VillagesOn(names, missing, spans)


def _nearest(codes: Iterable[str], on: date) -> dict[str, Division]:
    """For each code that names no village on the day, what it named last before it, else what it names first after it."""
    found: dict[str, Division] = {}
    for span in Division.objects.filter(code__in=list(codes), level=5).order_by("code", "starts_on"):
        if span.starts_on <= on:
            found[span.code] = span
        else:
            found.setdefault(span.code, span)
    return found


def old_to_today(codes: Iterable[str], from_on: date, on: date) -> dict[str, Placement]:
    """For each code of `from_on` the place on the map of `on` that its figures belong to.

    A place that was split, or of which nothing is known, is placed in the smallest place around it that is still there, so
    that a total never loses what a part of it cannot be given.
    """
    codes = list(dict.fromkeys(codes))
    placed: dict[str, Placement] = {NATION: Placement(NATION, Decimal(1), True)}
    ask = {code: code for code in codes if code != NATION}  # the code, and the place around it that is looked for now
    while ask:
        found = descents(set(ask.values()), from_on, on)
        for code, place in list(ask.items()):
            ends = found[place]
            if ends:
                home = _around([end.code for end in ends])
                placed[code] = Placement(home, min(end.confidence for end in ends), home == ends[0].code and code == place)
                del ask[code]
            elif level_of(place) == 1:
                placed[code] = Placement(NATION, Decimal(1), False)
                del ask[code]
            else:
                ask[code] = parent(place)
    return {code: placed[code] for code in codes}


def _around(codes: list[str]) -> str:
    """The smallest place that holds all of the codes."""
    if len(codes) == 1:
        return codes[0]
    for level in range(min(map(level_of, codes)), 0, -1):
        homes = {ancestor(code, level) for code in codes}
        if len(homes) == 1:
            return homes.pop()
    return NATION
