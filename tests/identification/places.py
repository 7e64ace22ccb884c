"""Builders of villages and counties on their way off the list."""

from __future__ import annotations

from datetime import date

from procedure.cases import an_official
from register import COUNTY, VILLAGE, a_village_form
from tuopin.identification.services import EvaluationTold, VisitTold, designate, record_evaluation, record_visits
from tuopin.people.selectors import Actor, operator
from tuopin.procedure.services.clock import today

PROVINCE = "430000000000"
GOOD = {
    "paved_road": True, "passenger_bus": True, "power": True, "broadband": True, "clinic": True, "doctor": True, "culture_room": True,
    "cooperatives": 2, "collective_income_yuan": 60_000,
}


def a_good_village(code: str = VILLAGE, *, year: int = 2018, **facts: object):
    """A designated village whose form meets everything but perhaps the incidence."""
    return a_village_form(code=code, year=year, **GOOD | facts)


def a_poor_county(code: str = COUNTY) -> None:
    designate(area_code=code, tag="national_county", starts_on=date(2012, 1, 1), document="国开办发〔2012〕2号", actor=operator(), on=today())


def an_evaluation(**changes: object) -> EvaluationTold:
    told = {
        "county_code": COUNTY, "year": 2018, "agricultural_persons": 469_789, "exited_sampled": 1000, "exited_false": 10, "unregistered_sampled": 1000,
        "omitted": 5, "asked": 1500, "recognising": 1450, "frame_digest": "a" * 64, "seed": "2019-03-01 福彩3D 472",
    }
    return EvaluationTold(**told | changes)


def the_evaluator(*posts: tuple[str, str, str], name: str = "evaluator") -> Actor:
    return an_official(name, (PROVINCE, "auditor", ""), *posts)


def evaluate(actor: Actor, **changes: object):
    return record_evaluation(told=an_evaluation(**changes), actor=actor, on=today())


def visit(actor: Actor, subject: str, level: str, on: date, visitor: str = "唐某") -> None:
    record_visits(told=[VisitTold(subject, level, visitor, on, "看住房饮水")], actor=actor, on=today())
