"""What is on its way in the sample county: cases at every step, a meeting that voted, signed pledges, a proposal that waits, what was published."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from random import Random
from uuid import UUID

from tuopin.cli.sample.accounts import PLACES
from tuopin.cli.sample.cast import told
from tuopin.cli.sample.county import COUNTY, LIAN
from tuopin.cli.sample.papers import a_picture
from tuopin.kernel.areas import LEVELS, level_of
from tuopin.people.selectors import Actor, account_named, actor_for

PERSONS = Decimal(121)
ENTITLED, PRESENT, IN_FAVOUR, NOT_CARRIED = 60, 45, 41, 19


@cache
def official(level: str, role: str, on: date) -> Actor:
    """Whoever of the demo's accounts sits there: the village and township shown first, or their county."""
    place = next(one for one in PLACES if one.role == role and LEVELS[level_of(one.area) - 1] == level)
    return actor_for(account_named(place.username), on=on)


def walk(case: int, steps: int, *, chance: Random, on: date) -> None:
    """Take the next steps of a case as its officials would: what is asked for is handed in, each step by another of them; a notice goes up and hangs."""
    from tuopin.procedure.models import Case
    from tuopin.procedure.selectors import evidence_for, gathered
    from tuopin.procedure.selectors.past import edition_of
    from tuopin.procedure.services import Said, hand_in, publish_notice, take_step
    from tuopin.procedure.services.clock import now

    for _n in range(steps):
        row = Case.objects.get(pk=case)
        step = edition_of(row).step(row.due)
        actor = official(step.level, step.role, on)
        for wanted in step.evidence:
            for piece in range(wanted.least):
                hand_in(case=case, name=wanted.name, file=a_picture(chance, f"{case} {step.name} {wanted.name} {piece}"), actor=actor)
        files = evidence_for(gathered(actor, row, at=now()), {one.name for one in step.evidence})
        votes = {"entitled": ENTITLED, "present": PRESENT, "in_favour": IN_FAVOUR} if step.present is not None else {}
        if step.notice is not None:
            publish_notice(case=case, actor=actor, said=Said(evidence=files))
            return
        take_step(case=case, step=step.name, actor=actor, said=Said(evidence=files, note=told("情况属实"), **votes))


def meet(cases: list[int], *, chance: Random, on: date) -> None:
    """One meeting of the village votes on all of them and carries all but the last."""
    from tuopin.evidence.services import accept_file
    from tuopin.identification.services import MeetingTold, Votes, hold_meeting
    from tuopin.procedure.models import Case
    from tuopin.procedure.selectors.past import edition_of

    first = Case.objects.get(pk=cases[0])
    step = edition_of(first).step(first.due)
    actor, files = official(step.level, step.role, on), []
    for wanted in step.evidence:
        kind = "photo" if "photo" in wanted.kinds else "scan"
        file = accept_file(kind=kind, subject=f"village:{LIAN}", area_code=LIAN, file=a_picture(chance, wanted.title), actor=actor, on=on, note=wanted.title)
        files.append((wanted.name, file.uid))
    hold_meeting(
        told=MeetingTold(LIAN, on, ENTITLED, PRESENT, place=told("村委会会议室"), note=told("逐户评议,当场唱票"), evidence=tuple(files)),
        votes=[Votes(pk, IN_FAVOUR, PRESENT - IN_FAVOUR) for pk in cases[:-1]] + [Votes(cases[-1], NOT_CARRIED, PRESENT - NOT_CARRIED, note=told("有稳定工资收入"))],
        actor=actor, on=on)


def sign_pledges_of(pledges: list[tuple[int, str]], *, chance: Random, on: date) -> None:
    """The secretaries of the places sign their pledges (number, place); the county signs the first, whose target is reached and which is settled."""
    from tuopin.responsibility.services import report_target, settle_pledge, sign_pledges

    county = actor_for(account_named(f"sj{COUNTY}"), on=on)
    for pk, area in pledges:
        secretary = actor_for(account_named(f"sj{area}"), on=on)
        sign_pledges({pk: _signature(pk, area, secretary, chance, on)}, side="below", actor=secretary, on=on)
    first, area = pledges[0]
    sign_pledges({first: _signature(first, area, county, chance, on)}, side="above", actor=county, on=on)
    report_target(pledge=first, measure="persons", done=PERSONS, actor=actor_for(account_named(f"sj{area}"), on=on), on=on)
    settle_pledge(pledge=first, outcome="met", note=told("目标提前完成,经县里核实"), actor=county, on=on)


def _signature(pk: int, area: str, actor: Actor, chance: Random, on: date) -> UUID:
    from tuopin.evidence.services import accept_file

    return accept_file(kind="scan", subject=f"pledge:{pk}", area_code=area, file=a_picture(chance, f"pledge {pk} {actor.name}"), actor=actor, on=on).uid


def decide_and_publish(*, year: int, actor: Actor, on: date) -> None:
    """A proposal for the villages nobody stands by, the county's edition of the year, the year's figures for everybody to read."""
    from tuopin.assistance.models import Proposal
    from tuopin.assistance.services.propose import AssignmentAsked, propose_assignment
    from tuopin.editions.services.make_edition import make_edition
    from tuopin.privacy.models import PublicEdition
    from tuopin.privacy.services.publish_figures import publish_figures

    if Proposal.objects.exists() or PublicEdition.objects.exists():
        return
    propose_assignment(asked=AssignmentAsked("units", COUNTY, on + timedelta(days=30)), actor=official("county", "head", on), on=on)
    make_edition(year=year, area=COUNTY, out=None, actor=actor, on=on)
    publish_figures(area=COUNTY, year=year, lowest="township", basis=told("按季度公布扶贫数据"), actor=official("county", "head", on), on=on)
