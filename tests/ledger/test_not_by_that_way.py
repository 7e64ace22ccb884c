"""Ways around the ledger's rules that must not be open: another's task given away, oneself verified, numbers that are none, cut lists, old keys."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from click.testing import CliRunner
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

import pictures
from ledger.calendars import FEED, subscribed
from ledger.tasks import COUNTY, DUE, ON, TOWN, VILLAGE, a_task, evidence_for, somebody
from ledger.test_ledger_pages import a_user
from tuopin.kernel.refusals import Forbidden, Refusal
from tuopin.ledger import services
from tuopin.ledger.commands import cascade
from tuopin.ledger.models import Task
from tuopin.ledger.selectors import my_day
from tuopin.ledger.services import Helping, NewTask, cascade_task, issue_tasks
from tuopin.ledger.services.plan_file import COLUMNS, tasks_of_plan
from tuopin.ledger.states import Seat, Share
from tuopin.ledger.views import tasks as pages
from tuopin.people.models import Account, Post
from tuopin.people.selectors import actor_for, operator
from tuopin.people.services import end_sessions, reset_password
from web import kit

pytestmark = pytest.mark.django_db
OTHER = "431129210214"


@pytest.fixture
def people():
    return {
        "county": somebody("county", COUNTY, office="secretary"), "town": somebody("town", TOWN, "clerk"), "village": somebody("village", VILLAGE, office="secretary"),
        "helper": somebody("helper", VILLAGE, "clerk"),
    }


def test_a_unit_that_helps_gives_the_task_to_nobody(people):
    task = a_task(people["town"], helping=(Helping(Seat(VILLAGE, "clerk"), "村会计"),))
    with pytest.raises(Forbidden, match="not-the-owner"):
        services.hand_down(task=task.pk, to=Seat(VILLAGE, "clerk"), actor=people["helper"], on=ON)
    services.accept_task(task=task.pk, actor=people["helper"], on=ON)  # working on it is theirs


def test_parts_of_a_target_are_handed_down_by_its_owner_or_above_and_by_no_neighbour_of_the_desk(people):
    task = a_task(people["county"], area=TOWN, owner=Seat(TOWN, "head", "secretary"), target=Decimal(10), unit="户")
    share = [Share(VILLAGE, Decimal(10))]
    with pytest.raises(Forbidden, match="not-the-owner"):
        cascade_task(task=task.pk, shares=share, actor=people["town"], on=ON)
    assert len(cascade_task(task=task.pk, shares=share, actor=people["county"], on=ON)) == 1


@pytest.mark.parametrize("worked", ["accept", "submit-before"])
def test_whoever_ever_worked_on_a_task_does_not_verify_it(people, worked):
    """A second post above, and a colleague who presses the last button, do not make two persons of one."""
    task = a_task(people["county"], area=VILLAGE, owner=Seat(VILLAGE))
    first, colleague = people["helper"], people["village"]
    services.accept_task(task=task.pk, actor=first if worked == "accept" else colleague, on=ON)
    evidence_for(task, first)
    if worked == "submit-before":
        services.submit_task(task=task.pk, actor=first, on=ON)
        services.return_task(task=task.pk, note="照片不清", actor=people["county"], on=ON)
    services.submit_task(task=task.pk, actor=colleague, on=ON)
    account = Account.objects.get(username="helper")
    Post.objects.create(account=account, area_code=TOWN, role="head", office="secretary", starts_on=ON)
    with pytest.raises(Refusal, match="same-person"):
        services.verify_task(task=task.pk, actor=actor_for(account, on=ON), on=ON)
    assert services.verify_task(task=task.pk, actor=people["town"], on=ON).state == "verified"


def test_what_was_verified_takes_no_further_evidence(people):
    task = a_task(people["town"])
    services.accept_task(task=task.pk, actor=people["village"], on=ON)
    evidence_for(task, people["village"])
    services.submit_task(task=task.pk, actor=people["village"], on=ON)
    services.verify_task(task=task.pk, actor=people["town"], on=ON)
    with pytest.raises(Refusal, match="task-elsewhere"):
        services.hand_in_evidence(task=task.pk, kind="photo", file=pictures.a_photo(3), actor=people["village"], on=ON)


@pytest.mark.parametrize("number", ["NaN", "sNaN", "Infinity", "-1", "1e20", "0.001"])
def test_a_number_that_is_none_is_refused_in_words_everywhere(people, number):
    task = a_task(people["town"], target=Decimal(3), unit="公里")
    services.accept_task(task=task.pk, actor=people["village"], on=ON)
    evidence_for(task, people["village"])
    with pytest.raises(Refusal, match="value-unclear"):
        services.submit_task(task=task.pk, value=Decimal(number), actor=people["village"], on=ON)
    with pytest.raises(Refusal, match="target-unclear"):
        a_task(people["town"], target=Decimal(number), unit="公里")
    plan = a_task(people["county"], area=TOWN, owner=Seat(TOWN, "head", "secretary"), target=Decimal(10), unit="户")
    with pytest.raises(Refusal, match="target-unclear"):
        cascade_task(task=plan.pk, shares=[Share(VILLAGE, Decimal(number))], actor=people["county"], on=ON)


def test_a_table_with_odd_cells_is_refused_in_words_and_never_a_fault_of_ours():
    head = ",".join(COLUMNS)
    row = {"编号": "1", "任务": "修路", "区划代码": VILLAGE, "完成期限": "2099-03-31"}
    town = a_user("town", TOWN)
    for column, cell in (("目标值", "NaN"), ("编号", "x" * 41), ("行业", "行" * 21), ("计量单位", "里" * 21), ("任务", '"没有完'), ("任务要求", "x" * 140_000)):
        line = ",".join((row | {column: cell}).get(name, "") for name in COLUMNS)
        page = town.post("/tasks/plan/", {"source": "plan:1", "file": SimpleUploadedFile("plan.csv", f"{head}\n{line}\n".encode())})
        assert page.status_code == 422, (column, cell[:5])
    assert Task.objects.count() == 0
    with pytest.raises(Refusal, match="plan-cell"):
        tasks_of_plan(f"{head}\n1,修路,,{VILLAGE},,,,2099-03-31,Infinity\n".encode(), source="plan:1")


def test_one_office_above_answers_for_the_same_line_in_many_villages(people):
    """The county's road bureau builds line 1 of the plan in two villages; in each of them only once."""
    lines = [NewTask(title="硬化通组路", area=area, owner=Seat(COUNTY, "head", "secretary"), due_on=DUE, source="plan:1", code="1") for area in (VILLAGE, OTHER)]
    assert len(issue_tasks(lines, actor=operator(), on=ON)) == 2
    with pytest.raises(Refusal, match="issued-before"):
        issue_tasks(lines[:1], actor=operator(), on=ON)


def test_a_table_that_would_be_cut_is_not_given_and_says_how_many_there_are(monkeypatch):
    town = a_user("town", TOWN)
    issue_tasks([NewTask(title=f"任务{n}", area=VILLAGE, owner=Seat(VILLAGE), due_on=DUE) for n in range(4)], actor=operator(), on=ON)
    monkeypatch.setattr(pages, "MOST_ROWS", 3)
    page = town.get("/tasks/export/")
    assert page.status_code == 409 and "共有 4 项" in page.content.decode()
    assert len(town.get("/tasks/export/", {"search": "任务1"}).content.decode().splitlines()) == 2


def test_a_day_with_more_than_it_lists_says_so(people, monkeypatch):
    monkeypatch.setattr("tuopin.ledger.selectors.mine.MOST", 2)
    for n in range(3):
        a_task(people["town"], title=f"任务{n}")
    assert my_day(people["village"], on=ON).cut
    monkeypatch.setattr("tuopin.ledger.selectors.mine.MOST", 4)
    assert not my_day(people["village"], on=ON).cut


def an_open_calendar() -> tuple[Client, Client]:
    village = a_user("village", VILLAGE, "secretary")
    a_task(operator(), title="修水渠", on=date(2018, 6, 1), due_on=date(2099, 6, 30))
    calendar = subscribed(village)
    assert calendar.get(FEED).status_code == 200
    return village, calendar


def test_a_calendar_ends_with_the_post_it_was_given_out_under_though_another_post_goes_on():
    village, calendar = an_open_calendar()
    account = Account.objects.get(username="village")
    Post.objects.create(account=account, area_code=TOWN, role="clerk", starts_on=timezone.localdate() - timedelta(days=3))
    assert calendar.get(FEED).status_code == 200
    Post.objects.filter(area_code=VILLAGE).update(ends_on=timezone.localdate())
    assert calendar.get(FEED).status_code == 401
    assert "重新生成" not in kit.logged_in(account).get("/my-day/").content.decode()


@pytest.mark.parametrize("ended", ["sessions", "password"])
def test_a_calendar_ends_when_every_session_of_its_holder_does(ended):
    _village, calendar = an_open_calendar()
    if ended == "sessions":
        end_sessions(username="village", actor="operator", on=timezone.localdate())
    else:
        reset_password(username="village", actor=operator(), on=timezone.localdate())
    assert calendar.get(FEED).status_code == 401


@pytest.mark.parametrize("share", ["431129210000", "431129210000=", "431129210000=many", "431129210000=1e3", "=", "431129210000=-5"])
def test_a_share_that_cannot_be_read_is_refused_by_what_was_typed(share):
    told = CliRunner().invoke(cascade, ["1", share], obj={"actor": operator(), "on": ON})
    assert isinstance(told.exception, Refusal) and told.exception.code == "share-unread" and share in str(told.exception)
