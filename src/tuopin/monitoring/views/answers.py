"""How the pages of monitoring answer: an act is done and told, a refusal is told where it was sent from, a list comes page by page."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from tuopin.kernel.refusals import Forbidden, NotFound, Refusal

PAGE = 50
AMOUNTS = re.compile(r"(-?\d+(?:\.\d+)?) / (\d+(?:\.\d+)?)$")  # as a signal keeps value and threshold


def done(request: HttpRequest, act: Callable[[], object], told: str | Callable[[], str], back: str) -> HttpResponse:
    """Do it, say so (in words that may come of it), and go back; a refusal is said there too, with what to do."""
    try:
        act()
    except (NotFound, Forbidden):
        raise
    except Refusal as refusal:
        messages.error(request, " ".join(refusal.say(_)))
    else:
        messages.success(request, told() if callable(told) else told)
    return redirect(back)


def unfit(request: HttpRequest, form, back: str) -> HttpResponse:
    """Say what of a form was not fit, and go back."""
    named = ";".join(f"{form.fields[name].label or name}:{' '.join(faults)}" for name, faults in form.errors.items() if name in form.fields)
    messages.error(request, _("没有保存:{faults}").format(faults=named))
    return redirect(back)


def paged(rows: QuerySet | list, number: str, size: int = PAGE) -> Page:
    """The page of that number; for the cards of this room, each with its form (plain tables are laid out by `tuopin.lists`)."""
    return Paginator(rows, size).get_page(number)


def reason_told(check: str, reason: str) -> str:
    """What a rule went by, in the reader's language: of an income that it is the whole household's, a document by its title there."""
    amounts = AMOUNTS.match(reason) if check == "R01-income" else None
    if amounts:
        value, line = (f"{Decimal(amount):,.2f}" for amount in amounts.groups())
        return _("全户纯收入 {value},低于全户人口按监测线合计的 {line}").format(value=value, line=line)
    return "; ".join(_(part) if part else "" for part in reason.split("; "))
