"""A plan brought in from a table: looked through row by row, marked in a workbook, issued whole or not at all."""

from __future__ import annotations

import io

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tuopin.kernel.acts import asks
from tuopin.kernel.refusals import NotFound, Refusal
from tuopin.kernel.tables import write_rows
from tuopin.ledger.forms import PlanForm
from tuopin.ledger.services import issue_tasks
from tuopin.ledger.services.check_plan import PlanRow, check_plan, marked_rows
from tuopin.ledger.services.plan_file import COLUMNS, WRITTEN, tasks_of_plan
from tuopin.lists import as_file

SHOWN = 200  # rows of a table that a page shows, those with something wrong first


@asks("correct", takes=(PlanForm, "what"))
def issue_plan(request: HttpRequest) -> HttpResponseBase:
    """Look a plan through, hand it back marked, or issue it whole."""
    form = PlanForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    rows: list[PlanRow] = []
    if request.method == "POST" and form.is_valid():
        source, data = form.cleaned_data["source"], _sent(form)
        try:
            if request.POST.get("what"):
                rows = check_plan(data, source=source, actor=request.actor, on=request.on)
            else:
                issued = issue_tasks(tasks_of_plan(data, source=source), actor=request.actor, on=request.on)
                messages.success(request, _("已下达 {count} 项任务。").format(count=len(issued)))
                return redirect(f"/tasks/?source={source}")
        except NotFound:
            raise
        except Refusal as refusal:
            form.add_error("file", " ".join(refusal.say(_)))
            rows = _answers(request, data, source)
        if rows and request.POST.get("what") == "marked":
            return as_file(_("任务表(已标注)"), "xlsx", [*WRITTEN, _("问题")], marked_rows(rows))
    wrong = [row for row in rows if row.fault]
    return render(request, "ledger/plan.html", {
        "form": form, "columns": WRITTEN, "rows": Paginator(sorted(rows, key=lambda row: not row.fault), SHOWN).get_page(1), "wrong": len(wrong), "total": len(rows),
        "checked": _written(rows) if rows else "",
    }, status=422 if form.errors else 200)


def _sent(form: PlanForm) -> bytes:
    """The table that came: as a file, or as the text of one that was looked through before; that is read and judged anew."""
    file = form.cleaned_data["file"]
    return file.read() if file else form.cleaned_data["checked"].encode()


def _answers(request: HttpRequest, data: bytes, source: str) -> list[PlanRow]:
    """Each row's answer beside what refused the whole; nothing where the file is no plan."""
    try:
        return check_plan(data, source=source, actor=request.actor, on=request.on)
    except Refusal:
        return []


def _written(rows: list[PlanRow]) -> str:
    """The rows as the text of a table, so that what was looked at is what is issued."""
    out = io.StringIO()
    write_rows(out, [WRITTEN, *([row.cells.get(column, "") for column in COLUMNS] for row in rows)])
    return out.getvalue()


@asks("correct", takes=("file",))
@require_safe
def plan_template(request: HttpRequest) -> HttpResponseBase:
    """An empty table with the columns of a plan."""
    if request.GET.get("file") == "xlsx":
        return as_file(_("任务表"), "xlsx", list(WRITTEN), [])
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="plan.csv"'
    write_rows(response, [WRITTEN])
    return response
