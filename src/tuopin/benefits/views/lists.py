"""Lists that departments and banks send: brought in, looked over, taken back; and what in them does not fit together."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from django.conf import settings
from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_POST

from tuopin.benefits.forms import AwarenessForm, ListForm, VoidForm
from tuopin.benefits.selectors.checks import after_death, causes_unmet, doubles
from tuopin.benefits.selectors.deliveries import batches_for
from tuopin.benefits.services import bring_in_deliveries, record_awareness, undo_batch
from tuopin.benefits.services.bring_in import columns_in_own_words
from tuopin.benefits.states.catalogue import policies_on
from tuopin.benefits.views.words import day_of
from tuopin.divisions.selectors import names_of
from tuopin.kernel.acts import asks
from tuopin.kernel.areas import level_of
from tuopin.kernel.home import working_folder
from tuopin.kernel.refusals import Forbidden, NotFound, Refusal
from tuopin.kernel.tables import file_title
from tuopin.lists.sheet_files import Workbook

VILLAGE = 5
MOST_FAULTS = 200


@asks("import", takes=(ListForm,))
def deliveries(request: HttpRequest) -> HttpResponse:
    """The lists brought in, and the form for another; what is wrong with its rows is said row by row."""
    form = ListForm(*(request.POST, request.FILES) if request.method == "POST" else (None, None))
    faults, rows = [], 0
    if request.method == "POST" and form.is_valid():
        try:
            brought = _bring_in(request, form.cleaned_data)
        except (NotFound, Forbidden):
            raise
        except Refusal as refusal:
            form.add_error("file", " ".join(refusal.say(_told)))
        else:
            if brought.batch:
                messages.success(request, _("已导入 {rows} 行,跳过 {left} 行。").format(rows=brought.batch.rows, left=brought.batch.left_out))
                return redirect("deliveries")
            faults, rows = [(n, " ".join(fault.say(_told))) for n, fault in brought.faults], brought.rows
    batches = batches_for(request.actor)
    names = names_of({b.area_code for b in batches}, on=request.on)
    return render(request, "benefits/deliveries.html", {
        "form": form, "batches": [(b, names.get(b.area_code, _("全国"))) for b in batches], "faults": faults[:MOST_FAULTS], "rows": rows,
        "more": max(len(faults) - MOST_FAULTS, 0), "void": VoidForm(),
    }, status=422 if request.method == "POST" else 200)


@asks("import")
def delivery_template(request: HttpRequest) -> HttpResponse:
    """An empty list with its headings, and the names of the policies on a second sheet."""
    handle, name = tempfile.mkstemp(suffix=".xlsx", dir=working_folder())
    os.close(handle)
    path = Path(name)
    try:
        book = Workbook(path)
        with override(settings.LANGUAGE_CODE):
            title = _("落实清单")
            book.sheet(title, [headings[0] for _kind, headings in columns_in_own_words().values()], ())
            policies = [[p.title, _("人") if p.words["of"] == "person" else _("户")] for p in policies_on(day_of(request))]
            book.sheet(_("政策目录"), [_("政策"), _("落实到")], policies)
        book.close()
        return FileResponse(path.open("rb"), as_attachment=True, filename=f"{file_title(title)}.xlsx")
    finally:
        path.unlink()


@asks("import", takes=(VoidForm,))
@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a whole list back."""
    form = VoidForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("没有撤销:请写明原因。"))
    else:
        try:
            undo_batch(batch=pk, reason=form.cleaned_data["reason"], actor=request.actor, on=request.on)
        except (NotFound, Forbidden):
            raise
        except Refusal as refusal:
            messages.error(request, " ".join(refusal.say(_told)))
        else:
            messages.success(request, _("已撤销这份清单,记录保留备查。"))
    return redirect("deliveries")


@asks("read")
def policy_checks(request: HttpRequest) -> HttpResponse:
    """Two of a group at once, payments after a death, causes that nothing answers."""
    area, on = request.GET.get("area") or request.actor.home, day_of(request)
    request.area_code = area
    groups = [
        ("doubles", _("重复享受"), _("同一户(人)享受了互斥的两项政策。"), doubles(request.actor, area=area, on=on)),
        ("after-death", _("死亡后仍发放"), _("发放日期在本人死亡之后。"), after_death(request.actor, area=area, on=on)),
        ("causes", _("措施与致贫原因不对应"), _("未脱贫户的主要致贫原因,没有一项已落实的政策针对它。"), causes_unmet(request.actor, area=area, on=on)),
    ]
    names = names_of({area, *(row.village for *_rest, rows in groups for row in rows)}, on=request.on)
    return render(request, "benefits/checks.html", {
        "area": area, "area_name": names.get(area, _("全国")),
        "groups": [(key, title, text, [{"row": r, "place": names.get(r.village, r.village), "policies": [_(p.title) for p in r.policies]}
                                       for r in rows]) for key, title, text, rows in groups],
    })


@asks("correct", takes=(AwarenessForm,))
def awareness(request: HttpRequest, code: str) -> HttpResponse:
    """What a survey in a village found about one policy."""
    request.actor.require("correct", code)
    form = AwarenessForm(
        request.POST if request.method == "POST" else None, initial={"asked_on": day_of(request)},
        policies=[(p.name, _(p.title)) for p in policies_on(day_of(request))],
    )
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            record_awareness(
                village=code, policy=given["policy"], counted=(given["asked"], given["aware"]), asked_on=given["asked_on"], actor=request.actor,
                on=request.on,
            )
        except (NotFound, Forbidden):
            raise
        except Refusal as refusal:
            form.add_error(None, " ".join(refusal.say(_told)))
        else:
            messages.success(request, _("已记录调查结果。"))
            return redirect("village", code)
    return render(request, "benefits/awareness.html", {
        "form": form, "code": code, "name": names_of([code], on=request.on).get(code, code), "is_village": level_of(code) == VILLAGE,
    }, status=422 if request.method == "POST" else 200)


def _bring_in(request: HttpRequest, given: dict):
    handed = given["file"]
    handle, name = tempfile.mkstemp(suffix=Path(handed.name).suffix.lower()[:6], dir=working_folder())
    path = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            for chunk in handed.chunks():
                file.write(chunk)
        return bring_in_deliveries(
            path=path, file_name=handed.name, actor=request.actor, on=request.on, leave_out=given["leave_out"],
        )
    finally:
        path.unlink()


def _told(sentence: str) -> str:
    return _(sentence) if sentence else ""
