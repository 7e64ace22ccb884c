"""The ledger of the asker's areas: tasks as they stand today."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from tuopin.api.answers import (
    AMOUNT,
    DAY,
    FLAG,
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
from tuopin.ledger.selectors import Asked, as_shown, tasks_asked
from tuopin.ledger.states import OPEN, STATE_WORDS

TASK = thing(
    number=WHOLE, title=TEXT, state=TEXT, light=TEXT, days_late=WHOLE, due_on=DAY, area=TEXT, source=TEXT, code=TEXT, subject=TEXT, system=TEXT,
    owner=thing(area=TEXT, role=TEXT, office=TEXT, unit=TEXT), head_only=FLAG, target=maybe(AMOUNT), done=maybe(AMOUNT), unit=TEXT,
)


@answering("台账任务,按编号分页 / the tasks of an area, page by page", page_of(TASK), limit=WHOLE, after=TEXT, state=TEXT, source=TEXT, subject=TEXT, when=TEXT)
def tasks(request: HttpRequest) -> HttpResponse:
    """One page, in the order of their numbers; `when` late or soon; `state` open, as on the page, is all that is not crossed off."""
    state = choice_wanted(request, "state", ("", "open", *STATE_WORDS))
    states = tuple(OPEN) if state == "open" else (state,) if state else ()
    asked = Asked(area_wanted(request), states, choice_wanted(request, "when", ("", "late", "soon")), wanted(request, "source"), subject=wanted(request, "subject"))
    found = tasks_asked(request.actor, asked, on=request.on).order_by("pk")
    return as_json(paged(request, lambda after, many: found.filter(pk__gt=after)[:many], lambda rows: [_told(one) for one in as_shown(rows, on=request.on)]))


def _told(row) -> dict:
    task = row.task
    return {
        "number": task.pk, "title": task.title, "state": task.state, "light": row.lateness.light, "days_late": row.lateness.late, "due_on": task.due_on,
        "area": task.area_code, "source": task.source, "code": task.code, "subject": task.subject, "system": task.system,
        "owner": {"area": task.owner_area, "role": task.owner_role, "office": task.owner_office, "unit": task.owner_unit}, "head_only": task.head_only,
        "target": task.target_value, "done": task.done_value, "unit": task.unit,
    }
