"""What is recorded of responsibility is recorded of a place that there is (or was) and of a day that can be meant."""

from __future__ import annotations

from datetime import date

import pytest

from register import COUNTY, VILLAGE
from tuopin.kernel.refusals import Forbidden, NotFound, Refusal
from tuopin.people.selectors import operator, working_as
from tuopin.responsibility.models import Duty, Participant, Visit
from tuopin.responsibility.services import (
    NewDuty,
    NewProblem,
    NewVisit,
    end_duty,
    give_duties,
    record_problems,
    record_visits,
)
from tuopin.responsibility.services.events import join_campaign, open_campaign
from web import kit

pytestmark = pytest.mark.django_db
ON = date(2018, 6, 1)
HERE = {"actor": operator(), "on": ON}


@pytest.mark.parametrize("code", ["999999999999", "431129210999", "431129999000", "４３１１２９２１０２１３", "4311", ""])
def test_a_place_that_never_was_is_told_and_nothing_is_recorded(code):
    with working_as(operator()):
        for act in (lambda: give_duties([NewDuty("lead", VILLAGE, "甲", ON), NewDuty("lead", code, "甲", ON)], **HERE), lambda: record_visits([NewVisit("visit", code, "甲", ON)], **HERE),
                    lambda: record_problems([NewProblem(code, "visit:1", "路不通", ON)], **HERE)):
            with pytest.raises(Refusal) as refused:
                act()
            assert refused.value.code == "no-such-division" and all(refused.value.say())
    assert not Duty.objects.exists() and not Visit.objects.exists()


@pytest.mark.parametrize("day", [date.min, date(1899, 12, 31), date(2028, 6, 2), date.max])
def test_a_day_that_nobody_can_mean_is_told(day):
    with working_as(operator()):
        [duty] = give_duties([NewDuty("help", VILLAGE, "乙", ON)], **HERE)
        acts = [lambda: give_duties([NewDuty("lead", VILLAGE, "甲", day)], **HERE), lambda: open_campaign(area=COUNTY, title="行动", starts_on=day, **HERE)]
        if day > ON:
            acts.append(lambda: end_duty(duty=duty.pk, ends_on=day, note="", **HERE))
        else:
            acts += [lambda: record_visits([NewVisit("visit", VILLAGE, "甲", day)], **HERE), lambda: record_problems([NewProblem(VILLAGE, "visit:1", "路不通", day)], **HERE)]
        for act in acts:
            with pytest.raises(Refusal) as refused:
                act()
            assert refused.value.code == "day-unclear" and day.isoformat() in refused.value.say()[0]
        assert give_duties([NewDuty("lead", VILLAGE, "甲", date(2028, 6, 1)), NewDuty("principal", VILLAGE, "丙", date(1900, 1, 1))], **HERE)


def test_a_stranger_learns_nothing_of_which_places_there_are():
    account = kit.an_official("431128000000", username="stranger")
    client = kit.logged_in(account)
    said = {"kind": "lead", "holder": "甲", "starts_on": "2018-01-01"}
    assert {client.post("/duties/record/?area=431128000000", said | {"area": code}).status_code for code in (VILLAGE, "431129210999")} == {404}
    with pytest.raises((Forbidden, NotFound)):
        from tuopin.people.selectors import actor_for

        give_duties([NewDuty("lead", "431129210999", "甲", ON)], actor=actor_for(account, on=ON), on=ON)


def test_who_joins_a_campaign_goes_to_a_place_that_there_is_and_that_is_the_campaigns():
    with working_as(operator()):
        campaign = open_campaign(area=COUNTY, title="千名干部下基层", starts_on=ON, **HERE)
        join = lambda *members: join_campaign(campaign=campaign.pk, members=members, **HERE)  # noqa: E731
        for member, code in ((("干部", "县直", "431129210999"), "no-such-division"), (("干部", "县直", "4311"), "no-such-division"), (("干部", "县直", ""), "no-such-division"),
                             (("干部", "县直", "431126000000"), "outside-campaign"), (("干部", "县直", "431100000000"), "outside-campaign"), ((" ", "县直", VILLAGE), "participant-unnamed")):
            with pytest.raises(Refusal) as refused:
                join(("先到", "县直", VILLAGE), member)
            assert refused.value.code == code and all(refused.value.say())
        with pytest.raises(Refusal, match="too-many-rows"):
            join()
        assert not Participant.objects.exists(), "all or none"
        assert join((" 干部 ", "县直", VILLAGE), ("另一名", "县直", COUNTY)) == 2 and Participant.objects.filter(name="干部").exists()
