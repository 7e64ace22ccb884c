"""My day: what my posts have to do, the cases whose step is mine and the watched households that are due, what waits for my verification, what is told to my level; and my calendar."""

from __future__ import annotations

from base64 import b64decode

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_POST, require_safe

from tuopin.kernel.acts import OPEN, SIGNED_IN, asks
from tuopin.kernel.refusals import NotFound
from tuopin.ledger.selectors import Calendar, calendar_of, due_here, has_calendar, my_day
from tuopin.ledger.services import end_calendar, open_calendar
from tuopin.ledger.states.calendar import Due, calendar_text
from tuopin.ledger.views.spoken import shown_dues, shown_tasks

SOON = 7  # days on the page that count as this week


@asks("read")
@require_safe
def today(request: HttpRequest) -> HttpResponse:
    """What is mine today."""
    return _page(request)


def _page(request: HttpRequest, **more: object) -> HttpResponse:
    day = my_day(request.actor, on=request.on)
    mine = shown_tasks(day.mine, on=request.on)
    dues, more_dues = due_here(request.actor, on=request.on)
    return render(request, "ledger/today.html", {
        "late": [each for each in mine if each["late"]],
        "soon": [each for each in mine if not each["late"] and (each["task"].due_on - request.on).days <= SOON],
        "later": [each for each in mine if not each["late"] and (each["task"].due_on - request.on).days > SOON],
        "cut": day.cut, "dues": shown_dues(dues, on=request.on), "more_dues": more_dues, "to_verify": shown_tasks(day.to_verify, on=request.on), "told": shown_tasks(day.told, on=request.on), "has_calendar": has_calendar(request.actor, on=request.on), **more,
    })


@asks(SIGNED_IN, takes=("what",))
@require_POST
def my_calendar(request: HttpRequest) -> HttpResponse:
    """Give out a new password of the calendar, shown once, or end it."""
    if request.POST.get("what") == "end":
        end_calendar(actor=request.actor, on=request.on)
        messages.success(request, _("日历订阅已停用。"))
        return redirect("my-day")
    token = open_calendar(actor=request.actor, on=request.on)
    if settings.CALENDAR_BY_ADDRESS:
        return _page(request, address=request.build_absolute_uri(reverse("calendar-feed", args=[token])))
    return _page(request, address=request.build_absolute_uri(reverse("calendar-feed")), calendar_password=token)


def _dues(request: HttpRequest, found: Calendar) -> list[Due]:
    """The tasks as entries. An entry's identifier is the task's own, under whatever name of the server it is read: a phone shows it once."""
    link = lambda name, *args: request.build_absolute_uri(reverse(name, args=args))  # noqa: E731
    dues = [Due(f"task-{task.pk}-{task.area_code}@tuopin", task.due_on, task.title, task.detail, link("task", task.pk), place) for task, place in found.tasks]
    if found.more:
        dues.append(Due("more-tasks@tuopin", request.on, _("另有 {n} 项任务没有列入日历").format(n=found.more), _("请在“我的一天”和台账中查看。"), link("my-day")))
    return dues


def _shown_by(request: HttpRequest) -> tuple[str, str]:
    """The name and the password that came by HTTP Basic (RFC 7617); both empty where none, or nothing that can be read, did."""
    scheme, _, told = request.headers.get("Authorization", "").partition(" ")
    try:
        name, _, password = b64decode(told.strip(), validate=True).decode().partition(":")
    except ValueError:
        return "", ""
    return (name, password) if scheme.lower() == "basic" else ("", "")


@asks(OPEN)
@require_safe
def calendar_feed(request: HttpRequest, token: str = "") -> HttpResponse:
    """The tasks of whoever shows a calendar's password, for a calendar program; nobody logs in, and no personal value stands in it.

    The password comes with the log-in name by HTTP Basic, and stands in the address only where the system was set up to take that
    (TUOPIN_CALENDAR=address): addresses are kept by programs on the way.
    """
    if token and not settings.CALENDAR_BY_ADDRESS:
        return HttpResponse(status=404)
    name, token = (None, token) if token else _shown_by(request)
    try:
        found = calendar_of(token, name=name, on=request.on)
    except NotFound:
        return HttpResponse(status=404) if name is None else HttpResponse(status=401, headers={"WWW-Authenticate": 'Basic realm="tuopin", charset="UTF-8"'})
    with override(found.language):  # a calendar program has no language: its holder has
        text = calendar_text(_dues(request, found), name=_("我的任务"), at=timezone.now().astimezone(timezone.get_fixed_timezone(0)))
    response = HttpResponse(text, content_type=f"text/calendar; charset={settings.DEFAULT_CHARSET}")
    response["Cache-Control"] = "private, no-store"
    response["Content-Disposition"] = 'inline; filename="tuopin.ics"'
    return response
