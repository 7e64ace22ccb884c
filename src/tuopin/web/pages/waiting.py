"""What waits for someone in a place: cases whose step is theirs, clues to check, rows to confirm, doubts to settle, households nobody answers for, stale figures."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from tuopin.monitoring.selectors.watches import clues_unchecked
from tuopin.policy.selectors.figures import FigureValue
from tuopin.policy.selectors.freshness import FreshnessOf
from tuopin.procedure.selectors import waiting_counted
from tuopin.registry.selectors.batches import households_waiting
from tuopin.web.pages.figures import rows_behind


def what_waits(request: HttpRequest, code: str, figures: dict[str, FigureValue], fresh: FreshnessOf) -> list[dict]:
    """The things to do in the place, each with how many and the way there; only those that are more than none."""
    rows = [*_cases_and_clues(request, code), *([_rows_to_confirm(request, code)] if request.actor.areas_for("import") else [])]
    for name, text, icon in (
        ("doubts_open", _("待核实的疑点"), "doubt"), ("unknown_verdict", _("情况待核实、不能评判的户"), "question"),
        ("unpaired_households", _("没有帮扶责任人的户"), "person"),
    ):
        if name in figures and figures[name].value:
            link = rows_behind(figures[name].figure, code, request.year)
            if name == "doubts_open":
                link = _address("doubts", code, request.year) or link
            rows.append({"text": text, "value": int(figures[name].value), "link": link, "icon": icon})
    if fresh.rules_changed:
        rows.append({"text": _("规则在评判之后更新过,需要重新评判"), "value": 1, "link": "", "icon": "clock"})
    if fresh.changed:
        rows.append({"text": _("评判之后数据又有变化、需要重新评判的县"), "value": len(fresh.changed), "link": "", "icon": "clock"})
    return [row for row in rows if row]


def _cases_and_clues(request: HttpRequest, code: str) -> list[dict | None]:
    """The cases whose step is the asker's; the clues that nobody has checked yet, for whoever may."""
    cases = waiting_counted(request.actor, area=code)
    clues = clues_unchecked(request.actor, code) if request.actor.may("correct", code) else 0
    return [
        {"text": _("等您办理的事项"), "value": cases, "link": reverse("cases"), "icon": "check"} if cases else None,
        {"text": _("待入户核查的监测线索"), "value": clues, "link": f"{reverse('monitoring')}?{urlencode([('area', code), ('tab', 'clue')])}", "icon": "warning"} if clues else None,
    ]


def _rows_to_confirm(request: HttpRequest, code: str) -> dict | None:
    count = households_waiting(request.actor, code)
    if not count:
        return None
    return {"text": _("导入后等待确认或更正的户"), "value": count, "link": _address("imports", code, request.year), "icon": "import"}


def _address(name: str, code: str, year: int) -> str:
    try:
        return f"{reverse(name)}?{urlencode([('area', code), ('year', year)])}"
    except NoReverseMatch:
        return ""
