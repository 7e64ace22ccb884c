"""Proposals of who should help whom: made in the background, explained line by line, decided by two persons."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from tuopin.assistance import forms
from tuopin.assistance.selectors.proposals import counted, hand_choices, lines_of, proposal_of, proposals, why
from tuopin.assistance.selectors.units import unit_numbered
from tuopin.assistance.services.choices import end_choice, keep_unit
from tuopin.assistance.services.decide_proposal import ask_confirmation, confirm_proposal, drop_proposal
from tuopin.assistance.views.deeds import Deed, Way, do_deed, no_such_deed
from tuopin.assistance.views.lists import SUFFIXES, Numbered, as_file, place_asked
from tuopin.desk.services import hand_in
from tuopin.divisions.selectors import names_of
from tuopin.kernel.acts import asks
from tuopin.kernel.words import phrase

ONLY = {"": phrase("全部"), "changes": phrase("有变更"), "kept": phrase("人工指定"), "without": phrase("没有人选")}


@asks("read", takes=("after",))
def assignments(request: HttpRequest) -> HttpResponse:
    """The proposals for a place, and the choices made by hand."""
    area, name = place_asked(request)
    page = Numbered(proposals(request.actor, area), request.GET.get("after", ""))
    choices = list(hand_choices(request.actor, area)[:50])
    names = names_of({p.area_code for p in page.rows} | {c.village_code for c in choices}, on=request.on)
    return render(request, "assistance/assignments.html", {
        "area": area, "area_name": name, "page": page, "rows": [(p, names.get(p.area_code, p.area_code)) for p in page.rows],
        "choices": [(c, names.get(c.village_code, c.village_code)) for c in choices], "may_ask": request.actor.may("confirm", area),
    })


@asks("read", takes=("only", "village", "after", "file"))
def assignment(request: HttpRequest, pk: int) -> HttpResponse:
    """One proposal: cost and proof, its lines by village, what may be decided."""
    found = proposal_of(request.actor, pk)
    request.area_code = found.area_code
    only, village = request.GET.get("only", ""), request.GET.get("village", "")
    lines = lines_of(found, only=only if only in ONLY else "", village=village)
    if request.GET.get("file") in SUFFIXES:
        names = names_of({line.village_code for line in lines}, on=request.on)
        return as_file(f"{_('分派方案')} {pk}", request.GET["file"], [_("行政村"), _("户编号"), _("帮扶责任人"), _("帮扶单位"), _("代价"), _("是否变更"), _("人工指定理由")],
                       [[names.get(r.village_code, r.village_code), r.household.number if r.household else "", r.helper.name if r.helper else "",
                         r.unit.name if r.unit else "", r.cost, _("是") if r.changes else _("否"), r.kept] for r in lines])
    page = Numbered(lines, request.GET.get("after", ""))
    names = names_of({line.village_code for line in page.rows} | {found.area_code}, on=request.on)
    counts = counted(found)
    return render(request, "assistance/assignment.html", {
        "proposal": found, "page": page, "rows": [(line, names.get(line.village_code, line.village_code)) for line in page.rows], "only": only,
        "tabs": [(k, _(v), counts[k or "all"]) for k, v in ONLY.items()], "area_name": names.get(found.area_code, found.area_code),
        "gap": found.cost - found.bound, "may_decide": request.actor.may("confirm", found.area_code), "counts": counts,
        "may_drop": found.state in ("proposed", "confirmed"),
    })


@asks("read")
def assignment_line(request: HttpRequest, pk: int) -> HttpResponse:
    """Why this one, and what another would cost."""
    line, others = why(request.actor, pk)
    request.area_code = line.village_code
    return render(request, "assistance/line.html", {
        "line": line, "others": [(other, [(_(label), points) for label, points in other.parts]) for other in others],
        "name": names_of([line.village_code], on=request.on).get(line.village_code, line.village_code), "proposal": line.proposal,
    })


@asks("confirm", takes=(forms.AssignmentForm,))
def ask_assignment(request: HttpRequest) -> HttpResponse:
    """Have a proposal made in the background."""
    area, _name = place_asked(request)
    request.actor.require("confirm", area)

    def run(request: HttpRequest, said: dict) -> str:
        request.actor.require("confirm", said["of_area"])
        hand_in(kind="assign", actor=request.actor, arguments={
            "kind": said["kind"], "area": said["of_area"], "starts_on": said["on_day"].isoformat(), "only_gaps": said["scope"] == "gaps",
            "file_name": names_of([said["of_area"]], on=request.on).get(said["of_area"], said["of_area"])})
        return reverse("my-jobs")

    deed = Deed(phrase("生成分派方案"), forms.AssignmentForm, run, phrase("已受理,办结后在“分派方案”中查看。"),
                phrase("求出代价最小且经证明的方案;确认之前不改动任何结对。"), button=phrase("生成方案"), initial={"of_area": area})
    return do_deed(request, deed, Way(reverse("assignments"), _("分派方案")))


@asks("confirm", takes=(forms.AskForm, forms.BasisForm, forms.WithdrawForm), fresh=True)
def assignment_deed(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    """Ask another to agree, confirm and carry out, or drop a proposal."""
    found = proposal_of(request.actor, pk)
    request.area_code = found.area_code
    request.actor.require("confirm", found.area_code)
    here = {"actor": request.actor, "on": request.on}

    def confirm(request: HttpRequest, said: dict) -> str:
        confirm_proposal(proposal=pk, basis=said["basis"], **here)
        hand_in(kind="apply-assignment", actor=request.actor, arguments={"proposal": pk, "file_name": str(pk)})
        return reverse("my-jobs")

    deeds = {
        "ask": Deed(phrase("请另一位负责人同意"), forms.AskForm, lambda r, s: ask_confirmation(
            proposal=pk, note=s["note"], actor=request.actor), phrase("已提交;另一位负责人在“办理事项”中同意后,您再确认。")),
        "confirm": Deed(phrase("确认并执行"), forms.BasisForm, confirm, phrase("已确认,正在后台执行。"), phrase("须先有另一位负责人对这份方案的同意,24 小时内有效。"),
                        button=phrase("确认并执行")),
        "drop": Deed(phrase("作废方案"), forms.WithdrawForm, lambda r, s: drop_proposal(proposal=pk, reason=s["because"], **here), phrase("已作废。")),
    }
    if what not in deeds:
        raise no_such_deed()
    return do_deed(request, deeds[what], Way(reverse("assignment", args=[pk]), f"{_('分派方案')} {pk}"))


@asks("confirm", takes=(forms.UnitChoiceForm, forms.WithdrawForm, "choice"))
def choice_deed(request: HttpRequest, what: str) -> HttpResponse:
    """Choose a unit for a village by hand; end a choice."""
    here, choice = {"actor": request.actor, "on": request.on}, request.GET.get("choice", "")

    def keep(request: HttpRequest, said: dict) -> None:
        keep_unit(village=said["village"], unit=unit_numbered(said["village"], said["unit"]).pk, reason=said["reason"], **here)

    deeds = {
        "unit": Deed(phrase("人工指定帮扶单位"), forms.UnitChoiceForm, keep, phrase("已登记;以后的分派方案都保留这一指定。")),
        "end": Deed(phrase("取消人工指定"), forms.WithdrawForm, lambda r, s: end_choice(choice=int(choice) if choice.isdigit() else 0, **here), phrase("已取消。")),
    }
    if what not in deeds:
        raise no_such_deed()
    return do_deed(request, deeds[what], Way(reverse("assignments"), _("分派方案")))
