"""Sweeps of one's areas: how far each village is, which households are left, who ticked what."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, Q, QuerySet

from tuopin.kernel.areas import NATION, ancestors, subtree
from tuopin.kernel.refusals import NotFound
from tuopin.kernel.words import phrase
from tuopin.monitoring.models import Sweep, SweepLine
from tuopin.people.selectors import Actor

PLACE = "household__village_code"


@dataclass(frozen=True)
class Progress:
    """How far a sweep is at one place: households, ticked, and of the ticked those that found something."""

    place: str
    households: int
    ticked: int
    found: int

    @property
    def left(self) -> int:
        return self.households - self.ticked


def at_or_above(actor: Actor, field: str) -> Q:
    """The condition that a row lies in the asker's areas or at a place above them."""
    areas = actor.areas_for("read")
    if NATION in areas:
        return Q()
    return actor.scope(field) | Q(**{f"{field}__in": sorted({code for area in areas for code in ancestors(area)})})


def sweeps_for(actor: Actor, *, state: str = "", on: date | None = None) -> QuerySet[Sweep]:
    """The sweeps that concern the asker's areas, those of wider places included; open ones first, then the newest.

    Of a state alone where it is named: `open`, `late` (open past its last day on the day `on`), `completed`.
    """
    rows = Sweep.objects.filter(at_or_above(actor, "area_code")).order_by(F("completed_on").asc(nulls_first=True), "-pk")
    rows = rows if not state else rows.filter(completed_on__isnull=state != "completed")
    return rows.filter(due_on__lt=on) if state == "late" else rows


def days_late(sweep: Sweep, on: date) -> int:
    """How many days past its last day it is, or was, not complete."""
    return max(((sweep.completed_on or on) - sweep.due_on).days, 0)


def sweep_for(actor: Actor, pk: int) -> Sweep:
    """One sweep; raises NotFound where it does not concern the asker's areas."""
    found = sweeps_for(actor).filter(pk=pk).first()
    if found is None:
        raise NotFound("no-such-sweep", phrase("没有这次排查。"), phrase("请从排查列表中重新选择。"))
    return found


def lines_of(actor: Actor, sweep: Sweep, *, area: str = "", which: str = "") -> QuerySet[SweepLine]:
    """The households of a sweep in the asker's areas by village and number: all, `left`, `found` (something), or one result."""
    rows = SweepLine.objects.select_related("household").filter(actor.scope(PLACE), sweep=sweep)
    if area:
        actor.require("read", area)
        low, high = subtree(area)
        rows = rows.filter(household__village_code__gte=low, household__village_code__lt=high)
    if which == "left":
        rows = rows.filter(result="")
    elif which == "found":
        rows = rows.exclude(result__in=("", "fine"))
    elif which:
        rows = rows.filter(result=which)
    return rows.order_by("household__village_code", "household__number")


def progress_of(actor: Actor, sweep: Sweep) -> list[Progress]:
    """How far each village of the sweep is, in the order of their codes; of the asker's areas alone."""
    rows = lines_of(actor, sweep).order_by("household__village_code").values_list("household__village_code").annotate(
        Count("id"), ticked=Count("id", filter=~Q(result="")), found=Count("id", filter=~Q(result__in=("", "fine"))))
    return [Progress(*row) for row in rows]


def total_of(actor: Actor, sweep: Sweep) -> Progress:
    """How far the sweep is in all of the asker's areas."""
    return totals_of(actor, [sweep])[sweep.pk]


def totals_of(actor: Actor, sweeps: list[Sweep]) -> dict[int, Progress]:
    """How far each of the sweeps is in all of the asker's areas, by its key."""
    rows = SweepLine.objects.filter(actor.scope(PLACE), sweep__in=sweeps).order_by().values_list("sweep").annotate(
        Count("id"), ticked=Count("id", filter=~Q(result="")), found=Count("id", filter=~Q(result__in=("", "fine"))))
    counted = {key: counts for key, *counts in rows}
    return {sweep.pk: Progress(sweep.area_code, *counted.get(sweep.pk, (0, 0, 0))) for sweep in sweeps}
