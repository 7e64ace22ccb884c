"""Pledges of a place and year, whether its plan may be approved, and how much of it is done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Q, QuerySet, Sum

from tuopin.divisions.selectors import subtree_of
from tuopin.divisions.states.names import PSEUDO
from tuopin.evidence.selectors import FileShown, evidence_of
from tuopin.kernel.areas import level_of, subtree
from tuopin.kernel.refusals import NotFound
from tuopin.kernel.words import phrase
from tuopin.people.selectors import Actor
from tuopin.responsibility.models import AnnualPlan, Pledge, PledgeTarget
from tuopin.responsibility.states import Short, shorts


@dataclass(frozen=True)
class Readiness:
    """Whether an annual plan may be approved: places that must sign, signed on each level, those that have not (code → name), targets not covered."""

    units: dict[int, int]
    signed: dict[int, int]
    unsigned: dict[str, str]
    shorts: list[Short]
    approved: AnnualPlan | None

    @property
    def coverage(self) -> Decimal:
        """Signed of all, 0 to 1; nought where there is nobody to sign."""
        total = sum(self.units.values())
        return Decimal(sum(self.signed.values())) / total if total else Decimal(0)


@dataclass(frozen=True)
class Completion:
    """A measure of a place's pledge: target, done, and what the pledges right below add up to."""

    measure: str
    unit: str
    target: Decimal
    done: Decimal
    below_target: Decimal
    below_done: Decimal

    @property
    def rate(self) -> Decimal | None:
        """Done of the target; None for a target of nought."""
        return self.done / self.target if self.target else None


@dataclass(frozen=True)
class LevelDone:
    """A measure over all pledges of one level in an area: how many places pledged it, how many have reported, what they add up to."""

    level: int
    measure: str
    unit: str
    places: int
    reported: int
    target: Decimal
    done: Decimal

    @property
    def rate(self) -> Decimal | None:
        """Done of the target; None for a target of nought."""
        return self.done / self.target if self.target else None


STATES = {
    "unsigned": Q(signed_on=None) | Q(upper_signed_on=None), "signed": Q(signed_on__isnull=False, upper_signed_on__isnull=False),
    "reported": Q(pk__in=PledgeTarget.objects.filter(done__isnull=False).values("pledge")), "settled": ~Q(outcome=""),
}


def pledges_of(actor: Actor, area: str, year: int, *, only: str = "") -> QuerySet[Pledge]:
    """The pledges of the area and the places in it for a year, by level and place; of one state of STATES where it is named."""
    actor.require("read", area)
    low, high = subtree(area)
    rows = Pledge.objects.filter(actor.scope("area_code"), area_code__gte=low, area_code__lt=high, year=year).filter(STATES.get(only, Q()))
    return rows.prefetch_related("targets").select_related("signer", "upper_signer").order_by("upper_code", "area_code")


def years_pledged(actor: Actor, area: str) -> list[int]:
    """The years in which the area, or a place below it, has pledges, the latest first."""
    low, high = subtree(area)
    rows = Pledge.objects.filter(actor.scope("area_code"), area_code__gte=low, area_code__lt=high)
    return list(rows.order_by("-year").values_list("year", flat=True).distinct())


def pledge_file(actor: Actor, pk: int) -> tuple[Pledge, list[FileShown]]:
    """One pledge with its signatures; raises NotFound."""
    row = Pledge.objects.filter(actor.scope("area_code"), pk=pk).select_related("signer", "upper_signer").prefetch_related("targets").first()
    if row is None:
        raise NotFound("no-such-pledge", phrase("没有找到这份军令状。"), phrase("请核对编号;如属其他辖区,请联系上级。"))
    return row, evidence_of(actor, f"pledge:{row.pk}")


def plan_readiness(actor: Actor, area: str, year: int, *, on: date) -> Readiness:
    """Every place of the area, itself too, has signed with the one above; every target above is covered below."""
    actor.require("read", area)
    places = {d.code: (d.name, d.level) for d in subtree_of(area, on) if d.name not in PSEUDO}
    rows = list(pledges_of(actor, area, year))
    signed = {row.area_code for row in rows if row.is_signed}
    units: dict[int, int] = {}
    have: dict[int, int] = {}
    for code, (_name, level) in places.items():
        units[level] = units.get(level, 0) + 1
        have[level] = have.get(level, 0) + (code in signed)
    targets = {(row.area_code, t.measure): t.value for row in rows for t in row.targets.all() if t.measure != "county-exit"}
    return Readiness(
        units, have, {code: name for code, (name, _level) in sorted(places.items(), key=lambda item: (item[1][1], item[0])) if code not in signed},
        shorts(targets, {row.area_code: row.upper_code for row in rows}), AnnualPlan.objects.filter(area_code=area, year=year).first(),
    )


def completion_by_level(actor: Actor, area: str, year: int) -> list[LevelDone]:
    """Done and target at every level of the area, its own first: the levels are told beside each other and never added up, for each holds the one below."""
    actor.require("read", area)
    low, high = subtree(area)
    rows = PledgeTarget.objects.filter(
        actor.scope("pledge__area_code"), pledge__area_code__gte=low, pledge__area_code__lt=high, pledge__year=year,
    ).order_by("pledge__area_code", "id").values_list("pledge__area_code", "measure", "unit", "value", "done")
    found: dict[tuple[int, str, str], list] = {}
    for code, measure, unit, value, done in rows:
        sums = found.setdefault((level_of(code), measure, unit), [0, 0, Decimal(0), Decimal(0)])
        for n, more in enumerate((1, int(done is not None), value, done or Decimal(0))):
            sums[n] += more
    return [LevelDone(*key, *sums) for key, sums in sorted(found.items(), key=lambda item: item[0][0])]


def completion(actor: Actor, area: str, year: int) -> list[Completion]:
    """The targets of a place's own pledge with what was reached, beside the sums of the pledges right below."""
    actor.require("read", area)
    below = {row["measure"]: row for row in PledgeTarget.objects.filter(
        actor.scope("pledge__area_code"), pledge__upper_code=area, pledge__year=year).values("measure").annotate(value=Sum("value"), reached=Sum("done"))}
    nought = Decimal(0)
    return [
        Completion(t.measure, t.unit, t.value, t.done or nought, below.get(t.measure, {}).get("value") or nought, below.get(t.measure, {}).get("reached") or nought)
        for t in PledgeTarget.objects.filter(pledge__area_code=area, pledge__year=year).order_by("id")
    ]
