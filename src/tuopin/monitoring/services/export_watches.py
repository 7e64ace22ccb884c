"""Takes the list of watched households out as a table, with what it is for on record."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tuopin.kernel import codelists
from tuopin.kernel.refusals import Refusal
from tuopin.kernel.words import phrase
from tuopin.monitoring.models import WatchMeasure
from tuopin.monitoring.selectors.lists import ListAsked, shown_rows, watch_rows
from tuopin.monitoring.states.risks import words_of
from tuopin.people.selectors import Actor
from tuopin.trail.services import record

HEADINGS = [
    phrase("户编号"), phrase("户主姓名"), phrase("行政村"), phrase("家庭人口数"), phrase("监测对象类别"), phrase("致贫返贫风险"),
    phrase("监测状态"), phrase("发现渠道"), phrase("线索日期"), phrase("核查日期"), phrase("确定日期"), phrase("落实措施数"), phrase("帮扶措施"), phrase("措施落实日期"),
    phrase("最近回访"), phrase("消除方式"), phrase("结束日期"), phrase("待办期限"), phrase("逾期天数"), phrase("监测对象名单"),
]


def export_watches(*, asked: ListAsked, purpose: str, actor: Actor, on: date) -> tuple[list[str], list[list]]:
    """The headings and rows of the list. Raises NotFound or Forbidden without the act `export` there, a Refusal without a purpose."""
    actor.require("export", asked.area)
    if not purpose.strip():
        raise Refusal("purpose-missing", phrase("没有填写导出用途。"), phrase("请写明用途,例如“2018年度退出公示”。"))
    shown = shown_rows(watch_rows(actor, asked, on=on), on=on)
    measures: dict[int, list[str]] = defaultdict(list)
    for watch, kind in WatchMeasure.objects.filter(watch__in=[each.row.watch.pk for each in shown], withdrawn_at=None).order_by("pk").values_list("watch_id", "kind"):
        measures[watch].append(kind)
    rows = [_row(each, measures[each.row.watch.pk]) for each in shown]
    record(area_code=asked.area, verb="export", subject=f"area:{asked.area}", actor=actor, on=on, basis=purpose.strip()[:300], list="watches", tab=asked.tab,
           rows=len(rows))
    return [_(heading) for heading in HEADINGS], rows


def _row(each, measures: list[str]) -> list:
    watch, home = each.row.watch, each.household
    days = [day and day.isoformat() for day in (watch.clue_on, watch.checked_on, watch.decided_on)]
    return [
        watch.household.number, home.head_name, each.place, home.persons, _label("monitored", watch.kind),
        _("、").join(_label("risk", word) for word in words_of(watch.risks)), str(watch.State(watch.state).label),
        watch.get_channel_display(), *days, watch.measured, _("、").join(_label("measure-kind", kind) for kind in dict.fromkeys(measures)),
        watch.first_measure_on and watch.first_measure_on.isoformat(), watch.visited_on and watch.visited_on.isoformat(),
        str(watch.Way(watch.way).label) if watch.way and watch.state == "removed" else "", watch.ended_on and watch.ended_on.isoformat(),
        each.row.due_on and each.row.due_on.isoformat(), each.row.days_late or "", watch.roster_id or "",
    ]


def _label(name: str, words: str) -> str:
    return codelists.label(name, words, get_language()) if words else ""
