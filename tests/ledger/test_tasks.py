"""A task from issuing to crossing off, and everything that must not work on the way."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import Error, connection, transaction

import pictures
from ledger.tasks import CITY, COUNTY, DUE, ON, TOWN, VILLAGE, a_task, evidence_for, somebody
from tuopin.kernel.refusals import Forbidden, NotFound, Refusal
from tuopin.ledger import services
from tuopin.ledger.models import Task, TaskAct
from tuopin.ledger.selectors import Asked, counts_by_place, my_day, schedule_of, task_file, tasks_listed, tasks_of_subject
from tuopin.ledger.services import Helping, NewTask, cascade_task, issue_tasks
from tuopin.ledger.services.hand_down import HeadOwned
from tuopin.ledger.states import Seat, Share
from tuopin.people.selectors import operator, working_as
from tuopin.trail.selectors.entries import entries_on
from tuopin.trail.services.verify_states import replayed

pytestmark = pytest.mark.django_db
SECRETARY = Seat(VILLAGE, "head", "secretary")


@pytest.fixture
def people():
    return {
        "county": somebody("county", COUNTY, office="secretary"), "town": somebody("town", TOWN, "clerk"), "village": somebody("village", VILLAGE, office="secretary"),
        "deputy": somebody("deputy", VILLAGE, office="deputy"), "other": somebody("other", "431129210214", office="secretary"),
    }


def test_a_task_goes_from_issued_to_crossed_off_and_each_act_is_in_the_trail(people):
    with working_as(people["town"]):
        task = a_task(people["town"], source="plan:2018", code="1.1", target=Decimal("3.5"), unit="公里")
    with working_as(people["village"]):
        services.accept_task(task=task.pk, actor=people["village"], on=ON)
        services.hand_in_evidence(task=task.pk, kind="photo", file=pictures.a_photo(3), actor=people["village"], on=ON)
        services.submit_task(task=task.pk, value=Decimal("3.6"), actor=people["village"], on=ON)
    with working_as(people["town"]):
        services.verify_task(task=task.pk, actor=people["town"], on=ON)
        done = services.close_task(task=task.pk, actor=people["town"], on=ON)
        file = task_file(people["town"], task.pk, on=ON)
    assert (done.state, done.closed_on, file.task.done_value) == ("closed", ON, Decimal("3.60"))
    assert [act.kind for act in file.acts] == ["issue", "accept", "submit", "verify", "close"] and len(file.evidence) == 1
    verbs = [entry.verb for entry in entries_on(f"task:{task.pk}")][::-1]
    assert verbs == ["task-issue", "task-accept", "accept-evidence", "cite-evidence", "task-submit", "task-verify", "task-close"]
    assert [found for found in replayed() if not isinstance(found, int) and found.subject.startswith("task")] == []


def test_without_evidence_a_task_is_neither_submitted_nor_verified_nor_closed(people):
    task = a_task(people["town"])
    services.accept_task(task=task.pk, actor=people["village"], on=ON)
    with pytest.raises(Refusal, match="evidence-missing"):
        services.submit_task(task=task.pk, actor=people["village"], on=ON)
    TaskAct.objects.create(task=task, seq=3, kind="submit", account_id=people["village"].account_id, happened_on=ON)
    Task.objects.filter(pk=task.pk).update(state="submitted", version=3)
    TaskAct.objects.create(task=task, seq=4, kind="verify", account_id=people["town"].account_id, happened_on=ON)
    with pytest.raises(Error, match="without evidence"), transaction.atomic():
        Task.objects.filter(pk=task.pk).update(state="verified", version=4)


def test_nobody_verifies_what_they_submitted_and_nobody_beside_or_below_verifies(people):
    task = a_task(people["county"], owner=Seat(TOWN, "clerk"), area=VILLAGE)
    town = people["town"]
    services.accept_task(task=task.pk, actor=town, on=ON)
    evidence_for(task, town)
    services.submit_task(task=task.pk, actor=town, on=ON)
    for who in ("town", "village", "deputy"):
        with pytest.raises(Forbidden):
            services.verify_task(task=task.pk, actor=people[who], on=ON)
    TaskAct.objects.create(task=task, seq=4, kind="verify", account_id=town.account_id, happened_on=ON)
    with pytest.raises(Error, match="another person"), transaction.atomic():
        Task.objects.filter(pk=task.pk).update(state="verified", version=4)


def test_somebody_who_moved_up_does_not_verify_what_they_submitted_below(people):
    from tuopin.people.models import Account, Post
    from tuopin.people.selectors import actor_for

    task = a_task(people["county"])
    services.accept_task(task=task.pk, actor=people["village"], on=ON)
    evidence_for(task, people["village"])
    services.submit_task(task=task.pk, actor=people["village"], on=ON)
    account = Account.objects.get(username="village")
    Post.objects.create(account=account, area_code=TOWN, role="head", office="secretary", starts_on=ON)
    with pytest.raises(Refusal, match="same-person"):
        services.verify_task(task=task.pk, actor=actor_for(account, on=ON), on=ON)


def test_a_head_owned_task_is_not_handed_down_and_the_attempt_stays(people):
    task = a_task(people["town"], head_only=True)
    with pytest.raises(HeadOwned):
        services.hand_down(task=task.pk, to=Seat(VILLAGE, "head", "deputy"), actor=people["village"], on=ON)
    task.refresh_from_db()
    assert (task.state, task.owner_office, task.version) == ("issued", "secretary", 2)
    assert task.acts.get(seq=2).kind == "refused" and entries_on(f"task:{task.pk}")[0].verb == "task-refused"
    with pytest.raises(Error, match="not handed down"), transaction.atomic():
        Task.objects.filter(pk=task.pk).update(owner_office="deputy", version=3)


def test_another_task_is_handed_to_a_deputy_who_then_owns_it(people):
    task = a_task(people["town"])
    services.hand_down(task=task.pk, to=Seat(VILLAGE, "head", "deputy"), actor=people["village"], on=ON, note="分工")
    with pytest.raises(Forbidden):
        services.accept_task(task=task.pk, actor=people["village"], on=ON)
    assert services.accept_task(task=task.pk, actor=people["deputy"], on=ON).state == "accepted"


def test_tasks_are_issued_down_and_never_up_nor_beside(people):
    for owner in (Seat(TOWN, "clerk"), Seat(COUNTY, "head"), Seat(CITY, "head")):
        with pytest.raises((NotFound, Forbidden)):
            a_task(people["village"], owner=owner)
    with pytest.raises(NotFound):
        a_task(people["village"], area="431129210214")
    task = a_task(people["town"])
    with working_as(people["other"]), pytest.raises(NotFound):
        task_file(people["other"], task.pk, on=ON)


def test_the_same_line_of_a_source_is_issued_to_a_place_once_and_all_or_none(people):
    line = NewTask(title="安装路灯", area=VILLAGE, owner=SECRETARY, due_on=DUE, source="meeting:7", code="2")
    issue_tasks([line], actor=people["town"], on=ON)
    with pytest.raises(Refusal, match="issued-before"):
        issue_tasks([NewTask(title="修水渠", area=VILLAGE, owner=SECRETARY, due_on=DUE, source="meeting:7", code="3"), line], actor=people["town"], on=ON)
    assert Task.objects.count() == 1


def test_returned_work_needs_a_reason_and_comes_back(people):
    task = a_task(people["town"])
    services.accept_task(task=task.pk, actor=people["village"], on=ON)
    evidence_for(task, people["village"])
    services.submit_task(task=task.pk, actor=people["village"], on=ON)
    with pytest.raises(Refusal, match="reason-missing"):
        services.return_task(task=task.pk, note=" ", actor=people["town"], on=ON)
    services.return_task(task=task.pk, note="照片不清", actor=people["town"], on=ON)
    services.submit_task(task=task.pk, actor=people["village"], on=ON)
    services.verify_task(task=task.pk, actor=people["town"], on=ON)
    services.close_task(task=task.pk, actor=people["town"], on=ON)
    reopened = services.reopen_task(task=task.pk, note="复查发现断头路", actor=people["town"], on=ON)
    assert (reopened.state, reopened.closed_on) == ("reopened", None)


def test_a_target_is_cascaded_only_when_the_parts_cover_it(people):
    task = a_task(people["county"], area=COUNTY, owner=Seat(COUNTY, "head", "secretary"), target=Decimal(100), unit="户", title="减贫")
    shares = [Share("431129210000", Decimal(60)), Share("431129100000", Decimal(39))]
    with pytest.raises(Refusal, match="targets-short") as said:
        cascade_task(task=task.pk, shares=shares, actor=people["county"], on=ON)
    assert said.value.params["left"] == "1"
    parts = cascade_task(task=task.pk, shares=[shares[0], Share("431129100000", Decimal(40))], actor=people["county"], on=ON)
    assert [(p.owner_area, p.owner_office, p.target_value) for p in parts] == [(TOWN, "secretary", 60), ("431129100000", "secretary", 40)]
    assert task_file(people["county"], task.pk, on=ON).left == 0


def test_a_task_waits_for_the_one_before_it_and_the_plan_counts_back(people):
    first, second = issue_tasks([
        NewTask(title="征地", area=VILLAGE, owner=SECRETARY, due_on=DUE, source="build:1", code="1", days=10),
        NewTask(title="打地基", area=VILLAGE, owner=SECRETARY, due_on=DUE, source="build:1", code="2", days=15, after=("1",)),
    ], actor=people["town"], on=ON)
    services.accept_task(task=second.pk, actor=people["village"], on=ON)
    evidence_for(second, people["village"])
    with pytest.raises(Refusal, match="task-waits"):
        services.submit_task(task=second.pk, actor=people["village"], on=ON)
    plan = schedule_of(people["town"], "build:1", VILLAGE, deadline=DUE, begins=ON).plan
    assert [(p.step.name, p.latest_start, p.slack) for p in plan.planned] == [("1 征地", ON + timedelta(days=5), 5), ("2 打地基", ON + timedelta(days=15), 5)]
    assert plan.late_after_slip("1 征地", 7) == 2 and first.pk


def test_late_tasks_are_told_one_level_up_after_a_day_two_after_a_week(people):
    task = a_task(people["county"])
    days = lambda n: DUE + timedelta(days=n)  # noqa: E731
    assert my_day(people["town"], on=days(0)).told == []
    assert [each.task.pk for each in my_day(people["town"], on=days(1)).told] == [task.pk] and my_day(people["county"], on=days(6)).told == []
    assert [each.lateness.late for each in my_day(people["county"], on=days(7)).told] == [7]
    assert [each.lateness.light for each in my_day(people["village"], on=days(1)).mine] == ["red"]


def test_lists_and_counts_stay_inside_ones_places(people):
    a_task(people["town"], subject=f"village:{VILLAGE}")
    a_task(people["county"], area="431129210214", title="修桥")
    listed = tasks_listed(people["village"], Asked(VILLAGE), on=ON)
    assert [each.task.title for each in listed.rows] == ["硬化通组路"]
    with pytest.raises(NotFound):
        tasks_listed(people["village"], Asked(TOWN), on=ON)
    counts = counts_by_place(people["town"], TOWN, on=DUE + timedelta(days=3))
    assert [(c.key, c.tasks, c.late, c.light) for c in counts] == [(VILLAGE, 1, 1, "red"), ("431129210214", 1, 1, "red")]
    assert tasks_of_subject(people["village"], f"village:{VILLAGE}").count() == 1


def test_a_unit_that_helps_may_submit_too(people):
    task = a_task(people["county"], helping=(Helping(Seat(VILLAGE, "head", "deputy"), "驻村工作队"),))
    services.accept_task(task=task.pk, actor=people["deputy"], on=ON)
    evidence_for(task, people["deputy"])
    assert services.submit_task(task=task.pk, actor=people["deputy"], on=ON).state == "submitted"


def test_thousands_are_issued_at_once_and_what_was_issued_never_changes(people):
    tasks = issue_tasks([
        NewTask(title=f"任务{n}", area=VILLAGE, owner=SECRETARY, due_on=DUE, source="bulk:1", code=str(n)) for n in range(2000)
    ], actor=operator(), on=ON)
    assert len(tasks) == 2000 and Task.objects.filter(trail_chain=VILLAGE, trail_seq__isnull=False).count() == 2000
    for change in ("due_on = due_on + 1", "evidence_least = 2", "title = 'x'"):
        with pytest.raises(Error, match="never changes"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"UPDATE ledger_task SET {change} WHERE id = %s", [tasks[0].pk])
    for statement in ("DELETE FROM ledger_task", "DELETE FROM ledger_taskact", "UPDATE ledger_taskact SET note = 'x'"):
        with pytest.raises(Error, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


@pytest.mark.parametrize("wrong", [{"days": 40_000}, {"days": 10**12}, {"days": -1}, {"crews": 10_000}, {"crews": -1}])
def test_days_and_crews_that_nobody_can_mean_are_refused_and_not_lost_in_the_database(wrong):
    with pytest.raises(Refusal, match="task-unclear"):
        issue_tasks([NewTask(title="建设", area=COUNTY, owner=Seat(COUNTY, "head", "secretary"), due_on=DUE, **wrong)], actor=operator(), on=ON)
