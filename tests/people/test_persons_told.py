"""Who did something is told as name and post of that day, in lists and on pages, where only a log-in name was recorded."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from tuopin.people.models import Account, Post
from tuopin.people.selectors import persons_told
from web import kit

pytestmark = pytest.mark.django_db
SPRING, AUTUMN = date(2018, 4, 1), date(2018, 10, 1)


def test_a_person_is_told_with_the_post_of_that_day_and_not_with_the_one_of_today():
    kit.lay_out_places()
    account = Account.objects.create(username="yang", name="杨立新")
    Post.objects.create(account=account, area_code=kit.VILLAGE, role="head", title="村主任", starts_on=date(2016, 1, 1), ends_on=date(2018, 7, 1))
    Post.objects.create(account=account, area_code=kit.TOWN, role="clerk", starts_on=date(2018, 7, 1))
    asked = [("yang", SPRING), ("yang", AUTUMN), ("yang", date(2015, 1, 1)), ("operator", SPRING), ("roster.xlsx", SPRING), ("", SPRING)]
    with CaptureQueriesContext(connection) as queries, override("zh-hans"):
        told = persons_told(asked)
    assert len(queries) <= 3
    assert told["yang", SPRING].startswith("杨立新 · ") and told["yang", SPRING].endswith("村主任")
    assert told["yang", AUTUMN].endswith("经办") and "村主任" not in told["yang", AUTUMN]
    assert told["yang", date(2015, 1, 1)] == "杨立新", "before any post"
    assert (told["operator", SPRING], told["roster.xlsx", SPRING]) == ("系统管理员", "roster.xlsx") and ("", SPRING) not in told
    with override("en"):
        assert persons_told([("operator", SPRING)])["operator", SPRING] == "System administrator"
