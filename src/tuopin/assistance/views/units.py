"""The units that stand by the places of an area: the list, one unit with its places, and what may be done."""

from __future__ import annotations

from dataclasses import replace
from operator import attrgetter

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tuopin.assistance import forms
from tuopin.assistance.selectors.units import relations, unit_of, units
from tuopin.assistance.services.units import RelationSaid, UnitSaid, end_relation, register_units, stand_by
from tuopin.assistance.views.deeds import Deed, Way, do_deed, no_such_deed
from tuopin.assistance.views.lists import day, place_asked, text
from tuopin.divisions.selectors import names_of
from tuopin.kernel import codelists
from tuopin.kernel.acts import asks
from tuopin.kernel.words import phrase
from tuopin.kernel.written_numbers import number_written
from tuopin.lists import ASKED, Column, Filter, Laid, Listing, laid_out
from tuopin.lists import place_asked as place_read

KINDS = tuple(forms.UnitForm.base_fields["kind"].choices)
WAYS = tuple(forms.RelationForm.base_fields["kind"].choices)
UNITS = Listing(phrase("帮扶单位"), (
    text("number", phrase("单位编号"), kind="code", link=lambda unit: reverse("unit", args=[unit.pk])),
    text("name", phrase("单位名称"), link=lambda unit: reverse("unit", args=[unit.pk])),
    Column("kind", phrase("帮扶主体类型"), lambda unit: unit.get_kind_display(), order="kind"),
    Column("class", phrase("单位类别"), lambda unit: codelists.label("unit-class", unit.unit_class, get_language() or "zh"), order="unit_class"),
    text("head_name", phrase("主要负责人")), text("places", phrase("帮扶村数"), kind="num"), text("villages_most", phrase("最多帮扶村数"), kind="num")),
    looked_in=("number", "name", "head_name"), empty=(phrase("还没有登记帮扶单位"), phrase("先登记帮扶单位,再登记它帮扶哪个村;也可由分派方案提出。")))
RELATIONS = Listing(phrase("帮扶关系"), (
    Column("kind", phrase("帮扶方式"), lambda row: row.get_kind_display(), order="kind"),
    text("unit", phrase("帮扶单位"), order="unit__name", link=lambda row: reverse("unit", args=[row.unit_id])),
    text("leader", phrase("包联领导")), day("starts_on", phrase("帮扶开始时间"))),
    place=attrgetter("place_code"), looked_in=("kind", "unit__name", "leader"), filters=(Filter("kind", phrase("帮扶方式"), WAYS),),
    empty=(phrase("没有登记这种帮扶关系"), ""))


@asks("read", takes=(*ASKED, "kind", "class"))
def unit_list(request: HttpRequest) -> HttpResponse:
    """The units on the lists of a place, with how many places each stands by."""
    area = place_read(request)
    rows = units(request.actor, area, on=request.on, kind=request.GET.get("kind", ""), unit_class=request.GET.get("class", ""))
    classes = tuple(codelists.choices("unit-class", request.LANGUAGE_CODE))
    found = laid_out(request, area, rows, replace(UNITS, filters=(Filter("kind", phrase("帮扶主体类型"), KINDS), Filter("class", phrase("单位类别"), classes))))
    if not isinstance(found, Laid):
        return found
    return render(request, "assistance/units.html", {"area": area, "list": found, "may_add": request.actor.may("confirm", area)})


@asks("read")
def unit(request: HttpRequest, pk: int) -> HttpResponse:
    """One unit and the places it stands by."""
    found = unit_of(request.actor, pk)
    rows = list(found.relations.order_by("place_code", "kind", "-starts_on"))
    names = names_of({row.place_code for row in rows}, on=request.on)
    return render(request, "assistance/unit.html", {
        "unit": found, "rows": [(row, names.get(row.place_code, row.place_code), row.ends_on is None or row.ends_on > request.on) for row in rows],
        "may_change": request.actor.may("confirm", found.area_code),
    })


@asks("confirm", takes=(forms.UnitForm,))
def add_unit(request: HttpRequest) -> HttpResponse:
    """Put a unit on the list of one's place."""
    area, _name = place_asked(request)
    request.actor.require("confirm", area)

    def run(request: HttpRequest, said: dict) -> str:
        [made] = register_units(area_code=area, units=[UnitSaid(**said)], actor=request.actor, on=request.on)
        return reverse("unit", args=[made.pk])

    return do_deed(request, Deed(phrase("登记帮扶单位"), forms.UnitForm, run, phrase("已登记。")), Way(reverse("units"), _("帮扶单位")))


@asks("confirm", takes=(forms.RelationForm, forms.UnitForm, forms.Based, "relation"))
def unit_deed(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    """Say where the unit stands by, end that, or bring the unit up to date."""
    found = unit_of(request.actor, pk)
    here, relation = {"actor": request.actor, "on": request.on}, request.GET.get("relation", "")
    deeds = {
        "stand-by": Deed(phrase("登记帮扶关系"), forms.RelationForm, lambda r, s: stand_by(
            relations=[RelationSaid(pk, s["place"], s["kind"], s["leader"])], starts_on=s["on_day"], basis=s["basis"], **here), phrase("已登记。")),
        "end": Deed(phrase("结束帮扶关系"), forms.Based, lambda r, s: end_relation(
            relation=number_written(relation) or 0, ends_on=s["on_day"], basis=s["basis"], **here), phrase("已结束。")),
        "edit": Deed(phrase("更新单位信息"), forms.UnitForm, lambda r, s: register_units(
            area_code=found.area_code, units=[UnitSaid(**s | {"number": found.number})], **here), phrase("已更新。"),
            initial={name: getattr(found, name) for name in UnitSaid.__dataclass_fields__}),
    }
    if what not in deeds:
        raise no_such_deed()
    return do_deed(request, deeds[what], Way(reverse("unit", args=[pk]), found.name))


@asks("read", takes=(*ASKED, "kind"))
def relation_list(request: HttpRequest) -> HttpResponse:
    """Who stands by which place of an area in which of the five ways."""
    area = place_read(request)
    found = laid_out(request, area, relations(request.actor, area, on=request.on, kind=request.GET.get("kind", "")), RELATIONS)
    return render(request, "assistance/relations.html", {"area": area, "list": found}) if isinstance(found, Laid) else found
