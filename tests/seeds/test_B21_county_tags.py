"""B21 国家级贫困县、国家扶贫开发重点县、深度贫困县: a county may hold several tags; an exit closes them and leaves the record."""

from datetime import date

import pytest
from django.db import transaction

from register import COUNTY, VILLAGE
from tuopin.identification.selectors.places import designations_of
from tuopin.identification.services import designate
from tuopin.kernel.refusals import Refusal
from tuopin.people.selectors import operator
from tuopin.procedure.services.clock import today

pytestmark = pytest.mark.django_db


def tag(code, area=COUNTY, **more):
    return designate(**{"area_code": area, "tag": code, "starts_on": date(2012, 1, 1), "document": "国开办发〔2012〕2号", "actor": operator(), "on": today()} | more)


def test_江华_is_a_national_and_a_key_county_at_once_and_each_tag_has_its_days():
    tag("national_county")
    tag("key_county", starts_on=date(2001, 1, 1))
    tag("deep_county", starts_on=date(2017, 1, 1), ends_on=date(2018, 1, 1))
    rows = list(designations_of(operator(), COUNTY))
    assert {row.tag for row in rows if row.ends_on is None} == {"national_county", "key_county"} and len(rows) == 3


@pytest.mark.parametrize(("code", "area", "more"), [
    ("poor_village", COUNTY, {}), ("national_county", VILLAGE, {}), ("national_county", COUNTY, {"document": " "}),
    ("national_county", COUNTY, {"starts_on": date(2100, 1, 1)}), ("rich_county", COUNTY, {}),
    ("national_county", COUNTY, {"ends_on": date(2011, 1, 1)}), ("national_county", COUNTY, {"ends_on": date(2012, 1, 1)}), ("national_county", COUNTY, {"ends_on": date(2100, 1, 1)}),
])
def test_what_is_no_designation_is_refused(code, area, more):
    with pytest.raises(Refusal), transaction.atomic():
        tag(code, area, **more)


def test_the_same_tag_runs_once():
    tag("national_county")
    with pytest.raises(Refusal) as refusal, transaction.atomic():
        tag("national_county", starts_on=date(2014, 1, 1))
    assert refusal.value.code == "designated-already"
