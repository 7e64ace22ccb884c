"""Whether nobody was left out: an ordinary household that should be on the register, a household the safety net should hold.

An ordinary household is doubted when its income is below the poverty line (the monitoring line once there is no poverty line any
more), when a guarantee fails, or when another department's list has one of its members. The safety net is asked after where
nobody can work and the income is below the line, and where somebody is on the list of the disabled. What is not recorded is
unknown and raises nothing; every doubt is for a person to check and to explain.
"""

from __future__ import annotations

from tuopin.engine.columns import Quantity
from tuopin.engine.findings import Condition, Findings
from tuopin.engine.numbers import read_numbers
from tuopin.engine.tables import Facts, count, flag
from tuopin.engine.truth import all_of
from tuopin.kernel.words import phrase
from tuopin.policy.rulebook.poverty_line.rule import NUMBERS as LINES
from tuopin.policy.rulebook.poverty_line.rule import TABLES as INCOME
from tuopin.policy.rulebook.poverty_line.rule import net_income
from tuopin.policy.rulebook.two_assurances_three_guarantees.rule import TABLES as GUARANTEES
from tuopin.policy.rulebook.two_assurances_three_guarantees.rule import judge as guarantees_of

QUESTION = phrase("这户是否没有被漏掉:该识别的已识别,该保的已保?")
UNIT = "household"
CONDITIONS = {
    "O01-income": phrase("未建档立卡户的人均收入不低于标准"),
    "O02-guarantee": phrase("未建档立卡户的两不愁三保障没有缺项"),
    "O03-list": phrase("其他部门名单上的困难户已建档立卡或已监测"),
    "C01-no-labour": phrase("没有劳动力、收入低于标准的户已纳入低保或特困供养"),
    "C02-disabled": phrase("有残疾人、收入低于标准的户已纳入低保或特困供养"),
}
TABLES = {
    "households": (
        *INCOME["households"], *GUARANTEES["households"], count("line_fen"), count("labour"), flag("registered"), flag("watched"),
        flag("on_list"), flag("disabled_listed"), flag("covered"),
    ),
    "members": GUARANTEES["members"],
}
NUMBERS = read_numbers(__file__)
FEN_A_YUAN = 100


def judge(facts: Facts) -> Findings:
    one, persons = facts.households, facts.members.per_owner
    held = one.registered | one.watched
    line = line_of(facts)
    income, needed = net_income(one), (line * persons).only_where(persons > 0)
    enough = income >= needed
    asked = all_of(*(condition.holds for condition in guarantees_of(facts).values()))
    labour = NUMBERS.on(facts.on).of_nation("labour_below")
    able = one.labour >= (int(labour.value) if labour else 0)
    return {
        "O01-income": Condition(held | enough, income, needed, phrase("元"), None, money=True),
        "O02-guarantee": Condition(held | asked, None, None, "", None),
        "O03-list": Condition(held | ~one.on_list, None, None, "", None),
        "C01-no-labour": Condition(one.covered | able | enough, income, needed, phrase("元"), labour, money=True),
        "C02-disabled": Condition(one.covered | ~one.disabled_listed | enough, income, needed, phrase("元"), None, money=True),
    }


def line_of(facts: Facts) -> Quantity:
    """The line of each household in fen a person: the national poverty line, after its last year the monitoring line."""
    one = facts.households
    national = LINES.on(facts.on).of_nation("poverty_line") or next(iter(LINES.on(facts.on).named("poverty_line")), None)
    if national is None:
        return one.line_fen
    return Quantity.of([int(national.value * FEN_A_YUAN)] * len(one))
