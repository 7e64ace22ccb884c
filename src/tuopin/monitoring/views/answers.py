"""How the pages of monitoring answer: an act is done and told, a refusal is told where it was sent from, a list comes page by page."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from tuopin.kernel.refusals import Forbidden, NotFound, Refusal

PAGE = 50


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


def reason_told(reason: str) -> str:
    """What a rule went by, in the reader's language: numbers stand as they are, a document is called by its title there."""
    return "; ".join(_(part) if part else "" for part in reason.split("; "))
