"""Who did it, at the edges: the first and the last day of a post, a place that changed its name, rows that lack the person or the day."""

from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tuopin.divisions.models import Division
from tuopin.people.models import Account, Post
from tuopin.people.selectors import persons_told, told_of
from web import kit

pytestmark = pytest.mark.django_db
FIRST, PAST = date(2018, 4, 1), date(2018, 10, 1)


@pytest.fixture
def yang():
    kit.lay_out_places()
    account = Account.objects.create(username="yang", name="杨立新")
    Post.objects.create(account=account, area_code=kit.VILLAGE, role="head", title="村主任", starts_on=FIRST, ends_on=PAST)
    return account


def test_a_post_is_held_from_its_first_day_on_and_no_more_on_the_day_it_ends(yang):
    days = [date(2018, 3, 31), FIRST, date(2018, 9, 30), PAST]
    told = persons_told([("yang", day) for day in days])
    assert [told["yang", day].endswith("村主任") for day in days] == [False, True, True, False]


def test_a_place_is_called_as_on_the_last_of_the_days(yang):
    place = Division.objects.filter(code=kit.VILLAGE).order_by("-starts_on").first()
    Division.objects.filter(pk=place.pk).update(ends_on=date(2018, 6, 1))
    place.pk, place.name, place.starts_on, place.ends_on = None, "改名村", date(2018, 6, 1), None
    place.save(force_insert=True)
    assert "改名村" not in persons_told([("yang", date(2018, 5, 1))])["yang", date(2018, 5, 1)]
    told = persons_told([("yang", date(2018, 5, 1)), ("yang", date(2018, 7, 1))])
    assert ["改名村" in said for said in told.values()] == [True, True]


def test_of_accounts_that_nobody_asked_for_nothing_is_read(yang):
    other = Account.objects.create(pk=yang.pk + 987_654_321, username="other", name="旁人")
    Post.objects.create(account=other, area_code=kit.TOWN, role="clerk", starts_on=FIRST)
    with CaptureQueriesContext(connection) as queries:
        assert [login for login, _on in persons_told([("yang", FIRST)])] == ["yang"]
    assert len(queries) == 3 and not [one["sql"] for one in queries if str(other.pk) in one["sql"] or kit.TOWN in one["sql"]]


def test_rows_that_lack_the_person_or_the_day_are_passed_over(yang):
    late = datetime(2018, 9, 30, 17, 0, tzinfo=UTC)  # in China it is the day on which the post ended
    rows = [SimpleNamespace(by=by, at=at) for by, at in [("yang", FIRST), ("yang", late), ("", FIRST), (None, late), ("yang", None), ("", None)]]
    told = told_of(rows, "by", "at")
    assert set(told) == {("yang", FIRST), ("yang", PAST)} and told["yang", FIRST].endswith("村主任") and told["yang", PAST] == "杨立新"
