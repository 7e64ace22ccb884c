"""How the number of the poor of a place went from one year's end to the next, and how many fell back: counted where the events lie."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tuopin.kernel.areas import subtree
from tuopin.monitoring.states.classes import POOR
from tuopin.people.selectors import Actor
from tuopin.scope.selectors import rows_of

# The status at a year's end is that of the latest event up to it; of one day the one recorded last counts (registry.states.status_on).
# Before the first stay on record a household had as many persons as on the first day of it.
MOVES = """
WITH said AS MATERIALIZED (
    SELECT e.household_id,
           coalesce((array_agg(e.kind ORDER BY e."on" DESC, e.id DESC) FILTER (WHERE e."on" <= %(first)s))[1], '') AS before,
           (array_agg(e.kind ORDER BY e."on" DESC, e.id DESC))[1] AS after
    FROM registry_statusevent e JOIN registry_household h ON h.id = e.household_id
    WHERE h.village_code >= %(low)s AND h.village_code < %(high)s AND e."on" <= %(last)s
    GROUP BY e.household_id
), stays AS (
    SELECT m.household_id, m.starts_on, m.ends_on, min(m.starts_on) OVER (PARTITION BY m.household_id) AS begun
    FROM registry_membership m JOIN said ON said.household_id = m.household_id
), persons AS (
    SELECT household_id,
           count(*) FILTER (WHERE starts_on <= greatest(%(first)s, begun) AND (ends_on IS NULL OR ends_on > greatest(%(first)s, begun))) AS earlier,
           count(*) FILTER (WHERE starts_on <= greatest(%(last)s, begun) AND (ends_on IS NULL OR ends_on > greatest(%(last)s, begun))) AS later
    FROM stays GROUP BY household_id
)
SELECT before, after, count(*), coalesce(sum(earlier), 0)::int, coalesce(sum(later), 0)::int,
       coalesce(sum(greatest(later - earlier, 0)), 0)::int, coalesce(sum(greatest(earlier - later, 0)), 0)::int
FROM said LEFT JOIN persons USING (household_id) GROUP BY before, after
"""
RETURNS = """
SELECT count(*) FILTER (WHERE back), count(*) FROM (
    SELECT (array_agg(e.kind ORDER BY e."on" DESC, e.id DESC) FILTER (WHERE e."on" < %(begins)s))[1] AS before,
           bool_or(e.kind = 'returned' AND e."on" >= %(begins)s AND e."on" < %(ends)s) AS back
    FROM registry_statusevent e JOIN registry_household h ON h.id = e.household_id
    WHERE h.village_code >= %(low)s AND h.village_code < %(high)s
    GROUP BY e.household_id
) AS said WHERE before = 'exited'
"""
POOR_EVENTS = (POOR - {"poor"}) | {"identified"}  # the latest event of a household that counts as poor


@dataclass(frozen=True)
class Bridge:
    """How the number of the poor went from the end of one year to the end of the next, in persons and households."""

    year: int
    before: tuple[int, int]  # households, persons
    identified: tuple[int, int]
    returned: tuple[int, int]
    born: int  # persons who joined poor households
    gone: int  # persons who left them
    exited: tuple[int, int]
    removed: tuple[int, int]
    after: tuple[int, int]

    @property
    def net(self) -> tuple[int, int]:
        """By how many the poor became fewer (净减少), households and persons."""
        return self.before[0] - self.after[0], self.before[1] - self.after[1]


def bridge_of(actor: Actor, area: str, year: int) -> Bridge:
    """The bridge of a place over a year, out of status events and stays alone: what is before and what happened gives what is after."""
    actor.require("read", area)
    low, high = subtree(area)
    moves = rows_of(MOVES, {"low": low, "high": high, "first": date(year - 1, 12, 31), "last": date(year, 12, 31)}, planned=False)

    def counted(was, became, persons: int) -> tuple[int, int]:
        rows = [move for move in moves if (was is None or move[0] in was) and (became is None or move[1] in became)]
        return sum(move[2] for move in rows), sum(move[persons] for move in rows)

    earlier, later = 3, 4
    return Bridge(
        year, counted(POOR_EVENTS, None, earlier), counted(("", "removed"), POOR_EVENTS, later), counted(("exited",), POOR_EVENTS, later),
        counted(POOR_EVENTS, POOR_EVENTS, 5)[1], counted(POOR_EVENTS, POOR_EVENTS, 6)[1], counted(POOR_EVENTS, ("exited",), earlier),
        counted(POOR_EVENTS, ("removed",), earlier), counted(None, POOR_EVENTS, later))


def return_rate(actor: Actor, area: str, year: int) -> tuple[int, int]:
    """How many households returned to poverty in the year, over how many had left by its beginning (返贫率)."""
    actor.require("read", area)
    low, high = subtree(area)
    [found] = rows_of(RETURNS, {"low": low, "high": high, "begins": date(year, 1, 1), "ends": date(year + 1, 1, 1)}, planned=False)
    return found
