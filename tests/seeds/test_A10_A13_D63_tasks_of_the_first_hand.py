"""A10 一把手亲自上手抓, A13 举市体制, A27 倒计时, D63 台账管理: who must do it, which body, how many days, and nothing crossed off without evidence."""

from datetime import date

import pytest

from ledger.tasks import CITY, evidence_for, somebody
from tuopin.kernel.refusals import Refusal
from tuopin.ledger import services
from tuopin.ledger.models import Task
from tuopin.ledger.selectors import counts_by_body
from tuopin.ledger.services import NewTask, issue_tasks
from tuopin.ledger.services.hand_down import HeadOwned
from tuopin.ledger.states import Seat, countdown
from tuopin.people.selectors import operator

pytestmark = pytest.mark.django_db
ON, DUE = date(2018, 6, 1), date(2018, 12, 31)


def test_a_head_who_hands_their_task_to_a_deputy_is_refused_and_the_violation_is_on_record():
    secretary = somebody("secretary", CITY, office="secretary")
    somebody("deputy", CITY, office="deputy")
    (task,) = issue_tasks([NewTask(title="脱贫攻坚", area=CITY, owner=Seat(CITY, "head", "secretary"), due_on=DUE, head_only=True)], actor=operator(), on=ON)
    with pytest.raises(HeadOwned):
        services.hand_down(task=task.pk, to=Seat(CITY, "head", "deputy"), actor=secretary, on=ON)
    assert task.acts.filter(kind="refused").count() == 1
    with pytest.raises(Refusal, match="task-unclear"):
        issue_tasks([NewTask(title="脱贫攻坚", area=CITY, owner=Seat(CITY, "head", "deputy"), due_on=DUE, head_only=True)], actor=operator(), on=ON)


def test_a_task_goes_to_each_of_the_four_bodies_and_the_board_counts_by_body():
    bodies = ("party", "congress", "government", "cppcc")
    issue_tasks([NewTask(title="包联督战", area=CITY, owner=Seat(CITY, "head"), due_on=DUE, body=body, source="plan:2018", code=body) for body in bodies], actor=operator(), on=ON)
    assert [(one.key, one.tasks) for one in counts_by_body(operator(), CITY, on=ON)] == [(body, 1) for body in bodies]


def test_from_8_october_2018_to_the_end_of_2019_are_449_days():
    assert countdown(date(2019, 12, 31), date(2018, 10, 8)) == 449 < 500


def test_an_item_of_the_ledger_is_closed_only_with_evidence():
    owner, above = somebody("owner", CITY, office="chief"), somebody("above", "140000000000" if CITY[:2] == "14" else "430000000000")
    (task,) = issue_tasks([NewTask(title="问题整改", area=CITY, owner=Seat(CITY, "head", "chief"), due_on=DUE)], actor=operator(), on=ON)
    services.accept_task(task=task.pk, actor=owner, on=ON)
    with pytest.raises(Refusal, match="evidence-missing"):
        services.submit_task(task=task.pk, actor=owner, on=ON)
    evidence_for(task, owner)
    services.submit_task(task=task.pk, actor=owner, on=ON)
    services.verify_task(task=task.pk, actor=above, on=ON)
    services.close_task(task=task.pk, actor=above, on=ON)
    assert Task.objects.get(pk=task.pk).state == "closed"
