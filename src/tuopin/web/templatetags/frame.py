"""The parts of every page's frame that are lists: the navigation, the places above, the years, the languages."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from django import template
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tuopin.kernel.pack import pack
from tuopin.responsibility.selectors import duties_missing
from tuopin.responsibility.states import DUTIES
from tuopin.web.menu import HOUSEHOLD_TABS, VILLAGE_TABS, menu_of, tabs_of
from tuopin.web.shell import LANGUAGES

register = template.Library()
HERE = ' aria-current="location"'


@register.simple_tag
def navigation(acts: frozenset[str], section: str) -> list[dict]:
    """The pages that the acts open, by system; the one whose name is `section` is marked."""
    return menu_of(acts, section)


@register.inclusion_tag("web/parts/tabs.html", takes_context=True)
def household_tabs(context: template.Context, number: str, here: str) -> dict:
    """The pages about one household, as tabs; `here` is the name of the address of the one shown."""
    return {"tabs": tabs_of(HOUSEHOLD_TABS, number, here, context["shell"]["acts"])}


@register.inclusion_tag("web/parts/tabs.html", takes_context=True)
def village_tabs(context: template.Context, code: str, here: str) -> dict:
    """The pages about one village, as tabs; `here` is the name of the address of the one shown."""
    return {"tabs": tabs_of(VILLAGE_TABS, code, here, context["shell"]["acts"])}


@register.simple_tag
def brand() -> str:
    """What the system is called in its frame: its Chinese name with the Latin one, or what the pack calls it."""
    return pack().section("pack").get("brand", "脱贫 tuopin")


@register.simple_tag
def language_name() -> str:
    """The language of the page, in that language."""
    return dict(LANGUAGES).get(get_language() or "", "")


@register.simple_tag
def language_buttons(form: str = "") -> SafeString:
    """A button for each language; `form` names the form that they belong to when they stand outside it."""
    now, belongs = get_language(), f' form="{escape(form)}"' if form else ""
    return mark_safe("".join(
        f'<button{belongs} name="language" value="{code}" lang="{code}"{" aria-current=" + chr(34) + "true" + chr(34) if code == now else ""}>{name}</button>'
        for code, name in LANGUAGES
    ))


@register.simple_tag
def crumb_items(crumbs: Iterable[tuple[str, str]]) -> SafeString:
    """The places from the nation down to the one shown, each (name, address) with "" for one that is not the asker's."""
    crumbs = list(crumbs)
    return mark_safe("".join(
        f'<li><a href="{escape(url)}"{HERE if n == len(crumbs) else ""}>{escape(name)}</a></li>' if url
        else f'<li><span{HERE if n == len(crumbs) else ""}>{escape(name)}</span></li>'
        for n, (name, url) in enumerate(crumbs, 1)
    ))


@register.simple_tag(takes_context=True)
def year_links(context: template.Context, years: Iterable[int]) -> SafeString:
    """The page as it is, for each other year; from the first rows on."""
    request = context["request"]
    query = request.GET.copy()
    for name in ("year", "after"):
        query.pop(name, None)
    before, text = escape(query.urlencode() + "&" if query else ""), _("%(year)s 年")
    return mark_safe("".join(
        f'<a href="?{before}year={year}"{" aria-current=" + chr(34) + "true" + chr(34) if year == request.year else ""}>'
        f'{escape(text % {"year": year})}</a>'
        for year in years
    ))


@register.inclusion_tag("web/parts/duties.html", takes_context=True)
def missing_duties(context: template.Context, code: str) -> dict:
    """A warning on the page of a poor village, above all at its exit: which of the four responsibilities nobody bears there today."""
    request = context["request"]
    return {"code": code, "missing": [_(DUTIES[kind]) for kind in duties_missing(request.actor, code, on=request.on)]}
