"""Long lists written in one go: the rows of the household list and the boxes to tick in a filter.

A template node for each cell costs more than everything else on a page of fifty rows; here each row is one format string.
"""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from django import template
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tuopin.kernel import codelists
from tuopin.web.templatetags.tuopin import UNSET, badge, truth, yuan

register = template.Library()
ROW = (
    '<tr><th scope="row" class="code"><a href="{link}">{number}</a></th>'
    '<td data-label="{h0}">{head}</td><td data-label="{h1}">{place}</td><td class="num roomy" data-label="{h2}">{persons}</td>'
    '<td class="num" data-label="{h3}">{income}</td><td data-label="{h4}">{status}</td>'
    '<td class="roomy" data-label="{h5}">{cause}</td><td class="roomy" data-label="{h6}">{helper}</td>'
    '<td data-label="{h7}">{verdict}</td><td data-label="{h8}"><span class="marks">{marks}</span></td>'
    '<td class="num" data-label="{h9}">{doubts}</td></tr>\n'
)


@register.simple_tag
def household_rows(rows: Iterable[dict]) -> SafeString:
    """The body of the household list; each row as `pages.households.shown_row` gives it."""
    language = get_language()
    heads = {f"h{n}": escape(text) for n, text in enumerate((
        _("户主"), _("村、组"), _("人口"), _("人均纯收入"), _("脱贫属性"), _("主要致贫原因"), _("帮扶责任人"), _("评判"), _("未达标、待核实"), _("疑点"),
    ))}
    unpaired = badge(_("未结对"), "no")
    verdicts = {holds: truth(holds) for holds in (True, False, None)}
    return mark_safe("".join(ROW.format(**heads, **_cells(each, verdicts, unpaired, language)) for each in rows))


def _cells(each: dict, verdicts: dict, unpaired: str, language: str) -> dict[str, str]:
    row = each["row"]
    link = escape(reverse("household", args=[row.number]))
    marks = [_mark(name, "no") for name in each["failed"]] + [_mark(name, "unknown") for name in each["unknown"]]
    return {
        "link": link, "number": escape(row.number), "head": escape(row.head_name) if row.head_name else "—",
        "place": escape(each["place"]), "persons": str(row.persons), "income": yuan(row.per_head_yuan), "status": escape(each["status"]),
        "cause": escape(codelists.label("cause", row.main_cause, language)) if row.main_cause else UNSET,
        "helper": escape(row.helper_name) if row.helper_name else unpaired,
        "verdict": verdicts[row.may_exit], "marks": "".join(marks),
        "doubts": f'<a href="{link}#doubts">{row.doubts}</a>' if row.doubts else "",
    }


def _mark(name: str, kind: str) -> str:
    return f'<span class="badge {kind}">{escape(name)}</span>'


@register.simple_tag
def tick_boxes(name: str, options: Iterable[tuple[str, str, bool]]) -> SafeString:
    """A box to tick for each (word, text, ticked) of a filter."""
    return mark_safe("".join(
        f'<label class="choice"><input type="checkbox" name="{escape(name)}" value="{escape(word)}"{" checked" if ticked else ""}>'
        f"{escape(text)}</label>"
        for word, text, ticked in options
    ))
