"""What is planned and done for a household: its plan and measures, the ledger of visits, neighbours who help."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import IntegrityError, transaction

from tuopin.assistance.models import HelpPlan, PeerHelp, PlanMeasure, Visit
from tuopin.assistance.services.places import last_day, not_ahead, reason_of
from tuopin.kernel import codelists
from tuopin.kernel.home import keyring
from tuopin.kernel.refusals import NotFound, Refusal
from tuopin.kernel.words import phrase
from tuopin.people.selectors import Actor
from tuopin.registry.models import Helper, Household
from tuopin.registry.selectors.households import household_of
from tuopin.trail.services import record

MOST_TEXT = 2000


@dataclass(frozen=True)
class MeasureSaid:
    """A measure of a plan: against which cause, of which kind, what, until when, what it shall bring in."""

    kind: str
    what: str
    due_on: date
    cause: str = ""
    expected_yuan: Decimal | None = None


@dataclass(frozen=True)
class VisitSaid:
    """A visit: on which day, whom one met, what was said and done, whether a problem was told."""

    day: date
    met: str
    text: str
    problem: bool = False
    helper: int | None = None


@transaction.atomic
def make_plan(*, number: str, year: int, goal: str, measures: Sequence[MeasureSaid], actor: Actor, on: date) -> HelpPlan:
    """Make the household's plan of a year, with its measures. Raises NotFound, Forbidden, a Refusal without goal or measure or where one is made."""
    household = _theirs(number, actor)
    if not measures:
        raise Refusal("plan-empty", phrase("帮扶计划至少须有一项措施。"), phrase("请针对致贫原因写明措施和期限。"))
    try:
        with transaction.atomic():
            plan = HelpPlan.objects.create(household=household, village_code=household.village_code, year=year, goal=reason_of(goal), made_by=actor.name)
    except IntegrityError as fault:
        raise Refusal("plan-there", phrase("这一户 {year} 年的帮扶计划已经制定。"), phrase("请在原计划中补充措施。"), year=year) from fault
    PlanMeasure.objects.bulk_create([_measure(plan, said) for said in measures])
    record(area_code=plan.village_code, verb="make_plan", subject=f"plan:{plan.pk}", actor=actor, on=on, about=f"household:{number}", year=year)
    return plan


@transaction.atomic
def add_measure(*, plan: int, measure: MeasureSaid, actor: Actor, on: date) -> PlanMeasure:
    """Add a measure to a plan. Raises NotFound, Forbidden, Refusal."""
    found = _plan(plan, actor)
    made = _measure(found, measure)
    made.save()
    record(area_code=found.village_code, verb="make_plan", subject=f"plan:{found.pk}", actor=actor, on=on, about=f"household:{found.household.number}")
    return made


@transaction.atomic
def finish_measure(*, measure: int, done_on: date, outcome: str, actor: Actor, on: date) -> PlanMeasure:
    """Record that a measure was carried out and what came of it. Raises NotFound, Forbidden, Refusal."""
    found = PlanMeasure.objects.filter(actor.scope("plan__village_code"), pk=measure).select_related("plan").first()
    if found is None:
        raise _nothing()
    _plan(found.plan_id, actor)
    found.done_on, found.outcome = not_ahead(done_on, on), reason_of(outcome)
    found.save(update_fields=["done_on", "outcome"])
    record(area_code=found.plan.village_code, verb="finish_measure", subject=f"plan:{found.plan_id}", actor=actor, on=on, done=done_on.isoformat())
    return found


@transaction.atomic
def record_visit(*, number: str, visit: VisitSaid, actor: Actor, on: date) -> Visit:
    """Enter a visit into the household's ledger. Raises NotFound, Forbidden, a Refusal for a day ahead or an empty text."""
    household = _theirs(number, actor)
    not_ahead(visit.day, on)
    if not visit.text.strip() or not visit.met.strip() or len(visit.text) > MOST_TEXT:
        raise Refusal("visit-empty", phrase("走访须写明见了谁、说了什么或做了什么。"), phrase("请补全后保存。"))
    if visit.helper and not Helper.objects.filter(pk=visit.helper).exists():
        raise NotFound("no-such-helper", phrase("没有这名帮扶责任人。"), phrase("请核对帮扶人编号。"))
    uid = uuid.uuid4()
    made = Visit.objects.create(
        household=household, village_code=household.village_code, helper_id=visit.helper, on=visit.day, uid=uid, met=visit.met.strip()[:60],
        text_sealed=keyring().seal(visit.text.strip(), visit_place(uid)), has_problem=visit.problem, written_by=actor.name,
    )
    record(area_code=made.village_code, verb="record_visit", subject=f"visit:{made.pk}", actor=actor, on=on, about=f"household:{number}", problem=visit.problem)
    return made


@transaction.atomic
def solve_problem(*, visit: int, solved_on: date, solution: str, actor: Actor, on: date) -> Visit:
    """Record when and how the problem told at a visit was solved. Raises NotFound, Forbidden, Refusal."""
    found = Visit.objects.select_for_update().filter(actor.scope(), pk=visit).first()
    if found is None:
        raise _nothing()
    actor.require("correct", found.village_code)
    if not found.has_problem or found.solved_on is not None or solved_on < found.on:
        raise Refusal("no-open-problem", phrase("这次走访没有待解决的问题,或日期早于走访。"), phrase("请核对走访记录。"))
    found.solved_on, found.solution = not_ahead(solved_on, on), reason_of(solution)
    found.save(update_fields=["solved_on", "solution"])
    record(area_code=found.village_code, verb="solve_problem", subject=f"visit:{found.pk}", actor=actor, on=on, solved=solved_on.isoformat())
    return found


@transaction.atomic
def pair_peer(*, number: str, giver: str = "", giver_name: str = "", kin: bool = False, starts_on: date, actor: Actor, on: date) -> PeerHelp:
    """Record that another household helps this one: a registered one by number, another by its head's name. It is no pairing with a cadre."""
    household = _theirs(number, actor)
    other = household_of(actor, giver) if giver else None
    if other is not None and other.pk == household.pk:
        raise Refusal("peer-is-self", phrase("一户不能帮扶自己。"), phrase("请选择另一户。"))
    if other is None and not giver_name.strip():
        raise Refusal("peer-nameless", phrase("请写明帮扶户的编号或户主姓名。"), phrase("在册户写编号,其他户写户主姓名。"))
    made = PeerHelp.objects.create(
        household=household, village_code=household.village_code, giver=other, giver_name="" if other else giver_name.strip()[:60], kin=kin,
        starts_on=starts_on,
    )
    record(area_code=made.village_code, verb="pair_peer", subject=f"peer:{made.pk}", actor=actor, on=on, about=f"household:{number}")
    return made


@transaction.atomic
def end_peer(*, peer: int, ends_on: date, actor: Actor, on: date) -> PeerHelp:
    """End the help between two households. Raises NotFound, Forbidden, Refusal."""
    found = PeerHelp.objects.select_for_update().filter(actor.scope(), pk=peer, ends_on=None).first()
    if found is None:
        raise _nothing()
    actor.require("correct", found.village_code)
    found.ends_on = last_day(found.starts_on, ends_on)
    found.save(update_fields=["ends_on"])
    record(area_code=found.village_code, verb="end_peer", subject=f"peer:{found.pk}", actor=actor, on=on)
    return found


def visit_place(uid: uuid.UUID) -> str:
    """Where a visit's text is sealed for."""
    return f"assistance.visit|text|{uid}"


def _theirs(number: str, actor: Actor) -> Household:
    household = household_of(actor, number)
    actor.require("correct", household.village_code)
    return household


def _plan(plan: int, actor: Actor) -> HelpPlan:
    found = HelpPlan.objects.select_for_update(of=("self",)).filter(actor.scope(), pk=plan).select_related("household").first()
    if found is None:
        raise _nothing()
    actor.require("correct", found.village_code)
    return found


def _measure(plan: HelpPlan, said: MeasureSaid) -> PlanMeasure:
    if said.kind not in codelists.code_list("measure-kind").values:
        raise Refusal("bad-measure-kind", phrase("“{word}”不是帮扶措施的类别。"), phrase("请从列表中选择。"), word=said.kind[:24])
    if said.cause and said.cause not in codelists.code_list("cause").values:
        raise Refusal("bad-cause", phrase("“{word}”不是致贫原因。"), phrase("请从列表中选择。"), word=said.cause[:16])
    return PlanMeasure(plan=plan, cause=said.cause, kind=said.kind, what=reason_of(said.what), expected_yuan=said.expected_yuan, due_on=said.due_on)


def _nothing() -> NotFound:
    return NotFound("not-found", phrase("没有找到。"), phrase("请核对编号或代码;如属其他辖区,请联系上级。"))
