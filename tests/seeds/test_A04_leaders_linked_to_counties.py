"""A04 省级领导对口联系: each of 19 poor counties has one provincial leader, and a leader one county."""

from datetime import date

import pytest
from django.db import Error, transaction

from tuopin.kernel.refusals import Refusal
from tuopin.people.selectors import operator, working_as
from tuopin.responsibility.models import Duty
from tuopin.responsibility.selectors import leader_links
from tuopin.responsibility.services import NewDuty, end_duty, give_duties

pytestmark = pytest.mark.django_db
HUNAN, ON = "430000000000", date(2019, 4, 27)
COUNTIES = [f"43{n:04d}000000" for n in range(3101, 3120)]


def test_nineteen_counties_have_a_leader_each_and_no_leader_has_two():
    with working_as(operator()):
        given = give_duties([NewDuty("link", county, f"省领导{n:02d}", ON) for n, county in enumerate(COUNTIES)], actor=operator(), on=ON)
        links = leader_links(operator(), HUNAN, COUNTIES, on=ON)
        assert (links.covered, len(links.links), links.without) == (19, 19, [])
        with pytest.raises(Refusal, match="leader-linked"):
            give_duties([NewDuty("link", "433199000000", "省领导00", ON)], actor=operator(), on=ON)
        end_duty(duty=given[0].pk, ends_on=ON, note="岗位调整", actor=operator(), on=ON)
        assert leader_links(operator(), HUNAN, COUNTIES, on=ON).without == [COUNTIES[0]]
        give_duties([NewDuty("link", "433199000000", "省领导00", ON)], actor=operator(), on=ON)
    with pytest.raises(Error, match="leader_links_one_county"), transaction.atomic():
        Duty.objects.create(kind="link", area_code=COUNTIES[0], holder="省领导01", starts_on=ON)
