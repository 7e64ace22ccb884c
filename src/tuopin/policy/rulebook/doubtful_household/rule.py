"""Which recorded facts of a household do not fit together; each is a doubt for a person to verify, never a reason to delete.

A check holds where nothing is doubtful, fails where the facts contradict each other, and is unknown where too little is
recorded to tell: only a contradiction is raised. Amounts are whole fen of the year, land hundredths of a mu.
"""

from __future__ import annotations

from collections.abc import Callable

from tuopin.engine.columns import Quantity
from tuopin.engine.findings import Condition, Findings
from tuopin.engine.numbers import NumbersInForce, read_numbers
from tuopin.engine.tables import Facts, Table, code, count, day, flag, money
from tuopin.engine.truth import Truth
from tuopin.kernel.words import phrase

QUESTION = phrase("这户的登记信息是否有相互矛盾或不合常理之处?")
UNIT = "household"
CONDITIONS = {
    "Q03-heads": phrase("有且只有一名户主"),
    "Q03-spouses": phrase("户主至多有一名配偶"),
    "Q04-couple-sex": phrase("户主与配偶性别不同"),
    "Q13-exited-unmet": phrase("已脱贫户的保障项目全部达标"),
    "Q14-exited-below-line": phrase("已脱贫户的收入不低于扶贫标准"),
    "Q14-small-wage": phrase("工资性收入不是小得反常"),
    "Q14-large-wage": phrase("工资性收入不是大得反常"),
    "Q14-income-swing": phrase("纯收入与上年相比没有大起大落"),
    "Q15-business-without-expense": phrase("有生产经营性收入的,有生产经营性支出"),
    "Q16-ecology-without-land": phrase("领生态补偿金的,有退耕还林地或林地"),
    "Q16-green-over-forest": phrase("退耕还林面积不超过林地与牧草地之和"),
    "Q17-small-subsistence": phrase("低保金不是小得反常"),
    "Q17-small-pension": phrase("养老金不是小得反常"),
    "Q17-small-family-planning": phrase("计划生育金不是小得反常"),
    "Q18-far-road": phrase("与村主干路距离合理"),
    "Q18-conditions-empty": phrase("填有住房等级和饮水情况"),
    "Q25-no-members": phrase("登记了家庭成员"),
    "Q25-many-members": phrase("家庭人口数合理"),
    "Q25-all-old": phrase("有75周岁以下的成员"),
}
TABLES = {
    "households": (
        count("household_id"), flag("exited"), flag("guarantee_unmet"), flag("below_line"), count("net_fen"), count("net_before_fen"),
        money("wage"), money("business_income"), money("business_expense"), money("transfer_subsistence"),
        money("transfer_pension"), money("transfer_family_planning"), money("transfer_ecology"),
        count("green_area"), count("forest_area"), count("pasture_area"), count("road_metres"),
        code("house_grade", "A", "B", "C", "D"), flag("water_safe"),
    ),
    "members": (code("relation", "head", "spouse", "other"), code("sex", "male", "female"), day("born_on")),
}
NUMBERS = read_numbers(__file__)
FEN_A_YUAN = 100


def judge(facts: Facts) -> Findings:
    households, numbers = facts.households, NUMBERS.on(facts.on)
    answers = _of_family(facts, numbers) | _of_income(households, numbers) | {
        "Q13-exited-unmet": ~(households.exited & households.guarantee_unmet),
        "Q14-exited-below-line": ~(households.exited & households.below_line),
        "Q16-ecology-without-land": ~(
            (households.transfer_ecology > 0) & (households.green_area <= 0) & (households.forest_area <= 0)
        ),
        "Q16-green-over-forest": households.green_area <= households.forest_area + households.pasture_area,
        "Q18-far-road": _limit(households, numbers, "road_metres_max", lambda limit: households.road_metres <= limit),
        "Q18-conditions-empty": households.house_grade.is_known & _is_said(households.water_safe),
    }
    return {name: Condition(answers[name], None, None, "", None) for name in CONDITIONS}


def _of_family(facts: Facts, numbers: NumbersInForce) -> dict[str, Truth]:
    members, persons = facts.members, facts.members.per_owner
    head, spouse = _surely(members.relation.isin("head")), _surely(members.relation.isin("spouse"))
    married = head | spouse
    men, women = members.count(married & _surely(members.sex.isin("male"))), members.count(married & _surely(members.sex.isin("female")))
    pair = (members.count(head) >= 1) & (members.count(spouse) >= 1)
    recorded = persons > 0
    old = numbers.of_nation("old")
    all_old = Truth.unknowns(len(recorded)) if old is None else members.all(members.born_on.has_completed(old.value, facts.on))
    return {
        "Q03-heads": ~recorded | ((members.count(head) <= 1) & (members.count(head) >= 1)),
        "Q03-spouses": members.count(spouse) <= 1,
        "Q04-couple-sex": ~(pair & (((men >= 2) & (women <= 0)) | ((women >= 2) & (men <= 0)))),
        "Q25-no-members": recorded,
        "Q25-many-members": _limit(facts.households, numbers, "persons_max", lambda limit: persons <= limit),
        "Q25-all-old": ~(recorded & all_old),
    }


def _of_income(households: Table, numbers: NumbersInForce) -> dict[str, Truth]:
    def small(line: Quantity, name: str) -> Truth:
        return _limit(households, numbers, name, lambda least: (line <= 0) | (line >= least * FEN_A_YUAN))

    wage = households.wage
    return {
        "Q14-small-wage": small(wage, "wage_min"),
        "Q14-large-wage": _limit(households, numbers, "wage_max", lambda most: wage <= most * FEN_A_YUAN),
        "Q14-income-swing": _limit(households, numbers, "swing_percent", lambda percent: _steady(households, percent)),
        "Q15-business-without-expense": ~((households.business_income > 0) & (households.business_expense <= 0)),
        "Q17-small-subsistence": small(households.transfer_subsistence, "subsistence_min"),
        "Q17-small-pension": small(households.transfer_pension, "pension_min"),
        "Q17-small-family-planning": small(households.transfer_family_planning, "family_planning_min"),
    }


def _steady(households: Table, percent: int) -> Truth:
    """Whether net income changed by no more than `percent` of the year before, up or down; unknown without that year."""
    change, before = households.net_fen - households.net_before_fen, households.net_before_fen
    allowed = before * percent
    return ((change * 100 <= allowed) & (change * -100 <= allowed)) | (before <= 0)


def _limit(households: Table, numbers: NumbersInForce, name: str, check: Callable[[int], Truth]) -> Truth:
    number = numbers.of_nation(name)
    return Truth.unknowns(len(households)) if number is None else check(number.value)


def _surely(answers: Truth) -> Truth:
    return Truth.certain(answers.yes)


def _is_said(answers: Truth) -> Truth:
    return Truth.certain(answers.yes | answers.no)
