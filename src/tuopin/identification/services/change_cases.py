"""What a procedure asks of a change of members: where it is, how it stands, whose it is, what its completion does."""

from __future__ import annotations

from datetime import date

from tuopin.identification.models import Change
from tuopin.identification.services.effect_change import certificate_of, effect_change
from tuopin.kernel.areas import NATION
from tuopin.kernel.home import keyring
from tuopin.kernel.ids import certificate_key
from tuopin.kernel.refusals import NotFound
from tuopin.kernel.words import phrase
from tuopin.kernel.written_numbers import number_written
from tuopin.people.selectors import Actor
from tuopin.procedure.models import Case
from tuopin.registry.models import Membership
from tuopin.scope.services import door


class ChangeCases:
    """Changes of members as subjects of cases."""

    def place(self, actor: Actor, number: str) -> str:
        """The village of its household; raises NotFound outside the asker's areas."""
        return self._found(actor, number).household.village_code

    def status(self, number: str, *, on: date) -> str:
        """Proposed or effective; its row is held."""
        return "effective" if Change.objects.select_for_update().get(pk=int(number)).effective_at else "proposed"

    def avoiding(self, number: str) -> list[bytes]:
        """The certificate indexes of everyone who is or was a member of a household that the change touches, and of who comes."""
        change = Change.objects.get(pk=int(number))
        with door("roster", read=[NATION]):
            touched = {change.household_id, *([change.other_id] if change.other_id else [])}
            touched |= set(Membership.objects.filter(person__in=change.persons.all(), ends_on=None).values_list("household", flat=True))
            stays = Membership.objects.filter(household__in=touched).exclude(person__certificate_index=None)
            found = {bytes(index) for index in stays.values_list("person__certificate_index", flat=True)}
        comes = certificate_of(change)
        return sorted(found | ({bytes(keyring().find_by("certificate", certificate_key(comes)))} if comes else set()))

    def notice(self, number: str, *, on: date) -> str:
        return ""

    def conclude(self, case: Case, *, to: str, actor: Actor, on: date) -> None:
        """Make the change effective in the register."""
        effect_change(change=Change.objects.get(pk=int(case.subject.partition(":")[2])), case=case, actor=actor, on=on)

    @staticmethod
    def _found(actor: Actor, number: str) -> Change:
        rows = Change.objects.select_related("household").filter(actor.scope("household__village_code"))
        found = None if (key := number_written(number)) is None else rows.filter(pk=key).first()
        if found is None:
            raise NotFound("not-found", phrase("没有找到。"), phrase("请核对编号或代码;如属其他辖区,请联系上级。"))
        return found
