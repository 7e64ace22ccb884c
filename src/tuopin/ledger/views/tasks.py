"""The ledger of a place: its tasks with search and filters, issuing one or a whole plan, and the same as a table."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tuopin.divisions.selectors import children_of, names_of
from tuopin.kernel.acts import asks
from tuopin.kernel.refusals import NotFound, Refusal
from tuopin.kernel.tables import write_rows
from tuopin.kernel.words import phrase
from tuopin.ledger.forms import TaskForm
from tuopin.ledger.selectors import (
    Asked,
    as_shown,
    counts_by_body,
    counts_by_place,
    counts_by_source,
    tasks_asked,
    tasks_listed,
)
from tuopin.ledger.services import NewTask, issue_tasks
from tuopin.ledger.services.check_plan import plan_rows_of
from tuopin.ledger.services.plan_file import WRITTEN
from tuopin.ledger.states import OPEN, STATE_WORDS, Seat
from tuopin.ledger.views.spoken import LIGHTS, origin, shown_tasks
from tuopin.lists import as_file

ASKED = ("state", "when", "source", "system", "body", "subject", "search", "sort", "after", "head_only")
MOST_ROWS = 20_000
BODIES = {"party": "党委", "congress": "人大", "government": "政府", "cppcc": "政协"}


def asked_of(request: HttpRequest) -> Asked:
    """The question in the address."""
    get = request.GET.get
    state, page = get("state", ""), get("after", "1")
    states = tuple(OPEN) if state == "open" else (state,) if state in STATE_WORDS else ()
    return Asked(
        get("area") or request.actor.home, states, get("when", ""), get("source", "")[:80], get("system", "")[:14], get("body", "")[:10], get("subject", "")[:80],
        get("search", "")[:60], get("head_only") == "yes", get("sort", "due"), int(page) if page.isascii() and page.isdigit() and len(page) < 7 else 1,
    )


@asks("read", takes=ASKED)
@require_safe
def tasks(request: HttpRequest) -> HttpResponse:
    """The tasks of a place."""
    asked = asked_of(request)
    request.area_code = asked.area
    page = tasks_listed(request.actor, asked, on=request.on)
    places = counts_by_place(request.actor, asked.area, on=request.on, source=asked.source)
    names = names_of({place.key for place in places} | {asked.area}, on=request.on)
    query = request.GET.copy()
    query.pop("after", None)
    return render(request, "ledger/tasks.html", {
        "page": page, "rows": shown_tasks(page.rows, on=request.on), "asked": asked, "state": request.GET.get("state", ""), "query": query.urlencode(),
        "area_name": names.get(asked.area, asked.area), "may_issue": request.actor.may("correct", asked.area),
        "states": [("open", _("未办结")), *((word, _(text)) for word, text in STATE_WORDS.items())],
        "places": [(place, names.get(place.key, place.key), LIGHTS[place.light]) for place in places],
        "sources": [(one, origin(one.key)) for one in counts_by_source(request.actor, asked.area, on=request.on) if one.key],
        "bodies": [(one, _(BODIES[one.key])) for one in counts_by_body(request.actor, asked.area, on=request.on)],
        "filtered": any((asked.states, asked.when, asked.source, asked.search, asked.system, asked.body, asked.subject, asked.head_only)),
    })


@asks("export", takes=(*ASKED, "form"))
@require_safe
def export_tasks(request: HttpRequest) -> HttpResponse:
    """The list as a table for a spreadsheet: a line a task, without any personal value of a household; with `form=plan` as a plan that can be brought in."""
    asked = asked_of(request)
    found = tasks_asked(request.actor, asked, on=request.on)
    if (total := found.count()) > MOST_ROWS:
        raise Refusal("table-too-long", phrase("共有 {count} 项,一张表最多 {most} 项,没有导出。"), phrase("请按区划、状态或来源缩小范围后再导出。"), count=total, most=MOST_ROWS)
    if request.GET.get("form") == "plan":
        return as_file(f"plan-{asked.area}", "xlsx", list(WRITTEN), plan_rows_of(list(found)))
    rows = shown_tasks(as_shown(found, on=request.on), on=request.on)
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="tasks-{asked.area}.csv"'
    head = [_("任务编号"), _("任务"), _("任务来源"), _("区划代码"), _("区划名称"), _("责任岗位"), _("目标值"), _("完成值"), _("计量单位"), _("完成期限"), _("任务状态"), _("逾期天数")]
    write_rows(response, [head, *([
        t.code, t.title, t.source, t.area_code, each["place"], each["owner"], t.target_value, t.done_value, t.unit, t.due_on.isoformat(), each["state"], each["late"],
    ] for each in rows for t in [each["task"]])])
    return response


@asks("correct", takes=(TaskForm,))
def issue_task(request: HttpRequest) -> HttpResponse:
    """Issue one task, or one for each place right below."""
    area = request.POST.get("area") or request.GET.get("area") or request.actor.home
    request.area_code = area
    form = TaskForm(request.POST if request.method == "POST" else None, initial={"area": area, "seat": "head/secretary"})
    if request.method == "POST" and form.is_valid():
        try:
            issued = issue_tasks(_wanted(request, form.cleaned_data), actor=request.actor, on=request.on)
        except NotFound:
            raise
        except Refusal as refusal:
            form.add_error(None, " ".join(refusal.say(_)))
        else:
            messages.success(request, _("已下达 {count} 项任务。").format(count=len(issued)))
            return redirect("task", issued[0].pk) if len(issued) == 1 else redirect(f"/tasks/?area={area}&sort=new")
    return render(request, "ledger/issue.html", {"form": form, "area_name": names_of([area], on=request.on).get(area, area)}, status=422 if form.errors else 200)


def _wanted(request: HttpRequest, said: dict) -> list[NewTask]:
    role, _slash, office = said.pop("seat").partition("/")
    area, each = said.pop("area"), said.pop("each_below")
    areas = [place.code for place in children_of(area, request.on, request.actor)] if each else [area]
    said["evidence_kinds"] = tuple(said["evidence_kinds"])
    return [NewTask(area=one, owner=Seat(one, role, office), **said) for one in areas]
