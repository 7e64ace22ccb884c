"""Who answered for a household on the first and last day of a link, on the day of handing over, in a vacancy, before and after its village was merged: against plain SQL."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest
from click.testing import CliRunner
from django.db import connection

from ledger.tasks import TOWN, somebody
from register import COUNTY, a_helper, a_household
from tuopin.divisions.services import Former, add_division
from tuopin.people.models import Account, Post
from tuopin.people.selectors import operator, working_as
from tuopin.people.services import Office, appoint_offices, end_post
from tuopin.registry.models import Pairing, Posting
from tuopin.registry.services.merge_villages import merge_villages
from tuopin.responsibility.commands import responsible
from tuopin.responsibility.selectors import who_was_responsible
from tuopin.responsibility.services import NewDuty, end_duty, give_duties
from web import kit

pytestmark = pytest.mark.django_db
OLD, MIDDLE, THIRD, ON = "431129210902", "431129210903", "431129210904", date(2019, 6, 1)
FIRST, SECOND = date(2018, 5, 20), date(2018, 9, 10)  # the days on which the household's village went into another, and that into a third
HANDED, LEFT, CAME = date(2018, 3, 1), date(2018, 4, 1), date(2018, 4, 20)
RUNS = "starts_on <= %(on)s AND (ends_on IS NULL OR ends_on > %(on)s)"
DAY = timedelta(days=1)
EDGES = sorted({day + n * DAY for day in (date(2016, 1, 1), HANDED, LEFT, CAME, FIRST, SECOND) for n in (-1, 0, 1)} | {date(2017, 12, 31), date(2018, 1, 1), date(2018, 12, 31), date(2019, 1, 1)})


def asked(statement: str, on: date, **more) -> list:
    with connection.cursor() as cursor:
        cursor.execute(statement, {"on": on} | more)
        return [row[0] for row in cursor.fetchall()]


@pytest.fixture
def household():
    """A household of a village that goes into a second one and with it into a third; a helper handed over, another beside; heads with a vacancy."""
    for code, name in ((OLD, "龙安村"), (MIDDLE, "中间村"), (THIRD, "栗新村")):
        add_division(code=code, name=name, starts_on=date(2013, 1, 1), basis="县志", actor=operator(), on=ON)
    household = a_household(village=OLD)
    a_helper(name="甲", of=household), a_helper(name="陈第一", posted=OLD, first_secretary=True)
    Pairing.objects.filter(household=household).update(ends_on=HANDED)
    for name, since in (("乙", HANDED), ("丙", LEFT)):
        a_helper(name=name, of=household)
        Pairing.objects.filter(helper__name=name).update(starts_on=since)
    appoint_offices([Office(code, "secretary", f"sj{code}", code, date(2016, 1, 1)) for code in (COUNTY, TOWN, OLD, MIDDLE, THIRD)], actor=operator(), on=ON)
    with working_as(operator()):
        end_post(post_id=Post.objects.get(area_code=OLD).pk, ends_on=LEFT, actor=operator(), on=ON)
        appoint_offices([Office(OLD, "secretary", "next", "后任", CAME)], actor=operator(), on=ON)
        [duty, _other] = give_duties([NewDuty("lead", OLD, "县领导甲", date(2016, 1, 1)), NewDuty("lead", THIRD, "县领导乙", date(2016, 1, 1))], actor=operator(), on=ON)
        end_duty(duty=duty.pk, ends_on=LEFT, note="调整", actor=operator(), on=ON)
        for gone, stands, day in ((OLD, MIDDLE, FIRST), (MIDDLE, THIRD, SECOND)):
            merge_villages(predecessors=[Former(code=gone), Former(code=stands)], successor=stands, merged_on=day, basis="县政发〔2018〕9号", actor=operator(), on=ON)
    household.refresh_from_db()
    assert household.village_code == THIRD
    return household


def village_on(day: date) -> str:
    return OLD if day < FIRST else MIDDLE if day < SECOND else THIRD


@pytest.mark.parametrize("form_year", [2018, 2015])
def test_each_day_names_those_whose_span_holds_it_in_the_village_of_that_day(household, form_year):
    household.forms.update(year=form_year)
    with working_as(operator()):
        for day in EDGES:
            found, village = who_was_responsible(operator(), household.number, on=day), village_on(day)
            assert found.village == village, day
            assert sorted(p.helper.name for p in found.helpers) == sorted(asked(
                f"SELECT r.name FROM registry_pairing JOIN registry_helper r ON r.id = helper_id WHERE household_id = %(house)s AND {RUNS}", day, house=household.pk)), day
            assert sorted(p.pk for p in found.team) == sorted(asked(f"SELECT id FROM registry_posting WHERE village_code = %(village)s AND {RUNS}", day, village=village)), day
            assert {code: [post.pk for post in posts] for code, _name, posts in found.chain if code in (TOWN, village)} == {
                code: asked(f"SELECT id FROM people_post WHERE area_code = %(code)s AND office <> '' AND {RUNS}", day, code=code) for code in (TOWN, village)}, day
            assert sorted(d.pk for d in found.duties) == sorted(asked(f"SELECT id FROM responsibility_duty WHERE area_code = %(village)s AND {RUNS}", day, village=village)), day
            assert len(found.chain) == 5 and found.chain[-1][0] == village, "no level of the chain is lost"


def test_the_edges_by_hand(household):
    with working_as(operator()):
        on = lambda day: who_was_responsible(operator(), household.number, on=day)  # noqa: E731
        assert [[p.helper.name for p in on(day).helpers] for day in (HANDED - DAY, HANDED, LEFT)] == [["甲"], ["乙"], ["乙", "丙"]]
        assert [[post.account.name for post in on(day).chain[-1][2]] for day in (LEFT - DAY, LEFT, CAME - DAY, CAME)] == [[OLD], [], [], ["后任"]]
        assert [on(day).unheaded for day in (LEFT - DAY, LEFT)] == [[on(LEFT).chain[1][1], on(LEFT).chain[0][1]][::-1], [on(LEFT).chain[0][1], on(LEFT).chain[1][1], "龙安村"]]
        assert [[p.village_code for p in on(day).team] for day in (FIRST - DAY, FIRST, SECOND)] == [[OLD], [MIDDLE], [THIRD]]
        assert Posting.objects.count() == 3


def test_the_page_and_the_command_say_the_same_and_any_day_of_the_calendar_is_answered(household):
    somebody("asker", COUNTY)
    client = kit.logged_in(Account.objects.get(username="asker"))
    for day, village, helper in ((FIRST - DAY, "龙安村", "乙"), (SECOND, "栗新村", "丙"), (date(2040, 1, 1), "栗新村", "丙")):
        page = client.get(f"/households/{household.number}/responsible/?on={day}").content.decode()
        assert f'<span class="name">{village}</span>' in page or f">{village}</a>" in page, day
        assert helper in page
        with working_as(operator()):
            told = json.loads(CliRunner().invoke(responsible, [household.number, "--on", day.isoformat(), "--json"], obj={"actor": lambda on: operator()}).output)
        assert (told["village"], told["chain"][-1]["name"]) == (village_on(day), village)
    for day in ("0001-01-01", "9999-12-31", "1949-10-01"):
        assert client.get(f"/households/{household.number}/responsible/?on={day}").status_code == 200, day
        with working_as(operator()):
            done = CliRunner().invoke(responsible, [household.number, "--on", day, "--json"], obj={"actor": lambda on: operator()})
        assert done.exit_code in (0, 1) and not (done.exception and not hasattr(done.exception, "say") and not isinstance(done.exception, SystemExit)), (day, done.exception)
