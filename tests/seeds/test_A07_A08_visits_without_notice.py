"""A07 四不两直, A08 遍访: a visit without notice has none; who has been to every place that was due."""

from datetime import UTC, date, datetime

import pytest
from django.db import Error, transaction

from helping import villages_of_county
from register import COUNTY, NEIGHBOUR, VILLAGE
from tuopin.kernel.refusals import Refusal
from tuopin.people.selectors import operator, working_as
from tuopin.responsibility.models import Visit
from tuopin.responsibility.selectors import visit_coverage
from tuopin.responsibility.services import NewProblem, NewVisit, record_problems, record_visits

pytestmark = pytest.mark.django_db
ON = date(2018, 10, 10)
ARRIVED, BEFORE = datetime(2018, 10, 10, 2, 0, tzinfo=UTC), datetime(2018, 10, 9, 2, 0, tzinfo=UTC)


def test_an_unannounced_visit_with_a_notice_is_refused_and_the_database_refuses_it_too():
    with working_as(operator()):
        with pytest.raises(Refusal, match="visit-announced"):
            record_visits([NewVisit("unannounced", VILLAGE, "省领导", ON, ARRIVED, BEFORE)], actor=operator(), on=ON)
        with pytest.raises(Refusal, match="visit-without-arrival"):
            record_visits([NewVisit("unannounced", VILLAGE, "省领导", ON)], actor=operator(), on=ON)
        (made,) = record_visits([NewVisit("unannounced", VILLAGE, "省领导", ON, ARRIVED)], actor=operator(), on=ON)
        assert made.notified_at is None
        record_visits([NewVisit("survey", VILLAGE, "省领导", ON, ARRIVED, BEFORE)], actor=operator(), on=ON)
    with pytest.raises(Error, match="visit_without_notice"), transaction.atomic():
        Visit.objects.filter(pk=made.pk).update(notified_at=BEFORE)


def test_coverage_is_the_villages_visited_of_those_due_and_the_rest_is_listed():
    due = [VILLAGE, NEIGHBOUR, *[code for code in villages_of_county(9) if code not in (VILLAGE, NEIGHBOUR)][:2]]
    with working_as(operator()):
        visits = record_visits([NewVisit("visit", code, "县委书记", date(2018, 5, 1)) for code in (VILLAGE, VILLAGE, NEIGHBOUR)]
                               + [NewVisit("visit", due[2], "县长", date(2018, 5, 1)), NewVisit("visit", due[3], "县委书记", date(2017, 5, 1)), NewVisit("visit", due[2], "县委书记", date(2018, 10, 5))],
                               actor=operator(), on=ON)
        record_problems([NewProblem(VILLAGE, f"visit:{visits[0].pk}", "饮水不稳定", date(2018, 5, 1)),
                         NewProblem(due[2], f"visit:{visits[3].pk}", "县长查到的", date(2018, 5, 1)), NewProblem(VILLAGE, "hotline:1", "来信", date(2018, 5, 1))], actor=operator(), on=ON)
        found = visit_coverage(operator(), COUNTY, due, visitor="县委书记", since=date(2018, 1, 1), until=date(2018, 9, 30))
    assert (found.due, found.visited, found.rate, found.problems) == (4, 2, 0.5, 1) and found.left == due[2:]
