"""A helper who retires: on that day their post, log-in, token, calendar, pairings and place in the team end, and what was theirs lies with who comes after."""

from __future__ import annotations

from datetime import timedelta

import pytest
from click.testing import CliRunner
from django.test import Client
from django.utils import timezone

from ledger.calendars import FEED, subscribed
from ledger.tasks import a_task
from register import a_helper, a_household, a_village_form
from tuopin.ledger.states import Seat
from tuopin.people.commands import account as command
from tuopin.people.selectors import actor_for, operator
from tuopin.people.services import make_token
from tuopin.procedure.services import open_case
from tuopin.registry.models import Pairing, Posting
from tuopin.trail.models import Entry
from web import kit

pytestmark = pytest.mark.django_db
BASIS = "江人社发〔2026〕7号"


@pytest.fixture
def today():
    kit.lay_out_places()
    return timezone.localdate()


def a_cadre(name: str, area: str = kit.VILLAGE, role: str = "clerk"):
    """Somebody with a post and an open session."""
    account = kit.identified(kit.an_official(area, role, username=name))
    return account, kit.logged_in(account)


def is_out(client: Client, url: str) -> bool:
    """Whether nothing is shown: the way leads to the log-in page."""
    answer = client.get(url)
    return answer.status_code == 302 and answer.url.startswith("/login/")


def account_command(*words: str) -> str:
    done = CliRunner().invoke(command, words, obj={})
    assert done.exit_code == 0, done.output
    return done.output


def test_whoever_retires_keeps_nothing_and_the_next_one_finds_it_all(today):
    yesterday = today - timedelta(days=1)
    (account, old), (county, head) = a_cadre("old"), a_cadre("county", kit.COUNTY, "head")
    old_helper, new_helper = a_helper(name="老帮扶"), a_helper(name="新帮扶")
    a_village_form(code=kit.VILLAGE)
    households = [a_household(village=kit.VILLAGE) for _ in range(3)]
    Pairing.objects.bulk_create(Pairing(household=one, helper=old_helper, starts_on="2016-01-01") for one in households)
    Posting.objects.create(helper=old_helper, village_code=kit.VILLAGE, starts_on="2016-01-01")
    task = a_task(operator(), title="修水渠", area=kit.VILLAGE, owner=Seat(kit.VILLAGE, "clerk", ""), on=yesterday, due_on=today + timedelta(days=3))
    case = open_case(procedure="household-exit", number=households[0].number, actor=actor_for(county, on=today))
    calendar = subscribed(old)
    program = Client(headers={"authorization": f"Bearer {make_token(account=account, post_id=account.posts.get().pk, name='看板', ends_on=today + timedelta(days=9), on=today)[1]}"})
    mine = old.get("/my-day/").content.decode()
    assert "修水渠" in mine and f"/cases/{case.pk}/" in mine and "修水渠" in calendar.get(FEED).content.decode()
    assert program.get("/api/v1/tasks/").status_code == 200

    # The county records on the page that the helper leaves: the pairings end, what is left without anybody is listed.
    page = head.post(f"/helpers/{old_helper.pk}/decide/leave/", {"on_day": today.isoformat(), "cause": "retired", "basis": BASIS}, follow=True)
    listed = page.content.decode()
    assert page.redirect_chain[-1][0].startswith("/help/gaps/unpaired/") and all(one.number in listed for one in households)
    assert {p.ends_on for p in Pairing.objects.all()} == {p.ends_on for p in Posting.objects.all()} == {today}
    # Whoever runs the system ends the post from today: the very next request of person, program and calendar is refused.
    account_command("end", str(account.posts.get().pk), "--on", today.isoformat())
    assert all(is_out(old, url) for url in ("/my-day/", f"/households/{households[0].number}/", f"/cases/{case.pk}/"))
    assert (program.get("/api/v1/tasks/").status_code, calendar.get(FEED).status_code) == (401, 401)
    assert is_out(kit.logged_in(account), "/my-day/"), "a new session opens nothing either"
    # Who comes after on the seat has the task, the case and a calendar of their own; nobody moved them over.
    (_, new) = a_cadre("new")
    mine = new.get("/my-day/").content.decode()
    assert "修水渠" in mine and f"/cases/{case.pk}/" in mine and "修水渠" in subscribed(new).get(FEED).content.decode()
    assert calendar.get(FEED).status_code == 401, "the old password stays dead"
    assert new.post(f"/tasks/{task.pk}/accept/").status_code == 302
    # A retired helper is nobody's candidate; another takes the household, and each day tells who answered then.
    refused = head.post(f"/households/{households[0].number}/pairing/pair/", {"helper": old_helper.number, "on_day": today.isoformat(), "basis": BASIS}, follow=True).content.decode()
    assert "已登记离岗" in refused and not Pairing.objects.filter(ends_on=None).exists()
    head.post(f"/households/{households[0].number}/pairing/pair/", {"helper": new_helper.number, "on_day": today.isoformat(), "basis": BASIS})
    told = {on: head.get(f"/households/{households[0].number}/responsible/?on={on.isoformat()}").content.decode() for on in (yesterday, today)}
    assert ("老帮扶" in told[yesterday], "新帮扶" in told[yesterday], "新帮扶" in told[today]) == (True, False, True)
    assert told[today].count("老帮扶") == 0
    verbs = list(Entry.objects.values_list("verb", flat=True))
    assert [verbs.count(verb) for verb in ("release_helper", "end_pairing", "pair_household", "end_posting")] == [1, 3, 1, 1]
