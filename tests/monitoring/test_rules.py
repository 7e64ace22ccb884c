"""Every example of the rules of monitoring comes out as it says, every check has its words, and terms differ by place."""

from datetime import date

import pytest

from tuopin.monitoring.states import terms
from tuopin.monitoring.states.signals import FAMILIES, FAMILY_OF, TITLES, conditions
from tuopin.policy.rulebook.monitoring_terms import line_yuan
from tuopin.policy.rulebook.watching import watching_rules

EXAMPLES = [(rule, example) for rule in watching_rules().values() for example in rule.examples]


@pytest.mark.parametrize(("rule", "example"), EXAMPLES, ids=[f"{rule.name}: {example.name}" for rule, example in EXAMPLES])
def test_the_example_of_monitoring_comes_out_as_it_says(rule, example):
    judged = rule.judge(example.facts)
    assert {name: judged.findings[name].holds[0] for name in example.expect} == example.expect
    if example.holds is not None:
        assert judged.holds[0] is example.holds


def test_every_check_has_its_words_and_its_family():
    assert set(TITLES) == set(conditions()) and {FAMILY_OF[name[0]] for name in TITLES} == set(FAMILIES)


def test_terms_and_lines_differ_by_year_and_place():
    village, hainan = "431129210213", "460101100200"
    assert terms.decision_due_on(date(2021, 10, 1), village) == date(2021, 10, 16)
    assert terms.decision_due_on(date(2021, 10, 1), hainan) == date(2021, 11, 3), "twenty working days, none of them in the week of the national day, and one on a Saturday worked for it"
    assert [line_yuan(village, date(year, 6, 1)) for year in (2019, 2020, 2021)] == [None, 5000, 6000]
    assert terms.decision_due_on(date(2021, 10, 8), hainan) == date(2021, 11, 4), "the Saturday worked counts, other weekends do not"
    assert [terms.months_between(date(2021, 12, 31), day) for day in (date(2021, 12, 1), date(2022, 1, 1), date(2022, 2, 1))] == [0, 1, 2]
