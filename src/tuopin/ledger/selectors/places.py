"""How places, sources and bodies stand: how many tasks, how many crossed off, late, soon due, and the light that follows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from tuopin.kernel.areas import WIDTHS, depth_of, subtree
from tuopin.ledger.models import Task
from tuopin.ledger.rulebook.lateness import limits_on
from tuopin.people.selectors import Actor
from tuopin.scope.selectors import rows_of

COUNT = """
SELECT {by}, count(*), count(*) FILTER (WHERE state = 'closed'), count(*) FILTER (WHERE state = ANY(%(open)s) AND due_on < %(on)s),
    count(*) FILTER (WHERE state = ANY(%(open)s) AND due_on >= %(on)s AND due_on <= %(soon)s),
    max(%(on)s::date - due_on) FILTER (WHERE state = ANY(%(open)s) AND due_on < %(on)s), count(*) FILTER (WHERE state = 'submitted')
FROM ledger_task t WHERE area_code >= %(low)s AND area_code < %(high)s AND state NOT IN ('draft', 'voided') {and_where}
GROUP BY 1 ORDER BY 1
"""


@dataclass(frozen=True)
class PlaceCount:
    """The tasks of one place (or source, or body), and its light: red with any late, amber with any soon due, grey with none at all."""

    key: str
    tasks: int
    closed: int
    late: int
    soon: int
    worst: int  # days of the latest
    waiting: int  # submitted, to be verified

    @property
    def light(self) -> str:
        return "grey" if not self.tasks else "red" if self.late else "amber" if self.soon else "green"

    @property
    def rate(self) -> float:
        """Crossed off of all."""
        return self.closed / self.tasks if self.tasks else 0.0


SourceCount = PlaceCount


def counts_by_place(actor: Actor, area: str, *, on: date, source: str = "", level: int | None = None) -> list[PlaceCount]:
    """The places of the next level (or of `level`) below the area, each with all that lies in it; the place itself in a village."""
    level = min(level or depth_of(area) + 1, 5)
    width = WIDTHS[level - 1]
    return _counted(actor, area, on, f"rpad(left(area_code, {width}), 12, '0')", source)


def counts_by_source(actor: Actor, area: str, *, on: date) -> list[PlaceCount]:
    """The sources of the tasks in the area; "" are those without one."""
    return _counted(actor, area, on, "source", "")


def counts_by_body(actor: Actor, area: str, *, on: date) -> list[PlaceCount]:
    """The four bodies (党委、人大、政府、政协) and how their tasks stand; a body without tasks is there with nought."""
    found = {each.key: each for each in _counted(actor, area, on, "body", "")}
    return [found.get(body, PlaceCount(body, 0, 0, 0, 0, 0, 0)) for body in Task.Body.values]


def _counted(actor: Actor, area: str, on: date, by: str, source: str) -> list[PlaceCount]:
    actor.require("read", area)
    low, high = subtree(area)
    rows = rows_of(COUNT.format(by=by, and_where="AND source = %(source)s" if source else ""), {
        "open": ["issued", "accepted", "submitted", "returned", "verified", "reopened"], "on": on, "soon": on + timedelta(days=limits_on(on).soon),
        "low": low, "high": high, **({"source": source} if source else {}),
    })
    return [PlaceCount(key, tasks, closed, late, soon, worst or 0, waiting) for key, tasks, closed, late, soon, worst, waiting in rows]
