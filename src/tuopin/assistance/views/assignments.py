"""Proposals of who should help whom: made in the background, explained line by line, decided by two persons."""

from __future__ import annotations

from dataclasses import replace
from operator import attrgetter

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
from tuopin.assistance.views.lists import day, place_asked, text
from tuopin.desk.services import hand_in
from tuopin.divisions.selectors import names_of
from tuopin.kernel.acts import asks
from tuopin.kernel.words import phrase
from tuopin.kernel.written_numbers import number_written
from tuopin.lists import ASKED, Column, Laid, Listing, laid_out
from tuopin.lists import place_asked as place_read
from tuopin.people.selectors import told_of

ONLY = {"": phrase("全部"), "changes": phrase("有变更"), "kept": phrase("人工指定"), "without": phrase("没有人选")}


def _proven(proposal) -> bool:
    return proposal.cost == proposal.bound


def _person(line) -> str:
    return f"{line.helper.name} {line.helper.unit_name}".strip() if line.helper else ""


def _home(line) -> str:
    return line.household.number if line.household else ""


PROPOSALS = Listing(phrase("分派方案"), (
    Column("number", phrase("编号"), attrgetter("pk"), link=lambda row: reverse("assignment", args=[row.pk]), kind="code", order="pk"),
    Column("kind", phrase("分派种类"), lambda row: row.get_kind_display(), order="kind"), day("starts_on", phrase("生效日期")),
    text("wanted", phrase("需求数"), kind="num"), text("served", phrase("满足数"), kind="num"), text("cost", phrase("总代价"), kind="num"),
    Column("proof", phrase("证明"), lambda row: _("已证明最优") if _proven(row) else _("未证明"), badge=lambda row: "yes" if _proven(row) else "unknown"),
    Column("state", phrase("方案状态"), lambda row: row.get_state_display(), order="state")),
    looked_in=("kind", "state"), empty=(phrase("还没有分派方案"), phrase("有户没有帮扶人或村没有帮扶单位时,生成方案来补。")))
LINES = Listing(phrase("分派方案"), (
    Column("household", phrase("户编号"), _home, link=lambda line: reverse("household-help", args=[_home(line)]) if _home(line) else "", kind="code", order="household__number"),
    Column("helper", phrase("帮扶责任人"), _person, order="helper__name"),
    Column("unit", phrase("帮扶单位"), lambda line: line.unit.name if line.unit else "", order="unit__name"),
    Column("cost", phrase("代价"), attrgetter("cost"), kind="num", order="cost", link=lambda line: "" if line.cost is None else reverse("assignment-line", args=[line.pk])),
    Column("changes", phrase("是否变更"), lambda line: _("是") if line.changes else _("否"), order="changes", badge=lambda line: "accent" if line.changes else ""),
    text("kept", phrase("人工指定理由"))),
    place=attrgetter("village_code"), looked_in=("household__number", "helper__name", "helper__unit_name", "unit__name", "kept"), empty=(phrase("没有这一类"), ""))


@asks("read", takes=ASKED)
def assignments(request: HttpRequest) -> HttpResponse:
    """The proposals for a place, and the choices made by hand."""
    area = place_read(request)
    found = laid_out(request, area, proposals(request.actor, area), PROPOSALS)
    if not isinstance(found, Laid):
        return found
    choices = list(hand_choices(request.actor, area)[:50])
    names, request.people_told = names_of({c.village_code for c in choices}, on=request.on), told_of(choices, "made_by", "starts_on")
    return render(request, "assistance/assignments.html", {
        "area": area, "list": found, "choices": [(c, names.get(c.village_code, c.village_code)) for c in choices], "may_ask": request.actor.may("confirm", area),
    })


@asks("read", takes=(*ASKED, "village"))
def assignment(request: HttpRequest, pk: int) -> HttpResponse:
    """One proposal: cost and proof, its lines by village, what may be decided; a cost leads to why it is so."""
    proposal = proposal_of(request.actor, pk)
    area = request.area_code = proposal.area_code
    only, village = request.GET.get("only", ""), request.GET.get("village", "")
    found = laid_out(request, area, lines_of(proposal, only=only if only in ONLY else "", village=village), replace(LINES, title=f"{_('分派方案')} {pk}"))
    if not isinstance(found, Laid):
        return found
    counts = counted(proposal)
    return render(request, "assistance/assignment.html", {
        "proposal": proposal, "list": found, "only": only, "tabs": [(k, _(v), counts[k or "all"]) for k, v in ONLY.items()],
        "gap": proposal.cost - proposal.bound, "may_decide": request.actor.may("confirm", area), "counts": counts,
        "may_drop": proposal.state in ("proposed", "confirmed"),
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
        "end": Deed(phrase("取消人工指定"), forms.WithdrawForm, lambda r, s: end_choice(choice=number_written(choice) or 0, **here), phrase("已取消。")),
    }
    if what not in deeds:
        raise no_such_deed()
    return do_deed(request, deeds[what], Way(reverse("assignments"), _("分派方案")))
