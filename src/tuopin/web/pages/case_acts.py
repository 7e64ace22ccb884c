"""What is done on the page of a case: handing evidence in, taking a step, objecting, answering, withdrawing."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from tuopin.intake.media.parent import LARGEST
from tuopin.kernel.acts import asks
from tuopin.kernel.refusals import NotFound, Refusal
from tuopin.kernel.words import phrase
from tuopin.kernel.written_numbers import number_written
from tuopin.procedure import services
from tuopin.procedure.selectors import case_file, evidence_for, gathered, wanted_of
from tuopin.procedure.services.clock import now
from tuopin.web.pages.cases import case_page, shown


class ActForm(forms.Form):
    """What an act says beside its evidence."""

    happened_on = forms.DateField(required=False)
    note = forms.CharField(max_length=300, required=False)
    entitled = forms.IntegerField(min_value=0, max_value=100_000, required=False)
    present = forms.IntegerField(min_value=0, max_value=100_000, required=False)
    in_favour = forms.IntegerField(min_value=0, max_value=100_000, required=False)
    seen = forms.IntegerField(min_value=0, required=False)
    key = forms.UUIDField(required=False)


class ObjectionForm(forms.Form):
    """What was objected, and by whom if they wish to be named."""

    text = forms.CharField(max_length=2000)
    objector = forms.CharField(max_length=60, required=False)
    key = forms.UUIDField(required=False)


class AnswerForm(ActForm):
    """How an objection was found."""

    outcome = forms.ChoiceField(choices=[("dismissed", ""), ("upheld", "")])


@asks("correct", takes=("file",))
@require_POST
def hand_in_evidence(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """Hand in one file for one requirement of what is due."""
    return _handed(request, pk, name, services.hand_in)


def _handed(request: HttpRequest, pk: int, name: str, hand_in: Callable) -> HttpResponse:
    """Hand the file of the form in by the service, and say its digest."""
    handed = request.FILES.get("file")
    if handed is None:
        messages.error(request, _("请选择文件。"))
        return redirect("case", pk)

    def take() -> str:
        row = hand_in(case=pk, name=name, file=handed.read(LARGEST + 1), actor=request.actor)
        return _("已收下,文件摘要 {digest}。").format(digest=row.digest[:12])

    return _done(request, pk, take)


@asks("audit", takes=("file",))
@require_POST
def hand_in_report(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """Hand in an outside evaluator's own report for the evaluator's step that is due."""
    return _handed(request, pk, name, services.hand_in_report)


@asks("audit", takes=(ActForm,), fresh=True)
@require_POST
def evaluation(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the one step that an outside evaluator takes."""
    form = ActForm(request.POST)
    if not form.is_valid():
        return case_page(request, pk, status=422, message=_("没有保存:请核对填写的内容。"))
    said = services.Said(**form.cleaned_data | {"evidence": _evidence(request, pk, answering=False)})
    return _done(request, pk, lambda: services.evaluate_case(case=pk, actor=request.actor, said=said) and _("已办理。"))


@asks("correct", takes=("file-*",))
@require_POST
def hand_in_files(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand in several files at once, each for the requirement that its field names; what is refused is told by its title, the others are kept."""
    titles = {r.name: r.title for r in wanted_of(request.actor, pk)}
    handed = {field.partition("-")[2]: files for field, files in request.FILES.lists()}
    if not any(handed.values()):
        messages.error(request, _("请选择文件。"))
        return redirect("case", pk)
    taken = 0
    for name, files in handed.items():
        for file in files:
            try:
                services.hand_in(case=pk, name=name, file=file.read(LARGEST + 1), actor=request.actor)
                taken += 1
            except NotFound:
                raise
            except Refusal as refusal:
                messages.error(request, " ".join((_("“{title}”没有收下:").format(title=_(titles.get(name, name))), *refusal.say(_))))
    if taken:
        messages.success(request, ngettext("已收下 {n} 份材料。", "已收下 {n} 份材料。", taken).format(n=taken))
    return redirect("case", pk)


@asks("correct", takes=("file",))
@require_http_methods(["GET", "POST"])
def sign(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """Sign for one requirement of what is due, with a finger on the screen; without JavaScript a photo of the paper is handed in."""
    file = case_file(request.actor, pk, at=now())
    request.area_code = file.case.area_code
    request.actor.require("correct", file.case.area_code)
    requirement = next((r for r in wanted_of(request.actor, pk) if r.name == name and "signature" in r.kinds), None)
    if requirement is None:
        messages.error(request, _("现在没有这一项签字。请看这件事项现在的步骤。"))  # signed meanwhile, or the case has gone on: the case itself says what is due
        return redirect("case", pk)
    handed, fault = request.FILES.get("file"), ""
    if request.method == "POST":
        try:
            if handed is None:
                raise Refusal("nothing-signed", phrase("还没有签字。"), phrase("请在方框内签字后再提交。"))
            services.hand_in(case=pk, name=name, file=handed.read(LARGEST + 1), actor=request.actor)
        except NotFound:
            raise
        except Refusal as refusal:
            fault = " ".join(refusal.say(_))
        else:
            messages.success(request, _("已收下签字:{title}。").format(title=_(requirement.title)))
            return redirect("case", pk)
    return render(request, "web/cases/sign.html", {
        "file": file, "case": file.case, "requirement": requirement, "fault": fault, **shown(file.case),
    }, status=422 if fault else 200)


@asks("correct", takes=(ActForm,), fresh=True)
@require_POST
def step(request: HttpRequest, pk: int) -> HttpResponse:
    """Take what is due: a step, the notice's beginning or its end."""
    form = ActForm(request.POST)
    if not form.is_valid():
        return case_page(request, pk, status=422, message=_("没有保存:请核对填写的内容。"))
    file = case_file(request.actor, pk, at=now())
    on_notice, due = file.standing.state == "on_notice", file.standing.due
    said = services.Said(**form.cleaned_data | {"evidence": _evidence(request, pk, answering=False)})
    if on_notice:
        act, told = services.close_notice, _("公示已结束。")
    elif due and due.notice:
        act, told = services.publish_notice, _("已开始公示;请打印公示并张贴。")
    else:
        return _done(request, pk, lambda: services.take_step(case=pk, step=file.case.due, actor=request.actor, said=said) and _("已办理。"))
    return _done(request, pk, lambda: act(case=pk, actor=request.actor, said=said) and told)


@asks("correct", takes=(ObjectionForm,))
@require_POST
def objection(request: HttpRequest, pk: int) -> HttpResponse:
    """Record an objection to the notice."""
    form = ObjectionForm(request.POST)
    if not form.is_valid():
        return case_page(request, pk, status=422, message=_("没有保存:请写明异议内容,不超过 2000 字。"))
    told = form.cleaned_data
    return _done(request, pk, lambda: services.object_to(
        case=pk, text=told["text"], objector=told["objector"], actor=request.actor, said=services.Said(key=told["key"])
    ) and _("已登记异议,公示停止计时。"))


@asks("correct", takes=(AnswerForm,), fresh=True)
@require_POST
def answer(request: HttpRequest, pk: int, refers: int) -> HttpResponse:
    """Answer an objection."""
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return case_page(request, pk, status=422, message=_("没有保存:请选择异议成立或不成立。"))
    told = dict(form.cleaned_data)
    outcome = told.pop("outcome")
    said = services.Said(**told | {"evidence": _evidence(request, pk, answering=True)})
    return _done(request, pk, lambda: services.answer_objection(
        case=pk, refers=refers, outcome=outcome, actor=request.actor, said=said) and _("已答复异议。"))


@asks("correct", takes=("note", "seen"), fresh=True)
@require_POST
def rejection(request: HttpRequest, pk: int) -> HttpResponse:
    """Say no at the step that is due, with the reason; it may be appealed against."""
    seen = request.POST.get("seen", "")
    said = services.Said(note=request.POST.get("note", "")[:300], seen=number_written(seen))
    told = _("已驳回;对方可以申诉。") if case_file(request.actor, pk, at=now()).edition.appeal_days else _("已驳回。")
    return _done(request, pk, lambda: services.reject(case=pk, actor=request.actor, said=said) and told)


@asks("correct", takes=("note",), fresh=True)
@require_POST
def withdrawal(request: HttpRequest, pk: int) -> HttpResponse:
    """Withdraw the case, with a reason."""
    said = services.Said(note=request.POST.get("note", "")[:300])
    return _done(request, pk, lambda: services.withdraw(case=pk, actor=request.actor, said=said) and _("已撤回。"))


def _evidence(request: HttpRequest, pk: int, *, answering: bool) -> tuple[tuple[str, UUID], ...]:
    """All that was handed in for what is due, or for the answer to an objection."""
    at = now()
    file = case_file(request.actor, pk, at=at)
    answers = {r.name for r in file.edition.objection.evidence} if file.edition.objection else set()
    found = gathered(request.actor, file.case, at=at)
    return evidence_for(found, {one.requirement.name for one in found if (one.requirement.name in answers) == answering})


def _done(request: HttpRequest, pk: int, act: Callable[[], str]) -> HttpResponse:
    """Do it and go back to the case; a refusal is told on the page of the case, with what was done there since."""
    try:
        messages.success(request, act())
    except NotFound:
        raise
    except services.MovedOn as conflict:
        message, fix = conflict.say(_)
        return case_page(request, pk, status=409, message=message, fix=fix, since=conflict.since)
    except Refusal as refusal:
        message, fix = refusal.say(_)
        return case_page(request, pk, status=409, message=message, fix=fix)
    return redirect("case", pk)
