"""A year is frozen: what of its days comes on record afterwards is listed, whatever it is, and the figures that were frozen stand."""

from datetime import date, timedelta

from django.db.models import F
from pytest import mark

from procedure.cases import a_clock, an_official
from procedure.walking import walk
from register import COUNTY, a_household, a_status
from tuopin.identification.services import ChangeTold, propose_change
from tuopin.monitoring.models import YearFreeze
from tuopin.monitoring.selectors.years import corrected_after
from tuopin.monitoring.services.freeze_year import Freeze, freeze_year
from tuopin.people.selectors import operator, working_as
from tuopin.procedure.services.clock import today
from tuopin.registry.models import Membership

pytestmark = mark.django_db
LAST = date(2018, 12, 31)


def listed(row: YearFreeze) -> list[tuple[str, str]]:
    with working_as(operator()):
        return [(one.kind, one.subject) for one in corrected_after(operator(), row)]


def test_an_exit_and_a_death_of_the_frozen_year_that_come_on_record_later_are_listed_and_those_of_the_next_year_are_not():
    exits, leaves, goes, stays = (a_household(persons=3) for _ in range(4))
    clerk = an_official("county-clerk", (COUNTY, "clerk", ""))
    with working_as(operator()):
        row = freeze_year(freeze=Freeze(COUNTY, 2018, "省扶贫办通知"), actor=operator(), on=date(2019, 1, 15))
    YearFreeze.objects.update(frozen_at=F("frozen_at") - timedelta(minutes=1))  # the same transaction has one time for all
    row.refresh_from_db()
    before = listed(row)
    a_status(exits, "exited", LAST)
    a_status(leaves, "exited", date(2019, 1, 1))
    with a_clock() as clock:
        for household, day in ((goes, LAST), (stays, date(2019, 1, 1))):
            person = Membership.objects.filter(household=household).order_by("-pk").first().person.number
            walk(propose_change(told=ChangeTold(household.number, "death", day, persons=(person,)), actor=clerk, on=today()), clock)
    told = listed(row)
    for one in before:
        told.remove(one)
    assert {one for one in told if one[0] in ("statusevent", "change")} == {("statusevent", exits.number), ("change", goes.number)}
    row.refresh_from_db()
    assert (row.households, row.persons) == (4, 12), "what was frozen stands"
