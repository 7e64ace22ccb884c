"""Help for other programs: the resident teams of an area, and who answers for which household."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from tuopin.api.answers import (
    DAY,
    TEXT,
    WHOLE,
    answering,
    area_wanted,
    as_json,
    choice_wanted,
    maybe,
    page_of,
    paged,
    thing,
    wanted,
)
from tuopin.assistance.selectors.households import pairings_in
from tuopin.assistance.selectors.teams import FILTERS, TeamRow, teams_behind

TEAM = thing(
    number=WHOLE, village_code=TEXT, unit=TEXT, starts_on=DAY, ends_on=maybe(DAY), station=TEXT, members=WHOLE, leader=TEXT, first_secretary=TEXT,
    village_days=WHOLE, nights=WHOLE, diary_entries=WHOLE, last_entry_on=maybe(DAY),
)
HELPER = thing(number=TEXT, area=TEXT, name=TEXT, unit=TEXT, unit_class=TEXT, duty=TEXT)
PAIRING = thing(number=WHOLE, household=TEXT, village_code=TEXT, helper=HELPER, starts_on=DAY, ends_on=maybe(DAY))


@answering("驻村工作队,按编号分页;天数、夜数、日记为本月 / the resident teams of an area, page by page; days, nights and diary entries are those of the month so far",
           page_of(TEAM), limit=WHOLE, after=TEXT, lacks=TEXT)
def teams(request: HttpRequest) -> HttpResponse:
    """One page of the teams at work, in the order of their numbers; `lacks` as on the page."""
    area, lacks = area_wanted(request), choice_wanted(request, "lacks", ("", *FILTERS))
    return as_json(paged(
        request, lambda after, many: teams_behind(request.actor, area, on=request.on, lacks=lacks, after=after, many=many), lambda rows: [_team(row) for row in rows]))


def _team(row: TeamRow) -> dict:
    return {
        "number": row.pk, "village_code": row.village_code, "unit": row.unit, "starts_on": row.starts_on, "ends_on": row.ends_on, "station": row.station or "",
        "members": row.members, "leader": row.leader, "first_secretary": row.first_secretary, "village_days": row.days, "nights": row.nights,
        "diary_entries": row.entries, "last_entry_on": row.last_entry,
    }


@answering("结对帮扶,按编号分页 / who answers for which household, page by page", page_of(PAIRING), limit=WHOLE, after=TEXT, which=TEXT, household=TEXT, helper=TEXT)
def pairings(request: HttpRequest) -> HttpResponse:
    """One page, in the order of their numbers; `which` running (usual) or ended, of one household or helper by number."""
    found = pairings_in(
        request.actor, area_wanted(request), on=request.on, ended=choice_wanted(request, "which", ("running", "ended"), "running") == "ended",
        household=wanted(request, "household"), helper=wanted(request, "helper"))
    return as_json(paged(request, lambda after, many: found.filter(pk__gt=after)[:many], lambda rows: [_pairing(one) for one in rows]))


def _pairing(one) -> dict:
    helper = one.helper
    return {
        "number": one.pk, "household": one.household.number, "village_code": one.household.village_code,
        "helper": {"number": helper.number, "area": helper.area_code, "name": helper.name, "unit": helper.unit_name, "unit_class": helper.unit_class, "duty": helper.duty},
        "starts_on": one.starts_on, "ends_on": one.ends_on,
    }
