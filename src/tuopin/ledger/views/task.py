"""One task: what it asks, how it stands, what was done; and each act on it."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tuopin.divisions.selectors import children_of, names_of
from tuopin.intake.media.parent import LARGEST
from tuopin.kernel.acts import asks
from tuopin.kernel.refusals import NotFound, Refusal
from tuopin.kernel.words import phrase
from tuopin.ledger import services
from tuopin.ledger.forms import SEATS, ActForm, EvidenceForm
from tuopin.ledger.selectors import TaskFile, task_file
from tuopin.ledger.selectors.sight import task_in_sight
from tuopin.ledger.states import Seat, Share
from tuopin.ledger.views.spoken import plain, shown, shown_act, shown_tasks

SERVICES = {
    "accept": services.accept_task, "submit": services.submit_task, "verify": services.verify_task, "return": services.return_task, "close": services.close_task,
    "reopen": services.reopen_task, "void": services.void_task, "issue": services.issue_draft,
}
KINDS = {"photo": phrase("现场照片"), "scan": phrase("扫描件"), "signature": phrase("签字"), "document": phrase("PDF 文件")}


@asks("read")
@require_safe
def task(request: HttpRequest, pk: int) -> HttpResponse:
    """One task."""
    file = task_file(request.actor, pk, on=request.on)
    request.area_code = file.task.area_code
    names = names_of({file.task.area_code, file.task.owner_area, *(h.area_code for h in file.helping)}, on=request.on)
    wanted = [kind for kind in file.task.evidence_kinds.split(",") if kind] or list(KINDS)
    return render(request, "ledger/task.html", {
        "file": file, **shown(file, names), "acts": [shown_act(act) for act in file.acts], "parts": shown_tasks(file.parts, on=request.on),
        "helping": [(h.unit, names.get(h.area_code, h.area_code)) for h in file.helping], "may": file.may, "left": plain(file.left), "seats": SEATS,
        "kinds": [(kind, _(KINDS[kind])) for kind in wanted], "missing": max(0, file.task.evidence_least - len(file.evidence)),
        "below": _below(request, file), "household": file.task.subject.removeprefix("household:") if file.task.subject.startswith("household:") else "",
    })


def _below(request: HttpRequest, file: TaskFile) -> list:
    """The places to which parts may still be handed down."""
    if "cascade" not in file.may or file.task.owner_area != file.task.area_code:
        return []
    taken = {part.task.area_code for part in file.parts if part.task.state != "voided"}
    return [place for place in children_of(file.task.area_code, request.on, request.actor) if place.code not in taken]


@asks("correct", takes=(ActForm,))
@require_POST
def act(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """Do one thing with a task."""
    task_in_sight(request.actor, pk)
    form = ActForm(request.POST)
    if kind not in {*SERVICES, "hand_down"}:
        raise NotFound("not-found", phrase("没有找到。"), phrase("请刷新页面。"))
    if not form.is_valid():
        messages.error(request, _("没有保存:请核对填写的内容。"))
        return redirect("task", pk)
    said = form.cleaned_data
    if kind == "hand_down":
        role, _slash, office = said["seat"].partition("/")
        done = lambda: services.hand_down(task=pk, to=Seat(said["area"], role, office), note=said["note"], actor=request.actor, on=request.on)  # noqa: E731
    else:
        more = {"value": said["value"]} if kind == "submit" else {}
        done = lambda: SERVICES[kind](task=pk, note=said["note"], actor=request.actor, on=request.on, **more)  # noqa: E731
    return _told(request, pk, done, _("已办理。"))


@asks("correct", takes=(EvidenceForm,))
@require_POST
def add_evidence(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand in one file."""
    task_in_sight(request.actor, pk)
    form = EvidenceForm(request.POST, request.FILES)
    if not form.is_valid():
        messages.error(request, _("请选择文件。"))
        return redirect("task", pk)
    said = form.cleaned_data
    return _told(request, pk, lambda: services.hand_in_evidence(
        task=pk, kind=said["kind"], file=said["file"].read(LARGEST + 1), note=said["note"], actor=request.actor, on=request.on), _("已收下凭证。"))


@asks("correct", takes=("share:*",))
@require_POST
def cascade(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand parts of the target down to the places below."""
    task_in_sight(request.actor, pk)
    try:
        shares = [Share(name.removeprefix("share:"), Decimal(value)) for name, value in request.POST.items() if name.startswith("share:") and value.strip()]
    except InvalidOperation:
        messages.error(request, _("没有保存:请核对填写的内容。"))
        return redirect("task", pk)
    return _told(request, pk, lambda: services.cascade_task(task=pk, shares=shares, actor=request.actor, on=request.on), _("已分解下达。"))


def _told(request: HttpRequest, pk: int, done, said: str) -> HttpResponse:
    """Do it and say so; what was refused is said on the task's page, and what was recorded of it stays."""
    try:
        done()
    except NotFound:
        raise
    except Refusal as refusal:
        messages.error(request, " ".join(refusal.say(_)))
    else:
        messages.success(request, said)
    return redirect("task", pk)
