"""Puts helping parties on the list of an area, and says by which of the five ways they stand by a village or county, from when to when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import connection, transaction

from tuopin.assistance.models import Relation, Unit
from tuopin.assistance.services.places import document_of, last_day
from tuopin.kernel import codelists
from tuopin.kernel.areas import is_code, level_of
from tuopin.kernel.refusals import NotFound, Refusal
from tuopin.kernel.words import phrase
from tuopin.people.selectors import Actor
from tuopin.trail.services import record, record_many
from tuopin.trail.services.events import Event, doer_at

KINDS_OF_UNIT = {  # who may stand by a place in which way; an office may in each
    Relation.Kind.COUNTIES: {Unit.Kind.COUNTY}, Relation.Kind.ENTERPRISE: {Unit.Kind.ENTERPRISE},
    Relation.Kind.SOCIETY: set(Unit.Kind.values) - {Unit.Kind.OFFICE, Unit.Kind.COUNTY},
}


@dataclass(frozen=True)
class UnitSaid:
    """What is said of a unit on its list."""

    number: str
    name: str
    kind: str = Unit.Kind.OFFICE
    unit_class: str = ""
    affiliation: str = ""
    head_name: str = ""
    head_duty: str = ""
    seat_code: str = ""
    persons: int = 3
    villages_most: int = 1


@dataclass(frozen=True)
class RelationSaid:
    """Which unit stands by which place, in which of the five ways."""

    unit: int
    place_code: str
    kind: str = Relation.Kind.TEAM
    leader: str = ""


@transaction.atomic
def register_units(*, area_code: str, units: Sequence[UnitSaid], actor: Actor, on: date) -> list[Unit]:
    """Put the units on the list of the area, or bring what is said of them up to date; found by number.

    Raises NotFound or Forbidden without the act `confirm` there, a Refusal for a unit without number or name or of no known class.
    """
    actor.require("confirm", area_code)
    for said in units:
        _check_unit(said)
    known = {unit.number: unit for unit in Unit.objects.select_for_update().filter(area_code=area_code, number__in=[said.number for said in units])}
    fresh = [Unit(area_code=area_code, **vars(said)) for said in units if said.number not in known]
    changed = []
    for said in units:
        unit = known.get(said.number)
        if unit is not None:
            for name, value in vars(said).items():
                setattr(unit, name, value)
            changed.append(unit)
    Unit.objects.bulk_create(fresh, batch_size=1000)
    if changed:
        Unit.objects.bulk_update(changed, list(UnitSaid.__dataclass_fields__), batch_size=500)
    name, post = doer_at(actor, area_code)
    with connection.cursor() as cursor:
        record_many(cursor, [
            Event(area_code, "register_unit", f"unit:{area_code}/{unit.number}", name, post, on, {"kind": str(unit.kind)}) for unit in fresh + changed
        ])
    return sorted(fresh + changed, key=lambda unit: unit.number)


@transaction.atomic
def stand_by(*, relations: Sequence[RelationSaid], starts_on: date, basis: str, actor: Actor, on: date) -> list[Relation]:
    """Record that units stand by places from a day; what already holds is left as it is.

    Raises NotFound or Forbidden without `confirm` at a place, a Refusal without a document, for a unit that is closed or not of the kind.
    """
    basis = document_of(basis)
    units = {unit.pk: unit for unit in Unit.objects.filter(pk__in={said.unit for said in relations})}
    for said in relations:
        actor.require("confirm", said.place_code)
        _check_relation(said, units.get(said.unit))
    open_now = set(Relation.objects.filter(unit__in=units, ends_on=None).values_list("unit_id", "place_code", "kind"))
    fresh = [
        Relation(unit=units[said.unit], place_code=said.place_code, kind=said.kind, leader=said.leader[:60], starts_on=starts_on, basis=basis)
        for said in relations if (said.unit, said.place_code, said.kind) not in open_now
    ]
    Relation.objects.bulk_create(fresh, batch_size=1000)
    with connection.cursor() as cursor:
        record_many(cursor, [
            Event(r.place_code, "stand_by", f"relation:{r.pk}", *doer_at(actor, r.place_code), on,
                  {"basis": basis, "unit": f"{r.unit.area_code}/{r.unit.number}", "kind": str(r.kind)})
            for r in fresh
        ])
    return fresh


@transaction.atomic
def end_relation(*, relation: int, ends_on: date, basis: str, actor: Actor, on: date) -> Relation:
    """End a unit's standing by a place on a day, by a document. Raises NotFound, Forbidden, a Refusal when it is over or would end before it began."""
    found = Relation.objects.select_for_update(of=("self",)).filter(actor.scope("place_code"), pk=relation).select_related("unit").first()
    if found is None:
        raise NotFound("not-found", phrase("没有找到。"), phrase("请核对编号或代码;如属其他辖区,请联系上级。"))
    actor.require("confirm", found.place_code)
    basis = document_of(basis)
    if found.ends_on is not None:
        raise Refusal("relation-over", phrase("这项帮扶关系已于 {ends} 结束。"), phrase("不需要再办理。"), ends=found.ends_on.isoformat())
    found.ends_on = last_day(found.starts_on, ends_on)
    found.save(update_fields=["ends_on"])
    record(area_code=found.place_code, verb="end_relation", subject=f"relation:{found.pk}", actor=actor, on=on, basis=basis)
    return found


def _check_unit(said: UnitSaid) -> None:
    if not said.number.strip() or not said.name.strip():
        raise Refusal("unit-nameless", phrase("帮扶单位须有编号和名称。"), phrase("请补全后再登记。"))
    if said.kind not in Unit.Kind.values:
        raise Refusal("bad-unit-kind", phrase("“{kind}”不是帮扶主体类型。"), phrase("可选:{known}。"), kind=said.kind[:20], known=", ".join(Unit.Kind.values))
    if said.unit_class and said.unit_class not in codelists.code_list("unit-class").values:
        raise Refusal("bad-unit-class", phrase("“{word}”不是单位类别。"), phrase("可选:党务、经济、政法、专业部门。"), word=said.unit_class[:20])
    if said.seat_code and not is_code(said.seat_code):
        raise Refusal("bad-seat", phrase("驻地代码须为 12 位数字。"), phrase("用 tuopin divisions 查找区划代码。"))


def _check_relation(said: RelationSaid, unit: Unit | None) -> None:
    if unit is None or unit.closed_on is not None:
        raise NotFound("no-such-unit", phrase("没有这个帮扶单位,或已停用。"), phrase("请从帮扶单位列表中选择。"))
    if said.kind not in Relation.Kind.values:
        raise Refusal("bad-relation", phrase("“{kind}”不是帮扶方式。"), phrase("可选:{known}。"), kind=said.kind[:20], known=", ".join(Relation.Kind.values))
    allowed = KINDS_OF_UNIT.get(said.kind)
    if allowed is not None and unit.kind not in allowed:
        raise Refusal("wrong-party", phrase("{unit} 不是这种帮扶方式的主体。"), phrase("县际结对须为结对县,企村合作须为企业,社会力量须为社会组织、高校、企业、部队或个人。"), unit=unit.name)
    least = 3 if said.kind == Relation.Kind.COUNTIES else 1
    if not is_code(said.place_code) or (said.kind == Relation.Kind.COUNTIES and level_of(said.place_code) != least):
        raise Refusal("wrong-place", phrase("县际结对的对象须是县。"), phrase("请选择县级区划。"))
