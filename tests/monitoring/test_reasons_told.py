"""What a signal goes by is told in words that its reader knows: whose income, which document in which language."""

from __future__ import annotations

import re

import pytest
from django.utils.translation import override

from tuopin.monitoring.views.answers import reason_told
from tuopin.policy.rulebook import rules

HAN = re.compile(r"[\u4e00-\u9fff]")


@pytest.mark.parametrize("language, told", [
    ("zh-hans", "全户纯收入 21,825.42,低于全户人口按监测线合计的 48,000.00"),
    ("en", "The household's net income 21,825.42 is below 48,000.00, the monitoring line for all its members"),
])
def test_an_income_is_told_as_the_whole_households_as_the_rule_compared_it(language, told):
    with override(language):
        assert reason_told("R01-income", "21825.42 / 48000.00") == told
        assert reason_told("R01-income", "") == ""


def test_every_document_that_a_rule_goes_by_is_called_by_its_title_in_english():
    sources = {f"{number.document} {number.article}".strip() for rule in rules().values() for number in rule.numbers.entries}
    assert len(sources) > 10
    with override("en"):
        left = {source for source in sources if HAN.search(reason_told("C01-no-labour", f"6272.29 / 16000.00; {source}"))}
    assert not left, sorted(left)[:3]
