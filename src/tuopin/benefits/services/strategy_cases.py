"""What a procedure asks of a county's strategy, and what its approval does: the version comes into force, each of its lines becomes a task."""

from __future__ import annotations

from datetime import date

from tuopin.benefits.models import Strategy, StrategyLine
from tuopin.kernel.refusals import NotFound
from tuopin.kernel.words import phrase
from tuopin.ledger.services import NewTask, issue_tasks
from tuopin.ledger.states import Seat
from tuopin.people.selectors import Actor
from tuopin.procedure.models import Case
from tuopin.trail.services import record


class StrategyCases:
    """Strategies as subjects of cases."""

    def place(self, actor: Actor, number: str) -> str:
        """The county; raises NotFound outside the asker's areas."""
        found = Strategy.objects.filter(actor.scope("area_code"), pk=int(number)).first() if number.isascii() and number.isdigit() else None
        if found is None:
            raise NotFound("not-found", phrase("没有找到。"), phrase("请核对编号或代码;如属其他辖区,请联系上级。"))
        return found.area_code

    def status(self, number: str, *, on: date) -> str:
        """Draft, approved, or outdated by a later draft; its row is held."""
        held = Strategy.objects.select_for_update().get(pk=int(number))
        if held.approved_on is not None:
            return "approved"
        return "outdated" if Strategy.objects.filter(area_code=held.area_code, version__gt=held.version).exists() else "draft"

    def avoiding(self, number: str) -> list[bytes]:
        return []

    def notice(self, number: str, *, on: date) -> str:
        return ""

    def conclude(self, case: Case, *, to: str, actor: Actor, on: date) -> None:
        """Put the version into force in place of the one before, and issue a task for each of its lines."""
        row = Strategy.objects.select_for_update().get(pk=int(case.subject.partition(":")[2]))
        before = Strategy.objects.select_for_update().filter(area_code=row.area_code, approved_on__isnull=False, replaced_on=None).first()
        if before is not None:
            before.replaced_on = on
            before.save(update_fields=["replaced_on"])
            record(area_code=before.area_code, verb="replace-strategy", subject=f"strategy:{before.pk}", actor=actor, on=on, by=row.pk)
        lines = list(row.lines.order_by("number"))
        tasks = issue_tasks([
            NewTask(title=f"一县一策:{line.measure}"[:120], detail=line.problem, area=row.area_code, owner=Seat(row.area_code, ""), due_on=max(line.due_on, on),
                    source=f"strategy:{row.pk}", code=str(line.number), system="policy", unit_name=line.owner_unit, evidence_kinds=("document", "scan", "photo")) for line in lines
        ], actor=actor, on=on)
        for line, task in zip(lines, tasks, strict=True):
            line.task = task
        StrategyLine.objects.bulk_update(lines, ["task"])
        row.approval, row.approved_on = case, on
        row.save(update_fields=["approval", "approved_on"])
        record(area_code=row.area_code, verb="approve-strategy", subject=f"strategy:{row.pk}", actor=actor, on=on, basis=f"case:{case.pk}", version=row.version)
