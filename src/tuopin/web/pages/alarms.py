"""Alarms: what the system met that must not pass unseen, such as a sealed value that does not open or exits ended in bulk; never whose it is."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import datetime
from operator import attrgetter
from typing import NamedTuple

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tuopin.identification.selectors.quality import bulk_exits
from tuopin.kernel.acts import asks
from tuopin.kernel.alarms import Alarm
from tuopin.kernel.areas import NATION
from tuopin.kernel.days import local_zone
from tuopin.kernel.home import alarm_file
from tuopin.kernel.words import phrase
from tuopin.lists import ASKED, Column, Filter, Laid, Listing, laid_out

BULK = "bulk-exits"
WORDS = {  # what happened, and what to do about it
    "wrong-tag": (phrase("封存的值打不开"), phrase("值被改动过,或被搬到了别处。请核对备份,运行 tuopin trail verify,查明是谁改动。")),
    "unknown-key": (phrase("封存的值用了不存在的密钥"), phrase("请检查密钥文件是否完整;需要时由纸质分片恢复(tuopin keys recover)。")),
    "not-sealed": (phrase("应封存的值没有封存"), phrase("有人绕过系统写入。请查明来源,更正后重新封存。")),
    "keys-missing": (phrase("密钥文件不见了"), phrase("请立即由纸质分片恢复(tuopin keys recover)。")),
    "keys-wrong": (phrase("密钥与数据库不是一套"), phrase("请核对主目录和数据库是否属于同一系统。")),
    "reveal-ration": (phrase("查看完整号码超过限额"), phrase("请向本人核实用途。")),
    "anchor-not-written": (phrase("存证文件没有写出"), phrase("请检查存证文件夹的空间和权限,再运行 tuopin trail checkpoint;漏写的会一并补上。")),
    BULK: (phrase("一人一分钟内批准多户退出"), phrase("请逐户核对凭证和户主签字;点位置一栏看是哪些户。")),
}


ALARMS = Listing(phrase("告警"), (
    Column("at", phrase("时间"), lambda row: f"{row.at.astimezone(local_zone()):%Y-%m-%d %H:%M}", kind="code"), Column("what", phrase("告警"), attrgetter("title")),
    Column("place", phrase("位置"), attrgetter("place"), link=attrgetter("link"), kind="code"), Column("todo", phrase("怎么办"), attrgetter("todo")),
), place=None, empty=(phrase("没有告警"), phrase("系统没有遇到需要过问的情况。")))


class Row(NamedTuple):
    """One alarm as the list shows it, and the page with the rows behind it."""

    at: datetime
    what: str
    title: str
    place: str
    todo: str
    link: str = ""


@asks("audit", takes=("what", *ASKED))
@require_safe
def alarms(request: HttpRequest) -> HttpResponse:
    """The alarms, the newest first; the row itself is told only to whoever audits the whole country, others see table and column."""
    whole, what = request.actor.may("audit", NATION), request.GET.get("what", "")
    known = [Row(alarm.at, alarm.what, title, alarm.place if whole else _column(alarm), todo) for alarm in alarm_file().alarms() for title, todo in [_said(alarm.what)]]
    known = sorted([*known[::-1], *_bulks(request)], key=lambda row: row.at, reverse=True)
    counts = Counter(row.what for row in known)
    kinds = tuple((kind, f"{_said(kind)[0]} ({count})") for kind, count in sorted(counts.items()))
    found = laid_out(request, request.actor.home, [row for row in known if what in ("", row.what)], replace(ALARMS, filters=(Filter("what", phrase("告警"), kinds),)))
    return render(request, "web/alarms.html", {"list": found}) if isinstance(found, Laid) else found


def _said(what: str) -> tuple[str, str]:
    """What happened, and what to do about it, in the reader's language."""
    title, todo = WORDS.get(what, (what, ""))
    return _(title), _(todo) if todo else ""


def _bulks(request: HttpRequest) -> list[Row]:
    """Exits that one person ended in bulk, in every area that the asker audits; behind each alarm its households."""
    title, todo = _said(BULK)
    return [
        Row(one.minute, BULK, title, _("{account} {count} 户,说明相同 {same} 户").format(account=one.account, count=one.count, same=one.same_words), todo,
            f"{reverse('exits')}?area={area}&bulk={one.first_case}")
        for area in request.actor.areas_for("audit") for one in bulk_exits(request.actor, area)
    ]


def _column(alarm: Alarm) -> str:
    """Where it was, without whose row or whose account."""
    return alarm.place.split("|")[0] if alarm.what == "reveal-ration" else alarm.column
