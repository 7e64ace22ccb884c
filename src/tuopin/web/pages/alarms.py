"""Alarms: what the system met that must not pass unseen, such as a sealed value that does not open; never whose it is."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tuopin.kernel.acts import asks
from tuopin.kernel.alarms import Alarm
from tuopin.kernel.areas import NATION
from tuopin.kernel.home import alarm_file
from tuopin.kernel.tables import write_rows
from tuopin.kernel.words import phrase

PAGE = 50
WORDS = {  # what happened, and what to do about it
    "wrong-tag": (phrase("封存的值打不开"), phrase("值被改动过,或被搬到了别处。请核对备份,运行 tuopin trail verify,查明是谁改动。")),
    "unknown-key": (phrase("封存的值用了不存在的密钥"), phrase("请检查密钥文件是否完整;需要时由纸质分片恢复(tuopin keys recover)。")),
    "not-sealed": (phrase("应封存的值没有封存"), phrase("有人绕过系统写入。请查明来源,更正后重新封存。")),
    "keys-missing": (phrase("密钥文件不见了"), phrase("请立即由纸质分片恢复(tuopin keys recover)。")),
    "keys-wrong": (phrase("密钥与数据库不是一套"), phrase("请核对主目录和数据库是否属于同一系统。")),
    "reveal-ration": (phrase("查看完整号码超过限额"), phrase("请向本人核实用途。")),
}


@asks("audit", takes=("what", "after", "csv"))
@require_safe
def alarms(request: HttpRequest) -> HttpResponse:
    """The alarms, the newest first; the row itself is told only to whoever audits the whole country, others see table and column."""
    whole = request.actor.may("audit", NATION)
    known = [(alarm, *WORDS.get(alarm.what, (alarm.what, "")), alarm.place if whole else _column(alarm)) for alarm in alarm_file().alarms()][::-1]
    counts: dict[str, int] = {}
    for alarm, *_rest in known:
        counts[alarm.what] = counts.get(alarm.what, 0) + 1
    what = request.GET.get("what", "")
    rows = [(alarm.at, _(title), place, _(todo) if todo else "") for alarm, title, todo, place in known if what in ("", alarm.what)]
    if "csv" in request.GET:
        return _as_csv(rows)
    page = Paginator(rows, PAGE).get_page(request.GET.get("after"))
    return render(request, "web/alarms.html", {
        "rows": page, "page": page, "what": what, "all_count": len(known),
        "kinds": [(kind, _(WORDS[kind][0]) if kind in WORDS else kind, count) for kind, count in sorted(counts.items())],
    })


def _column(alarm: Alarm) -> str:
    """Where it was, without whose row or whose account."""
    return alarm.place.split("|")[0] if alarm.what == "reveal-ration" else alarm.column


def _as_csv(rows: list[tuple]) -> HttpResponse:
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="alarms.csv"'
    write_rows(response, [[_("时间"), _("告警"), _("位置"), _("怎么办")], *([at.isoformat(), *rest] for at, *rest in rows)])
    return response
