"""Whether an exited or ordinary household shows no risk of falling into poverty that nobody watches.

A condition holds where the facts show no risk; it fails where they do, and is unknown where too little is recorded: only what
fails is raised, for a person to check on the spot. Compared with the monitoring line is the reference income, which is the net
income plus claims paid by insurance less the medical self-pay within the rules, over all persons, in whole fen.
"""

from __future__ import annotations

from tuopin.engine.columns import Quantity
from tuopin.engine.findings import Condition, Findings
from tuopin.engine.numbers import read_numbers
from tuopin.engine.tables import Facts, count, flag, money
from tuopin.kernel.words import phrase
from tuopin.policy.rulebook.poverty_line.rule import TABLES as INCOME
from tuopin.policy.rulebook.poverty_line.rule import net_income
from tuopin.policy.rulebook.two_assurances_three_guarantees.rule import TABLES as GUARANTEES
from tuopin.policy.rulebook.two_assurances_three_guarantees.rule import compulsory_education

QUESTION = phrase("这户是否没有未纳入监测的返贫致贫风险?")
UNIT = "household"
CONDITIONS = {
    "R01-income": phrase("人均收入不低于防返贫监测线"),
    "R02-self-pay": phrase("医疗等合规自付支出没有大到影响基本生活"),
    "R03-income-drop": phrase("人均收入与上年相比没有骤减"),
    "R04-house": phrase("没有住危房"),
    "R05-water": phrase("饮水安全有保障"),
    "R06-school": phrase("义务教育阶段没有失学辍学"),
    "R07-insurance": phrase("患大病的成员参加了大病保险"),
}
TABLES = {
    "households": (
        *INCOME["households"], *GUARANTEES["households"], count("line_fen"), money("self_pay"), money("claims"), count("net_before_fen"),
        count("persons_before"), flag("watched"),
    ),
    "members": (*GUARANTEES["members"], flag("critical_illness")),
}
NUMBERS = read_numbers(__file__)
FEN_A_YUAN = 100


def judge(facts: Facts) -> Findings:
    households, members, watched = facts.households, facts.members, facts.households.watched
    numbers, persons = NUMBERS.on(facts.on), facts.members.per_owner
    income, needed = reference_income(facts), (households.line_fen * persons).only_where(persons > 0)
    self_pay = numbers.for_each("self_pay_max", households.village_code, scale=FEN_A_YUAN)
    drop = numbers.for_each("income_drop_max", households.village_code)
    kept = net_income(households) * 100 * households.persons_before
    floor = households.net_before_fen * persons * (-drop + 100)
    unsafe = numbers.of_nation("unsafe_houses")
    ill = members.health.has_any("serious")
    answers = {
        "R01-income": (income >= needed, income, needed, None),
        "R02-self-pay": (households.self_pay.if_recorded() <= self_pay, households.self_pay, self_pay, self_pay),
        "R03-income-drop": ((kept >= floor) | (households.net_before_fen <= 0), None, None, drop),
        "R04-house": (~households.house_grade.isin(*(unsafe.value if unsafe else ())), None, None, unsafe),
        "R05-water": (households.water_safe, None, None, None),
        "R06-school": (compulsory_education(facts).holds, None, None, None),
        "R07-insurance": (members.all(~ill | members.critical_illness).only_where(persons > 0), None, None, None),
    }
    return {
        name: Condition(answer | watched, value, threshold, "", source, money=value is not None)
        for name, (answer, value, threshold, source) in answers.items()
    }


def reference_income(facts: Facts) -> Quantity:
    """The reference income of each household in whole fen: net income, plus claims, less self-pay."""
    households = facts.households
    return net_income(households) + households.claims.if_recorded() - households.self_pay.if_recorded()
