"""The pages of lists of households that were under watch before: handed in, looked over row by row by another person, agreed to or sent back."""

from __future__ import annotations

from itertools import zip_longest
from operator import attrgetter

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tuopin.divisions.selectors import names_of
from tuopin.kernel import codelists
from tuopin.kernel.acts import asks
from tuopin.kernel.folders import for_the_moment
from tuopin.kernel.refusals import Forbidden, NotFound, Refusal
from tuopin.kernel.words import phrase
from tuopin.lists import ASKED, Column, Filter, Laid, Listing, as_workbook, laid_out
from tuopin.lists.headings import headings
from tuopin.monitoring.forms import ReasonForm, RosterForm
from tuopin.monitoring.selectors.rosters import ROSTER_STATES, roster_of, rows_waiting, shown_waiting, watch_rosters
from tuopin.monitoring.services.receive_watch_roster import (
    RosterReceived,
    agree_to_watch_roster,
    receive_watch_roster,
    refuse_watch_roster,
)
from tuopin.monitoring.states.rosters import COLUMNS, FAULTS
from tuopin.monitoring.views.answers import done, paged
from tuopin.people.selectors import names_of_accounts

MOST_FAULTS = 200
ROSTERS = Listing(phrase("历史监测名单"), (
    Column("file_name", phrase("文件"), attrgetter("file_name"), link=lambda row: reverse("watch-roster", args=[row.pk]), order="file_name"),
    Column("basis", phrase("依据"), attrgetter("basis"), order="basis"), Column("rows", phrase("行数"), attrgetter("rows"), kind="num", order="rows"),
    Column("state", phrase("办理状态"), lambda row: row.get_state_display(), badge=lambda row: {"agreed": "yes", "refused": "no"}.get(row.state, "unknown"), order="state"),
    Column("actor", phrase("经办人"), attrgetter("actor"), order="actor"), Column("settled_by", phrase("办结人"), attrgetter("settled_by"), order="settled_by"),
    Column("settled_on", phrase("完成日期"), lambda row: row.settled_on and row.settled_on.isoformat(), kind="code", order="settled_on"),
), looked_in=("file_name", "basis", "actor", "settled_by"), filters=(Filter("only", phrase("办理状态"), ROSTER_STATES),),
    empty=(phrase("还没有提交过名单"), phrase("下载空表,填好后在上面提交。")))


@asks("import", takes=(RosterForm, *ASKED))
def watch_rosters_page(request: HttpRequest) -> HttpResponseBase:
    """The lists handed in, and the form for another; what is wrong with its rows is said row by row, and then none is taken."""
    form, told = RosterForm(*((request.POST, request.FILES) if request.method == "POST" else (None, None))), None
    area = request.GET.get("area") or request.actor.home
    request.area_code = area
    request.actor.require("import", area)
    if request.method == "POST" and form.is_valid():
        try:
            told = _hand_in(request, area, form.cleaned_data)
        except (NotFound, Forbidden):
            raise
        except Refusal as refusal:
            form.add_error("file", " ".join(refusal.say(_)))
        else:
            if told.roster:
                messages.success(request, _("已提交 {rows} 行,等待另一位负责人审核。").format(rows=told.roster.rows))
                return redirect("watch-roster", told.roster.pk)
    found = laid_out(request, area, watch_rosters(request.actor, only=request.GET.get("only", "")), ROSTERS)
    if not isinstance(found, Laid):
        return found
    faults = [(n, fault_in_words(code, params)) for n, code, params in (told.faults if told else ())]
    return render(request, "monitoring/rosters.html", {
        "form": form, "list": found, "faults": faults[:MOST_FAULTS], "more": max(len(faults) - MOST_FAULTS, 0), "rows": told.rows if told else 0,
    }, status=422 if request.method == "POST" else 200)


@asks("import")
@require_safe
def roster_template(request: HttpRequest) -> HttpResponse:
    """An empty list with its headings, and on a second sheet what may be written into which column."""
    with override(settings.LANGUAGE_CODE):
        columns, title = {name: known[0] for name, (_kind, known) in headings(COLUMNS).items()}, _("监测对象名单")
        listed = {columns[name]: [text for _word, text in codelists.choices(code, settings.LANGUAGE_CODE)]
                  for name, code in (("kind", "monitored"), ("risks", "risk"), ("measures", "measure-kind"))}
        return as_workbook(title, [
            (title, list(columns.values()), ()), (_("填写说明"), list(listed), [list(row) for row in zip_longest(*listed.values(), fillvalue="")]),
        ])


@asks("import", takes=("after",))
@require_safe
def watch_roster(request: HttpRequest, pk: int) -> HttpResponse:
    """One list: what its rows say while it waits, and who settled it how."""
    found = roster_of(request.actor, pk)
    request.area_code = found.area_code
    request.actor.require("import", found.area_code)
    page = paged(rows_waiting(found), request.GET.get("after", ""))
    request.people_named = names_of_accounts([found.actor, found.settled_by])
    label = lambda name, words: _("、").join(codelists.label(name, word, get_language()) for word in words)  # noqa: E731
    return render(request, "monitoring/roster.html", {
        "roster": found, "page": page, "area_name": names_of([found.area_code], on=request.on).get(found.area_code, found.area_code),
        "rows": [(each, label("monitored", [each.told.kind]), label("risk", each.told.risks), label("measure-kind", each.told.measures))
                 for each in shown_waiting(page.object_list, on=request.on)],
        "waits": found.state == "waiting", "may_agree": request.actor.may("confirm", found.area_code) and found.actor != request.actor.name,
        "reason_form": ReasonForm(),
    })


@asks("confirm")
@require_POST
def agree(request: HttpRequest, pk: int) -> HttpResponse:
    """Agree to a list that somebody else handed in."""
    return done(request, lambda: agree_to_watch_roster(roster=pk, actor=request.actor, on=request.on), _("已接收名单,历史监测记录已入库。"), reverse("watch-roster", args=[pk]))


@asks("import", takes=(ReasonForm,))
@require_POST
def refuse(request: HttpRequest, pk: int) -> HttpResponse:
    """Send a list back."""
    why = request.POST.get("why", "")
    return done(request, lambda: refuse_watch_roster(roster=pk, why=why, actor=request.actor, on=request.on), _("已退回名单,没有接收任何一行。"), reverse("watch-roster", args=[pk]))


def fault_in_words(code: str, params: dict) -> str:
    """What is wrong with a row, in the reader's language."""
    return _(FAULTS[code]).format(**{name: _(value) if name == "column" else value for name, value in params.items()})


def _hand_in(request: HttpRequest, area: str, given: dict) -> RosterReceived:
    handed = given["file"]
    with for_the_moment(handed.chunks(), handed.name) as path:
        return receive_watch_roster(path=path, file_name=handed.name, area=area, basis=given["basis"], actor=request.actor, on=request.on)
