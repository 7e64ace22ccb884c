"""D59: policy awareness is the number of those who know over the number of those asked."""

from datetime import date

import pytest

from register import NEIGHBOUR, VILLAGE, a_household, an_actor
from tuopin.benefits.models import Awareness
from tuopin.benefits.selectors.tallies import awareness_of, tallies_of
from tuopin.benefits.services import count_benefits, record_awareness
from tuopin.kernel.refusals import Refusal
from tuopin.trail.models import Entry
from web import kit

pytestmark = pytest.mark.django_db
ON = date(2018, 6, 30)


def test_awareness_is_aware_over_asked_and_adds_up_over_villages():
    clerk = an_actor()
    record_awareness(village=VILLAGE, policy="rain-dew", counted=(20, 11), asked_on=ON, actor=clerk, on=ON)
    record_awareness(village=NEIGHBOUR, policy="rain-dew", counted=(10, 9), asked_on=ON, actor=clerk, on=ON)
    record_awareness(village=VILLAGE, policy="rain-dew", counted=(40, 1), asked_on=date(2017, 6, 30), actor=clerk, on=ON)
    record_awareness(village=VILLAGE, policy="micro-credit", counted=(5, 5), asked_on=ON, actor=clerk, on=ON)
    assert awareness_of(clerk, area=VILLAGE, year=2018) == {"rain-dew": (20, 11), "micro-credit": (5, 5)}
    assert awareness_of(clerk, area="431129000000", year=2018) == {"rain-dew": (30, 20), "micro-credit": (5, 5)}
    a_household()
    count_benefits(counties=["431129000000"], year=2018, on=ON, actor=clerk)
    told = Entry.objects.filter(verb="ask-awareness").order_by("pk").first()
    assert told.detail == {"policy": "rain-dew", "asked": 20, "aware": 11}
    assert {one.policy.name: one.aware for one in tallies_of(clerk, area="431129000000", year=2018)}["rain-dew"] == (30, 20)
    kit.lay_out_places()
    page = kit.logged_in(kit.an_official("431129000000", "clerk")).get("/policies/of/rain-dew/?area=431129000000&year=2018").content.decode()
    assert "20 / 30 = 66.67%" in page, "said as a share, out of how many"


@pytest.mark.parametrize(("counted", "code"), [((10, 11), "bad-share"), ((0, 0), "bad-share")])
def test_more_who_know_than_were_asked_are_refused(counted, code):
    with pytest.raises(Refusal) as refused:
        record_awareness(village=VILLAGE, policy="rain-dew", counted=counted, asked_on=ON, actor=an_actor(), on=ON)
    assert refused.value.code == code


@pytest.mark.parametrize(("village", "asked_on", "code"), [("431129000000", ON, "not-a-village"), (VILLAGE, date(2018, 7, 1), "not-yet")])
def test_a_survey_is_of_a_village_and_of_a_day_that_has_come(village, asked_on, code):
    with pytest.raises(Refusal) as refused:
        record_awareness(village=village, policy="rain-dew", counted=(20, 11), asked_on=asked_on, actor=an_actor(), on=ON)
    assert refused.value.code == code and not Awareness.objects.exists()
