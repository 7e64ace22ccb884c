"""What the completion of a household's case means for the watch over it: a return to poverty ends the watch, with its reason."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from tuopin.identification.selectors.changes import recomposed
from tuopin.kernel.refusals import Refusal
from tuopin.kernel.words import phrase
from tuopin.monitoring.models import Watch
from tuopin.people.selectors import Actor
from tuopin.procedure.models import Case
from tuopin.procedure.services import Underway
from tuopin.registry.services.household_cases import HouseholdCases
from tuopin.trail.services import record

EXITED, GONE, RETURNED = "exited", "removed", "returned"
OPEN = (Watch.State.CLUE, Watch.State.WATCHED)
WHY = phrase("该户已按程序认定返贫,转为帮扶对象。")


class WatchedHouseholdCases(HouseholdCases):
    """Households as subjects of cases; whoever is poor again is helped as poor and no longer watched so as not to become it."""

    def overtaken(self, underway: Underway, *, on: date) -> dict[str, Refusal]:
        """Beside what the register says: the households that were divided or joined since the first act, and on the way out those whose head is another.

        What was appraised, put up on the board and recognised by its head was another household.
        """
        kinds = ("split", "merge", "head") if underway.to == EXITED else ("split", "merge")
        begun = {number: at for number, at in underway.began.items() if at is not None} if underway.to != GONE else {}
        found = {}
        for change in recomposed(begun, kinds=kinds):
            for number in (change.household.number, change.other.number if change.other else ""):
                if number in begun and change.effective_at > begun[number]:
                    found[number] = Refusal(
                        "household-changed", phrase("开始办理以后这一户有成员变动:{kind}({on})。"), phrase("请撤回此事项,按变动后的家庭重新办理;收入核算、户主认可和公示都要重来。"),
                        kind=str(change.get_kind_display()), on=change.happened_on.isoformat())
        return found | super().overtaken(underway, on=on)

    def conclude(self, case: Case, *, to: str, actor: Actor, on: date) -> None:
        """Give the household the status that the case decided, and end the watch that it overtakes."""
        super().conclude(case, to=to, actor=actor, on=on)
        if to == RETURNED:
            _end_watches([case], actor=actor, on=on)

    def conclude_many(self, cases: Sequence[Case], *, to: str, actor: Actor, on: date) -> None:
        """The same for many households."""
        super().conclude_many(cases, to=to, actor=actor, on=on)
        if to == RETURNED:
            _end_watches(cases, actor=actor, on=on)


def _end_watches(cases: Sequence[Case], *, actor: Actor, on: date) -> None:
    """End the open watch of each household, by its case of return."""
    of = {case.subject.partition(":")[2]: case for case in cases}
    for watch in Watch.objects.select_for_update(of=("self",)).filter(household__number__in=list(of), state__in=OPEN).select_related("household"):
        case = of[watch.household.number]
        watch.state, watch.removal, watch.ended_on, watch.ended_why, watch.ended_by = Watch.State.RETURNED, case, max(on, watch.clue_on), WHY, actor.name
        watch.save(update_fields=["state", "removal", "ended_on", "ended_why", "ended_by"])
        record(area_code=case.area_code, verb="change-watch", subject=f"watch:{watch.pk}", actor=actor, on=on, basis=f"case:{case.pk}", state=RETURNED)
