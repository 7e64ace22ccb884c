"""The head of every place: who holds the office on a day, where nobody does, where more than one."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date

from tuopin.divisions.selectors import divisions_on, subtree_of
from tuopin.divisions.states.names import PSEUDO
from tuopin.kernel.areas import ancestors
from tuopin.people.models import Post
from tuopin.people.selectors import Actor, posts_held
from tuopin.responsibility.states import gaps_and_doubles

LEVELS = (1, 2, 3, 4, 5)
SECRETARY = Post.Office.SECRETARY


@dataclass(frozen=True)
class Leadership:
    """How the places of an area stand on a day: how many on each level, how many have a secretary, and the lists of those that have none or several."""

    units: dict[int, int]
    headed: dict[int, int]
    gaps: list[tuple[str, str]]  # code, name
    doubles: list[tuple[str, str]]


def leadership(actor: Actor, area: str, *, on: date, above: bool = False) -> Leadership:
    """The secretaries of the area and every place in it; with `above`, also of the places above it. Headings of the list that are no places
    (市辖区, 县) have none."""
    actor.require("read", area)
    places = [(d.code, d.name, d.level) for d in subtree_of(area, on) if d.name not in PSEUDO]
    if above:
        places += [(d.code, d.name, d.level) for d in divisions_on(on).filter(code__in=ancestors(area)) if d.name not in PSEUDO]
    names = {code: name for code, name, _level in places}
    held = list(posts_held(on=on).filter(office=SECRETARY, area_code__in=names).values_list("area_code", flat=True))
    gaps, doubles = gaps_and_doubles(names, held)
    level = {code: level for code, _name, level in places}
    return Leadership(
        dict(Counter(level.values())), dict(Counter(level[code] for code in set(held))), [(code, names[code]) for code in sorted(gaps)],
        [(code, names[code]) for code in sorted(doubles)],
    )


def heads_of(codes: list[str], *, on: date) -> dict[str, list[Post]]:
    """The posts with an office at each of the places on the day, the secretary first. Who leads a place is public."""
    found: dict[str, list[Post]] = {code: [] for code in codes}
    rank = {"secretary": 0, "chief": 1, "deputy": 2}
    for post in sorted(posts_held(on=on).filter(area_code__in=codes).exclude(office="").select_related("account"), key=lambda p: rank[p.office]):
        found[post.area_code].append(post)
    return found
