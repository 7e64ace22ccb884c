"""Gives policies and programmes their owners: a policy's report each quarter, a programme's node each as one task of the ledger."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from tuopin.benefits.selectors.mechanism import source_of
from tuopin.benefits.states.catalogue import policy_named
from tuopin.benefits.states.programmes import programme_named
from tuopin.kernel.refusals import Refusal
from tuopin.kernel.words import phrase
from tuopin.ledger.models import Task
from tuopin.ledger.services import NewTask, issue_tasks
from tuopin.ledger.states import Seat
from tuopin.people.selectors import Actor

QUARTERS = ((3, 31), (6, 30), (9, 30), (12, 31))


def arrange_policy_work(*, policy: str, area: str, year: int, unit: str, actor: Actor, on: date) -> list[Task]:
    """Give the policy an owner in the area for the year: a report each quarter that is still to come, closed on a document.

    Raises NotFound, Forbidden, Refusal when the unit is not named, the year is over, or it was arranged before.
    """
    found = policy_named(policy)
    if not unit.strip():
        raise Refusal("unit-missing", phrase("没有填写责任单位。"), phrase("请写明由哪个部门负责,例如“县教育局”。"))
    due = [(n, date(year, *day)) for n, day in enumerate(QUARTERS, 1) if date(year, *day) >= on]
    if not due:
        raise Refusal("year-over", phrase("{year} 年已经结束。"), phrase("请选择本年度或以后的年度。"), year=year)
    return issue_tasks([
        NewTask(
            title=f"{found.title}:{year}年第{n}季度落实情况报告"[:120], area=area, owner=Seat(area, ""), due_on=day, source=source_of(policy, year),
            code=f"q{n}", system="policy", unit_name=unit.strip()[:80], sector=found.kind[:20], evidence_kinds=("document", "scan"),
        ) for n, day in due
    ], actor=actor, on=on)


def start_programme(*, name: str, area: str, units: Mapping[str, str], actor: Actor, on: date) -> list[Task]:
    """Issue one task for each node of the programme; `units` names who owns which. Raises Refusal when a node has nobody."""
    programme = programme_named(name)
    missing = [title for code, title in programme.nodes if not units.get(code, "").strip()]
    if missing:
        raise Refusal("unit-missing", phrase("没有责任单位:{nodes}。"), phrase("每个节点都须有责任单位。"), nodes=missing)
    return issue_tasks([
        NewTask(
            title=f"{programme.title}:{title}"[:120], area=area, owner=Seat(area, ""), due_on=programme.ends_on, source=programme.source, code=code,
            system="policy", unit_name=units[code].strip()[:80], evidence_kinds=("document", "scan", "photo"),
        ) for code, title in programme.nodes
    ], actor=actor, on=on)
