"""Whether a watched household is looked after as it ought to be: decided in time, measures soon, visited monthly, not let go too early.

Days are whole days from one day to the day judged; "days left" are negative once a term is over. A question that does not
arise (no removal yet, no labour) holds. What is not recorded is unknown and raises nothing.
"""

from __future__ import annotations

from tuopin.engine.findings import Condition, Findings
from tuopin.engine.numbers import read_numbers
from tuopin.engine.tables import Facts, count, flag
from tuopin.kernel.words import phrase

QUESTION = phrase("这个监测对象的核查、帮扶和回访是否到位?")
UNIT = "household"
CONDITIONS = {
    "W01-check": phrase("线索按期入户核查"),
    "W02-decision": phrase("从线索到确定没有超过规定期限"),
    "W03-measure": phrase("确定后按期落实了帮扶措施"),
    "W04-no-measure": phrase("确定一个月以上的有帮扶措施"),
    "W05-no-development": phrase("有劳动力的,确定半年以上有开发式帮扶措施"),
    "W06-follow-up": phrase("按月跟踪回访"),
    "W07-labour-share": phrase("风险为缺劳动力的,劳动力占比确实低"),
    "W08-risk-unmet": phrase("每一项风险都有对应的帮扶措施"),
    "W09-early-removal": phrase("没有在纳入当月或次月消除风险(自然消除除外)"),
    "W10-removed-under-line": phrase("消除风险时收入不低于监测线"),
    "W11-removed-no-labour": phrase("没有劳动力的户没有按帮扶消除退出监测"),
}
TABLES = {
    "households": (
        flag("checked"), count("check_left"), flag("decided"), count("decision_left"), count("days_watched"), count("measures"),
        count("measure_left"), count("developing"), count("labour"), count("persons"), flag("lacks_labour"), count("follow_up_left"),
        count("risks_unmet"), flag("removed"), flag("natural"), count("months_to_removal"), flag("under_line"),
    ),
}
NUMBERS = read_numbers(__file__)


def judge(facts: Facts) -> Findings:
    one, numbers = facts.households, NUMBERS.on(facts.on)
    month, half_year, share, months = (
        numbers.of_nation(name) for name in ("no_measure_days", "no_development_days", "labour_share_max", "removal_months")
    )
    watched, removed = one.decided & ~one.removed, one.removed
    answers = {
        "W01-check": (one.checked | (one.check_left >= 0), None),
        "W02-decision": (one.decision_left >= 0, None),
        "W03-measure": (~watched | (one.measures > 0) | (one.measure_left >= 0), None),
        "W04-no-measure": (~watched | (one.measures > 0) | (one.days_watched <= _of(month)), month),
        "W05-no-development": (~watched | (one.labour <= 0) | (one.developing > 0) | (one.days_watched <= _of(half_year)), half_year),
        "W06-follow-up": (~watched | (one.follow_up_left >= 0), None),
        "W07-labour-share": (~watched | ~one.lacks_labour | (one.labour * 100 <= one.persons * _of(share)), share),
        "W08-risk-unmet": (~watched | (one.days_watched <= _of(month)) | (one.risks_unmet <= 0), month),
        "W09-early-removal": (~removed | one.natural | (one.months_to_removal >= _of(months)), months),
        "W10-removed-under-line": (~removed | one.natural | ~one.under_line, None),
        "W11-removed-no-labour": (~removed | one.natural | (one.labour > 0), None),
    }
    return {name: Condition(holds, None, None, "", number) for name, (holds, number) in answers.items()}


def _of(number) -> int:
    return int(number.value) if number else 10**6  # none in force: nothing is raised by it
