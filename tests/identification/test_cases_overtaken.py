"""Somebody dies, a household splits, joins another or gets another head while its case runs: what was appraised is another household, and the case goes no further."""

from __future__ import annotations

import pytest

from identification.families import a_family
from identification.test_changes import ON, done, members
from identification.test_identification import code_of
from procedure.cases import DAY, an_exit, an_official, officials, said
from procedure.walking import officials_of, walk
from register import COUNTY, a_household
from tuopin.identification.services import ArrivalTold, apply_many
from tuopin.kernel.refusals import Refusal
from tuopin.procedure.models import Case
from tuopin.procedure.services import Said, close_notice, open_case, publish_notice, take_step, take_steps, withdraw
from tuopin.procedure.services.clock import today
from tuopin.registry.models import Household
from web import kit
from web.test_case_pages import client_of, page

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk():
    return an_official("county-clerk", (COUNTY, "clerk", ""))


@pytest.fixture
def who():
    return officials()


def at_review(case, who, clock):
    """The notice has hung and the township reviews."""
    clock(7 * DAY)
    close = said("publish", case.subject, closing=True)
    close_notice(case=case.pk, actor=who["town_clerk"], said=Said(evidence=close.evidence))
    return lambda: take_step(case=case.pk, step="review", actor=who["town_head"], said=said("review", case.subject))


def test_nobody_reviews_the_exit_of_somebody_who_died_alone_and_the_page_says_so_at_once(clerk, who, clock):
    alone = a_household(persons=1)
    case = an_exit(alone.number, who, clock, until=4)
    done(clerk, clock, alone, "death", persons=(members(alone)[0],))
    assert code_of(lambda: take_step(case=case.pk, step="review", actor=who["town_head"], said=said("review", case.subject))) == "nobody-left"
    kit.lay_out_places()
    assert "这一户已没有在册成员" in page(client_of(who["town_head"]), f"/cases/{case.pk}/")
    withdraw(case=case.pk, actor=who["clerk"], said=Said(note="户主去世,整户销户"))
    removal = open_case(procedure="household-removal", number=alone.number, actor=who["clerk"])
    assert walk(removal, clock).state == "completed", "nobody is left, so the household is taken off the register"


def test_a_household_that_was_joined_to_another_is_put_on_no_board_and_exited_by_nobody(clerk, who, clock):
    small, large = a_household(persons=2), a_household(persons=3)
    gone, stays = an_exit(small.number, who, clock, until=2), an_exit(large.number, who, clock, until=2)
    done(clerk, clock, small, "merge", other=large, relation="sibling")
    publish = lambda case: code_of(lambda: publish_notice(case=case.pk, actor=who["town_clerk"], said=said("publish", case.subject)))  # noqa: E731
    assert publish(gone) == "status-changed" and publish(stays) == "household-changed"
    assert code_of(lambda: take_step(case=gone.pk, step="review", actor=who["town_head"], said=said("review", gone.subject))) == "status-changed"


def test_another_head_recognises_anew_but_a_birth_holds_nobody_up(clerk, who, clock):
    first, second, fresh = a_household(persons=3), a_household(persons=3), a_household(persons=3)
    recognised, grows = an_exit(first.number, who, clock, until=3), an_exit(second.number, who, clock, until=3)
    begun = open_case(procedure="household-exit", number=fresh.number, actor=who["clerk"])
    for household in (first, fresh):
        done(clerk, clock, household, "head", persons=(members(household)[1],), relation="spouse")
    done(clerk, clock, second, "birth", arrival=ArrivalTold("赵新", "son", sex="male", born_on=ON))
    with pytest.raises(Refusal) as refusal:
        at_review(recognised, who, clock)()
    assert refusal.value.code == "household-changed" and "变更户主" in refusal.value.say()[0]
    assert at_review(grows, who, clock)().step == "review"
    assert take_step(case=begun.pk, step="appraise", actor=who["clerk"], said=said("appraise", begun.subject)).step == "appraise", "nothing was appraised yet"


def test_of_many_cases_at_once_the_one_that_was_overtaken_is_named(clerk, who, clock):
    homes = [a_household(persons=2) for _ in range(3)]
    cases = [an_exit(home.number, who, clock, until=4) for home in homes]
    done(clerk, clock, homes[1], "head", persons=(members(homes[1])[1],), relation="spouse")
    with pytest.raises(Refusal) as refusal:
        take_steps({case.pk: said("review", case.subject) for case in cases}, step="review", actor=who["town_head"])
    assert "3 件中有 1 件不能办理" in refusal.value.say()[0] and homes[1].number in refusal.value.say()[0]
    assert set(Case.objects.filter(pk__in=[case.pk for case in cases]).values_list("due", flat=True)) == {"review"}


def test_an_applicant_household_that_split_begins_anew_and_another_head_does_not(clerk, clock):
    cases = apply_many(told=[a_family(members=3), a_family(members=3)], actor=clerk, on=today())
    seats = [officials_of(case.area_code, case) for case in cases]
    split, headed = (walk(case, clock, until="review", who=who) for case, who in zip(cases, seats, strict=True))
    of = [case.subject.partition(":")[2] for case in cases]
    homes = [Household.objects.get(number=number) for number in of]
    done(clerk, clock, homes[0], "split", on=today(), persons=(members(homes[0])[2],))
    done(clerk, clock, homes[1], "head", on=today(), persons=(members(homes[1])[1],), relation="spouse")
    with pytest.raises(Refusal, match="household-changed"):
        walk(split, clock, until="publish-second", who=seats[0])
    assert walk(headed, clock, until="publish-second", who=seats[1]).due == "publish-second"


def test_a_case_overtaken_on_notice_says_so_at_once_to_everybody_and_where_work_is_listed(clerk, who, clock):
    kit.lay_out_places()
    alone, other = a_household(persons=1), a_household(persons=2)
    case, sound = an_exit(alone.number, who, clock, until=3), an_exit(other.number, who, clock, until=3)
    done(clerk, clock, alone, "death", persons=(members(alone)[0],))
    for name in ("town_clerk", "town_head", "county_head"):
        shown = page(client_of(who[name]), f"/cases/{case.pk}/")
        assert "这一户已没有在册成员" in shown and "之后的步骤不能办理" in shown, name
        assert "没有在册成员" not in page(client_of(who[name]), f"/cases/{sound.pk}/")
    assert "结束公示" in page(client_of(who["town_clerk"]), f"/cases/{case.pk}/"), "a notice may always be taken down"
    listed = page(client_of(who["town_clerk"]), "/cases/?tab=notice")
    assert listed.count("没有在册成员") == 1
    assert page(client_of(who["town_clerk"]), "/my-day/").count("不能继续:请撤回") == 1
    clock(7 * DAY)
    close = said("publish", case.subject, closing=True)
    assert close_notice(case=case.pk, actor=who["town_clerk"], said=Said(evidence=close.evidence)).kind == "close"
