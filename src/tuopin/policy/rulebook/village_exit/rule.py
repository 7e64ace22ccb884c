"""Whether a poor village meets the standard for leaving the list: few poor left, and a village that can live.

The incidence is the persons registered and not yet out, over the village's population, strictly below the limit, compared
as whole numbers. What else the central document asks to be weighed (roads and power, services, industry, collective
income) has no national number: the lists in the parameters are this system's own and stand to be replaced by a province's.
What is not recorded is unknown.
"""

from __future__ import annotations

from tuopin.engine.columns import Quantity, how_many
from tuopin.engine.findings import PERCENT_SCALE, Condition, Findings, PercentLimit, Ratio
from tuopin.engine.numbers import read_numbers
from tuopin.engine.tables import Facts, count, flag, money
from tuopin.engine.truth import Truth, all_of
from tuopin.kernel.words import phrase

QUESTION = phrase("这个贫困村是否达到出列标准?")
UNIT = "village"
CONDITIONS = {
    "incidence": phrase("贫困发生率达标"),
    "infrastructure": phrase("基础设施达标"),
    "public_services": phrase("基本公共服务达标"),
    "industry": phrase("有产业"),
    "collective_income": phrase("有集体经济收入"),
}
TABLES = {
    "villages": (
        count("area_code"), count("poor_persons"), count("agricultural_persons"), count("persons"), flag("paved_road"),
        flag("passenger_bus"), flag("power"), flag("broadband"), flag("clinic"), flag("doctor"), flag("culture_room"),
        count("cooperatives"), money("collective_income"),
    ),
}
NUMBERS = read_numbers(__file__)


def judge(facts: Facts) -> Findings:
    numbers, villages = NUMBERS.on(facts.on), facts.villages
    limit = numbers.for_each("incidence_below", villages.area_code, scale=PERCENT_SCALE)
    share = Ratio(villages.poor_persons, population(facts))
    cooperatives = numbers.for_each("cooperatives_at_least", villages.area_code)
    income = numbers.for_each("collective_income_over", villages.area_code, scale=100)
    return {
        "incidence": Condition(share.below(limit), share, PercentLimit(limit), "%", limit),
        "infrastructure": _has_all(facts, "infrastructure"),
        "public_services": _has_all(facts, "public_services"),
        "industry": Condition(
            villages.cooperatives >= cooperatives, villages.cooperatives, cooperatives, phrase("个合作社"), cooperatives
        ),
        "collective_income": Condition(
            villages.collective_income > income, villages.collective_income, income, phrase("元"), income, money=True
        ),
    }


def population(facts: Facts) -> Quantity:
    """The population that the incidence divides by: the first that is recorded of those the parameter lists."""
    names = NUMBERS.on(facts.on).of_nation("incidence_base")
    found = Quantity.of([None] * len(facts.villages))
    for name in names.value if names else ():
        found = found.or_else(getattr(facts.villages, name))
    return found


def _has_all(facts: Facts, name: str) -> Condition:
    number = NUMBERS.on(facts.on).of_nation(name)
    if number is None:
        return Condition(Truth.unknowns(len(facts.villages)), None, None, phrase("项"), None)
    answers = [getattr(facts.villages, wanted) for wanted in number.value]
    return Condition(all_of(*answers), how_many(*answers), len(answers), phrase("项"), number)
