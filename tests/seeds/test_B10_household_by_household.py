"""B10: 一户一户排查核对: a sweep is complete only when every household is ticked; those left are listed."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import transaction

from monitoring.watching import an_exited, an_ordinary
from procedure.cases import an_official, officials
from register import NEIGHBOUR, VILLAGE, a_household, a_status
from tuopin.kernel.refusals import Forbidden, NotFound, Refusal
from tuopin.monitoring.models import Watch
from tuopin.monitoring.selectors.sweeps import lines_of, progress_of, sweep_for, sweeps_for, total_of
from tuopin.monitoring.services.run_sweep import (
    Plan,
    bring_in_newcomers,
    complete_sweep,
    note_nobody_met,
    open_sweep,
    tick_household,
    untick_household,
)
from tuopin.people.selectors import working_as
from tuopin.registry.models import Membership
from tuopin.trail.selectors import entries_on
from tuopin.trail.services import Asked, verify_trail

pytestmark = pytest.mark.django_db
ON, TOWN, COUNTY = date(2018, 10, 8), "431129210000", "431129000000"


def a_plan(area: str = TOWN) -> Plan:
    return Plan(area, "一户一户排查核对", "住房、饮水、上学、医疗、收入", ON, date(2018, 10, 31))


@pytest.fixture
def who():
    return officials()


def code_of(act) -> str:
    with pytest.raises(Refusal) as refusal, transaction.atomic():
        act()
    return refusal.value.code


def test_a_sweep_is_complete_only_when_every_household_is_ticked_and_those_left_are_listed(who):
    households = [a_household(), an_exited(), an_ordinary(), a_household(village=NEIGHBOUR)]
    struck_off, died_out = a_household(), a_household()
    for household in (struck_off, died_out):
        a_status(household, "removed", date(2018, 1, 1))
    Membership.objects.filter(household=died_out).update(ends_on=date(2017, 12, 1))
    with working_as(who["town_head"]):
        sweep = open_sweep(plan=a_plan(), actor=who["town_head"], on=ON)
    assert total_of(who["town_head"], sweep).households == 5, "registered, exited, ordinary ones and one struck off the register, not the one that died out"
    households.append(struck_off)
    tick = lambda n, result="fine", note="", actor="town_clerk": tick_household(  # noqa: E731
        sweep=sweep.pk, number=households[n].number, result=result, note=note, actor=who[actor], on=ON)
    with working_as(who["clerk"]):
        tick(0, actor="clerk")
    tick(1)
    assert code_of(lambda: complete_sweep(sweep=sweep.pk, actor=who["town_head"], on=ON)) == "households-left"
    assert note_nobody_met(sweep=sweep.pk, number=households[2].number, actor=who["clerk"], on=ON).attempts == 1
    assert [line.household for line in lines_of(who["town_head"], sweep, which="left")] == [struck_off, households[2], households[3]], "nobody met ticks nothing"
    tick(4)
    tick(2, "risk", "户主住院")
    tick(3)
    late = an_ordinary()  # registered while the sweep went on
    with pytest.raises(Refusal, match="newcomers-left") as refusal, transaction.atomic():
        complete_sweep(sweep=sweep.pk, actor=who["town_head"], on=ON)
    assert refusal.value.params == {"new": 1, "left": 0} and "补入新登记的户" in refusal.value.say()[1], "what hinders it and what to do"
    households.append(late)
    progress = {one.place: (one.households, one.ticked, one.left, one.found) for one in progress_of(who["town_head"], sweep)}
    assert progress == {VILLAGE: (4, 4, 0, 1), NEIGHBOUR: (1, 1, 0, 0)}, "a refused completion changes nothing"
    done = _swept(sweep, who, households)
    assert done.completed_on == ON and total_of(who["county_head"], done).left == 0
    assert code_of(lambda: tick(0, "gone", "搬走")) == "sweep-over"
    assert code_of(lambda: bring_in_newcomers(sweep=sweep.pk, actor=who["town_head"], on=ON)) == "sweep-over"
    assert not {f.subject for f in verify_trail(Asked(replay=True)).findings if f.subject.startswith(("sweep:", "tick:"))}


def _swept(sweep, who, households):
    assert [bring_in_newcomers(sweep=sweep.pk, actor=who["town_head"], on=ON) for _ in range(2)] == [1, 0]
    assert [(one.verb, one.detail["households"]) for one in entries_on(f"sweep:{sweep.pk}")] == [("bring-in-newcomers", 1), ("open-sweep", 5)]
    assert code_of(lambda: complete_sweep(sweep=sweep.pk, actor=who["town_head"], on=ON)) == "households-left", "who was brought in is to be visited"
    tick_household(sweep=sweep.pk, number=households[-1].number, result="fine", actor=who["clerk"], on=ON)
    return complete_sweep(sweep=sweep.pk, actor=who["town_head"], on=ON)


def test_a_tick_says_who_when_and_what_and_a_risk_becomes_a_clue(who):
    household = an_ordinary()
    sweep = open_sweep(plan=a_plan(VILLAGE), actor=who["head"], on=ON)
    tick = lambda result="omitted", note="低收入,无人建档": tick_household(  # noqa: E731
        sweep=sweep.pk, number=household.number, result=result, note=note, actor=who["clerk"], on=ON)
    assert code_of(lambda: tick(note="")) == "note-missing"
    line = tick()
    assert (line.ticked_by, line.result) == ("clerk", "omitted") and line.ticked_at
    assert tick().ticked_at == line.ticked_at, "sent twice it has one effect"
    clue = Watch.objects.get(household=household)
    assert (clue.channel, clue.clue_on, clue.state) == ("sweep", ON, "clue")
    assert code_of(lambda: tick("fine", "")) == "ticked-already"
    assert code_of(lambda: untick_household(sweep=sweep.pk, number=household.number, why="看错户", actor=who["town_clerk"], on=ON)) == "ticked-by-another"
    untick_household(sweep=sweep.pk, number=household.number, why="看错户", actor=who["clerk"], on=ON)
    assert lines_of(who["clerk"], sweep, which="left").count() == 1


def test_a_sweep_of_a_wider_place_shows_each_cadre_their_own_households(who):
    here, there = a_household(), a_household(village=NEIGHBOUR)
    sweep = open_sweep(plan=a_plan(COUNTY), actor=who["county_head"], on=ON)
    neighbour = an_official("neighbour", (NEIGHBOUR, "clerk", ""))
    stranger = an_official("stranger", ("110100000000", "head", ""))
    with working_as(neighbour):
        assert [line.household_id for line in lines_of(neighbour, sweep_for(neighbour, sweep.pk))] == [there.pk]
        with pytest.raises(NotFound):
            tick_household(sweep=sweep.pk, number=here.number, result="fine", actor=neighbour, on=ON)
    with working_as(stranger):
        assert not sweeps_for(stranger)
    with pytest.raises(Forbidden):
        open_sweep(plan=a_plan(VILLAGE), actor=who["clerk"], on=ON)
