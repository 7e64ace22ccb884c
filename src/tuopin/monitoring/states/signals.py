"""The catalogue of signals: which family a check belongs to, what it says in words, and what is to be done."""

from __future__ import annotations

from tuopin.kernel.words import phrase
from tuopin.policy.rulebook.watching import watching_rules

FAMILY_OF = {"R": "risk", "W": "care", "O": "omission", "C": "cover"}  # by the first letter of the check
FAMILIES = {
    "risk": phrase("返贫致贫风险"), "care": phrase("帮扶不到位"), "omission": phrase("疑似漏评"), "cover": phrase("应保未保"),
}
TITLES = {  # what a signal says: the other side of the rule's condition
    "R01-income": phrase("人均收入低于监测线"), "R02-self-pay": phrase("医疗等自付支出过大"), "R03-income-drop": phrase("收入骤减"),
    "R04-house": phrase("住危房而未监测"), "R05-water": phrase("饮水不安全而未监测"), "R06-school": phrase("有失学辍学而未监测"),
    "R07-insurance": phrase("患大病而未参加大病保险"),
    "W01-check": phrase("线索逾期未核查"), "W02-decision": phrase("线索逾期未审定"), "W03-measure": phrase("逾期未落实措施"),
    "W04-no-measure": phrase("一个月以上无帮扶措施"), "W05-no-development": phrase("有劳动力而半年无开发式措施"), "W06-follow-up": phrase("逾期未回访"),
    "W07-labour-share": phrase("劳动力占比高却称缺劳动力"), "W08-risk-unmet": phrase("有风险没有对应措施"), "W09-early-removal": phrase("消除过早"),
    "W10-removed-under-line": phrase("低于监测线而消除"), "W11-removed-no-labour": phrase("无劳动力而按帮扶消除"),
    "O01-income": phrase("收入低于标准而未建档立卡"), "O02-guarantee": phrase("两不愁三保障有缺项而未建档立卡"), "O03-list": phrase("在其他部门名单上而未建档立卡"),
    "C01-no-labour": phrase("没有劳动力、收入低而未保"), "C02-disabled": phrase("有残疾人、收入低而未保"),
}
FINDINGS = {"problem": phrase("属实"), "reasonable": phrase("合理"), "data_error": phrase("数据错误")}
NEEDS_EVIDENCE = frozenset({"omission", "cover"})  # nobody is explained away without a paper


def conditions() -> dict[str, str]:
    """Every check of monitoring with the condition that it asks, as the rules say it."""
    return {name: title for rule in watching_rules().values() if rule.name != "watch-removal" for name, title in rule.conditions.items()}
