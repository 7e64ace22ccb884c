"""What a procedure asks of a household: where it is, its status, who belongs to it, what a notice may say, what completion does."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import override

from tuopin.kernel.home import keyring
from tuopin.kernel.masking import NoticeHousehold, notice_lines
from tuopin.kernel.pack import pack
from tuopin.people.selectors import Actor
from tuopin.procedure.models import Case
from tuopin.registry.models import Household, HouseholdForm, MemberForm, Membership, StatusEvent
from tuopin.registry.selectors.households import household_of
from tuopin.registry.services.change_status import change_status, change_statuses
from tuopin.registry.states import status_on


class HouseholdCases:
    """The households of the register as subjects of cases."""

    def place(self, actor: Actor, number: str) -> str:
        """The village it belongs to; raises NotFound outside the asker's areas."""
        return household_of(actor, number).village_code

    def status(self, number: str, *, on: date) -> str:
        """Its status on the day; its row is held, so that two cases on it never run at once."""
        Household.objects.select_for_update().get(number=number)
        return self.status_now(number, on=on)

    def status_now(self, number: str, *, on: date) -> str:
        """Its status on the day, for showing."""
        events = StatusEvent.objects.filter(household__number=number).order_by("id").values_list("on", "kind")
        return status_on(events, on) or ""

    def avoiding(self, number: str) -> list[bytes]:
        """The certificate indexes of everyone who is or was a member."""
        stays = Membership.objects.filter(household__number=number).exclude(person__certificate_index=None)
        return [bytes(index) for index in stays.values_list("person__certificate_index", flat=True)]

    def avoiding_many(self, numbers: Sequence[str]) -> dict[str, list[bytes]]:
        """The same for many households."""
        found: dict[str, list[bytes]] = {}
        stays = Membership.objects.filter(household__number__in=list(numbers)).exclude(person__certificate_index=None)
        for number, index in stays.values_list("household__number", "person__certificate_index"):
            found.setdefault(number, []).append(bytes(index))
        return found

    def notice(self, number: str, *, on: date) -> str:
        """The household as the public may see it, one line."""
        return self.notices([number], on=on)[number]

    def notices(self, numbers: Sequence[str], *, on: date) -> dict[str, str]:
        """The same for many households, by their numbers."""
        forms: dict[int, HouseholdForm] = {}
        for form in HouseholdForm.objects.filter(household__number__in=list(numbers), superseded_at=None).order_by("year"):
            forms[form.household_id] = form  # the latest year stays
        members: dict[int, list[MemberForm]] = {}
        for one in MemberForm.objects.filter(household__in=forms, superseded_at=None).select_related("person"):
            if one.year == forms[one.household_id].year:
                members.setdefault(one.household_id, []).append(one)
        return {
            household.number: _line(household.number, forms.get(household.pk), members.get(household.pk, []), on)
            for household in Household.objects.filter(number__in=list(numbers))
        }

    def conclude(self, case: Case, *, to: str, actor: Actor, on: date) -> None:
        """Give the household the status that the case decided."""
        household = Household.objects.select_for_update().get(number=case.subject.partition(":")[2])
        change_status(household=household, case=case, kind=to, actor=actor, on=on)

    def conclude_many(self, cases: Sequence[Case], *, to: str, actor: Actor, on: date) -> None:
        """Give many households the status that their cases decided."""
        change_statuses(cases=cases, kind=to, actor=actor, on=on)


def _line(number: str, form: HouseholdForm | None, members: Sequence[MemberForm], on: date) -> str:
    head = next((member for member in members if member.relation == "head"), None)
    told = NoticeHousehold(
        number, head.person.name if head else "", head.person.born_on if head else None, form.group_name if form else "", len(members)
    )
    line = notice_lines([told], on=on, ring=keyring())[0]
    with override(pack().language):  # a notice hangs in a village: it is written in the language of the place whoever publishes it
        return _("{name} {group} 公示代码 {code} 家庭人口 {persons} 人").format(
            name=line.name, group=line.group, code=line.code, persons=line.persons)
