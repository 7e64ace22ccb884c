"""One county, one policy: the counties with and without an approved strategy, one version with its problems, and gaps of basic services."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tuopin.benefits.forms import GapForm, StrategyForm
from tuopin.benefits.selectors.service_gaps import gap_counts, gaps_of, gaps_unrecorded
from tuopin.benefits.selectors.strategies import strategies_of, strategy_file
from tuopin.benefits.services.draft_strategy import draft_strategy, lines_written
from tuopin.benefits.services.record_gaps import Gap, record_gaps
from tuopin.benefits.states.basic_services import SERVICES, SOURCES
from tuopin.divisions.selectors import names_of
from tuopin.kernel.acts import asks
from tuopin.kernel.areas import depth_of
from tuopin.kernel.refusals import NotFound, Refusal
from tuopin.kernel.tables import write_rows
from tuopin.kernel.words import phrase
from tuopin.ledger.states import STATE_WORDS
from tuopin.lists import ASKED, Column, Filter, Laid, Listing, laid_out, place_asked

COUNTY, SIZE, SHOWN_YEARS = 3, 50, 4
GAPS = Listing(phrase("基本公共服务缺口"), (
    Column("service", phrase("服务"), lambda row: _(SERVICES[SOURCES[row.source]].title), order="source"), Column("detail", phrase("缺什么"), lambda row: row.detail, order="detail"),
    Column("issued_on", phrase("登记日期"), lambda row: row.issued_on.isoformat(), kind="code", order="issued_on"),
    Column("due_on", phrase("完成期限"), lambda row: row.due_on.isoformat(), kind="code", order="due_on"),
    Column("state", phrase("任务状态"), lambda row: _(STATE_WORDS[row.state]), link=lambda row: reverse("task", args=[row.pk]), order="state"),
    Column("closed_on", phrase("销号日期"), lambda row: row.closed_on.isoformat() if row.closed_on else "", kind="code", order="closed_on"),
), filters=(Filter("service", phrase("服务"), tuple((key, service.title) for key, service in SERVICES.items())),),
    empty=(phrase("没有登记缺口"), phrase("村信息采集表中没有的服务列在下面;在这里登记。")))


def _area_of(request: HttpRequest) -> tuple[str, str]:
    area = request.GET.get("area") or request.actor.home
    request.actor.require("read", area)
    request.area_code = area
    return area, names_of([area], on=request.on).get(area, area)


def _as_file(name: str, head: list[str], rows: list[list]) -> HttpResponse:
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    write_rows(response, [head, *rows])
    return response


@asks("read", takes=("file",))
@require_safe
def strategies(request: HttpRequest) -> HttpResponse:
    """The counties that must have a strategy, those without one first."""
    return _strategies(request)


def _strategies(request: HttpRequest, form: StrategyForm | None = None) -> HttpResponse:
    area, name = _area_of(request)
    rows = strategies_of(request.actor, area, on=request.on)
    if request.GET.get("file"):
        return _as_file("strategies", [_("区划代码"), _("区划名称"), _("版次"), _("批准日期"), _("措施"), _("已办结"), _("逾期")], [
            [one.code, one.name, one.strategy.version if one.strategy else "", one.strategy.approved_on.isoformat() if one.strategy else "", one.lines, one.done, one.late]
            for one in rows])
    county = depth_of(area) == COUNTY and request.actor.may("correct", area)
    return render(request, "benefits/strategies.html", {
        "area": area, "area_name": name, "rows": rows, "without": sum(one.strategy is None for one in rows), "form": (form or StrategyForm()) if county else None,
    }, status=422 if form is not None else 200)


@asks("correct", takes=(StrategyForm,))
@require_POST
def draft(request: HttpRequest) -> HttpResponse:
    """Draft the next version of a county's strategy, a line a problem."""
    area, _name = _area_of(request)
    request.actor.require("correct", area)
    form = StrategyForm(request.POST)
    if form.is_valid():
        try:
            row = draft_strategy(area=area, title=form.cleaned_data["title"], lines=lines_written(form.cleaned_data["lines"]), actor=request.actor, on=request.on)
        except NotFound:
            raise
        except Refusal as refusal:
            form.add_error(None, " ".join(refusal.say(_)))
        else:
            messages.success(request, _("已拟订,经上级批准后生效。"))
            return redirect("strategy", row.pk)
    return _strategies(request, form)


@asks("read")
@require_safe
def strategy(request: HttpRequest, pk: int) -> HttpResponse:
    """One version: problems, measures, owners, days, results; its approval; the other versions."""
    file = strategy_file(request.actor, pk)
    area = request.area_code = file.strategy.area_code
    return render(request, "benefits/strategy.html", {
        "file": file, "strategy": file.strategy, "place": names_of([area], on=request.on).get(area, area),
        "lines": [(line, _(STATE_WORDS[line.task.state]) if line.task else "", result) for line, result in file.lines],
        "may_open": file.strategy.approved_on is None and request.actor.may("correct", area) and (file.case is None or file.case.ended_at is not None),
    })


@asks("read", takes=("service", *ASKED))
@require_safe
def service_gaps(request: HttpRequest) -> HttpResponseBase:
    """The gaps of basic services of a place, and how many were open at each year's end."""
    return _gaps(request)


def _gaps(request: HttpRequest, form: GapForm | None = None) -> HttpResponseBase:
    area = place_asked(request)
    found = laid_out(request, area, gaps_of(request.actor, area, service=request.GET.get("service", "")), GAPS)
    if not isinstance(found, Laid):
        return found
    years = list(range(request.year - SHOWN_YEARS + 1, request.year + 1))
    counts = gap_counts(request.actor, area, years=years)
    return render(request, "benefits/service_gaps.html", {
        "area": area, "list": found, "years": years,
        "counts": [(_(SERVICES[key].title), [by[year] for year in years]) for key, by in counts.by_service.items()], "totals": [counts.total[year] for year in years],
        "unrecorded": [(code, place, _(SERVICES[key].title)) for code, place, key in gaps_unrecorded(request.actor, area, on=request.on)[:SIZE]],
        "form": form or (GapForm(initial={"of_area": area}) if request.actor.may("correct", area) else None),
    }, status=422 if form is not None else 200)


@asks("correct", takes=(GapForm,))
@require_POST
def record_gap(request: HttpRequest) -> HttpResponse:
    """Put one gap on record."""
    area, _name = _area_of(request)
    form = GapForm(request.POST)
    if form.is_valid():
        said = form.cleaned_data
        try:
            record_gaps([Gap(said["of_area"], said["service"], said["text"], said["due_on"], said["unit"])], actor=request.actor, on=request.on)
        except NotFound:
            raise
        except Refusal as refusal:
            form.add_error(None, " ".join(refusal.say(_)))
        else:
            messages.success(request, _("已登记。"))
            return redirect(f"{reverse('service-gaps')}?area={area}")
    return _gaps(request, form)
