"""The helpers of a place: where they are posted, how many households they carry, whether they have left; one helper with all of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet

from tuopin.assistance.models import CadreEvent, Departure, SelfAssessment
from tuopin.assistance.selectors.cadres import cadre_file, self_assessments
from tuopin.assistance.states.numbers import whole
from tuopin.kernel.areas import ancestors, level_of
from tuopin.kernel.refusals import NotFound
from tuopin.kernel.words import phrase
from tuopin.people.selectors import Actor
from tuopin.policy.selectors.areas import areas_asked, in_areas
from tuopin.registry.models import Helper, Pairing, Posting


def helpers(actor: Actor, area: str, *, on: date, only: str = "") -> QuerySet[Helper]:
    """The helpers of a county or a place above it; of a township or village those who answer for a household or are posted there on the day.

    `load`: how many of the households in the asker's sight each carries on the day. `only`: idle (no household), over (more than allowed),
    left (at no work any more), lists (all of the lists that the place may choose from, of whom it sees no more than name, unit and duty).
    """
    codes = areas_asked(actor, area)
    runs = Q(starts_on__lte=on) & (Q(ends_on=None) | Q(ends_on__gt=on))
    load = Q(pairings__starts_on__lte=on) & (Q(pairings__ends_on=None) | Q(pairings__ends_on__gt=on))
    gone = Departure.objects.filter(Q(ends_on=None) | Q(ends_on__gt=on), starts_on__lte=on).values("helper_id")
    if only == "lists" or not below_county(codes):
        rows = Helper.objects.filter(in_areas(codes, "area_code") | Q(area_code__in={above for code in codes for above in ancestors(code)}))
    else:
        paired = Pairing.objects.filter(runs, in_areas(codes, "household__village_code")).values("helper_id")
        posted = Posting.objects.filter(runs, in_areas(codes)).values("helper_id")
        rows = Helper.objects.filter(Q(pk__in=paired) | Q(pk__in=posted))
    rows = rows.annotate(load=Count("pairings__household", filter=load, distinct=True))
    return {
        "idle": rows.filter(load=0).exclude(pk__in=gone), "over": rows.filter(load__gt=whole("households_most", on, area)), "left": rows.filter(pk__in=gone),
    }.get(only, rows).order_by("area_code", "number")


def below_county(codes: Iterable[str]) -> bool:
    """Whether all the places lie in townships: helpers stand on the lists of counties and above, most of them at work elsewhere."""
    return all(level_of(code) > 3 for code in codes)


@dataclass(frozen=True)
class HelperFile:
    """One helper: households now and before, where posted, what stands in their file."""

    helper: Helper
    pairings: list[Pairing]
    former: list[Pairing]
    postings: list[Posting]
    departure: Departure | None
    events: list[CadreEvent]
    assessments: list[SelfAssessment]
    most: int


def helper_file(actor: Actor, pk: int, *, on: date) -> HelperFile:
    """One helper as the asker may see them. Raises NotFound where their county is not the asker's or above it."""
    helper = Helper.objects.filter(pk=pk).first()  # the guard shows those of one's own areas and of the places above
    if helper is None or not (actor.may("read", helper.area_code) or any(helper.area_code in ancestors(code) for code in actor.areas_for("read"))):
        raise NotFound("no-such-helper", phrase("没有这名帮扶责任人。"), phrase("请核对帮扶人编号。"))
    runs = Q(ends_on=None) | Q(ends_on__gt=on)
    mine = Pairing.objects.filter(actor.scope("household__village_code"), helper=helper).select_related("household").order_by("household__number")
    return HelperFile(
        helper, list(mine.filter(runs, starts_on__lte=on)), list(mine.filter(ends_on__lte=on)),
        list(Posting.objects.filter(actor.scope(), helper=helper).order_by("-starts_on")),
        Departure.objects.filter(runs, helper=helper, starts_on__lte=on).first(), cadre_file(actor, pk), self_assessments(actor, pk),
        whole("households_most", on, helper.area_code),
    )


def helper_numbered(place: str, number: str) -> Helper:
    """The helper of that number in the county list that covers the place. Raises NotFound."""
    found = Helper.objects.filter(number=number.strip(), area_code__in=[place, *ancestors(place)]).order_by("-area_code").first()
    if found is None:
        raise NotFound("no-such-helper-number", phrase("本县没有编号为“{number}”的帮扶责任人。"), phrase("请在帮扶责任人列表中查找编号。"), number=number[:40])
    return found
