"""Whoever answers for a household's help does not check, review or decide what becomes of it, under whatever post, and whether or not the pairing still runs."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from monitoring.watching import a_clue, a_watched, an_exited
from procedure.cases import a_file, an_exit, an_official, officials, said
from procedure.pure import VILLAGE
from procedure.test_cases import code_of
from register import COUNTY, a_household
from tuopin.monitoring.services.watch_cases import WatchCases
from tuopin.people.models import Account, Post
from tuopin.people.selectors import Actor, actor_for
from tuopin.procedure.services import Said, answer_objection, object_to, reject, take_step
from tuopin.procedure.services.clock import today
from tuopin.registry.models import Helper, Household, Pairing
from web import kit
from web.test_case_pages import client_of, page

pytestmark = pytest.mark.django_db


@pytest.fixture
def who():
    return officials()


def helps(household: Household, actor: Actor, *, starts_on: date = date(2016, 5, 1), ends_on: date | None = None) -> Helper:
    """The person behind the account is in the list of helpers, under the same identity number, and paired with the household."""
    index = bytes(Account.objects.get(pk=actor.account_id).identity_index)
    helper = Helper.objects.filter(certificate_index=index).first() or Helper.objects.create(
        number=f"B{actor.account_id}", area_code=COUNTY, name="帮扶人", certificate_index=index)
    Pairing.objects.create(household=household, helper=helper, starts_on=starts_on, ends_on=ends_on)
    return helper


@pytest.mark.parametrize("name, acts, step", [("head", 1, "verify"), ("town_head", 4, "review"), ("county_head", 5, "approve")])
def test_a_households_helper_neither_verifies_nor_reviews_nor_approves_its_exit(who, clock, name, acts, step):
    household = a_household()
    case = an_exit(household.number, who, clock, until=acts)
    helps(household, who[name])
    assert code_of(lambda: take_step(case=case.pk, step=step, actor=who[name], said=said(step, case.subject))) == "own-help"
    assert code_of(lambda: reject(case=case.pk, actor=who[name], said=Said(note="不同意"))) == "own-help", "nor keeps it on the list"
    stranger = an_official("other", *((p.area_code, p.role, "另一人") for p in Post.objects.filter(account=who[name].account_id)))
    assert take_step(case=case.pk, step=step, actor=stranger, said=said(step, case.subject)).step == step


def test_ending_the_pairing_or_taking_a_second_post_does_not_get_round_it(who, clock):
    household = a_household()
    case = an_exit(household.number, who, clock, until=1)
    helps(household, who["head"], ends_on=today() - timedelta(days=400))
    verify = lambda actor: code_of(lambda: take_step(case=case.pk, step="verify", actor=actor, said=said("verify", case.subject)))  # noqa: E731
    assert verify(who["head"]) == "own-help", "what was done before the pairing ended is what is verified"
    account = Account.objects.get(username="head")
    Post.objects.filter(account=account).update(ends_on=today())
    Post.objects.create(account=account, area_code=VILLAGE, role="head", title="代理村主任", starts_on=today())
    assert verify(actor_for(account, on=today())) == "own-help", "a post that ends and is laid anew is the same person's"


def test_a_helper_may_write_down_the_votes_and_hang_the_notice_and_object(who, clock):
    household = a_household()
    helps(household, who["clerk"])
    helps(household, who["town_clerk"])
    case = an_exit(household.number, who, clock, until=3)
    assert case.state == "on_notice"
    raised = object_to(case=case.pk, text="收入算高了", actor=who["clerk"])
    helps(household, who["town_deputy"])
    investigation = (("investigation", a_file("scan", case.subject).uid),)
    told = Said(note="已核", evidence=investigation)
    assert code_of(lambda: answer_objection(case=case.pk, refers=raised.seq, outcome="dismissed", actor=who["town_deputy"], said=told)) == "own-help"


def test_the_page_tells_the_helper_before_anything_is_filled_in(who, clock):
    kit.lay_out_places()
    household = a_household()
    case = an_exit(household.number, who, clock, until=4)
    client = client_of(who["town_head"])
    before = page(client, f"/cases/{case.pk}/")
    assert "没有帮扶过这一户的人" not in before
    helps(household, who["town_head"])
    shown = page(client, f"/cases/{case.pk}/")
    assert "town_head、town_deputy" in before and "town_head、town_deputy" not in shown, "who may not act is not named as the one whose turn it is"
    assert "帮扶责任人,不能核实" in shown and "没有帮扶过这一户的人" in shown and f"/cases/{case.pk}/step/" not in shown
    answer = client.post(f"/cases/{case.pk}/step/", {"seen": case.version})
    assert answer.status_code == 409 and "帮扶责任人,不能核实" in answer.content.decode()


def test_a_helper_follows_a_clue_but_does_not_find_that_the_risk_is_gone(who, clock):
    rooms, clue = WatchCases(), a_clue(an_exited(), who["clerk"])
    helps(clue.household, who["head"])
    assert rooms.helping([str(clue.pk)]) == {}, "a clue is the helper's to follow"
    watch = a_watched(an_exited(), who, clock)
    helps(watch.household, who["head"])
    assert rooms.helping([str(watch.pk), str(clue.pk)]) == {str(watch.pk): [bytes(Account.objects.get(username="head").identity_index)]}
