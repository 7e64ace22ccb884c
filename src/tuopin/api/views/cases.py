"""The cases of the asker's areas: which procedure, about what, how far."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from tuopin.api.answers import (
    DAY,
    MOMENT,
    TEXT,
    WHOLE,
    answering,
    area_wanted,
    as_json,
    maybe,
    page_of,
    paged,
    thing,
    wanted,
)
from tuopin.procedure.selectors import cases_listed

CASE = thing(number=WHOLE, procedure=TEXT, edition=DAY, subject=TEXT, area=TEXT, state=TEXT, due=TEXT, opened_at=MOMENT, ended_at=maybe(MOMENT))


@answering("办理事项,按编号分页 / the cases of an area, page by page", page_of(CASE), limit=WHOLE, after=TEXT, procedure=TEXT, state=TEXT, due=TEXT)
def cases(request: HttpRequest) -> HttpResponse:
    """One page, in the order of their numbers."""
    found = cases_listed(
        request.actor, area=area_wanted(request), procedure=wanted(request, "procedure"), due=wanted(request, "due"), state=wanted(request, "state")).order_by("pk")
    return as_json(paged(request, lambda after, many: found.filter(pk__gt=after)[:many], lambda rows: [{
        "number": case.pk, "procedure": case.procedure, "edition": case.edition, "subject": case.subject, "area": case.area_code, "state": case.state, "due": case.due,
        "opened_at": case.opened_at, "ended_at": case.ended_at,
    } for case in rows]))
