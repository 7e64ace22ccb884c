"""What a procedure asks of a household: where it is, its status, who belongs to it, what a notice may say, what completion does."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import override

from tuopin.kernel.home import keyring
from tuopin.kernel.masking import NoticeHousehold, notice_lines
from tuopin.kernel.pack import pack
from tuopin.kernel.refusals import Refusal
from tuopin.kernel.words import Phrase, phrase
from tuopin.people.selectors import Actor
from tuopin.procedure.models import Case
from tuopin.procedure.services import Underway
from tuopin.registry.models import Household, HouseholdForm, MemberForm, Membership, Pairing, StatusEvent
from tuopin.registry.selectors.households import household_of
from tuopin.registry.services.change_status import change_status, change_statuses
from tuopin.registry.states import status_on

GONE = "removed"
STANDS = {"": phrase("未建档立卡"), "poor": phrase("未脱贫"), "pre_exit": phrase("预脱贫"), "exited": phrase("已脱贫"), "returned": phrase("返贫"), GONE: phrase("已清退")}


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

    def helping(self, numbers: Sequence[str]) -> dict[str, list[bytes]]:
        """For each household the certificate indexes of everyone who is or was its helper."""
        found: dict[str, list[bytes]] = {}
        spans = Pairing.objects.filter(household__number__in=list(numbers)).exclude(helper__certificate_index=None)
        for number, index in spans.values_list("household__number", "helper__certificate_index").distinct():
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

    def overtaken(self, underway: Underway, *, on: date) -> dict[str, Refusal]:
        """The households that died out, were merged away or got another status since their case was opened, each with why it goes no further."""
        numbers, events = list(underway.began), defaultdict(list)
        for number, day, kind in StatusEvent.objects.filter(household__number__in=numbers).order_by("id").values_list("household__number", "on", "kind"):
            events[number].append((day, kind))
        found = {number: _other_status(kind) for number in numbers for kind in [status_on(events[number], on) or ""] if underway.after and kind not in underway.after}
        if underway.to != GONE:
            living = set(Membership.objects.filter(household__number__in=numbers, ends_on=None).values_list("household__number", flat=True))
            found |= {number: _nobody_left() for number in numbers if number not in living and number not in found}
        return found

    def conclude(self, case: Case, *, to: str, actor: Actor, on: date) -> None:
        """Give the household the status that the case decided."""
        household = Household.objects.select_for_update().get(number=case.subject.partition(":")[2])
        change_status(household=household, case=case, kind=to, actor=actor, on=on)

    def conclude_many(self, cases: Sequence[Case], *, to: str, actor: Actor, on: date) -> None:
        """Give many households the status that their cases decided."""
        change_statuses(cases=cases, kind=to, actor=actor, on=on)


def _other_status(kind: str) -> Refusal:
    """The household stands otherwise than when its case was opened."""
    return Refusal("status-changed", phrase("立案以后这一户的状态已变为“{status}”,此事项不能继续。"), phrase("请撤回此事项。"), status=Phrase(STANDS[kind]))


def _nobody_left() -> Refusal:
    """Nobody of the household is left whom a case could be about."""
    return Refusal("nobody-left", phrase("这一户已没有在册成员,此事项不能继续。"), phrase("请撤回此事项,按“清退和整户销户”办理。"))


def _line(number: str, form: HouseholdForm | None, members: Sequence[MemberForm], on: date) -> str:
    head = next((member for member in members if member.relation == "head"), None)
    told = NoticeHousehold(
        number, head.person.name if head else "", head.person.born_on if head else None, form.group_name if form else "", len(members)
    )
    line = notice_lines([told], on=on, ring=keyring())[0]
    with override(pack().language):  # a notice hangs in a village: it is written in the language of the place whoever publishes it
        return _("{name} {group} 公示代码 {code} 家庭人口 {persons} 人").format(
            name=line.name, group=line.group, code=line.code, persons=line.persons)
