"""Who may answer for a household or be posted: nobody who has left, nobody for their own household or one that died out; one change of a list at a time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from django.db import connection
from django.db.models import Count, Q

from tuopin.assistance.models import Departure
from tuopin.kernel.refusals import Refusal
from tuopin.kernel.words import phrase
from tuopin.registry.models import Helper, Membership


def hold_lists(helpers: Iterable[Helper]) -> None:
    """One change at a time of what the helpers of a list do, till the end of the transaction; asked for before anything else is held.

    A list is held and not its rows: whoever only sees the prefecture's helpers may not lock them.
    """
    lists = sorted({helper.area_code for helper in helpers})
    with connection.cursor() as cursor:
        for area in lists:  # in the same order everywhere
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('helpers:' || %s, 12))", [area])


def check_available(helpers: Mapping[int, Helper], on: date) -> None:
    """Raise a Refusal for who is not back from having left by the day; who is known to leave later takes on nothing new either."""
    gone = Departure.objects.filter(helper__in=helpers).exclude(ends_on__lte=on).select_related("helper").first()
    if gone is not None:
        raise Refusal("has-left", phrase("{name} 已登记离岗。"), phrase("请选择另一名帮扶责任人。"), name=gone.helper.name)


def check_kin(pairs: Sequence[tuple[int, int]]) -> None:
    """Raise a Refusal for a (household, helper) where the helper belongs to the household."""
    index_of = dict(Helper.objects.filter(pk__in={h for _, h in pairs}).exclude(certificate_index=None).values_list("pk", "certificate_index"))
    if not index_of:
        return
    members = Membership.objects.filter(household__in={h for h, _ in pairs}, person__certificate_index__in=list(index_of.values()))
    of = {(household, bytes(index)) for household, index in members.values_list("household_id", "person__certificate_index")}
    if any(helper in index_of and (household, bytes(index_of[helper])) in of for household, helper in pairs):
        raise Refusal("own-household", phrase("帮扶责任人不能帮扶自己所在的户。"), phrase("请选择另一名帮扶责任人。"))


def check_anybody_left(households: Iterable[int], on: date) -> None:
    """Raise a Refusal for a household of which nobody is left on the day: all have died or moved away. One of which nobody is recorded is none."""
    stays = Membership.objects.filter(household__in=list(households)).values("household__number").order_by("household__number")
    gone = stays.annotate(here=Count("pk", filter=Q(ends_on=None) | Q(ends_on__gt=on))).filter(here=0).first()
    if gone is not None:
        raise Refusal("nobody-left", phrase("户 {number} 已没有在户成员。"), phrase("请先按程序办理整户销户,不再安排帮扶责任人。"), number=gone["household__number"])
