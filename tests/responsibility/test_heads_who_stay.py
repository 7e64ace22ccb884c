"""不脱贫不调整、不摘帽不调离: who may leave a county on which day, reckoned again in plain words over random chains of posts, hats and pledges."""

from __future__ import annotations

import random
from datetime import date, timedelta

import pytest
from django.db import transaction

from register import COUNTY
from tuopin.evidence.models import EvidenceFile
from tuopin.identification.models import Designation
from tuopin.kernel.refusals import Refusal
from tuopin.people.models import Account, Post
from tuopin.people.selectors import operator, working_as
from tuopin.people.services import end_post
from tuopin.responsibility.models import Exemption, Pledge, PledgeTarget

pytestmark = pytest.mark.django_db
ON, OUT, SINCE = date(2019, 6, 1), date(2019, 4, 1), date(2012, 1, 1)
NEXT, BEFORE = OUT + timedelta(days=1), OUT - timedelta(days=1)
DAYS = (date(2018, 12, 31), BEFORE, OUT, NEXT, ON, date(2019, 12, 31))


@pytest.fixture
def leaders():
    """The one who sits and the one who signs above."""
    return [Account.objects.create(username=f"sj{n}", name=f"书记{n}", password="!") for n in range(2)]


def a_post(account, office="secretary", area=COUNTY, starts_on=date(2016, 1, 1)) -> Post:
    return Post.objects.create(account=account, area_code=area, role="head", office=office, starts_on=starts_on)


def a_hat(tag="national_county", area=COUNTY, ends_on=None, starts_on=SINCE) -> None:
    Designation.objects.create(area_code=area, tag=tag, starts_on=starts_on, ends_on=ends_on, document="国开办发〔2012〕2号")


def a_pledge(leaders, year: int, outcome="", settled_on=None, whole=True) -> None:
    signature = {"signature": "00000000-0000-0000-0000-000000000001", "signer": leaders[0], "signed_on": date(year, 1, 5)}
    above = {"upper_signature": "00000000-0000-0000-0000-000000000002", "upper_signer": leaders[1], "upper_signed_on": date(year, 1, 6)}
    pledge = Pledge.objects.create(
        area_code=COUNTY, upper_code="431100000000", year=year, due_on=date(year, 12, 31), outcome=outcome, settled_on=settled_on,
        settled_note="批复" if outcome else "", **signature, **(above if whole else {}))
    PledgeTarget.objects.create(pledge=pledge, measure="county-exit", value=1, unit="县")


def a_document(post, account, granted_on) -> None:
    file = EvidenceFile.objects.create(
        area_code=COUNTY, subject=f"post:{post.pk}", kind="scan", media_type="image/png", original_digest=f"{post.pk:064x}", digest=f"{post.pk:064x}",
        size_bytes=1, original_bytes=1, actor="t", happened_on=granted_on)
    Exemption.objects.create(post=post, area_code=COUNTY, document="市组〔2018〕1号", evidence=file.uid, granted_by=account, granted_on=granted_on)


def leaves(post, day: date, on: date = ON) -> bool:
    """Whether the post ended."""
    try:
        with working_as(operator()), transaction.atomic():
            end_post(post_id=post.pk, ends_on=day, actor=operator(), on=on)
    except Refusal as refusal:
        assert refusal.code == "not-before-exit" and "摘帽" in refusal.say()[0] and refusal.say()[1]
        return False
    return True


def may_leave(office: str, area: str, hats, pledges, document: date | None, day: date) -> bool:
    """The sentences again: heads of the county alone; its hat on that day, else its last pledge; a document of that day or before."""
    if office not in ("secretary", "chief") or area != COUNTY or (document and document <= day):
        return True
    if hats:
        return all(day < first or (last is not None and last <= day) for first, last in hats)
    years = {year: outcome == "met" and settled <= day for year, outcome, settled, whole in pledges if whole}
    kept = [year for year, met in years.items() if met]
    return not years or bool(kept) and max(kept) == max(years)


def test_three_hundred_chains_of_posts_hats_pledges_and_documents_end_as_plain_words_say(leaders):
    chance = random.Random(20190401)
    answers = []
    for _n in range(300):
        with transaction.atomic():
            hats = [(SINCE, chance.choice([None, OUT, OUT, date(2018, 6, 1)])) for _tag in range(chance.choice([0, 0, 1, 2, 3]))]
            for tag, (first, last) in zip(("national_county", "key_county", "deep_county"), hats, strict=False):
                a_hat(tag, ends_on=last, starts_on=first)
            a_hat("poor_village", area="431129210213")
            a_hat("national_county", area="431128000000")
            pledges = []
            for year in chance.sample([2017, 2018, 2019], chance.randint(0, 3)):
                outcome = chance.choice(["", "unmet", "met"])
                pledges.append((year, outcome, chance.choice([BEFORE, OUT, NEXT]) if outcome else None, bool(outcome) or chance.random() < 0.7))
                a_pledge(leaders, *pledges[-1])
            office, area = chance.choice(["secretary", "secretary", "chief", "deputy", ""]), chance.choice([COUNTY, COUNTY, COUNTY, "431129210000", "431100000000"])
            post, document, day = a_post(leaders[0], office, area), chance.choice([None, None, BEFORE, NEXT]), chance.choice(DAYS)
            if document:
                a_document(post, leaders[1], document)
            expected = may_leave(office, area, hats, pledges, document, day)
            assert leaves(post, day) is expected, (office, area, hats, pledges, document, day)
            answers.append(expected)
            transaction.set_rollback(True)
    assert answers.count(False) > 30 and answers.count(True) > 30


def test_a_designated_county_binds_its_heads_without_any_pledge_and_lets_them_go_on_the_day_it_is_out(leaders):
    a_hat(ends_on=OUT)
    before, after = a_post(leaders[0]), a_post(leaders[1], "chief")
    assert not leaves(before, BEFORE), "written down after the exit, of a day before it"
    assert leaves(before, OUT) and leaves(after, OUT)


def test_a_pledge_that_was_not_met_binds_no_longer_than_the_county_has_its_hat_or_a_later_one_is_met(leaders):
    a_pledge(leaders, 2017, "unmet", date(2018, 1, 10))
    post = a_post(leaders[0])
    assert not leaves(post, ON)
    a_pledge(leaders, 2018, "met", OUT)
    assert not leaves(post, BEFORE) and leaves(post, OUT)


def test_a_post_given_by_mistake_today_is_taken_back_and_one_of_before_is_not(leaders):
    a_hat()
    assert leaves(a_post(leaders[0], starts_on=ON), ON)
    assert not leaves(a_post(leaders[1], "chief", starts_on=SINCE), SINCE)
