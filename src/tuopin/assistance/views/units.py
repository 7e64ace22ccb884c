"""The units that stand by the places of an area: the list, one unit with its places, and what may be done."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from tuopin.assistance import forms
from tuopin.assistance.selectors.units import relations, unit_of, units
from tuopin.assistance.services.units import RelationSaid, UnitSaid, end_relation, register_units, stand_by
from tuopin.assistance.views.deeds import Deed, Way, do_deed, no_such_deed
from tuopin.assistance.views.lists import SUFFIXES, Numbered, as_file, place_asked
from tuopin.divisions.selectors import names_of
from tuopin.kernel import codelists
from tuopin.kernel.acts import asks
from tuopin.kernel.words import phrase


@asks("read", takes=("search", "kind", "class", "after", "file"))
def unit_list(request: HttpRequest) -> HttpResponse:
    """The units on the lists of a place, with how many places each stands by."""
    area, name = place_asked(request)
    search, kind, unit_class = (request.GET.get(key, "").strip() for key in ("search", "kind", "class"))
    rows = units(request.actor, area, on=request.on, search=search, kind=kind, unit_class=unit_class)
    if request.GET.get("file") in SUFFIXES:
        return as_file(f"{name}{_('帮扶单位')}", request.GET["file"],
                       [_("单位编号"), _("单位名称"), _("帮扶主体类型"), _("单位类别"), _("主要负责人"), _("帮扶村数"), _("最多帮扶村数")],
                       [[u.number, u.name, str(u.get_kind_display()), codelists.label("unit-class", u.unit_class), u.head_name, u.places, u.villages_most] for u in rows])
    page = Numbered(rows, request.GET.get("after", ""))
    return render(request, "assistance/units.html", {
        "area": area, "area_name": name, "page": page, "rows": page.rows, "search": search, "kind": kind, "unit_class": unit_class,
        "kinds": forms.UnitForm.base_fields["kind"].choices, "classes": codelists.choices("unit-class", request.LANGUAGE_CODE),
        "may_add": request.actor.may("confirm", area), "query": f"area={area}&search={search}&kind={kind}&class={unit_class}",
    })


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
            relation=int(relation) if relation.isdigit() else 0, ends_on=s["on_day"], basis=s["basis"], **here), phrase("已结束。")),
        "edit": Deed(phrase("更新单位信息"), forms.UnitForm, lambda r, s: register_units(
            area_code=found.area_code, units=[UnitSaid(**s | {"number": found.number})], **here), phrase("已更新。"),
            initial={name: getattr(found, name) for name in UnitSaid.__dataclass_fields__}),
    }
    if what not in deeds:
        raise no_such_deed()
    return do_deed(request, deeds[what], Way(reverse("unit", args=[pk]), found.name))


@asks("read", takes=("kind", "after"))
def relation_list(request: HttpRequest) -> HttpResponse:
    """Who stands by which place of an area in which of the five ways."""
    area, name = place_asked(request)
    kind = request.GET.get("kind", "")
    page = Numbered(relations(request.actor, area, on=request.on, kind=kind), request.GET.get("after", ""))
    names = names_of({row.place_code for row in page.rows}, on=request.on)
    return render(request, "assistance/relations.html", {
        "area": area, "area_name": name, "page": page, "kind": kind, "kinds": forms.RelationForm.base_fields["kind"].choices,
        "rows": [(row, names.get(row.place_code, row.place_code)) for row in page.rows],
    })
