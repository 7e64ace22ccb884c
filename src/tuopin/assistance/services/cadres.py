"""The people and offices at the front: who took which post in which term, what was taught, how stations are staffed, how cadres judge themselves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from tuopin.assistance.models import Appointment, CadreEvent, Institution, SelfAssessment, Training
from tuopin.assistance.services.first_secretaries import require_no_first_secretary
from tuopin.assistance.services.places import document_of, last_day, not_ahead, reason_of
from tuopin.assistance.states.phrases import SIX_PHRASES
from tuopin.kernel.areas import is_code, level_of
from tuopin.kernel.refusals import NotFound, Refusal
from tuopin.kernel.words import phrase
from tuopin.people.selectors import Actor
from tuopin.registry.models import Helper
from tuopin.trail.services import record

MARKS = range(1, 6)


@dataclass(frozen=True)
class Appointed:
    """Who takes which post, by which way, in which term."""

    place_code: str
    post: str
    name: str
    cause: str
    term: str = ""
    born_year: int | None = None
    education: str = ""


@transaction.atomic
def appoint_cadre(*, said: Appointed, starts_on: date, basis: str, actor: Actor, on: date) -> Appointment:
    """Record that someone takes a post in a village or township; whoever held it before leaves it that day.

    Raises NotFound, Forbidden, a Refusal for no known post or way, a day before the present holder's, or a head who is the village's first secretary.
    """
    actor.require("confirm", said.place_code)
    if said.post not in Appointment.Post.values or said.cause not in Appointment.Cause.values or not said.name.strip():
        raise Refusal("bad-appointment", phrase("任职岗位、任职方式或姓名不合要求。"), phrase("请从列表中选择岗位和方式,并写明姓名。"))
    if said.post != Appointment.Post.MEMBER:
        require_no_first_secretary(village=said.place_code, name=said.name, born_year=said.born_year, starts_on=starts_on, on=on)
        before = Appointment.objects.select_for_update().filter(place_code=said.place_code, post=said.post, ends_on=None).first()
        if before is not None:
            _end(before, starts_on, actor, on, basis)
    made = Appointment.objects.create(**vars(said) | {"name": said.name.strip()[:60]}, starts_on=starts_on, basis=document_of(basis))
    record(area_code=made.place_code, verb="appoint_cadre", subject=f"appointment:{made.pk}", actor=actor, on=on, basis=made.basis, cause=str(made.cause))
    return made


@transaction.atomic
def end_appointment(*, appointment: int, ends_on: date, basis: str, actor: Actor, on: date) -> Appointment:
    """Record that someone left a post; it is vacant from that day."""
    found = Appointment.objects.select_for_update().filter(actor.scope("place_code"), pk=appointment, ends_on=None).first()
    if found is None:
        raise NotFound("not-found", phrase("没有找到。"), phrase("请核对编号或代码;如属其他辖区,请联系上级。"))
    actor.require("confirm", found.place_code)
    return _end(found, ends_on, actor, on, basis)


def _end(found: Appointment, ends_on: date, actor: Actor, on: date, basis: str) -> Appointment:
    found.ends_on = last_day(found.starts_on, ends_on)
    found.save(update_fields=["ends_on"])
    record(area_code=found.place_code, verb="end_appointment", subject=f"appointment:{found.pk}", actor=actor, on=on, basis=document_of(basis))
    return found


@transaction.atomic
def note_cadre_event(*, helper: int, link: str, day: date, what: str, basis: str = "", actor: Actor, on: date) -> CadreEvent:
    """Enter an event into a cadre's file, in one of the four links 选、育、管、用. Raises NotFound, Forbidden, Refusal."""
    found = Helper.objects.filter(actor.scope("area_code"), pk=helper).first()
    if found is None:
        raise NotFound("no-such-helper", phrase("没有这名帮扶责任人。"), phrase("请核对帮扶人编号。"))
    actor.require("confirm", found.area_code)
    if link not in CadreEvent.Link.values:
        raise Refusal("bad-link", phrase("环节须为选、育、管、用之一。"), phrase("请从列表中选择。"))
    made = CadreEvent.objects.create(helper=found, area_code=found.area_code, link=link, on=not_ahead(day, on), what=reason_of(what), basis=basis[:200])
    record(area_code=found.area_code, verb="note_cadre_event", subject=f"cadre-event:{made.pk}", actor=actor, on=on, link=link)
    return made


@dataclass(frozen=True)
class TrainingSaid:
    """A training session: for whom, what, when, where, how many were to come and came."""

    kind: str
    title: str
    day: date
    invited: int
    present: int
    place: str = ""


@transaction.atomic
def record_training(*, area_code: str, said: TrainingSaid, actor: Actor, on: date) -> Training:
    """Record a training session that was held. Raises NotFound, Forbidden, a Refusal for a day ahead or more present than invited."""
    actor.require("confirm", area_code)
    if said.kind not in Training.Kind.values or said.present < 0 or said.invited < said.present:
        raise Refusal("bad-training", phrase("培训类别或人数不合要求。"), phrase("实到人数不能多于应到人数。"))
    made = Training.objects.create(
        area_code=area_code, kind=said.kind, title=reason_of(said.title)[:120], place=said.place.strip()[:120], on=not_ahead(said.day, on),
        invited=said.invited, present=said.present)
    record(area_code=area_code, verb="record_training", subject=f"training:{made.pk}", actor=actor, on=on, kind=said.kind, present=said.present)
    return made


@transaction.atomic
def set_station(*, place_code: str, kind: str, staff_norm: int, staff: int, since_on: date, actor: Actor, on: date) -> Institution:
    """Record a work station of a township (or county) with the staff it should have and has. Raises NotFound, Forbidden, Refusal."""
    actor.require("confirm", place_code)
    if kind not in Institution.Kind.values or not is_code(place_code) or level_of(place_code) not in (3, 4) or min(staff_norm, staff) < 0:
        raise Refusal("bad-station", phrase("工作站须设在乡镇或县,编制和实有人数不小于零。"), phrase("请核对后再登记。"))
    made, _fresh = Institution.objects.update_or_create(
        place_code=place_code, kind=kind, defaults={"staff_norm": staff_norm, "staff": staff, "since_on": since_on})
    record(area_code=place_code, verb="set_station", subject=f"institution:{made.pk}", actor=actor, on=on, kind=kind, norm=staff_norm, staff=staff)
    return made


@transaction.atomic
def assess_oneself(*, helper: int, year: int, marks: Mapping[str, int], actor: Actor, on: date) -> SelfAssessment:
    """A cadre's own judgement by the six phrases, 1 to 5 each; said again it replaces the year's. It decides nothing."""
    found = Helper.objects.filter(pk=helper).first()
    if found is None:
        raise NotFound("no-such-helper", phrase("没有这名帮扶责任人。"), phrase("请核对帮扶人编号。"))
    actor.require("correct", found.area_code)
    if set(marks) != set(SIX_PHRASES) or any(mark not in MARKS for mark in marks.values()):
        raise Refusal("bad-marks", phrase("自评须对六项各打 1 到 5 分。"), phrase("请补全六项。"))
    made, _fresh = SelfAssessment.objects.update_or_create(helper=found, year=year, defaults={"area_code": found.area_code, **marks})
    record(area_code=found.area_code, verb="assess_oneself", subject=f"self-assessment:{made.pk}", actor=actor, on=on, year=year)
    return made
