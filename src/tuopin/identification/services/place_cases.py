"""What a procedure asks of a village or a county that is to leave the list: how it stands, what a notice says, what completion does."""

from __future__ import annotations

from datetime import date

from django.db.models import F, Q
from django.utils.translation import gettext as _
from django.utils.translation import override

from tuopin.divisions.models import Succession
from tuopin.divisions.selectors import merged_away, merged_here, names_of, villages_on
from tuopin.identification.models import Designation
from tuopin.identification.selectors.places import described, designated_by_form, designated_of, incidence_of
from tuopin.kernel.areas import depth_of, is_code
from tuopin.kernel.pack import pack
from tuopin.kernel.refusals import NotFound, Refusal
from tuopin.kernel.words import phrase
from tuopin.people.selectors import Actor
from tuopin.procedure.models import Case
from tuopin.trail.selectors import entries_on
from tuopin.trail.services import record

COUNTY, VILLAGE = 3, 5


class PlaceCases:
    """Places as subjects of cases; `level` says which."""

    level: int
    suffix: str

    def place(self, actor: Actor, number: str) -> str:
        """The place itself; raises NotFound where it is none of this level, or not the asker's to see."""
        if not is_code(number) or depth_of(number) != self.level or not actor.may("read", number):
            raise NotFound("not-found", phrase("没有找到。"), phrase("请核对编号或代码;如属其他辖区,请联系上级。"))
        return number

    def status(self, number: str, *, on: date) -> str:
        """Poor while a designation runs, exited once the last was closed, else nothing."""
        rows = list(Designation.objects.select_for_update().filter(area_code=number, tag__endswith=self.suffix))
        if any(row.ends_on is None for row in rows):
            return "poor"
        return "exited" if rows else "poor" if designated_by_form(number) else ""

    def avoiding(self, number: str) -> list[bytes]:
        return []

    def notice(self, number: str, *, on: date) -> str:
        """The name, what it is designated as, and its poverty incidence: figures of a place, nobody's own."""
        name = names_of([number], on=on).get(number, "")
        with override(pack().language):  # a notice hangs in a village: it is written in the language of the place
            return _("{name} 拟退出 综合贫困发生率 {rate}").format(name=name, rate=incidence_of(number, on=on) or _("待核实"))

    def conclude(self, case: Case, *, to: str, actor: Actor, on: date) -> None:
        """Close every designation of the place: the tags end on the day of the exit, the record stays."""
        number = case.subject.partition(":")[2]
        rows = list(Designation.objects.select_for_update().filter(area_code=number, tag__endswith=self.suffix, ends_on=None))
        if not rows:
            since = self.since(number, on)
            rows = [Designation.objects.create(area_code=number, tag=Designation.Tag.POOR_VILLAGE, starts_on=date(since or on.year - 1, 1, 1),
                                               document=str(_("行政村信息采集表")))]
        for row in rows:
            row.ends_on, row.case = on, case
            row.save(update_fields=["ends_on", "case"])
            record(area_code=number, verb="leave-list", subject=f"designation:{number}/{row.tag}/{row.starts_on}", actor=actor, on=on,
                   basis=f"case:{case.pk}", case=case.pk)

    def since(self, number: str, on: date) -> int | None:
        """The year since which the place is called poor by its form alone."""
        return designated_by_form(number)


class VillageCases(PlaceCases):
    """Villages; one that others went into leaves the list for all of them."""

    level, suffix = VILLAGE, "_village"

    def status(self, number: str, *, on: date) -> str:
        """Poor while it, or a village that went into it, is; exited once the last left; else nothing."""
        return "poor" if designated_of(number, on=on) else super().status(number, on=on)

    def since(self, number: str, on: date) -> int | None:
        """The first year since which it, or a village that went into it, is called poor."""
        return min(filter(None, map(designated_by_form, designated_of(number, on=on))), default=None)


class CountyCases(PlaceCases):
    """Counties."""

    level, suffix = COUNTY, "_county"


def village_has_facts(*, number: str, actor: Actor, on: date, case: Case | None = None) -> None:
    """A condition: the village stands, and a form of all of it is on record, so that it can be judged."""
    hops = merged_away([number], on).get(number)
    if hops:
        heir = hops[-1][0]
        name = names_of([heir], on=on).get(heir, heir)
        raise Refusal("village-gone", phrase("这个村已并入{name},不再单独办理退出。"), phrase("请按合并后的村办理。"), name=name)
    came = merged_here(number, on)
    if came and not described(number, on):
        raise Refusal(
            "form-before-merger", phrase("这个村 {year} 年有村并入,采集信息还是合并前的。"), phrase("请先导入合并后的行政村信息采集表。"), year=max(came.values()))
    if incidence_of(number, on=on) is None:
        raise Refusal("nothing-to-judge", phrase("这个村没有可以评判的采集信息。"), phrase("请先导入行政村信息采集表和户的采集信息。"))


def village_unchanged(*, number: str, actor: Actor, on: date, case: Case | None = None) -> None:
    """A condition: no merge or split of the village has come between since the case was opened; else its exit begins anew."""
    if case is None:
        return
    gone = number not in villages_on([number], on).names
    moves = entries_on(f"division:{number}").filter(verb__in=("merge", "split", "withdraw", "move_households"), recorded_at__gte=case.opened_at)
    if gone or moves.exists():
        links = Succession.objects.filter(Q(predecessor_code=number) | Q(successor_code=number), withdrawn_at=None).exclude(predecessor_code=F("successor_code")).order_by("-on", "-pk")
        told = [f"{link.predecessor_name}→{link.successor_name}({link.on})" for link in links[:3]]
        raise Refusal(
            "village-changed", phrase("办理期间这个村有合并或拆分:{moves}。"), phrase("请撤回此事项,按合并后的村重新办理,人口和公示都要重来。"), moves=told,
        )
