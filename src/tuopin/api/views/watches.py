"""Watched households for other programs: who is watched, since when, what is due next and how late it is."""

from __future__ import annotations

from collections.abc import Sequence

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
    rows_of,
    thing,
)
from tuopin.kernel.codelists import code_list
from tuopin.monitoring.selectors.lists import TABS, ListAsked, shown_rows, watches_after
from tuopin.monitoring.selectors.watches import WatchRow

WATCH = thing(
    number=WHOLE, household=TEXT, village_code=TEXT, head_name=TEXT, persons=WHOLE, state=TEXT, kind=TEXT, risks=rows_of(TEXT), channel=TEXT, clue_on=DAY,
    checked_on=maybe(DAY), decided_on=maybe(DAY), due=TEXT, due_on=maybe(DAY), days_late=WHOLE, level=TEXT, way=TEXT, ended_on=maybe(DAY),
)


@answering("监测对象,按编号分页 / the watched households of an area, page by page", page_of(WATCH), limit=WHOLE, after=TEXT, tab=TEXT, kind=TEXT, risk=TEXT)
def watches(request: HttpRequest) -> HttpResponse:
    """One page of a tab of the page, in the order of their numbers; what people said stays there."""
    asked = ListAsked(
        area_wanted(request), choice_wanted(request, "tab", TABS, "watched"), choice_wanted(request, "kind", ("", *code_list("monitored").values)),
        choice_wanted(request, "risk", ("", *code_list("risk").values)))

    def told(rows: Sequence[WatchRow]) -> list[dict]:
        return [_told(each.row) | {"head_name": each.household.head_name, "persons": each.household.persons} for each in shown_rows(rows, on=request.on)]

    return as_json(paged(
        request, lambda after, many: watches_after(request.actor, asked, on=request.on, after=after, many=many), told, key=lambda row: row.watch.pk))


def _told(row: WatchRow) -> dict:
    watch = row.watch
    return {
        "number": watch.pk, "household": watch.household.number, "village_code": watch.household.village_code, "state": watch.state, "kind": watch.kind, "risks": row.risks,
        "channel": watch.channel, "clue_on": watch.clue_on, "checked_on": watch.checked_on, "decided_on": watch.decided_on, "due": row.due, "due_on": row.due_on,
        "days_late": row.days_late, "level": row.level, "way": watch.way, "ended_on": watch.ended_on,
    }
