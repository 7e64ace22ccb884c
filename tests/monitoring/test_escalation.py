"""What is late becomes a task of the level that presses for it, once a level."""

from __future__ import annotations

from datetime import timedelta

import pytest

from monitoring.watching import a_clue, an_exited
from procedure.cases import an_official, officials
from procedure.pure import COUNTY, TOWN
from tuopin.ledger.models import Task
from tuopin.monitoring.services.escalate_late import escalate_late
from tuopin.people.selectors import working_as
from tuopin.procedure.services.clock import today

pytestmark = pytest.mark.django_db


def test_what_is_late_climbs_from_the_township_to_the_county_to_the_city_and_each_is_told_once():
    who, city = officials(), an_official("city", ("431100000000", "head", ""))
    household = an_exited()
    a_clue(household, who["clerk"], days_ago=6)  # to be checked within five days
    with working_as(who["county_head"]):
        first = escalate_late(area=COUNTY, actor=who["county_head"], on=today())
    assert [(task.owner_area, task.subject) for task in first.tasks] == [(TOWN, f"household:{household.number}")]
    again = escalate_late(area=COUNTY, actor=who["county_head"], on=today())
    assert (again.tasks, again.standing, again.above) == ([], 1, 0)
    later = today() + timedelta(days=3)
    assert [task.owner_area for task in escalate_late(area=COUNTY, actor=who["county_head"], on=later).tasks] == [COUNTY]
    latest = today() + timedelta(days=10)
    beyond = escalate_late(area=COUNTY, actor=who["county_head"], on=latest)
    assert (beyond.tasks, beyond.above) == ([], 1), "a county gives its city no tasks"
    assert [task.owner_area for task in escalate_late(area=COUNTY, actor=city, on=latest).tasks] == ["431100000000"]
    assert Task.objects.count() == 3
