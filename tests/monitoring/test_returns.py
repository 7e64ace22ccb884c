"""A household that is found poor again is helped as poor: its watch ends by that very case; the year's bridge is counted by the database as by hand."""

from __future__ import annotations

import random
from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction

from monitoring.watching import a_clue, a_watched, an_exited
from procedure.cases import DAY, evidence, officials
from procedure.pure import COUNTY
from register import VILLAGE, a_takeover
from tuopin.monitoring.models import Watch
from tuopin.monitoring.selectors.bridges import bridge_of, return_rate
from tuopin.monitoring.states.classes import POOR
from tuopin.people.selectors import operator
from tuopin.procedure.services import Said, close_notice, open_case, publish_notice, take_step
from tuopin.procedure.services.clock import today
from tuopin.procedure.states import procedures
from tuopin.registry.models import Household, ImportBatch, Membership, Person, StatusEvent
from tuopin.registry.states import status_on
from tuopin.trail.selectors import entries_on
from tuopin.trail.services import Asked, verify_trail

pytestmark = pytest.mark.django_db


def returned(household, who, clock):
    case = open_case(procedure="household-return", number=household.number, actor=who["clerk"])
    for step, name in zip(procedures()["household-return"].editions[0].steps, ("clerk", "head", "town_clerk", "town_head", "county_head"), strict=True):
        told = Said(evidence=evidence(step.evidence, case.subject), entitled=3, present=3, in_favour=3)
        if step.notice:
            publish_notice(case=case.pk, actor=who[name], said=told)
            clock(7 * DAY)
            close_notice(case=case.pk, actor=who[name], said=Said(evidence=evidence(step.closing, case.subject)))
        else:
            take_step(case=case.pk, step=step.name, actor=who[name], said=told)
    return case


def test_a_return_to_poverty_ends_the_watch_with_its_reason_and_no_other(clock):
    who, household, other = officials(), an_exited(), an_exited()
    watch, beside = a_watched(household, who, clock), a_clue(other, who["clerk"])
    with pytest.raises(DatabaseError, match="without its case"), transaction.atomic():
        Watch.objects.filter(pk=watch.pk).update(state="returned", removal=watch.admission, ended_on=today(), ended_why="返贫")
    case = returned(household, who, clock)
    watch.refresh_from_db()
    beside.refresh_from_db()
    assert (watch.state, watch.removal, watch.ended_on, watch.ended_by) == (Watch.State.RETURNED, case, today(), "county_head") and "返贫" in watch.ended_why
    assert beside.state == Watch.State.CLUE and beside.ended_on is None
    last = entries_on(f"watch:{watch.pk}")[0]
    assert (last.verb, last.basis) == ("change-watch", f"case:{case.pk}")
    assert not {one.field for one in verify_trail(Asked(replay=True)).findings if one.subject == f"watch:{watch.pk}"}


def test_the_bridge_that_the_database_counts_is_the_one_counted_by_hand():
    chance, year = random.Random(7), 2018
    file = a_takeover()
    ImportBatch.objects.filter(pk=file.pk).update(state="merging")
    kinds, days = ("identified", "pre_exit", "exited", "returned", "removed"), [date(2016, 1, 1) + timedelta(days=13 * n) for n in range(100)]
    homes = Household.objects.bulk_create([Household(number=f"B{n:04d}", village_code=VILLAGE) for n in range(300)])
    events, stays = {}, {}
    for home in homes:
        events[home.pk] = [(chance.choice(days), chance.choice(kinds)) for _ in range(chance.randint(0, 5))]
        StatusEvent.objects.bulk_create([StatusEvent(household=home, kind=kind, on=on, basis="测试", actor="t", takeover=file) for on, kind in events[home.pk]])
        stays[home.pk] = [(start, start + timedelta(days=chance.randint(1, 900)) if chance.random() < 0.5 else None) for start in chance.sample(days, chance.randint(0, 4))]
        people = Person.objects.bulk_create([Person(number=f"{home.number}-{n}", name="张三") for n in range(len(stays[home.pk]))])
        Membership.objects.bulk_create([Membership(person=p, household=home, starts_on=s, ends_on=e) for p, (s, e) in zip(people, stays[home.pk], strict=True)])
    first, last = date(year - 1, 12, 31), date(year, 12, 31)
    moves = [(status_on(said, first) or "", status_on(said, last) or "", *(there(stays[pk], on) for on in (first, last))) for pk, said in events.items()]
    found = bridge_of(operator(), COUNTY, year)

    def by_hand(chosen, n):
        return len([m for m in moves if chosen(m)]), sum(m[n] for m in moves if chosen(m))

    assert found.before == by_hand(lambda m: m[0] in POOR, 2) and found.after == by_hand(lambda m: m[1] in POOR, 3) and found.before[0] > 50
    assert found.identified == by_hand(lambda m: m[0] in ("", "removed") and m[1] in POOR, 3)
    assert found.returned == by_hand(lambda m: m[0] == "exited" and m[1] in POOR, 3)
    assert found.exited == by_hand(lambda m: m[0] in POOR and m[1] == "exited", 2) and found.removed == by_hand(lambda m: m[0] in POOR and m[1] == "removed", 2)
    stayed = [m for m in moves if m[0] in POOR and m[1] in POOR]
    assert (found.born, found.gone) == (sum(max(m[3] - m[2], 0) for m in stayed), sum(max(m[2] - m[3], 0) for m in stayed)) and found.born
    left = [said for said in events.values() if status_on(said, first) == "exited"]
    assert return_rate(operator(), COUNTY, year) == (sum(any(kind == "returned" and on.year == year for on, kind in said) for said in left), len(left))


def there(stays, on):
    on = max(on, min((start for start, _ in stays), default=on))
    return sum(start <= on and (end is None or end > on) for start, end in stays)
