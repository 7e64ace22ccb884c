"""People on other departments' lists who live in no household that is on record: nobody knows yet whether they were left out."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import Exists, OuterRef, QuerySet

from tuopin.kernel.areas import subtree
from tuopin.monitoring.models import DepartmentRow
from tuopin.people.selectors import Actor
from tuopin.policy.rulebook.monitoring_terms import days
from tuopin.registry.models import Membership


def people_in_no_household(actor: Actor, area: str, *, on: date) -> QuerySet[DepartmentRow]:
    """Those on lists handed in at the place or below it that count on the day, not explained and recorded in no household since.

    Raises NotFound outside the asker's areas.
    """
    actor.require("read", area)
    low, high = subtree(area)
    rows = DepartmentRow.objects.select_related("list").filter(
        actor.scope("list__area_code"), list__area_code__gte=low, list__area_code__lt=high, household=None, explained="",
        list__as_of__gt=on - timedelta(days=days("list_days", area, on) or 0), list__as_of__lte=on)
    lives = Membership.objects.filter(person__certificate_index=OuterRef("certificate_index"), ends_on=None)
    return rows.exclude(Exists(lives)).order_by("list__area_code", "list_id", "pk")
