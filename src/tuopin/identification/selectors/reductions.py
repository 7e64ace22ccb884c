"""The ledger of reduction (累计减贫): by year who left the register, came back, came in, was removed, was born, died, came and went."""

from __future__ import annotations

from dataclasses import dataclass

from tuopin.kernel.areas import subtree
from tuopin.people.selectors import Actor
from tuopin.scope.selectors import rows_of

EVENTS = """
SELECT extract(year FROM e."on")::int AS year, e.kind, count(*)::bigint AS households, COALESCE(sum(n.persons), 0)::bigint AS persons
FROM registry_statusevent e JOIN registry_household h ON h.id = e.household_id
LEFT JOIN procedure_case c ON c.id = e.case_id
JOIN LATERAL (SELECT count(*) AS persons FROM registry_membership m WHERE m.household_id = h.id AND m.starts_on <= e."on"
    AND (m.ends_on IS NULL OR m.ends_on > e."on")) n ON true
WHERE h.village_code >= %(low)s AND h.village_code < %(high)s AND c.procedure IS DISTINCT FROM 'member-change' GROUP BY 1, 2
"""
# Who came and went: from which household into which. Within the registered households of the area nobody becomes more or less by it.
CHANGES = """
WITH moved AS (
    SELECT c.happened_on, NULL::bigint AS went, c.household_id AS came
    FROM identification_change c JOIN identification_arrival a ON a.change_id = c.id WHERE c.effective_at IS NOT NULL
    UNION ALL
    SELECT c.happened_on, m.household_id, c.household_id
    FROM identification_change c JOIN identification_change_persons p ON p.change_id = c.id
    LEFT JOIN registry_membership m ON m.person_id = p.person_id AND m.ends_on = c.happened_on AND m.end_reason = c.kind AND m.household_id <> c.household_id
    WHERE c.effective_at IS NOT NULL AND c.kind IN ('married_in', 'moved_in')
    UNION ALL
    SELECT c.happened_on, c.household_id, CASE WHEN c.kind = 'merge' THEN c.other_id END
    FROM identification_change c JOIN identification_change_persons p ON p.change_id = c.id
    WHERE c.effective_at IS NOT NULL AND c.kind IN ('death', 'married_out', 'moved_out', 'merge')),
told AS (
    SELECT happened_on, {went} AS went, {came} AS came FROM moved)
SELECT extract(year FROM happened_on)::int AS year, came, count(*)::bigint AS persons FROM told WHERE went <> came GROUP BY 1, 2
"""
# On the register by the day; a household that split off stands there since the one that it came from.
REGISTERED = """EXISTS (SELECT FROM registry_household h JOIN registry_statusevent e ON e.household_id = h.id LEFT JOIN procedure_case k ON k.id = e.case_id
        WHERE h.id = moved.{end} AND h.village_code >= %(low)s AND h.village_code < %(high)s
            AND (e."on" <= moved.happened_on OR (k.procedure = 'member-change' AND e.kind <> 'removed')))"""
CHANGES = CHANGES.format(went=REGISTERED.format(end="went"), came=REGISTERED.format(end="came"))


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
    for year, came, persons in rows_of(CHANGES, {"low": low, "high": high}):
        row = found.setdefault(year, Reduction(year))
        if came:
            row.more += persons
        else:
            row.less += persons
    return [found[year] for year in sorted(found)]
