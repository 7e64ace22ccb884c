"""Asking a rule about the register: the record that counts on the day, the edges of each condition, who may ask, what is printed."""

import csv
import io
import json
from datetime import date
from decimal import Decimal

import pytest
from click.testing import CliRunner
from django.utils import timezone

from incomes import an_income, set_line
from register import COUNTY, KNOWN_INCOME, NEIGHBOUR, VILLAGE, a_form, a_household, a_status, a_village_form, an_actor
from tuopin.divisions.models import Division
from tuopin.kernel.refusals import NotFound, Refusal
from tuopin.policy.commands import judge as judge_command
from tuopin.policy.commands import rules as rules_command
from tuopin.policy.services.judgement import judge, judge_household
from tuopin.policy.services.sources import Register
from tuopin.registry.models import CountySurvey, HouseholdIncome, MemberForm

pytestmark = pytest.mark.django_db
DAY = date(2018, 12, 31)
LINE = 2995
ON_THE_LINE = {"wage": 3 * LINE, "business_income": 0, "business_expense": 0, "property_other": 0, "transfer_other": 0}


@pytest.fixture
def places():
    for level, code, name in ((3, COUNTY, "江华瑶族自治县"), (5, VILLAGE, "栗安村")):
        Division.objects.create(code=code, name=name, level=level, initials="", starts_on=date(2000, 1, 1))


def verdict(household, *, on=DAY, rule="household-exit", actor=None):
    return judge_household(rule=rule, number=household.number, on=on, source=Register(actor or an_actor()))


def condition(answer, name):
    return next(c for c in answer["conditions"] if c["name"] == name)


def test_a_household_exactly_on_the_line_may_exit():
    answer = verdict(a_household(income=ON_THE_LINE))
    assert answer["holds"] is True and answer["why_not"] == []
    income = condition(answer, "income_above_line")
    assert (income["value"], income["threshold"], income["unit"]) == (Decimal(3 * LINE), Decimal(3 * LINE), "元")
    assert "2018" in income["source"]


def test_one_fen_below_the_line_is_below():
    answer = verdict(a_household(income=ON_THE_LINE | {"wage": "8984.99"}))
    assert (answer["holds"], answer["why_not"]) == (False, ["income_above_line"])


def test_totals_are_compared_and_not_a_rounded_share():
    # 8984.99 / 3 = 2994.9966…, which rounds to the line at one decimal and at none
    assert condition(verdict(a_household(income=ON_THE_LINE | {"transfer_other": "-0.01"})), "income_above_line")["holds"] is False


@pytest.mark.parametrize("income", [
    ON_THE_LINE | {"transfer_other": None}, {k: v for k, v in ON_THE_LINE.items() if k != "property_other"},
    {k: v for k, v in ON_THE_LINE.items() if k != "business_expense"}, ON_THE_LINE | {"reward": None}, {},
], ids=["asked, not known", "no property line", "no expenditure", "another line not known", "nothing recorded"])
def test_an_income_not_wholly_known_is_unknown_however_high(income):
    answer = verdict(a_household(income=income | ({"wage": 900000} if income else {})))
    assert (answer["holds"], answer["why_not"]) == (None, ["income_above_line?"])
    assert condition(answer, "income_above_line")["value"] is None


def test_one_failing_condition_decides_even_beside_unknown_ones():
    answer = verdict(a_household(house_grade="D", water_safe=None))
    assert (answer["holds"], answer["why_not"]) == (False, ["safe_housing", "safe_water?"])


@pytest.mark.parametrize(("born_on", "facts", "holds"), [
    (date(2012, 12, 31), {"student": "before_school"}, False),
    (date(2013, 1, 1), {"student": "before_school"}, True),
    (date(2003, 1, 1), {"student": "not_in_school", "dropout_reason": "averse"}, False),
    (date(2002, 12, 31), {"student": "not_in_school", "dropout_reason": "averse"}, True),
    (date(2003, 6, 1), {"student": "not_in_school", "dropout_reason": "ill", "health": "serious"}, True),
    (date(2003, 6, 1), {"student": "not_in_school", "health": "disabled,chronic"}, True),
    (date(2003, 6, 1), {"dropout_reason": "other", "health": "chronic"}, False),
    (date(2008, 6, 1), {"student": "", "education": ""}, None),
    (None, {"student": "not_in_school"}, None),
    (None, {"student": "primary"}, True),
], ids=["six today", "six tomorrow", "sixteen tomorrow", "sixteen today", "in hospital at fifteen", "disabled", "chronic only",
        "nothing recorded", "birth unknown, out of school", "birth unknown, in school"])
def test_schooling_on_its_edges(born_on, facts, holds):
    household = a_household(persons=2)
    child = MemberForm.objects.filter(household=household).exclude(relation="head").get()
    child.person.born_on = born_on
    child.person.save()
    MemberForm.objects.filter(pk=child.pk).update(**{"education": "", "health": "healthy"} | facts)
    assert condition(verdict(household), "compulsory_education")["holds"] is holds


@pytest.mark.parametrize(("resident", "employee", "holds"), [
    (True, None, True), (False, True, True), (False, None, False), (False, False, False), (None, None, None), (None, True, True),
])
def test_insurance_of_the_last_of_five(resident, employee, holds):
    household = a_household(persons=5)
    last = MemberForm.objects.filter(household=household).last()
    MemberForm.objects.filter(pk=last.pk).update(resident_medical=resident, employee_medical=employee)
    found = condition(verdict(household), "basic_medical_care")
    assert (found["holds"], found["threshold"]) == (holds, 5)
    assert found["value"] == {True: 5, False: 4, None: None}[holds]


def test_a_household_without_members_is_unknown_wherever_people_are_asked_after():
    answer = verdict(a_household(persons=0))
    assert answer["why_not"] == ["income_above_line?", "compulsory_education?", "basic_medical_care?"]


def test_the_line_is_that_of_the_day():
    household = a_household(year=2015, income=ON_THE_LINE | {"wage": 3 * 2855})
    assert condition(verdict(household, on=date(2015, 12, 31)), "income_above_line")["holds"] is True
    assert condition(verdict(household, on=date(2016, 1, 1)), "income_above_line")["threshold"] == 3 * 2952
    assert condition(verdict(household, on=date(2016, 1, 1)), "income_above_line")["holds"] is False


def test_the_record_that_counts_is_the_latest_not_after_the_days_year():
    household = a_household(year=2016, house_grade="C")
    a_form(household, year=2018, house_grade="A")
    assert condition(verdict(household, on=date(2017, 12, 31)), "safe_housing")["value"] == "C"
    assert condition(verdict(household, on=DAY), "safe_housing")["value"] == "A"


def test_a_superseded_version_is_not_read():
    household = a_household(income=ON_THE_LINE)
    household.forms.update(superseded_at=timezone.now(), food_enough=False)
    HouseholdIncome.objects.filter(household=household).update(superseded_at=timezone.now())
    an_income(household, ON_THE_LINE | {"wage": 99999}, source="page:x")
    a_form(household, year=2018)
    answer = verdict(household)
    assert answer["holds"] is True
    assert condition(answer, "income_above_line")["value"] == 99999


def test_before_its_first_record_everything_is_unknown_and_the_thresholds_are_the_days():
    answer = verdict(a_household(year=2018), on=date(2015, 12, 31))
    assert answer["holds"] is None and len(answer["why_not"]) == 7
    income = condition(answer, "income_above_line")
    assert (income["value"], income["threshold"], income["unit"]) == (None, 2855, "元/人·年")
    assert "2015" in income["source"]


def test_who_is_removed_or_not_yet_identified_on_the_day_is_not_judged(places):
    household = a_household()
    a_status(household, "removed", date(2018, 6, 1))
    for day in (date(2013, 12, 31), DAY):
        with pytest.raises(NotFound):
            verdict(household, on=day)
        assert judge(rule="household-exit", area=COUNTY, on=day, by=None, source=Register(an_actor()))["judged"] == 0
    assert verdict(household, on=date(2018, 5, 31))["holds"] is True


def test_a_day_without_a_line_is_refused_by_name_of_the_number():
    household = a_household()
    for on in (date(2021, 1, 1), date(2009, 12, 31)):
        with pytest.raises(Refusal, match="no-number-in-force"):
            verdict(household, on=on)
    assert verdict(household, on=date(2021, 6, 1), rule="two-assurances-three-guarantees")["holds"] is True


def test_the_neighbours_household_is_not_found(places):
    household = a_household(village=NEIGHBOUR)
    with pytest.raises(NotFound):
        verdict(household, actor=an_actor(VILLAGE))
    with pytest.raises(NotFound):
        judge(rule="household-exit", area=COUNTY, on=DAY, by=None, source=Register(an_actor(VILLAGE)))
    assert judge(rule="household-exit", area=None, on=DAY, by="household", source=Register(an_actor(VILLAGE)))["groups"] == []


def test_a_place_that_never_was_is_refused(places):
    with pytest.raises(NotFound, match="no-such-division"):
        judge(rule="household-exit", area="431129999000", on=DAY, by=None, source=Register(an_actor()))


def test_an_area_is_counted_by_condition_and_by_place():
    a_household(), a_household(house_grade="C"), a_household(village=NEIGHBOUR, food_enough=None)
    answer = judge(rule="household-exit", area=COUNTY, on=DAY, by="village", source=Register(an_actor()))
    assert [answer[n] for n in ("judged", "holds", "fails", "unknown")] == [3, 1, 1, 1]
    assert answer["failed_by"] == {name: int(name == "safe_housing") for name in answer["failed_by"]}
    assert [(g["division"], g["judged"], g["fails"]) for g in answer["groups"]] == [(VILLAGE, 2, 1), (NEIGHBOUR, 1, 0)]
    line = next(p for p in answer["parameters"] if p["name"] == "poverty_line")
    assert (line["value"], line["unit"]) == (2995, "元/人·年") and line["source"]
    province = judge(rule="household-exit", area="430000000000", on=DAY, by="county", source=Register(an_actor("430000000000")))
    assert [(g["division"], g["judged"]) for g in province["groups"]] == [(COUNTY, 3)]


def test_an_area_and_each_of_its_households_give_the_same_answers():
    made = [a_household(), a_household(house_grade="C", water_safe=None), a_household(income={}), a_household(persons=0)]
    groups = judge(rule="household-exit", area=COUNTY, on=DAY, by="household", source=Register(an_actor()))["groups"]
    alone = [verdict(h) for h in made]
    assert groups == [{"household": v["household"], "holds": v["holds"], "why_not": v["why_not"]} for v in alone]


def test_a_village_is_judged_by_the_poor_registered_in_it():
    a_village_form(persons=151, agricultural_persons=None, paved_road=True, power=True, clinic=True, broadband=True, cooperatives=1,
                   collective_income_yuan="0.01")
    a_household(persons=3)
    a_household(persons=4, status="exited")
    answer = judge(rule="village-exit", area=VILLAGE, on=DAY, by=None, source=Register(an_actor()))
    assert (answer["holds"], answer["groups"][0]["why_not"]) == (1, [])
    incidence = condition(answer, "incidence")
    assert (incidence["value"], incidence["threshold"]) == (Decimal("1.99"), 2)
    a_household(persons=1, year=2017)
    assert judge(rule="village-exit", area=VILLAGE, on=DAY, by=None, source=Register(an_actor()))["groups"][0]["why_not"] == ["incidence"]


def test_what_a_village_form_does_not_say_is_unknown():
    a_village_form()
    answer = judge(rule="village-exit", area=VILLAGE, on=DAY, by=None, source=Register(an_actor()))
    assert answer["groups"][0]["why_not"] == ["infrastructure?", "public_services?", "industry?", "collective_income?"]


def test_a_village_not_designated_poor_is_not_judged(places):
    a_village_form(poor_village=False)
    assert judge(rule="village-exit", area=COUNTY, on=DAY, by=None, source=Register(an_actor()))["judged"] == 0


def a_survey(**counts):
    found = {"agricultural_persons": 1000, "exited_sampled": 200, "exited_false": 4, "unregistered_sampled": 300, "omitted": 6,
             "asked": 100, "recognising": 90}
    return CountySurvey.objects.create(county_code=COUNTY, year=2018, document="测试报告", source="page:x", **found | counts)


def test_a_county_on_all_four_limits_may_exit_and_its_two_incidences_differ():
    a_survey()
    a_household(persons=10)
    answer = judge(rule="county-exit", area=COUNTY, on=DAY, by=None, source=Register(an_actor()))
    assert answer["holds"] == 1
    assert condition(answer, "composite_incidence")["value"] == Decimal("2.00")
    assert answer["measures"] == [{"name": "incidence", "value": Decimal("1.00"), "unit": "%"}]


@pytest.mark.parametrize(("counts", "failed"), [
    ({"agricultural_persons": 999}, ["composite_incidence"]), ({"exited_sampled": 199}, ["false_exit_rate"]),
    ({"unregistered_sampled": 299}, ["omission_rate"]), ({"recognising": 89}, ["recognition_rate"]),
    ({"asked": None}, ["recognition_rate?"]),
])
def test_any_one_of_four_rates_is_a_veto(counts, failed):
    a_survey(**counts)
    a_household(persons=10)
    answer = judge(rule="county-exit", area=COUNTY, on=DAY, by=None, source=Register(an_actor()))
    assert answer["groups"][0]["why_not"] == failed


def test_counts_and_rates_given_with_the_question_stand_before_the_recorded():
    a_survey()
    a_household(persons=10)
    ask = {"rule": "county-exit", "area": COUNTY, "on": DAY, "by": None, "source": Register(an_actor())}
    assert condition(judge(**ask, given={"false_exit_rate": "2.01"}), "false_exit_rate")["holds"] is False
    assert condition(judge(**ask, given={"omitted": "7"}), "omission_rate")["holds"] is False
    for bad in ({"omitted": "1.5"}, {"omitted": "-1"}, {"nothing": "1"}, {"omitted": "NaN"}, {"omitted": "x"}):
        with pytest.raises(Refusal, match="bad-given"):
            judge(**ask, given=bad)


def test_what_a_rule_cannot_answer_is_refused():
    household = a_household()
    for ask in ({"rule": "village-exit", "by": "household"}, {"rule": "county-exit", "by": "village"}, {"rule": "county-exit", "area": "43"}):
        with pytest.raises(Refusal):
            judge(**{"area": COUNTY, "on": DAY, "by": None, "source": Register(an_actor())} | ask)
    with pytest.raises(Refusal, match="not-of-households"):
        verdict(household, rule="village-exit")


def run(command, *words):
    result = CliRunner().invoke(command, words, obj={"account": None}, catch_exceptions=False, standalone_mode=False)
    return result.stdout


def test_the_command_prints_one_household_as_json_and_nothing_else():
    household = a_household(income=ON_THE_LINE | {"wage": "8984.99"})
    answer = json.loads(run(judge_command, "household-exit", "--on", "2018-12-31", "--household", household.number, "--json"))
    assert list(answer) == ["rule", "on", "household", "holds", "why_not", "conditions"]
    assert answer["conditions"][0] | {"source": ""} == {
        "name": "income_above_line", "holds": False, "value": 8984.99, "threshold": 8985, "unit": "元", "source": "",
    }


def test_the_command_prints_a_row_a_household_as_csv():
    good, bad = a_household(), a_household(house_grade="C", water_safe=None)
    told = run(judge_command, "household-exit", "--on", "2018-12-31", "--division", COUNTY, "--by", "household", "--csv")
    assert list(csv.reader(io.StringIO(told))) == [
        ["household", "holds", "why_not"], [good.number, "true", ""], [bad.number, "false", "safe_housing;safe_water?"],
    ]


def test_an_area_without_households_prints_the_heading_all_the_same(places):
    a_village_form()
    told = run(judge_command, "household-exit", "--on", "2018-12-31", "--division", VILLAGE, "--by", "household", "--csv")
    assert told == "household,holds,why_not\n"


def test_the_command_prints_tables_for_people():
    household = a_household(house_grade="C")
    assert "C" in run(judge_command, "household-exit", "--on", "2018-12-31", "--household", household.number)
    assert VILLAGE in run(judge_command, "household-exit", "--on", "2018-12-31", "--division", COUNTY, "--by", "village")
    a_survey()
    assert "incidence" in run(judge_command, "county-exit", "--on", "2018-12-31", "--division", COUNTY)


def test_rules_are_listed_and_printed_whole():
    assert "household-exit" in run(rules_command)
    told = run(rules_command, "poverty-line")
    assert "2,995" in told and "国家统计局" in told and "正好在线上" in told
    described = json.loads(run(rules_command, "household-exit", "--json"))
    assert {"question", "numbers", "examples", "source"} <= set(described)


def test_income_of_one_line_split_in_parts_counts_each_once():
    household = a_household(income=KNOWN_INCOME | {"transfer_pension": 100, "reward": 50})
    net = 18000 + 6000 - 2000 + 500 + 1500 + 100 + 50
    assert condition(verdict(household), "income_above_line")["value"] == net
    set_line("wage", lambda amount: amount + Decimal("0.01"), household=household)
    assert condition(verdict(household), "income_above_line")["value"] == net + Decimal("0.01")
