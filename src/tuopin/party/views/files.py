"""One score with its rectification, one contract, one clue; and the table in which all branches of a county are scored together."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tuopin.divisions.selectors import names_of
from tuopin.evidence.services import accept_file
from tuopin.kernel.acts import asks
from tuopin.kernel.refusals import NotFound, Refusal
from tuopin.kernel.words import phrase
from tuopin.kernel.written_numbers import number_written
from tuopin.ledger.states import STATE_WORDS
from tuopin.lists import place_asked
from tuopin.party import services
from tuopin.party.forms import AccountForm, RectifyForm, ScoreForm, SignForm
from tuopin.party.selectors import clue_file, contract_file, score_in_sight, times_selected, unscored

LARGEST = 32 * 1024 * 1024
PDF = b"%PDF-"


def _told(request: HttpRequest, back: str, done) -> HttpResponse:
    """Do it and go back; refused, go back and say why."""
    try:
        done()
    except NotFound:
        raise
    except Refusal as refusal:
        messages.error(request, " ".join(refusal.say(_)))
    else:
        messages.success(request, _("已办理。"))
    return redirect(back)


def _bytes(form) -> tuple[bytes, str]:
    """The bytes of the file sent and its kind as evidence."""
    content = form.cleaned_data["file"].read(LARGEST + 1)
    return content, "document" if content.startswith(PDF) else "scan"


def _unclear(request: HttpRequest, back: str) -> HttpResponse:
    messages.error(request, _("没有保存:请核对填写的内容。"))
    return redirect(back)


@asks("read")
@require_safe
def score(request: HttpRequest, pk: int) -> HttpResponse:
    """One branch in one year: score, rank, how often it was weak, plan and task."""
    row = score_in_sight(request.actor, pk)
    request.area_code = row.area_code
    return render(request, "party/score.html", {
        "row": row, "place": names_of([row.area_code], on=request.on).get(row.area_code, row.area_code), "area": row.area_code,
        "times": times_selected(request.actor, [row.branch_id], until=row.year).get(row.branch_id, 0), "state": _(STATE_WORDS[row.task.state]) if row.task else "",
        "form": RectifyForm(), "may_rectify": row.weak and row.task_id is None and request.actor.may("correct", row.area_code),
    })


@asks("correct", takes=(RectifyForm,))
@require_POST
def rectify(request: HttpRequest, pk: int) -> HttpResponse:
    """Open the rectification file of one weak branch."""
    score_in_sight(request.actor, pk)
    form, back = RectifyForm(request.POST), reverse("party-score", args=[pk])
    if not form.is_valid():
        return _unclear(request, back)
    said = form.cleaned_data
    return _told(request, back, lambda: services.rectify_branches({pk: said["plan"]}, due_on=said["due_on"], actor=request.actor, on=request.on))


@asks("correct", takes=("score:*", "reason:*"))
def score_all(request: HttpRequest) -> HttpResponse:
    """The table in which all branches of a county are scored for the year shown; sent, they are scored together."""
    area = place_asked(request)
    request.actor.require("correct", area)
    fault = ""
    if request.method == "POST":
        try:
            services.score_branches(county=area, year=request.year, scores=_scores(request), actor=request.actor, on=request.on)
        except NotFound:
            raise
        except Refusal as refusal:
            fault = " ".join(refusal.say(_))
        else:
            messages.success(request, _("已评分,排在最后的列入整顿。"))
            return redirect(f"{reverse('party-branches')}?area={area}")
    rows = list(unscored(request.actor, area, year=request.year, on=request.on))
    names = names_of({row.area_code for row in rows} | {area}, on=request.on)
    return render(request, "party/score_all.html", {
        "area": area, "area_name": names.get(area, area), "fault": fault,
        "rows": [(row, names.get(row.area_code, row.area_code), request.POST.get(f"score:{row.pk}", ""), request.POST.get(f"reason:{row.pk}", "")) for row in rows],
    }, status=422 if fault else 200)


def _scores(request: HttpRequest) -> dict[int, tuple[Decimal, str]]:
    """What the table says: branch → score and what is wrong; raises Refusal for a score that is no number."""
    found = {}
    for name, value in request.POST.items():
        number = name.removeprefix("score:")
        if number == name or (branch := number_written(number)) is None or not value.strip():
            continue
        try:
            found[branch] = (Decimal(value.strip()), request.POST.get(f"reason:{number}", "")[:300])
        except InvalidOperation as wrong:
            raise Refusal("score-unclear", phrase("得分应在 0 至 100 之间。"), phrase("请核对得分。")) from wrong
        if not found[branch][0].is_finite():
            raise Refusal("score-unclear", phrase("得分应在 0 至 100 之间。"), phrase("请核对得分。"))
    return found


@asks("read")
@require_safe
def contract(request: HttpRequest, pk: int) -> HttpResponse:
    """One contract: terms, signature, score."""
    row, evidence = contract_file(request.actor, pk)
    request.area_code = row.area_code
    above = request.actor.may("confirm", row.area_code) and not any(area == row.area_code for area, _acts in request.actor.areas)
    return render(request, "party/contract.html", {
        "row": row, "area": row.area_code, "place": names_of([row.area_code], on=request.on).get(row.area_code, row.area_code), "evidence": evidence, "sign": SignForm(), "form": ScoreForm(),
        "may_sign": row.signed_on is None and row.secretary_id == request.actor.account_id, "may_score": above and row.signed_on is not None and row.score is None,
    })


@asks("correct", takes=(SignForm,), fresh=True)
@require_POST
def sign_contract(request: HttpRequest, pk: int) -> HttpResponse:
    """Sign as the secretary, with the file that shows the signature."""
    row, _evidence = contract_file(request.actor, pk)
    form, back = SignForm(request.POST, request.FILES), reverse("party-contract", args=[pk])
    if not form.is_valid():
        return _unclear(request, back)
    content, kind = _bytes(form)

    def sign() -> None:
        taken = accept_file(kind=kind, subject=f"party-contract:{pk}", area_code=row.area_code, file=content, actor=request.actor, on=request.on)
        services.sign_contracts({pk: taken.uid}, actor=request.actor, on=request.on)

    return _told(request, back, sign)


@asks("confirm", takes=(ScoreForm,), fresh=True)
@require_POST
def score_contract(request: HttpRequest, pk: int) -> HttpResponse:
    """Score one contract."""
    contract_file(request.actor, pk)
    form, back = ScoreForm(request.POST), reverse("party-contract", args=[pk])
    if not form.is_valid():
        return _unclear(request, back)
    said = form.cleaned_data
    return _told(request, back, lambda: services.score_contracts({pk: (said["score"], said["note"])}, actor=request.actor, on=request.on))


@asks("read")
@require_safe
def clue(request: HttpRequest, pk: int) -> HttpResponse:
    """One clue, opened for whoever is named for it."""
    file = clue_file(request.actor, pk)
    request.area_code = file.clue.area_code
    works = request.actor.account_id in (file.clue.recorder_id, file.clue.verifier_id, file.clue.approver_id)
    return render(request, "party/clue.html", {
        "file": file, "clue": file.clue, "area": file.clue.area_code, "place": names_of([file.clue.area_code], on=request.on).get(file.clue.area_code, ""),
        "form": AccountForm(initial={"decided_on": request.on}), "may_open": works and file.case is None, "may_account": works and file.clue.referred_on is not None,
    })


@asks("correct")
@require_POST
def refer_clue(request: HttpRequest, pk: int) -> HttpResponse:
    """Open the case in which the clue is verified and referred."""
    back = reverse("party-clue", args=[pk])
    try:
        case = services.open_referral(clue=pk, actor=request.actor)
    except NotFound:
        raise
    except Refusal as refusal:
        messages.error(request, " ".join(refusal.say(_)))
        return redirect(back)
    messages.success(request, _("已立案。"))
    return redirect("case", case.pk)


@asks("correct", takes=(AccountForm,), fresh=True)
@require_POST
def account_clue(request: HttpRequest, pk: int) -> HttpResponse:
    """Record who was held to account upon the clue."""
    file = clue_file(request.actor, pk)
    form, back = AccountForm(request.POST, request.FILES), reverse("party-clue", args=[pk])
    if not form.is_valid():
        return _unclear(request, back)
    content, kind = _bytes(form)
    said = {key: value for key, value in form.cleaned_data.items() if key != "file"}

    def hold() -> None:
        taken = accept_file(kind=kind, subject=f"party-clue:{pk}", area_code=file.clue.area_code, file=content, actor=request.actor, on=request.on)
        services.hold_to_account(clue=pk, held_person=services.Held(evidence=taken.uid, **said), actor=request.actor, on=request.on)

    return _told(request, back, hold)
