"""Lists that departments and banks send: brought in, looked over, taken back; and what in them does not fit together."""

from __future__ import annotations

from operator import attrgetter

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tuopin.benefits.forms import AwarenessForm, ListForm, VoidForm
from tuopin.benefits.selectors.checks import after_death, causes_unmet, doubles
from tuopin.benefits.selectors.deliveries import batches_for
from tuopin.benefits.services import bring_in_deliveries, record_awareness, undo_batch
from tuopin.benefits.services.bring_in import COLUMNS
from tuopin.benefits.states.catalogue import policies_on
from tuopin.benefits.views.words import day_of
from tuopin.divisions.selectors import names_of
from tuopin.kernel import codelists
from tuopin.kernel.acts import asks
from tuopin.kernel.areas import level_of
from tuopin.kernel.days import local_zone
from tuopin.kernel.folders import for_the_moment
from tuopin.kernel.refusals import Forbidden, NotFound, Refusal
from tuopin.kernel.words import phrase
from tuopin.lists import ASKED, Column, Filter, Laid, Listing, as_workbook, laid_out, place_asked
from tuopin.lists.headings import headings

VILLAGE = 5
MOST_FAULTS = 200
KINDS = {
    "doubles": (phrase("重复享受"), phrase("同一户(人)享受了互斥的两项政策。")), "after-death": (phrase("死亡后仍发放"), phrase("发放日期在本人死亡之后。")),
    "causes": (phrase("措施与致贫原因不对应"), phrase("未脱贫户的主要致贫原因,没有一项已落实的政策针对它。")),
}
CHECKS = Listing(phrase("政策核对"), (
    Column("number", phrase("户编号"), lambda found: found[1].number, link=lambda found: reverse("household-policies", args=[found[1].number]), kind="code"),
    Column("kind", phrase("问题类型"), lambda found: _(KINDS[found[0]][0])),
    Column("person", phrase("受益人"), lambda found: found[1].person),
    Column("reason", phrase("政策、原因"), lambda found: _reason(found)),
), place=lambda found: found[1].village, filters=(Filter("only", phrase("问题类型"), tuple((kind, title) for kind, (title, _text) in KINDS.items())),),
    empty=(phrase("没有发现"), phrase("没有重复享受、死亡后仍发放或措施与致贫原因不对应的户。")))
BROUGHT = Listing(phrase("落实清单"), (
    Column("file_name", phrase("文件"), attrgetter("file_name"), order="file_name"),
    Column("rows", phrase("行数"), attrgetter("rows"), kind="num", order="rows"), Column("left_out", phrase("未收"), attrgetter("left_out"), kind="num", order="left_out"),
    Column("actor", phrase("经办人"), attrgetter("actor"), order="actor"),
    Column("recorded_at", phrase("时间"), lambda row: row.recorded_at.astimezone(local_zone()).isoformat(" ", "minutes")[:16], kind="code", order="recorded_at"),
), looked_in=("file_name", "actor", "undo_reason"), filters=(Filter("only", phrase("办理状态"), (("standing", phrase("有效")), ("undone", phrase("已撤销")))),),
    at_end="benefits/undo.html", empty=(phrase("还没有导入过清单"), phrase("下载空表,填好后在上面导入。")))


@asks("import", takes=(ListForm, *ASKED))
def deliveries(request: HttpRequest) -> HttpResponseBase:
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
    found = laid_out(request, request.actor.home, batches_for(request.actor, only=request.GET.get("only", "")), BROUGHT)
    if not isinstance(found, Laid):
        return found
    return render(request, "benefits/deliveries.html", {
        "form": form, "list": found, "faults": faults[:MOST_FAULTS], "rows": rows,
        "more": max(len(faults) - MOST_FAULTS, 0), "void": VoidForm(),
    }, status=422 if request.method == "POST" else 200)


@asks("import")
def delivery_template(request: HttpRequest) -> HttpResponse:
    """An empty list with its headings, and the names of the policies on a second sheet."""
    with override(settings.LANGUAGE_CODE):
        title = _("落实清单")
        policies = [[p.title, _("人") if p.words["of"] == "person" else _("户")] for p in policies_on(day_of(request))]
        return as_workbook(title, [
            (title, [known[0] for _kind, known in headings(COLUMNS).values()], ()), (_("政策目录"), [_("政策"), _("落实到")], policies),
        ])


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


@asks("read", takes=ASKED)
def policy_checks(request: HttpRequest) -> HttpResponseBase:
    """Two of a group at once, payments after a death, causes that nothing answers."""
    area, on, only = place_asked(request), day_of(request), request.GET.get("only", "")
    rows = [(kind, row) for kind, found in (("doubles", doubles), ("after-death", after_death), ("causes", causes_unmet)) if only in ("", kind)
            for row in found(request.actor, area=area, on=on)]
    found = laid_out(request, area, rows, CHECKS)
    if not isinstance(found, Laid):
        return found
    return render(request, "benefits/checks.html", {"area": area, "list": found, "meant": [(_(title), _(text)) for title, text in KINDS.values()]})


def _reason(found: tuple) -> str:
    """The policies that do not go together, or the cause that nothing answers."""
    row = found[1]
    return _("、").join(_(policy.title) for policy in row.policies) or codelists.label("cause", row.cause, get_language() or "zh")


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
    with for_the_moment(handed.chunks(), handed.name) as path:
        return bring_in_deliveries(path=path, file_name=handed.name, actor=request.actor, on=request.on, leave_out=given["leave_out"])


def _told(sentence: str) -> str:
    return _(sentence) if sentence else ""
