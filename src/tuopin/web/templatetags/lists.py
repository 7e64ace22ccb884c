"""Long lists written in one go: the rows of the household list and the boxes to tick in a filter.

A template node for each cell costs more than everything else on a page of fifty rows; here each row is one format string.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache, lru_cache
from html import escape
from urllib.parse import quote

from django import template
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tuopin.kernel import codelists
from tuopin.web.pages.households import choices
from tuopin.web.templatetags.tuopin import UNSET, badge, head, query_without_sort, truth

register = template.Library()
GAP = "\0"
ADDRESS = "NUMBER"  # stands for the household's number in an address written once


@register.simple_tag
def household_rows(rows: Iterable[dict]) -> SafeString:
    """The body of the household list; each row as `pages.households.shown_row` gives it."""
    return mark_safe("".join(map(_writer(get_language()), rows)))


class RowWriter:
    """Writes a row of the household list in a language, the one that is on now; what is the same in every row is put together once."""

    def __init__(self, language: str | None) -> None:
        self.language = language
        self.heads = [f'data-label="{escape(text)}"' for text in (
            _("户主"), _("村、组"), _("人口"), _("人均纯收入"), _("脱贫属性"), _("主要致贫原因"), _("帮扶责任人"), _("评判"), _("未达标、待核实"), _("疑点"),
        )]
        self.before, self.behind = (escape(part) for part in reverse("household", args=[ADDRESS]).split(ADDRESS))
        self.unpaired = badge(_("未结对"), "no")
        self.verdicts = {holds: truth(holds) for holds in (True, False, None)}

    def __call__(self, each: dict) -> str:
        row, (h0, h1, h2, h3, h4, h5, h6, h7, h8, h9) = each["row"], self.heads
        link = f"{self.before}{escape(quote(row.number))}{self.behind}"
        marks = "".join([_mark(name, "no") for name in each["failed"]] + [_mark(name, "unknown") for name in each["unknown"]])
        cause = escape(codelists.label("cause", row.main_cause, self.language)) if row.main_cause else UNSET
        income = UNSET if row.per_head_yuan is None else f"{row.per_head_yuan:,.2f}"
        doubts = f'<a href="{link}#doubts">{row.doubts}</a>' if row.doubts else ""
        return (
            f'<tr><th scope="row" class="code"><a href="{link}">{escape(row.number)}</a></th>'
            f'<td {h0}>{escape(row.head_name) or "—"}</td><td class="place" {h1}>{escape(each["place"])}</td><td class="num roomy" {h2}>{row.persons}</td>'
            f'<td class="num" {h3}>{income}</td><td {h4}>{escape(each["status"])}</td>'
            f'<td class="roomy" {h5}>{cause}</td><td class="roomy" {h6}>{escape(row.helper_name) or self.unpaired}</td>'
            f'<td {h7}>{self.verdicts[row.may_exit]}</td><td {h8}><span class="marks">{marks}</span></td>'
            f'<td class="num" {h9}>{doubts}</td></tr>\n'
        )


_writer = cache(RowWriter)


@cache
def _mark(name: str, kind: str) -> str:
    return f'<span class="badge {kind}">{escape(name)}</span>'


@register.simple_tag(takes_context=True)
def household_heads(context: template.Context) -> SafeString:
    """The heads of the household list; those that a list can be sorted by are links."""
    request = context["request"]
    heads = _heads(get_language(), context.get("sort") or request.GET.get("sort", ""))
    return mark_safe(query_without_sort(request).join(heads))


@lru_cache(maxsize=100)
def _heads(language: str | None, sort: str) -> list[str]:
    """The heads in the language that is on now, cut where the page's own address goes."""
    plain = "".join(f'<th scope="col">{escape(text)}</th>' for text in (
        _("脱贫属性"), _("主要致贫原因"), _("帮扶责任人"), _("评判"), _("未达标、待核实"),
    ))
    return "".join((
        head(sort, GAP, "number", _("户编号"), "code"), head(sort, GAP, "head", _("户主")), head(sort, GAP, "place", _("村、组")),
        head(sort, GAP, "persons", _("人口"), "num"), head(sort, GAP, "income", _("人均纯收入"), "num", _("元")),
        plain, head(sort, GAP, "doubts", _("疑点"), "num"),
    )).split(GAP)


@register.simple_tag
def filter_choices(ticked: tuple[tuple[str, tuple[str, ...]], ...]) -> list[dict]:
    """The filters of the household list that take several words; `ticked` are those chosen of each."""
    return choices(ticked)


@register.simple_tag
def tick_boxes(name: str, options: Iterable[tuple[str, str, bool]]) -> SafeString:
    """A box to tick for each (word, text, ticked) of a filter."""
    return mark_safe("".join(
        f'<label class="choice"><input type="checkbox" name="{escape(name)}" value="{escape(word)}"{" checked" if ticked else ""}>'
        f"{escape(text)}</label>"
        for word, text, ticked in options
    ))
