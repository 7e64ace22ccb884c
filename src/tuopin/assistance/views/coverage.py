"""村村有帮扶单位、家家有帮扶人: how far a place is covered today, and the rows behind every gap."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from operator import attrgetter

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tuopin.assistance.selectors.coverage import Coverage, coverage
from tuopin.assistance.selectors.gaps import GAPS, Gap, gap_pages, gaps
from tuopin.assistance.selectors.units import fits
from tuopin.assistance.states.numbers import words
from tuopin.assistance.views.deeds import no_such_deed
from tuopin.assistance.views.lists import day, place_asked, text
from tuopin.divisions.selectors import names_of
from tuopin.kernel import codelists
from tuopin.kernel.acts import asks
from tuopin.kernel.areas import ancestor, depth_of, level_of
from tuopin.kernel.words import phrase
from tuopin.lists import ASKED, SUFFIXES, Column, Laid, Listing, laid_out
from tuopin.lists import place_asked as place_read


@asks("read")
def help_coverage(request: HttpRequest) -> HttpResponse:
    """How far a place is covered, by its parts, with a link to the rows behind each figure."""
    area, name = place_asked(request)
    found = coverage(request.actor, area, on=request.on)
    below = min(depth_of(area) + 1, 5)
    parts: dict[str, list] = {}
    for village in found.villages:
        parts.setdefault(ancestor(village.code, below), []).append(village)
    names = names_of(parts, on=request.on)
    mismatched = [fit for fit in fits(request.actor, area, on=request.on) if not fit.suits]
    return render(request, "assistance/coverage.html", {
        "area": area, "area_name": name, "found": found, "figures": _figures(found, area), "per_cadre": _rounded(found),
        "parts": [(code, names.get(code, code), _sums(rows), level_of(code) == 5) for code, rows in sorted(parts.items())],
        "families": [_(one) for one in words("team_families", request.on, area)], "mismatched": _mismatched(mismatched, request),
    })


@asks("read", takes=ASKED)
def help_gaps(request: HttpRequest, kind: str) -> HttpResponse:
    """The rows of one kind of gap, a page at a time; all of them are read only for a file, a search or another order."""
    if kind not in GAPS:
        raise no_such_deed()
    area = place_read(request)
    every = request.GET.get("file") in SUFFIXES or any(request.GET.get(name) for name in ("search", "sort"))
    found = laid_out(request, area, (gaps if every else gap_pages)(request.actor, area, kind, on=request.on), Listing(GAPS[kind], (
        Column("number", phrase("编号"), attrgetter("key"), link=_link, kind="code"), text("name", phrase("姓名")), day("since", phrase("自")),
        text("count", phrase("数目"), kind="num")), place=attrgetter("place"), empty=(phrase("没有缺口"), "")))
    if not isinstance(found, Laid):
        return found
    return render(request, "assistance/gaps.html", {"area": area, "kind": kind, "list": found, "kinds": [(k, _(v)) for k, v in GAPS.items()]})


def _figures(found: Coverage, area: str) -> list[tuple]:
    """Name, value, unit, link to the gap, a line below."""
    def gap(kind: str) -> str:
        return f"{reverse('help-gaps', args=[kind])}?area={area}"

    return [
        (_("有帮扶单位的村"), _share(found.with_unit, len(found.villages)), "", gap("unit"), f"{found.with_unit} / {len(found.villages)}"),
        (_("有工作队的贫困村"), _share(found.with_team, len(found.poor)), "", gap("team"), f"{found.with_team} / {len(found.poor)}"),
        (_("有帮扶人的户"), _share(found.paired, found.households), "", gap("unpaired"), f"{found.paired:,} / {found.households:,}"),
        (_("结对干部"), f"{found.cadres:,}", _("人"), reverse("helpers") + f"?area={area}", _("人均 {n} 户").format(n=_rounded(found) or "—")),
        (_("驻村队员"), f"{found.members:,}", _("人"), reverse("teams") + f"?area={area}", ngettext("{n} 支工作队", "{n} 支工作队", len(found.teams)).format(n=len(found.teams))),
        (_("第一书记"), f"{found.first_secretaries:,}", _("人"), gap("twice"), _("{n} 个村有两名以上").format(n=found.twice)),
        (_("队员不足"), f"{found.small_teams:,}", _("支"), gap("small"), _("每队至少 {n} 人").format(n=found.team_least)),
        (_("结对过多"), f"{found.overloaded:,}", _("人"), gap("overload"), ""),
    ]


def _share(part: int, whole: int) -> str:
    return f"{(Decimal(part) / whole * 100).quantize(Decimal('0.01'), ROUND_HALF_UP)}%" if whole else "—"


def _rounded(found: Coverage) -> str:
    each = found.households_per_cadre
    return str((Decimal(each.numerator) / each.denominator).quantize(Decimal("0.01"), ROUND_HALF_UP)) if each else ""


def _sums(villages: list) -> dict:
    poor = [v for v in villages if v.wants_team]
    return {
        "villages": len(villages), "with_unit": sum(v.units > 0 for v in villages), "poor": len(poor), "with_team": sum(v.team is not None for v in poor),
        "members": sum(v.members for v in villages), "households": sum(v.households for v in villages), "paired": sum(v.paired for v in villages),
    }


def _mismatched(found: list, request: HttpRequest) -> list[dict]:
    names = names_of({fit.village_code for fit in found}, on=request.on)
    return [
        {"code": fit.village_code, "name": names.get(fit.village_code, fit.village_code), "tags": codelists.label("weakness", ",".join(fit.tags), request.LANGUAGE_CODE),
         "wanted": fit.wanted, "unit": fit.unit} for fit in found[:30]
    ]


def _link(row: Gap) -> str:
    if row.kind == "household":
        return reverse("household-help", args=[row.key])
    return reverse("helper", args=[row.row]) if row.kind == "helper" else reverse("village-help", args=[row.key])
