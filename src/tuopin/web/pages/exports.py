"""Handing out a filtered list as a file: what is in it, what for, and that it is on record."""

from __future__ import annotations

import time
from urllib.parse import urlencode

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tuopin.divisions.selectors import names_of
from tuopin.kernel.acts import asks
from tuopin.kernel.refusals import Refusal
from tuopin.lists import as_written
from tuopin.people.states import confirmed_lately
from tuopin.people.views.account import ask_again
from tuopin.policy.selectors.households import households_for
from tuopin.policy.services.export_list import ListAsked, ask_for_numbers, export_list
from tuopin.policy.states.filters import IN_ADDRESS, address_of, filters_of, query_of
from tuopin.web.pages.households import filter_in_words
from tuopin.web.pages.sending import sent


class ExportForm(forms.Form):
    """In which form, and what for."""

    purpose = forms.CharField(
        label=gettext_lazy("用途"), max_length=300, help_text=gettext_lazy("例如“2018年度退出公示”;用途、时间、经办人都会留痕。")
    )
    suffix = forms.ChoiceField(
        label=gettext_lazy("格式"), widget=forms.RadioSelect, initial="xlsx",
        choices=[
            ("xlsx", gettext_lazy("xlsx 工作簿(村、户、成员、帮扶人、结对各一张表)")),
            ("zip", gettext_lazy("CSV,五张表装在一个 zip 里")), ("csv", gettext_lazy("CSV,只有户表")),
        ],
    )
    with_numbers = forms.BooleanField(
        label=gettext_lazy("含完整证件号码、电话和账号(须另一人同意,记入痕迹)"), required=False,
        help_text=gettext_lazy("不选则遮盖,只留首末位。要在别的系统中重新导入,须含完整号码;导回本系统时,遮盖的号码不改动已登记的。"),
    )


@asks("export", takes=(*IN_ADDRESS, ExportForm), fresh=True)
def export_households(request: HttpRequest) -> HttpResponse:
    """The form for an export of the list in the address; sent, the file."""
    area = request.GET.get("area") or request.actor.home
    request.area_code = area
    asked = ListAsked(
        area, request.year, filters_of(dict(request.GET.lists())), request.GET.get("sort") or "place",
        request.POST.get("with_numbers") == "on",
    )
    form = ExportForm(*sent(request)[:1], initial={"suffix": "xlsx"})
    refused = ""
    if request.method == "POST" and form.is_valid():
        if asked.with_numbers and not confirmed_lately(request.session, time.time()):
            return ask_again(request)
        try:
            return _file(request, asked, form.cleaned_data)
        except Refusal as refusal:
            if refusal.code != "agreement-missing":
                raise
            case = ask_for_numbers(asked=asked, purpose=form.cleaned_data["purpose"], actor=request.actor)
            refused = _("完整号码须另一人同意。已为您提出申请(事项 {case}),请另一位负责人在 24 小时内同意,再回到本页导出。").format(case=case.pk)
    page = households_for(request.actor, area=area, year=request.year, filters=asked.filters, size=1)
    name = names_of([area], on=request.on).get(area, area)
    return render(request, "web/export.html", {
        "form": form, "area_name": name, "total": page.total, "total_capped": page.total_capped,
        "refused": refused, "chips": [filter_in_words(*pair) for pair in query_of(asked.filters)],
        "back": urlencode([("area", area), *address_of(asked.filters), ("sort", asked.sort)]),
    }, status=409 if refused else 422 if request.method == "POST" else 200)


def _file(request: HttpRequest, asked: ListAsked, said: dict) -> HttpResponse:
    area = names_of([asked.area], on=request.on).get(asked.area, asked.area)
    return as_written(
        _("{area}{year}年贫困户名册").format(area=area, year=asked.year), said["suffix"],
        lambda path: export_list(asked=asked, path=path, purpose=said["purpose"], actor=request.actor, on=request.on),
    )
