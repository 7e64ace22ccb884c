"""A year of a place: how the poor became fewer, whether the year is frozen and what was corrected after, what early exits are worth."""

from __future__ import annotations

from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tuopin.divisions.selectors import names_of
from tuopin.identification.selectors.places import designations_of
from tuopin.kernel.acts import asks
from tuopin.kernel.areas import depth_of, level_of
from tuopin.kernel.tables import write_rows
from tuopin.monitoring.selectors.bridges import bridge_of, return_rate
from tuopin.monitoring.selectors.years import corrected_after, freezes_for
from tuopin.monitoring.states.classes import POOR
from tuopin.policy.rulebook.early_exit_reward import reward_of

COUNTY, PAGE = 3, 50


@asks("read", takes=("file", "after"))
@require_safe
def year_account(request: HttpRequest) -> HttpResponse:
    """The bridge from one year's poor to the next, the frozen years, the rewards of counties that left early."""
    area = request.GET.get("area") or request.actor.home
    request.actor.require("read", area)
    request.area_code = area
    found, (back, exited) = bridge_of(request.actor, area, request.year), return_rate(request.actor, area, request.year)
    rows = [  # the list knows how a household stands at the year's end: of what happened in the year it cannot show just those
        (_("年初贫困"), *found.before, ""), (_("新识别"), *found.identified, ""), (_("返贫"), *found.returned, ""),
        (_("自然增加"), "", found.born, ""), (_("自然减少"), "", found.gone, ""), (_("脱贫"), *found.exited, ""), (_("清退"), *found.removed, ""),
        (_("年末贫困"), *found.after, f"year={request.year}&" + urlencode([("status", status) for status in sorted(POOR)])), (_("净减少"), *found.net, ""),
    ]
    if request.GET.get("file"):
        response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="year-{request.year}-{area}.csv"'
        write_rows(response, [[_("项目"), _("户"), _("人")], *([word, households, persons] for word, households, persons, _link in rows)])
        return response
    freezes = [freeze for freeze in freezes_for(request.actor) if level_of(area) <= COUNTY or freeze.county_code == area[:6] + "000000"]
    shown = next((freeze for freeze in freezes if freeze.year == request.year and freeze.county_code == area[:6] + "000000"), None)
    left = [(row, *reward_of(row.area_code, row.ends_on)) for row in designations_of(request.actor, area) if row.ends_on and depth_of(row.area_code) == COUNTY]
    names = names_of({area, *(freeze.county_code for freeze in freezes), *(row.area_code for row, *_more in left)}, on=request.on)
    return render(request, "monitoring/years.html", {
        "area": area, "area_name": names.get(area, area), "rows": rows, "back": back, "exited": exited, "rate": back / exited if exited else None,
        "freezes": [(freeze, names.get(freeze.county_code, freeze.county_code)) for freeze in freezes], "frozen": shown,
        "corrected": Paginator(corrected_after(request.actor, shown) if shown else [], PAGE).get_page(request.GET.get("after", "")), "rewards": [(row, names.get(row.area_code, row.area_code), wan, number) for row, wan, number in left],
    })
