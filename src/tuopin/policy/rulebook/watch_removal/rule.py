"""Whether a watched household is out of risk: over the current line, its guarantees and water secure, no risk left, not too early.

A household that is gone (everyone moved away or died) leaves without these questions: 自然消除. Who has nobody able to work
stays under the safety net and normally is not let go by help (帮扶消除). Whoever was there last must have found it stable or better:
without any visit nobody knows.
"""

from __future__ import annotations

from tuopin.engine.findings import Condition, Findings
from tuopin.engine.numbers import read_numbers
from tuopin.engine.tables import Facts, count, flag
from tuopin.kernel.words import phrase
from tuopin.policy.rulebook.two_assurances_three_guarantees.rule import judge as guarantees_of
from tuopin.policy.rulebook.watch_risk.rule import TABLES as RISK
from tuopin.policy.rulebook.watch_risk.rule import reference_income

QUESTION = phrase("这个监测对象的返贫致贫风险是否已经消除?")
UNIT = "household"
CONDITIONS = {
    "income_over_line": phrase("收入稳定超过当年监测线"),
    "compulsory_education": phrase("义务教育有保障"),
    "basic_medical_care": phrase("基本医疗有保障"),
    "safe_housing": phrase("住房安全有保障"),
    "safe_water": phrase("饮水安全有保障"),
    "not_too_early": phrase("不在纳入当月或次月消除(自然消除除外)"),
    "able_to_work": phrase("有劳动力(没有劳动力的由兜底保障,一般不消除)"),
    "helped": phrase("有帮扶措施和近期回访"),
    "no_new_risk": phrase("最近一次回访稳定或风险减轻,没有新的风险"),
}
TABLES = {
    "households": (
        *RISK["households"], flag("gone"), flag("natural"), count("months_watched"), count("labour"), count("measures"), count("follow_up_left"),
        flag("risk_seen"),
    ),
    "members": RISK["members"],
}
NUMBERS = read_numbers(__file__)
GUARANTEES = ("compulsory_education", "basic_medical_care", "safe_housing", "safe_water")


def judge(facts: Facts) -> Findings:
    one, persons = facts.households, facts.members.per_owner
    numbers = NUMBERS.on(facts.on)
    months, labour = numbers.of_nation("removal_months"), numbers.of_nation("labour_at_least")
    least = int(months.value) if months else 0
    income, needed = reference_income(facts), (one.line_fen * persons).only_where(persons > 0)
    secure, way = guarantees_of(facts), one.gone | one.natural
    found = {
        "income_over_line": Condition((income >= needed) | one.gone, income, needed, phrase("元"), None, money=True),
        **{name: Condition(secure[name].holds | one.gone, secure[name].value, secure[name].threshold, secure[name].unit, secure[name].number)
           for name in GUARANTEES},
        "not_too_early": Condition(way | (one.months_watched >= least), one.months_watched, least, phrase("个月"), months),
        "able_to_work": Condition(way | (one.labour >= (int(labour.value) if labour else 0)), one.labour, labour and labour.value, phrase("人"), labour),
        "helped": Condition(way | ((one.measures > 0) & (one.follow_up_left >= 0)), one.measures, None, phrase("项"), None),
        "no_new_risk": Condition(one.gone | ~one.risk_seen, None, None, "", None),
    }
    return {name: found[name] for name in CONDITIONS}
