"""D58: one task list, one report schedule, three registers; a policy without an owner or without its last report is flagged."""

from datetime import date

import pytest

from ledger.tasks import evidence_for, somebody
from register import COUNTY
from tuopin.benefits.selectors.mechanism import policy_work
from tuopin.benefits.services.arrange_work import arrange_policy_work
from tuopin.benefits.states.catalogue import policies_on
from tuopin.kernel.refusals import Refusal
from tuopin.ledger.services import accept_task, return_task, submit_task

pytestmark = pytest.mark.django_db
ON = date(2018, 2, 1)


def test_a_policy_without_owner_is_flagged_and_one_with_an_owner_reports_every_quarter():
    head = somebody("county-head", COUNTY)
    rows = policy_work(head, area=COUNTY, year=2018, on=ON)
    assert len(rows) == len(policies_on(ON)) and all(row.without_owner for row in rows)
    tasks = arrange_policy_work(policy="rain-dew", area=COUNTY, year=2018, unit="县教育局", actor=head, on=ON)
    assert [task.due_on for task in tasks] == [date(2018, 3, 31), date(2018, 6, 30), date(2018, 9, 30), date(2018, 12, 31)]
    [row] = [row for row in policy_work(head, area=COUNTY, year=2018, on=ON) if not row.without_owner]
    assert (row.policy.name, row.owner, row.due, row.without_last_report, row.next_due_on) == ("rain-dew", "县教育局", 0, False, date(2018, 3, 31))


def test_a_report_whose_day_has_come_and_was_not_handed_in_is_flagged():
    head, clerk = somebody("county-head", COUNTY), somebody("county-clerk", COUNTY, "clerk")
    first, *_others = arrange_policy_work(policy="rain-dew", area=COUNTY, year=2018, unit="县教育局", actor=head, on=ON)

    def row(on):
        return next(r for r in policy_work(head, area=COUNTY, year=2018, on=on) if r.policy.name == "rain-dew")

    assert not row(date(2018, 3, 30)).without_last_report and row(date(2018, 3, 31)).without_last_report, "its day has come on its day"
    assert row(date(2018, 4, 1)).without_last_report
    accept_task(task=first.pk, actor=clerk, on=date(2018, 4, 2))
    evidence_for(first, clerk, kind="document", on=date(2018, 4, 2))
    submit_task(task=first.pk, actor=clerk, on=date(2018, 4, 2))
    assert not row(date(2018, 4, 1)).without_last_report and row(date(2018, 7, 1)).without_last_report
    city = somebody("city", "431100000000")
    return_task(task=first.pk, note="数字不实", actor=city, on=date(2018, 4, 3))
    assert row(date(2018, 4, 3)).without_last_report and row(date(2018, 4, 3)).returned == 1, "sent back is not reported"


def test_what_one_county_arranged_is_not_anothers():
    head, operator_of_all = somebody("county-head", COUNTY), somebody("province", "430000000000")
    arrange_policy_work(policy="rain-dew", area=COUNTY, year=2018, unit="县教育局", actor=head, on=ON)
    assert all(row.without_owner for row in policy_work(operator_of_all, area="431128000000", year=2018, on=ON))


def test_it_is_not_arranged_twice_nor_without_a_unit_nor_for_a_year_that_is_over():
    head = somebody("county-head", COUNTY)
    arrange_policy_work(policy="rain-dew", area=COUNTY, year=2018, unit="县教育局", actor=head, on=ON)
    for more, code in (({"unit": "县教育局", "year": 2018}, "issued-before"), ({"unit": " ", "year": 2018}, "unit-missing"), ({"unit": "x", "year": 2017}, "year-over")):
        with pytest.raises(Refusal) as refused:
            arrange_policy_work(policy="rain-dew", area=COUNTY, actor=head, on=ON, **more)
        assert refused.value.code == code
