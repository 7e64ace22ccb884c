"""Ways around responsibility that must not be open: one person on both sides, reports after the settlement, lists that lose rows."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from register import COUNTY, VILLAGE
from responsible import secretaries, signatures
from tuopin.evidence.models import EvidenceFile
from tuopin.kernel.refusals import Refusal
from tuopin.people.models import Account, Post
from tuopin.people.selectors import actor_for, operator, working_as
from tuopin.responsibility.models import PledgeTarget, Problem
from tuopin.responsibility.services import (
    NewDuty,
    NewMeeting,
    NewPledge,
    draft_pledges,
    end_duty,
    give_duties,
    grant_exemption,
    record_meetings,
    report_target,
    settle_pledge,
    sign_pledges,
)
from web import kit

pytestmark = pytest.mark.django_db
ON, CITY = date(2018, 6, 1), "431100000000"


@pytest.fixture
def both():
    people = secretaries([CITY, COUNTY])
    with working_as(operator()):
        (pledge,) = draft_pledges([NewPledge(COUNTY, CITY, 2018, date(2018, 12, 31), {"persons": (Decimal(10), "人")})], actor=operator(), on=ON)
    return people, pledge


def signed(people, pledge) -> None:
    for side, code in (("below", COUNTY), ("above", CITY)):
        sign_pledges(signatures([pledge], side), side=side, actor=people[code], on=ON)


def also_above(actor):
    """Whoever acts, with a second post in the city."""
    Post.objects.create(account_id=actor.account_id, area_code=CITY, role="head", starts_on=ON)
    return actor_for(Account.objects.get(pk=actor.account_id), on=ON)


def test_nothing_is_reported_before_both_have_signed_nor_after_the_settlement(both):
    people, pledge = both
    with working_as(operator()):
        with pytest.raises(Refusal, match="pledge-not-running"):
            report_target(pledge=pledge.pk, measure="persons", done=Decimal(10), actor=operator(), on=ON)
        signed(people, pledge)
        report_target(pledge=pledge.pk, measure="persons", done=Decimal(9), actor=operator(), on=ON)
        settle_pledge(pledge=pledge.pk, outcome="unmet", note="差 1 人", actor=people[CITY], on=ON)
        with pytest.raises(Refusal, match="pledge-not-running"):
            report_target(pledge=pledge.pk, measure="persons", done=Decimal(10), actor=operator(), on=ON)
    assert PledgeTarget.objects.get().done == 9


def test_whoever_pledged_does_not_settle_their_own_pledge_from_a_second_post(both):
    people, pledge = both
    with working_as(operator()):
        signed(people, pledge)
        report_target(pledge=pledge.pk, measure="persons", done=Decimal(10), actor=operator(), on=ON)
        with pytest.raises(Refusal, match="same-person"):
            settle_pledge(pledge=pledge.pk, outcome="met", note="我说兑现了", actor=also_above(people[COUNTY]), on=ON)
        assert settle_pledge(pledge=pledge.pk, outcome="met", note="年终考核", actor=people[CITY], on=ON).outcome == "met"


def test_nobody_lets_themselves_go_from_a_second_post(both):
    people, _pledge = both
    post = Post.objects.get(area_code=COUNTY, office="secretary")
    Post.objects.filter(pk=post.pk).update(ends_on=date(2018, 7, 1))
    file = EvidenceFile.objects.create(
        area_code=COUNTY, subject=f"post:{post.pk}", kind="scan", media_type="image/png", original_digest="e" * 64, digest="f" * 64, size_bytes=1, original_bytes=1,
        actor="t", happened_on=ON)
    Post.objects.create(account=post.account, area_code=CITY, role="head", starts_on=date(2018, 7, 1))
    actor = actor_for(post.account, on=date(2018, 7, 1))
    with working_as(actor), pytest.raises(Refusal, match="same-person"):
        grant_exemption(post_id=post.pk, document="市组〔2018〕1号", evidence=file.uid, actor=actor, on=date(2018, 7, 1))


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-1", "1e13"])
def test_a_target_that_is_no_number_is_refused_in_words(both, number):
    _people, pledge = both
    with working_as(operator()), pytest.raises(Refusal, match="target-unclear"):
        draft_pledges([NewPledge(VILLAGE, COUNTY, 2018, date(2018, 12, 31), {"persons": (Decimal(number), "人")})], actor=operator(), on=ON)


def test_an_empty_field_is_not_a_report_of_nought(both):
    people, pledge = both
    with working_as(operator()):
        signed(people, pledge)
        report_target(pledge=pledge.pk, measure="persons", done=Decimal(7), actor=operator(), on=ON)
    client = kit.logged_in(kit.an_official(COUNTY))
    page = client.post(f"/pledges/{pledge.pk}/report/", {"measure": "persons", "done": "", "outcome": "", "note": ""}, follow=True)
    assert "请填写完成值" in page.content.decode() and PledgeTarget.objects.get().done == 7


def test_a_year_without_pledges_leads_to_the_year_that_has_them(both):
    _people, pledge = both
    client = kit.logged_in(kit.an_official(COUNTY))
    empty = client.get(f"/pledges/?area={COUNTY}&year={pledge.year - 1}").content.decode()
    assert f"/pledges/{pledge.pk}/" not in empty and f'href="?area={COUNTY}&amp;year={pledge.year}"' in empty and f"看 {pledge.year} 年的军令状" in empty
    assert f"/pledges/{pledge.pk}/" in client.get(f"/pledges/?area={COUNTY}&year={pledge.year}").content.decode()


def test_where_nobody_chose_a_year_the_pledges_of_the_latest_that_has_any_are_shown(both):
    _people, pledge = both
    kit.lay_out_places()
    with working_as(operator()):
        later, = draft_pledges([NewPledge(VILLAGE, COUNTY, 2026, date(2026, 12, 31))], actor=operator(), on=ON)
    page = kit.logged_in(kit.an_official(COUNTY)).get(f"/pledges/?area={COUNTY}").content.decode()
    assert f"/pledges/{later.pk}/" in page and f"/pledges/{pledge.pk}/" not in page and "2026 年的军令状" in page and f"/pledges/draft/?area={COUNTY}&amp;year=2026" in page


def test_a_unit_written_in_the_reader_s_language_is_the_one_that_the_others_count_in():
    kit.lay_out_places()
    account, year = kit.an_official(COUNTY, "head"), kit.date.today().year
    client = kit.logged_in(account)
    asked = {"due_on": f"{year}-12-31", "measure": "persons", "value": "120", "text": ""}
    for language, area, unit in (("zh-hans", COUNTY, "人"), ("en", VILLAGE, "persons")):
        Account.objects.filter(pk=account.pk).update(language=language)
        client.post(f"/pledges/draft/?area={COUNTY}&year={year}", asked | {"area": area, "unit": unit})
    assert list(PledgeTarget.objects.values_list("unit", flat=True)) == ["人", "人"]
    page = client.get(f"/pledges/?area={COUNTY}&year={year}").content.decode()
    assert "120 persons" in page and "120 人" not in page


def test_pledges_are_found_narrowed_and_taken_along(both):
    _people, pledge = both
    kit.lay_out_places()
    client, at = kit.logged_in(kit.an_official(COUNTY, "head")), f"/pledges/?area={COUNTY}&year={pledge.year}"
    for more, there in (("&only=unsigned", True), ("&only=settled", False), (f"&search={kit.PLACES[pledge.area_code]}", True), ("&search=没有这个地方", False)):
        assert (f"/pledges/{pledge.pk}/" in client.get(at + more).content.decode()) is there, more
    assert kit.PLACES[pledge.area_code] in client.get(f"{at}&file=csv").content.decode("utf-8-sig")


def test_a_blank_before_the_name_makes_no_second_leader():
    with working_as(operator()):
        give_duties([NewDuty("link", COUNTY, "省领导甲", ON)], actor=operator(), on=ON)
        with pytest.raises(Refusal, match="leader-linked"):
            give_duties([NewDuty("link", "431126000000", " 省领导甲 ", ON)], actor=operator(), on=ON)
        with pytest.raises(Refusal, match="link-to-county"):
            give_duties([NewDuty("link", "4311290000001", "省领导乙", ON)], actor=operator(), on=ON)


def test_two_counties_for_one_leader_in_one_list_are_refused_by_the_leaders_name():
    with working_as(operator()), pytest.raises(Refusal, match="leader-linked") as caught:
        give_duties([NewDuty("link", COUNTY, "省领导甲", ON), NewDuty("link", "431126000000", "省领导甲", ON)], actor=operator(), on=ON)
    assert "省领导甲" in caught.value.message.format(**caught.value.params)


def test_a_resolution_that_binds_a_pledge_of_no_number_a_register_has_is_refused(both):
    for number in ("9" * 30, "１２", "-1", ""):
        with working_as(operator()), pytest.raises(Refusal, match="target-of-another|resolution-unclear|meeting-unclear"):
            record_meetings([NewMeeting("resolution", COUNTY, "决议", ON, target=f"pledge:{number}")], actor=operator(), on=ON)


def test_a_leaders_link_that_ends_later_still_binds_until_then():
    with working_as(operator()):
        [held] = give_duties([NewDuty("link", COUNTY, "省领导甲", ON)], actor=operator(), on=ON)
        end_duty(duty=held.pk, ends_on=ON + timedelta(days=30), note="岗位调整", actor=operator(), on=ON)
        with pytest.raises(Refusal, match="leader-linked"):
            give_duties([NewDuty("link", "431126000000", "省领导甲", ON + timedelta(days=29))], actor=operator(), on=ON)
        assert give_duties([NewDuty("link", "431126000000", "省领导甲", ON + timedelta(days=30))], actor=operator(), on=ON)


def test_a_list_counts_and_finds_all_of_its_rows_however_many(django_assert_max_num_queries):
    Problem.objects.bulk_create([Problem(area_code=VILLAGE, source="contact:1", text=f"难题 {n}", found_on=ON) for n in range(5_200)])
    client = kit.logged_in(kit.an_official(COUNTY))
    with django_assert_max_num_queries(12):
        page = client.get(f"/problems/?area={COUNTY}").content.decode()
    assert "5200" in page.replace(",", "") and page.count(">难题 ") == 50
    found = client.get("/problems/", {"area": COUNTY, "search": "难题 1"}).content.decode()  # the first ones lie behind the last of 5,000
    assert "1111" in found.replace(",", "")
    assert "没有符合的" in client.get("/problems/", {"area": COUNTY, "search": "没有这个"}).content.decode()
    last = client.get(f"/problems/?area={COUNTY}&after=9999").content.decode()
    assert last.count(">难题 ") == 50 and "下一页" not in last
