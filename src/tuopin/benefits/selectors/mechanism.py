"""Whether policies are worked on: who owns each, when it was last reported on, what is due; a programme's tree; money by source."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from tuopin.benefits.states.catalogue import EFFECTS, SOURCES, Policy, catalogue, policies_on
from tuopin.benefits.states.programmes import Programme
from tuopin.kernel.areas import subtree
from tuopin.ledger.models import Task
from tuopin.people.selectors import Actor
from tuopin.scope.selectors import rows_of

REPORTED = ("submitted", "verified", "closed")
SPENT = """
SELECT d.policy, count(*), COALESCE(sum(d.amount_yuan), 0) FROM benefits_delivery d JOIN registry_household h ON h.id = d.household_id
WHERE d.voided_at IS NULL AND d.delivered_on >= %(since)s AND d.delivered_on <= %(on)s AND h.village_code >= %(low)s AND h.village_code < %(high)s
GROUP BY d.policy
"""


@dataclass(frozen=True)
class PolicyWork:
    """One policy in an area and year: the responsibility register (owner), the report schedule, the inspection register (taken, returned)."""

    policy: Policy
    owner: str  # "" = nobody: flagged
    tasks: list[Task]
    reported: int
    returned: int
    due: int  # reports whose day has come
    next_due_on: date | None

    @property
    def without_owner(self) -> bool:
        return not self.owner

    @property
    def without_last_report(self) -> bool:
        """Whether a report whose day has come was not handed in."""
        return self.reported < self.due


def source_of(policy: str, year: int) -> str:
    """What the ledger's tasks of a policy and year name as what asked for them."""
    return f"policy:{policy}/{year}"


def policy_work(actor: Actor, *, area: str, year: int, on: date) -> list[PolicyWork]:
    """Every policy in force in the year with its owner and its reports in the area itself; raises NotFound."""
    actor.require("read", area)
    policies = policies_on(min(on, date(year, 12, 31)))
    tasks = Task.objects.filter(area_code=area, source__in=[source_of(p.name, year) for p in policies]).exclude(state="voided").order_by("due_on")
    by_source: dict[str, list[Task]] = {}
    for task in tasks:
        by_source.setdefault(task.source, []).append(task)
    return [_work(policy, by_source.get(source_of(policy.name, year), []), on) for policy in policies]


def _work(policy: Policy, tasks: list[Task], on: date) -> PolicyWork:
    due = [task for task in tasks if task.due_on <= on]
    coming = [task.due_on for task in tasks if task.state not in REPORTED]
    return PolicyWork(
        policy, tasks[0].owner_unit if tasks else "", tasks, sum(task.state in REPORTED for task in due), sum(task.state == "returned" for task in tasks),
        len(due), min(coming, default=None),
    )


@dataclass(frozen=True)
class Node:
    """One node of a programme in an area: who owns it, its task, whether it is done."""

    code: str
    title: str
    task: Task | None

    @property
    def is_done(self) -> bool:
        return self.task is not None and self.task.state == "closed"


def programme_tree(actor: Actor, programme: Programme, *, area: str) -> list[tuple[str, list[Node]]]:
    """The branches with their nodes; a node that nobody owns has no task."""
    actor.require("read", area)
    tasks = {t.code: t for t in Task.objects.filter(area_code=area, source=programme.source).exclude(state="voided")}
    return [(title, [Node(code, name, tasks.get(code)) for code, name in nodes]) for title, nodes in programme.branches]


@dataclass(frozen=True)
class Share:
    """What one of the sources (or effects) comes to: deliveries, yuan, and its part of all the money."""

    word: str
    title: str
    deliveries: int
    amount_yuan: Decimal
    share: Decimal | None


def money_by(actor: Actor, *, area: str, on: date, word: str = "source") -> list[Share]:
    """Deliveries and yuan of the year of the day by source (专项、行业、社会) or by effect (造血、输血); they add up to the whole."""
    actor.require("read", area)
    low, high = subtree(area)
    rows = rows_of(SPENT, {"since": date(on.year, 1, 1), "on": on, "low": low, "high": high}, planned=False)
    return _shares(rows, SOURCES if word == "source" else EFFECTS, word)


def _shares(rows: Sequence[tuple], titles: dict[str, str], word: str) -> list[Share]:
    policies, found = catalogue(), {key: [0, Decimal(0)] for key in titles}
    for name, deliveries, amount in rows:
        held = found[policies[name].words[word]]
        held[0] += deliveries
        held[1] += amount
    whole = sum((amount for _n, amount in found.values()), start=Decimal(0))
    return [Share(key, titles[key], n, amount, amount / whole if whole else None) for key, (n, amount) in found.items()]
