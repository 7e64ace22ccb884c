"""Organisations, pairings, scores and contracts of a place: each a list with its figures and its form."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tuopin.divisions.selectors import children_of
from tuopin.kernel.acts import asks
from tuopin.kernel.refusals import Refusal
from tuopin.kernel.words import phrase
from tuopin.ledger.states import STATE_WORDS
from tuopin.lists import ASKED, Column, Filter, Laid, Listing, laid_out, place_asked
from tuopin.party import services
from tuopin.party.forms import ClueForm, ContractForm, LeadForm, OrganisationForm
from tuopin.party.selectors import (
    clues_of,
    contracts_of,
    held_to_account,
    leads_of,
    organisations_of,
    rectification,
    scores_of,
    structure,
    times_selected,
    unpaired,
)

NUMBER = Column("number", phrase("编号"), lambda row: row.pk, kind="num")
LAYERS = {"core": phrase("村级党组织"), "industry": phrase("产业党组织"), "group": phrase("专业党小组")}
RANKS = {"village": phrase("村干部"), "township": phrase("乡镇干部"), "county": phrase("县级干部"), "other": phrase("其他人员")}


def _page(request: HttpRequest, what: str, form: forms.Form | None = None) -> HttpResponse:
    """One of the lists of the place; `form` is one that was refused."""
    area = place_asked(request)
    title, lead, figures, rows, columns, only = SHOWN[what](request, area)
    found = laid_out(request, area, rows, Listing(
        title, columns, filters=(Filter("only", phrase("只看"), tuple(only)),), empty=(phrase("还没有登记"), phrase("用下面的表单登记第一条。"))))
    if not isinstance(found, Laid):
        return found
    kind = FORMS.get(what)
    form = form or (kind(initial={"of_area": area, "starts_on": request.on, "received_on": request.on}) if kind else None)
    return render(request, "party/list.html", {
        "what": what, "area": area, "list": found, "lead": lead, "figures": figures, "form": form, "may_add": request.actor.may("correct", area),
        "may_score": what == "party-branches" and request.actor.may("correct", area),
    }, status=422 if form is not None and form.errors else 200)


def _organisations(request: HttpRequest, area: str) -> tuple:
    rows, found = organisations_of(request.actor, area, on=request.on), structure(request.actor, area, on=request.on)
    only = request.GET.get("only", "")
    if only == "unlinked":
        rows = found.unlinked
    elif only in LAYERS:
        rows = rows.filter(layer=only)
    elif only:
        rows = rows.filter(host=only)
    link = f"{reverse('party')}?area={area}&only="
    figures = [*((_(word), found.layers.get(layer, 0), f"{link}{layer}") for layer, word in LAYERS.items()), (_("有依托的党组织"), found.hosted, ""),
               (_("没有挂靠的"), len(found.unlinked), f"{link}unlinked"),
               (_("未结对的支部"), unpaired(request.actor, area, on=request.on).count(), f"{reverse('party-leads')}?area={area}&only=unpaired")]
    columns = (NUMBER, Column("name", phrase("党组织名称"), lambda o: o.name), Column("layer", phrase("党组织层次"), lambda o: o.get_layer_display()),
               Column("host", phrase("依托类型"), lambda o: o.get_host_display() if o.host else ""), Column("host_name", phrase("依托单位"), lambda o: o.host_name),
               Column("parent", phrase("上级党组织"), lambda o: f"{o.parent} #{o.parent_id}" if o.parent else ""))
    hosts = [(host, str(word)) for host, word in OrganisationForm.base_fields["host"].choices if host]
    only = [*((layer, _(word)) for layer, word in LAYERS.items()), *hosts, ("unlinked", _("没有挂靠的"))]
    return _("党组织"), _("村级党组织为核心、产业党组织为支撑、专业党小组为基础。"), figures, rows, columns, only


def _leads(request: HttpRequest, area: str) -> tuple:
    led, without = leads_of(request.actor, area, on=request.on), unpaired(request.actor, area, on=request.on)
    figures = [(_("已结对的支部"), led.count(), f"{reverse('party-leads')}?area={area}"), (_("未结对的支部"), without.count(), f"{reverse('party-leads')}?area={area}&only=unpaired")]
    only = [("unpaired", _("未结对的支部"))]
    if request.GET.get("only") == "unpaired":
        columns = (NUMBER, Column("name", phrase("党组织名称"), lambda o: o.name))
        return _("党员干部带支部"), _("一名党员干部带一个支部,一个支部由一人带。"), figures, without, columns, only
    columns = (Column("branch", phrase("党组织"), lambda row: row.branch.name), Column("cadre", phrase("带支部党员干部"), lambda row: row.cadre),
               Column("unit", phrase("单位名称"), lambda row: row.unit), Column("since", phrase("生效日期"), lambda row: row.starts_on.isoformat()))
    return _("党员干部带支部"), _("一名党员干部带一个支部,一个支部由一人带。"), figures, led, columns, only


def _branches(request: HttpRequest, area: str) -> tuple:
    rows, found = scores_of(request.actor, area, year=request.year), rectification(request.actor, area, year=request.year)
    if request.GET.get("only") == "weak":
        rows = rows.filter(weak=True)
    rows = list(rows)
    times = times_selected(request.actor, [row.branch_id for row in rows], until=request.year)
    link = f"{reverse('party-branches')}?area={area}&only=weak"
    figures = [(_("已评分"), found.scored, f"{reverse('party-branches')}?area={area}"), (_("列入整顿"), found.selected, link), (_("已立台账"), found.filed, link),
               (_("验收销号"), found.closed, link)]
    columns = (
        Column("branch", phrase("党组织"), lambda s: s.branch.name, lambda s: reverse("party-score", args=[s.pk])), Column("score", phrase("得分"), lambda s: s.score, kind="num"),
        Column("rank", phrase("名次"), lambda s: s.rank, kind="num"), Column("weak", phrase("软弱涣散"), lambda s: _("列入整顿") if s.weak else ""),
        Column("times", phrase("累计列入次数"), lambda s: times.get(s.branch_id, 0) or "", kind="num"), Column("reason", phrase("存在问题"), lambda s: s.reason),
        Column("state", phrase("整顿台账"), lambda s: _(STATE_WORDS[s.task.state]) if s.task else _("未立台账") if s.weak else "",
               lambda s: reverse("task", args=[s.task_id]) if s.task_id else ""))
    return _("党组织评分"), _("全县一次评完、倒排;排在最后的列入整顿,一村一策,上级另一人验收后才能销号。"), figures, rows, columns, [("weak", _("列入整顿"))]


def _contracts(request: HttpRequest, area: str) -> tuple:
    rows = list(contracts_of(request.actor, area, year=request.year))
    if request.GET.get("only") == "unscored":
        rows = [row for row in rows if row.score is None]
    figures = [(_("责任书"), len(rows), ""), (_("已签订"), sum(row.signed_on is not None for row in rows), ""), (_("已评分"), sum(row.score is not None for row in rows), "")]
    columns = (
        Column("secretary", phrase("书记"), lambda c: c.secretary.name, lambda c: reverse("party-contract", args=[c.pk])), Column("terms", phrase("责任内容"), lambda c: c.terms),
        Column("signed", phrase("签订日期"), lambda c: c.signed_on.isoformat() if c.signed_on else ""), Column("score", phrase("得分"), lambda c: "" if c.score is None else c.score, kind="num"),
        Column("by", phrase("评分人"), lambda c: c.scored_by.name if c.scored_by else ""))
    return _("党建责任书"), _("每名书记每年一份,书记本人签订,上级另一人评分。"), figures, rows, columns, [("unscored", _("未评分"))]


def _clues(request: HttpRequest, area: str) -> tuple:
    rows = clues_of(request.actor, area)
    if request.GET.get("only") == "open":
        rows = rows.filter(referred_on=None)
    figures = [(_("我承办的线索"), rows.count(), ""), *((_(RANKS[rank]), count, "") for rank, count in sorted(held_to_account(request.actor, area).items()))]
    columns = (
        Column("number", phrase("编号"), lambda c: c.pk, lambda c: reverse("party-clue", args=[c.pk]), "num"), Column("kind", phrase("线索类别"), lambda c: c.get_kind_display()),
        Column("received", phrase("收到日期"), lambda c: c.received_on.isoformat()),
        Column("referred", phrase("移送日期"), lambda c: c.referred_on.isoformat() if c.referred_on else ""))
    return _("村霸线索"), _("只有登记、核查、审批三名承办人和审计能看到。"), figures, rows, columns, [("open", _("未移送"))]


SHOWN = {"party": _organisations, "party-leads": _leads, "party-branches": _branches, "party-contracts": _contracts, "party-clues": _clues}
FORMS = {"party": OrganisationForm, "party-leads": LeadForm, "party-contracts": ContractForm, "party-clues": ClueForm}


@asks("read", takes=ASKED)
@require_safe
def organisations(request: HttpRequest) -> HttpResponse:
    """The Party organisations of a place."""
    return _page(request, "party")


@asks("read", takes=ASKED)
@require_safe
def leads(request: HttpRequest) -> HttpResponse:
    """Who leads which branch, and those that nobody leads."""
    return _page(request, "party-leads")


@asks("read", takes=ASKED)
@require_safe
def branches(request: HttpRequest) -> HttpResponse:
    """The scores of the year, the weakest first, and their rectification."""
    return _page(request, "party-branches")


@asks("read", takes=ASKED)
@require_safe
def contracts(request: HttpRequest) -> HttpResponse:
    """The contracts of secretaries in the year."""
    return _page(request, "party-contracts")


@asks("read", takes=ASKED)
@require_safe
def clues(request: HttpRequest) -> HttpResponse:
    """The clues that the asker is named for."""
    return _page(request, "party-clues")


def _register(request: HttpRequest, said: dict) -> None:
    starts_on, area = said.pop("starts_on"), said.pop("of_area")
    services.register_organisations([services.NewOrganisation(area, **said)], starts_on=starts_on, actor=request.actor, on=request.on)


def _lead(request: HttpRequest, said: dict) -> None:
    starts_on = said.pop("starts_on")
    services.lead_branches([services.NewLead(**said)], starts_on=starts_on, actor=request.actor, on=request.on)


def _lay_out(request: HttpRequest, said: dict) -> None:
    area = said["of_area"]
    areas = [place.code for place in children_of(area, request.on, request.actor)] if said["each_below"] else [area]
    services.lay_out_contracts([services.NewContract(one, said["terms"]) for one in areas], year=request.year, actor=request.actor, on=request.on)


def _report(request: HttpRequest, said: dict) -> None:
    area = said.pop("of_area")
    services.record_clue(clue=services.NewClue(area, **said), actor=request.actor, on=request.on)


DONE = {"party": _register, "party-leads": _lead, "party-contracts": _lay_out, "party-clues": _report}


def _recorded(request: HttpRequest, what: str) -> HttpResponse:
    """Do what the list's form says; refused, the list with the form as it was sent."""
    area, form = place_asked(request), FORMS[what](request.POST)
    if form.is_valid():
        try:
            DONE[what](request, dict(form.cleaned_data))
        except Refusal as refusal:  # a number or name that was typed and is not there, or not the asker's: the same words for both
            form.add_error(None, " ".join(refusal.say(_)))
        else:
            messages.success(request, _("已登记。"))
            return redirect(f"{reverse(what)}?area={area}")
    return _page(request, what, form)


@asks("correct", takes=(OrganisationForm,))
@require_POST
def record_organisation(request: HttpRequest) -> HttpResponse:
    """Register one organisation."""
    return _recorded(request, "party")


@asks("correct", takes=(LeadForm,))
@require_POST
def record_lead(request: HttpRequest) -> HttpResponse:
    """Pair a cadre with a branch."""
    return _recorded(request, "party-leads")


@asks("correct", takes=(ContractForm,))
@require_POST
def record_contract(request: HttpRequest) -> HttpResponse:
    """Lay out contracts."""
    return _recorded(request, "party-contracts")


@asks("correct", takes=(ClueForm,))
@require_POST
def record_clue(request: HttpRequest) -> HttpResponse:
    """Put a clue on record."""
    return _recorded(request, "party-clues")
