"""The overview of responsibility in a place: which heads, pledges, duties and departments are there, and every gap as a list."""


from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tuopin.divisions.selectors import names_of
from tuopin.kernel.acts import asks
from tuopin.kernel.areas import depth_of
from tuopin.kernel.codelists import code_list, label
from tuopin.kernel.words import phrase
from tuopin.lists import place_asked
from tuopin.responsibility.selectors import (
    contact_points,
    coverage_gaps,
    department_matrix,
    four_responsibilities,
    leadership,
    meetings_of,
    plan_readiness,
    problems_of,
)
from tuopin.responsibility.states import DUTIES, FOUR

LEVELS = {1: phrase("省级"), 2: phrase("市级"), 3: phrase("县级"), 4: phrase("乡级"), 5: phrase("村级")}
MOST = 100
COUNTY = 3


@asks("read")
@require_safe
def responsibility(request: HttpRequest) -> HttpResponse:
    """How responsibility stands in a place."""
    area = place_asked(request)
    heads = leadership(request.actor, area, on=request.on)
    ready = plan_readiness(request.actor, area, request.year, on=request.on)
    four = four_responsibilities(request.actor, area, on=request.on)
    small = depth_of(area) >= COUNTY
    gaps = coverage_gaps(request.actor, area, on=request.on) if small else []
    departments = department_matrix(request.actor, area, on=request.on)
    names = names_of({code for code, _what in gaps} | {code for code, _kind in four.missing} | {area}, on=request.on)
    words = {**{kind: _(word) for kind, word in DUTIES.items()}, **{word: label("sector", word, get_language() or "zh") for word in code_list("sector").values}}
    return render(request, "responsibility/overview.html", {
        "area": area, "area_name": names.get(area, area), "heads": heads, "ready": ready, "small": small,
        "levels": [(_(LEVELS[n]), heads.headed.get(n, 0), count, ready.signed.get(n, 0)) for n, count in sorted(heads.units.items())],
        "gaps": heads.gaps[:MOST], "doubles": heads.doubles[:MOST], "unsigned": list(ready.unsigned.items())[:MOST], "shorts": ready.shorts[:MOST],
        "four_missing": [(names.get(code, code), code, _(DUTIES[kind])) for code, kind in four.missing[:MOST]], "four_total": len(four.rows) * len(FOUR),
        "four_missed": len(four.missing), "uncovered": [(names.get(code, code), words.get(what, what)) for code, what in gaps[:MOST]], "uncovered_total": len(gaps),
        "unowned": [label("sector", word, get_language() or "zh") for word, _policy in departments.missing],
        "meetings": meetings_of(request.actor, area)[:5], "open_problems": problems_of(request.actor, area, solved=False).count(),
        "points": sum(len(held) for held in contact_points(request.actor, area, on=request.on).values()),
    })
