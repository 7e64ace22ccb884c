"""Template tags of the design system: how an amount, a day, a place, a verdict or a table head is written on every page."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from functools import cache, lru_cache
from html import escape
from secrets import token_urlsafe
from types import SimpleNamespace

from django import template
from django.core.paginator import Page as NumberedPage
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tuopin.kernel import codelists, ids
from tuopin.people.selectors import persons_told

register = template.Library()
UNSET = mark_safe('<span class="unset">—</span>')
AS_SORTED = {order: f' aria-sort="{order}"' for order in ("ascending", "descending")}
NOTE = ' <span class="note">{}</span>'
TRUTHS = {True: ("yes", "check"), False: ("no", "cross"), None: ("unknown", "question")}


@register.simple_tag(takes_context=True)
def csrf_token(context):
    """Django's token that the form comes from here, and beside it the key under which the form takes effect once."""
    token = context.get("csrf_token")
    if not token or token == "NOTPROVIDED":
        return ""
    return format_html(
        '<input type="hidden" name="csrfmiddlewaretoken" value="{}"><input type="hidden" name="once" value="{}">', token, token_urlsafe(16)
    )


def _grouped(value, places: int) -> str:
    return f"{Decimal(value):,.{places}f}"


@register.filter
def number(value, places: int = 0):
    """A count with thousands; a dash where it is not known."""
    return UNSET if value is None or value == "" else _grouped(value, places)


@register.filter
def yuan(value):
    """An amount in yuan with two decimals, without the unit: the heading carries it."""
    return number(value, 2)


@register.filter
def wan(value):
    """An amount in yuan shown in ten thousands of yuan, two decimals, without the unit."""
    return UNSET if value is None or value == "" else _grouped(Decimal(value) / 10_000, 2)


@register.filter
def percent(value, places: int = 2):
    """A fraction as a percentage."""
    return UNSET if value is None or value == "" else f"{_grouped(Decimal(value) * 100, places)}%"


@register.filter
def day(value):
    """A day as 2018-12-31, the same in every language."""
    return f"{value:%Y-%m-%d}" if isinstance(value, date) else UNSET


@register.filter
def moment(value):
    """An instant on the wall clock of the office."""
    return f"{timezone.localtime(value):%Y-%m-%d %H:%M}" if isinstance(value, datetime) else UNSET


@register.filter
def masked(value):
    """A personal number with everything hidden but its first and last character."""
    return ids.mask(value) if value else UNSET


@register.filter
def label(word, codelist: str):
    """The label of a code-list word (or of several joined by commas) in the reader's language."""
    return codelists.label(codelist, str(word), get_language()) if word else UNSET


@register.filter
def yes_no(value):
    """是 / 否 / a dash for a fact that is not known."""
    return UNSET if value is None else _("是") if value else _("否")


@register.simple_tag
@cache
def icon(name: str):
    """A small picture from our own sheet, for eyes only: the words beside it say the same."""
    return format_html('<svg class="icon" aria-hidden="true"><use href="{}#{}"/></svg>', static("web/icons.svg"), name)


@register.simple_tag
def truth(holds, yes: str = "", no: str = "", unknown: str = ""):
    """A verdict as icon and words, never by colour alone; `holds` is True, False or None (not known)."""
    words = {True: yes, False: no, None: unknown}[holds] or (_("待核实") if holds is None else _("达标") if holds else _("未达标"))
    return _truth(holds, words, hasattr(words, "__html__"))


@lru_cache(maxsize=256)  # a list shows the same few a hundred times; `safe` keeps marked-up words and plain ones apart
def _truth(holds: bool | None, words: str, safe: bool):
    kind, picture = TRUTHS[holds]
    return format_html('<span class="truth {}">{}{}</span>', kind, icon(picture), mark_safe(words) if safe else words)


@register.simple_tag(takes_context=True)
def who(context, login: str):
    """The name of the person with this log-in name, where the view asked for it (`request.people_named`); else the log-in name."""
    return context["request"].__dict__.get("people_named", {}).get(login, login)


@register.simple_tag(takes_context=True)
def person(context, login: str, at: date | None = None):
    """Who did it at the moment or on the day (today without one), as `name · post`; a list asks for all its rows at once (`request.people_told`)."""
    request = context["request"]
    on = timezone.localtime(at).date() if isinstance(at, datetime) else at or request.on
    told = request.__dict__.setdefault("people_told", {})
    if (login, on) not in told:
        told |= persons_told([(login, on)])
    return told.get((login, on), "")


@register.simple_tag
def badge(text, kind: str = ""):
    """A short word in a box; `kind` is yes, no, unknown, accent or nothing."""
    return format_html('<span class="badge {}">{}</span>', kind, text)


@register.simple_tag
def area_link(code: str, name: str):
    """A place's name, leading to its home page."""
    return format_html('<a href="{}">{}</a>', reverse("area", args=[code]), name or code)


@register.simple_tag(takes_context=True)
def sort_header(context, field: str, text: str, kind: str = "", unit: str = ""):
    """A table head that sorts by `field` when followed, and turns the order when followed again; `kind` is num or code."""
    request = context["request"]
    return mark_safe(head(context.get("sort") or request.GET.get("sort", ""), query_without_sort(request), field, text, kind, unit))


def head(now: str, query: str, field: str, text: str, kind: str = "", unit: str = "") -> str:
    """A table head as `sort_header` writes it, in a list sorted by `now` whose address is `query`."""
    state = {field: ("ascending", "up"), f"-{field}": ("descending", "down")}.get(now)
    return (
        f'<th scope="col" class="{escape(kind)}"{AS_SORTED[state[0]] if state else ""}>'
        f'<a href="?{query}sort={"-" if now == field else ""}{escape(field)}">{escape(text)}'
        f'{NOTE.format(escape(unit)) if unit else ""} {icon(state[1] if state else "updown")}</a></th>'
    )


def query_without_sort(request) -> str:
    """The address as it is, up to where the order is said; put together once for all heads of a table."""
    if not hasattr(request, "query_without_sort"):
        query = request.GET.copy()
        for name in ("after", "page", "sort"):
            query.pop(name, None)
        request.query_without_sort = escape(query.urlencode() + "&" if query else "")
    return request.query_without_sort


@register.inclusion_tag("web/parts/pager.html", takes_context=True)
def pager(context, page):
    """Links to the rows before and after; `page` is a page of a paginator, or has the tokens `before` and `after`, and maybe `total`, `total_capped`."""
    if isinstance(page, NumberedPage):
        page = SimpleNamespace(
            before=str(page.previous_page_number()) if page.has_previous() else "", after=str(page.next_page_number()) if page.has_next() else "", total=page.paginator.count)

    def link(token):
        query = context["request"].GET.copy()
        query["after"] = token
        return f"?{query.urlencode()}"

    total = getattr(page, "total", None)
    return {
        "previous": link(page.before) if page.before else "", "following": link(page.after) if page.after else "",
        "back": bool(page.before), "on": bool(page.after),
        "total": total, "counted": total is not None, "capped": getattr(page, "total_capped", False),
    }


@register.inclusion_tag("web/parts/field.html")
def field(bound, klass: str = ""):
    """One field of a Django form: label, control, help, faults."""
    return {"field": bound, "klass": klass}


@register.inclusion_tag("web/parts/empty.html")
def empty(title: str, text: str = "", link: str = "", link_text: str = "", picture: str = "folder"):
    """What stands where rows would: what is not there, why, and what to do."""
    return {"title": title, "text": text, "link": link, "link_text": link_text, "picture": picture}


@register.inclusion_tag("web/parts/figure.html")
def figure(name: str, value, unit: str = "", link: str = "", more: str = ""):
    """One key figure: name, value as it shall be read, unit, the rows behind it, and a line below."""
    return {"name": name, "value": UNSET if value is None else value, "unit": unit, "link": link, "more": more}


@register.inclusion_tag("web/parts/bars.html")
def bars(rows, unit: str = ""):
    """A bar for each (name, value, link) row, drawn to the largest."""
    top = max((row[1] for row in rows), default=0) or 1
    return {"unit": unit, "rows": [
        {"name": name, "value": value, "link": link, "width": f"{100 * value / top:.1f}"} for name, value, link in rows
    ]}
