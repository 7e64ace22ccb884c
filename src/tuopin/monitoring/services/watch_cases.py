"""What a procedure asks of a watched household, and what the completion of a case does to it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from tuopin.kernel.refusals import NotFound
from tuopin.kernel.words import phrase
from tuopin.monitoring.models import Watch
from tuopin.monitoring.selectors.watches import watch_of
from tuopin.people.selectors import Actor
from tuopin.procedure.models import Case
from tuopin.registry.services.household_cases import HouseholdCases
from tuopin.trail.services import record


class WatchCases:
    """Watches as subjects of cases: who belongs to one and what a notice says of it is the household's."""

    def place(self, actor: Actor, number: str) -> str:
        """The village of the watched household; raises NotFound outside the asker's areas."""
        if not number.isascii() or not number.isdigit():
            raise NotFound("no-such-watch", phrase("没有这个监测对象。"), phrase("请从监测名单中重新选择。"))
        return watch_of(actor, int(number)).household.village_code

    def status(self, number: str, *, on: date) -> str:
        """The state of the watch; its row is held, so that two cases on it never run at once."""
        return Watch.objects.select_for_update(of=("self",)).get(pk=number).state

    def avoiding(self, number: str) -> list[bytes]:
        """Everyone who is or was a member of the household."""
        return HouseholdCases().avoiding(_household(number).number)

    def helping(self, numbers: Sequence[str]) -> dict[str, list[bytes]]:
        """Whoever is or was the household's helper, once it is watched: that its risk is gone is not for them to find. A clue is theirs to follow."""
        watched = Watch.objects.filter(pk__in=[int(number) for number in numbers], state=Watch.State.WATCHED)
        of = {str(pk): household for pk, household in watched.values_list("pk", "household__number")}
        told = HouseholdCases().helping(list(of.values())) if of else {}
        return {number: told[household] for number, household in of.items() if household in told}

    def notice(self, number: str, *, on: date) -> str:
        """The household as the public may see it, one line: no kind and no risk, which may tell of an illness."""
        return HouseholdCases().notice(_household(number).number, on=on)

    def conclude(self, case: Case, *, to: str, actor: Actor, on: date) -> None:
        """Put the household under watch, or let it go."""
        watch = Watch.objects.select_for_update(of=("self",)).select_related("household").get(pk=case.subject.partition(":")[2])
        watch.state = Watch.State(to)
        if to == Watch.State.WATCHED:
            watch.admission, watch.decided_on = case, on
        else:
            watch.removal, watch.ended_on, watch.ended_by = case, on, actor.name
        watch.save()
        record(area_code=case.area_code, verb="change-watch", subject=f"watch:{watch.pk}", actor=actor, on=on, basis=f"case:{case.pk}", state=to)


def _household(number: str):
    return Watch.objects.select_related("household").get(pk=number).household
