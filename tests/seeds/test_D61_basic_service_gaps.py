"""D61 改善深度贫困地区学校、卫生室、文化站: every gap on record, each closing on evidence, the count falls year by year."""

from datetime import date

import pytest

from ledger.tasks import evidence_for, somebody
from register import COUNTY, NEIGHBOUR, VILLAGE, a_village_form
from tuopin.benefits.selectors.service_gaps import gap_counts, gaps_of, gaps_unrecorded
from tuopin.benefits.services.record_gaps import Gap, record_gaps
from tuopin.kernel.refusals import Refusal
from tuopin.ledger.services import accept_task, close_task, submit_task, verify_task, void_task
from tuopin.people.selectors import working_as

pytestmark = pytest.mark.django_db
YEARS = [2016, 2017, 2018]


def closed(task, village, above, on):
    with working_as(village):
        accept_task(task=task.pk, actor=village, on=on)
        with pytest.raises(Refusal) as refused:
            submit_task(task=task.pk, actor=village, on=on)
        assert refused.value.code == "evidence-missing"
        evidence_for(task, village, on=on)
        submit_task(task=task.pk, actor=village, on=on)
    with working_as(above):
        verify_task(task=task.pk, actor=above, on=on)
        close_task(task=task.pk, actor=above, on=on)


def test_the_count_of_gaps_falls_year_by_year_and_none_is_closed_without_evidence():
    county, village = somebody("county", COUNTY), somebody("village", VILLAGE)
    gaps = [Gap(VILLAGE, service, f"没有{service}", date(2019, 12, 31), "县教育局") for service in ("school", "clinic", "culture")] + [Gap(NEIGHBOUR, "clinic", "没有卫生室", date(2019, 12, 31))]
    with working_as(county):
        tasks = record_gaps(gaps, actor=county, on=date(2016, 5, 1))
        with pytest.raises(Refusal):
            record_gaps(gaps[:1], actor=county, on=date(2016, 6, 1))
        with pytest.raises(Refusal):
            record_gaps([Gap(VILLAGE, "bank", "没有银行", date(2019, 1, 1))], actor=county, on=date(2016, 6, 1))
        with pytest.raises(Refusal):
            record_gaps([Gap(NEIGHBOUR, "school", " ", date(2019, 1, 1))], actor=county, on=date(2016, 6, 1))
        assert all(set(task.evidence_kinds.split(",")) == {"photo", "scan", "document"} for task in tasks)
    closed(tasks[0], village, county, date(2017, 3, 1))
    closed(tasks[1], village, county, date(2018, 12, 31))  # on the last day it is open no more
    with working_as(county):
        counts = gap_counts(county, COUNTY, years=[2015, *YEARS])
        assert counts.total == {2015: 0, 2016: 4, 2017: 3, 2018: 2}
        assert counts.by_service == {"school": {2015: 0, 2016: 1, 2017: 0, 2018: 0}, "clinic": {2015: 0, 2016: 2, 2017: 2, 2018: 1},
                                     "culture": {2015: 0, 2016: 1, 2017: 1, 2018: 1}}
        assert gap_counts(county, NEIGHBOUR, years=YEARS).total == dict.fromkeys(YEARS, 1)
        assert gaps_of(county, COUNTY, service="clinic").count() == 2


def test_what_a_village_form_says_is_not_there_and_nobody_recorded_is_listed():
    county = somebody("county", COUNTY)
    a_village_form(code=VILLAGE, clinic=False, culture_room=True), a_village_form(code=NEIGHBOUR, clinic=True, culture_room=False)
    with working_as(county):
        on = date(2019, 6, 1)
        assert [(code, service) for code, _name, service in gaps_unrecorded(county, COUNTY, on=on)] == [(VILLAGE, "clinic"), (NEIGHBOUR, "culture")]
        (task,) = record_gaps([Gap(VILLAGE, "clinic", "没有卫生室", date(2019, 12, 31))], actor=county, on=on)
        assert [(code, service) for code, _name, service in gaps_unrecorded(county, COUNTY, on=on)] == [(NEIGHBOUR, "culture")]
    closed(task, somebody("village", VILLAGE), county, date(2019, 7, 1))
    with working_as(county):
        told = [(code, service) for code, _name, service in gaps_unrecorded(county, COUNTY, on=date(2019, 7, 2))]
    assert told == [(VILLAGE, "clinic"), (NEIGHBOUR, "culture")], "crossed off, and the village's form still says that there is none"


def test_a_gap_found_on_the_last_day_of_a_year_counts_and_one_taken_back_does_not():
    county = somebody("county", COUNTY)
    with working_as(county):
        kept, wrong = record_gaps([Gap(VILLAGE, service, f"没有{service}", date(2019, 12, 31)) for service in ("school", "clinic")], actor=county, on=date(2016, 12, 31))
        assert gap_counts(county, COUNTY, years=YEARS).total == dict.fromkeys(YEARS, 2)
        void_task(task=wrong.pk, note="登记错了村", actor=county, on=date(2017, 1, 5))
        assert gap_counts(county, COUNTY, years=YEARS).total == dict.fromkeys(YEARS, 1)
        assert [task.pk for task in gaps_of(county, COUNTY)] == [kept.pk]


def test_the_latest_form_of_a_village_tells_what_it_lacks():
    county = somebody("county", COUNTY)
    a_village_form(code=VILLAGE, year=2018, clinic=True), a_village_form(code=VILLAGE, year=2016, clinic=False)
    a_village_form(code=NEIGHBOUR, year=2018, clinic=False), a_village_form(code=NEIGHBOUR, year=2016, clinic=True)
    with working_as(county):
        assert [(code, service) for code, _name, service in gaps_unrecorded(county, COUNTY, on=date(2019, 6, 1))] == [(NEIGHBOUR, "clinic")]
        assert [(code, service) for code, _name, service in gaps_unrecorded(county, COUNTY, on=date(2017, 6, 1))] == [(VILLAGE, "clinic")]
