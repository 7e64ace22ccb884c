"""The ledger of reduction (累计减贫): by year who left the register, came back, came in, was removed, was born, died, came and went."""

from __future__ import annotations

from dataclasses import dataclass

from tuopin.kernel.areas import subtree
from tuopin.people.selectors import Actor
from tuopin.scope.selectors import rows_of

EVENTS = """
SELECT extract(year FROM e."on")::int AS year, e.kind, count(*)::bigint AS households, COALESCE(sum(n.persons), 0)::bigint AS persons
FROM registry_statusevent e JOIN registry_household h ON h.id = e.household_id
JOIN LATERAL (SELECT count(*) AS persons FROM registry_membership m WHERE m.household_id = h.id AND m.starts_on <= e."on"
    AND (m.ends_on IS NULL OR m.ends_on > e."on")) n ON true
WHERE h.village_code >= %(low)s AND h.village_code < %(high)s GROUP BY 1, 2
"""
CHANGES = """
SELECT extract(year FROM c.happened_on)::int AS year, c.kind, count(*)::bigint AS persons
FROM identification_change c JOIN registry_household h ON h.id = c.household_id
WHERE c.effective_at IS NOT NULL AND c.kind IN ('birth', 'death', 'married_in', 'married_out', 'moved_in', 'moved_out')
    AND h.village_code >= %(low)s AND h.village_code < %(high)s
    AND EXISTS (SELECT FROM registry_statusevent e WHERE e.household_id = h.id AND e."on" <= c.happened_on) GROUP BY 1, 2
"""
MORE, LESS = ("birth", "married_in", "moved_in"), ("death", "married_out", "moved_out")


@dataclass
class Reduction:
    """One year: households and persons by what happened to them; `reduced` is persons out less persons back, with natural change."""

    year: int
    identified: tuple[int, int] = (0, 0)
    exited: tuple[int, int] = (0, 0)
    returned: tuple[int, int] = (0, 0)
    removed: tuple[int, int] = (0, 0)
    more: int = 0
    less: int = 0

    @property
    def pairs(self) -> tuple[tuple[int, int], ...]:
        """Households and persons identified, exited, returned, removed: as a table shows them."""
        return self.identified, self.exited, self.returned, self.removed

    @property
    def reduced(self) -> int:
        """Persons fewer on the register: exits and removals less returns, with deaths and departures less births and arrivals."""
        return self.exited[1] + self.removed[1] - self.returned[1] + self.less - self.more


def reduction_ledger(actor: Actor, area: str) -> list[Reduction]:
    """The years of an area in order; persons as the household had them on the day."""
    actor.require("read", area)
    low, high = subtree(area)
    found: dict[int, Reduction] = {}
    for year, kind, households, persons in rows_of(EVENTS, {"low": low, "high": high}):
        row = found.setdefault(year, Reduction(year))
        if kind in ("identified", "exited", "returned", "removed"):
            setattr(row, kind, (households, persons))
    for year, kind, persons in rows_of(CHANGES, {"low": low, "high": high}):
        row = found.setdefault(year, Reduction(year))
        if kind in MORE:
            row.more += persons
        else:
            row.less += persons
    return [found[year] for year in sorted(found)]
