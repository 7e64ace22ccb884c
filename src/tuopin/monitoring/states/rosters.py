"""What a row of a list of households already under watch says, and what may be wrong with it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tuopin.kernel.words import phrase
from tuopin.monitoring.states.risks import ANSWERS, GENERAL, MARGINAL, UNSTABLE

COLUMNS = {  # the first name stands on the template; the others are what the national forms and our own export call it
    "number": ("text", [phrase("户编号")]),
    "certificate": ("text", [phrase("证件号码"), phrase("身份证号"), phrase("户主证件号码")]),
    "name": ("text", [phrase("户主姓名"), phrase("户主"), phrase("姓名")]),
    "persons": ("text", [phrase("家庭人口数"), phrase("人口")]),
    "kind": ("text", [phrase("监测对象类别"), phrase("监测类别"), phrase("户类型")]),
    "risks": ("text", [phrase("致贫返贫风险"), phrase("返贫致贫风险"), phrase("风险类型")]),
    "channel": ("text", [phrase("发现渠道")]),
    "clue_on": ("day", [phrase("线索日期")]),
    "decided_on": ("day", [phrase("识别日期"), phrase("识别监测时间"), phrase("识别时间"), phrase("纳入日期"), phrase("确定日期")]),
    "measures": ("text", [phrase("帮扶措施")]),
    "measures_on": ("day", [phrase("措施落实日期")]),
    "state": ("text", [phrase("风险是否已消除"), phrase("风险是否消除"), phrase("监测状态")]),
    "way": ("text", [phrase("消除方式")]),
    "ended_on": ("day", [phrase("风险消除日期"), phrase("消除日期"), phrase("风险消除时间"), phrase("结束日期")]),
}
WATCHED, REMOVED = "watched", "removed"
STATES = {  # how a list says it beside the words of the state itself
    "否": WATCHED, "未消除": WATCHED, "no": WATCHED, "是": REMOVED, "已消除": REMOVED, "风险消除": REMOVED, "yes": REMOVED,
}
CHANNELS = {"自主申报": "self_report", "农户申报": "self_report", "走访排查": "sweep", "干部排查": "sweep", "部门预警": "department", "部门筛查": "department"}
FAULTS = {
    "bad-cell": phrase("“{column}”不能读取,请按“2021-06-30”填写日期,金额和人口只填数字"),
    "who-missing": phrase("没有户编号,也没有户主证件号码,请至少填一项"),
    "household-unknown": phrase("这一户没有登记,请先导入花名册;未建档立卡的户先导入农户名单"),
    "household-differs": phrase("户编号和证件号码不是同一户,请核对"),
    "name-differs": phrase("户主姓名不是这一户的成员,请核对户编号"),
    "kind-unknown": phrase("监测对象类别须是脱贫不稳定户、边缘易致贫户、突发严重困难户之一"),
    "risks-unknown": phrase("致贫返贫风险须从名单中选 1 至 5 项,用“、”分开"),
    "measures-unknown": phrase("帮扶措施须从名单中选,用“、”分开"),
    "channel-unknown": phrase("发现渠道不在名单中,不清楚的可以留空"),
    "persons-unknown": phrase("家庭人口数须是 1 至 99 的整数,不清楚的可以留空"),
    "state-unknown": phrase("“风险是否已消除”填“是”或“否”"),
    "decided-missing": phrase("没有识别日期,请填写"),
    "no-line": phrase("识别日期在防返贫监测开始之前,请核对"),
    "day-ahead": phrase("日期晚于今天,请核对"),
    "days-out-of-order": phrase("线索、识别、措施、消除的日期前后颠倒,请核对"),
    "ended-missing": phrase("风险已消除,没有消除日期,请填写"),
    "ended-unsaid": phrase("写了消除日期或消除方式,却写为没有消除,请改正其中一项"),
    "way-unknown": phrase("消除方式填“帮扶消除”或“自然消除”,不清楚的可以留空"),
    "after-registration": phrase("识别或消除在这一户进入本系统({on})之后,请在本系统按程序办理"),
    "poor-then": phrase("识别当日或现在,这一户在建档立卡之中、尚未脱贫,不作监测对象,请核对"),
    "kind-does-not-fit": phrase("监测对象类别与这一户当时的状态不符:脱贫户不是边缘易致贫户,未建档立卡的户不是脱贫不稳定户"),
    "watched-here": phrase("这一户在本系统已有监测记录,与名单不同,请在该户的监测页核对"),
    "spans-overlap": phrase("与这一户另一行的监测时段重叠,请核对日期"),
}


@dataclass(frozen=True)
class Told:
    """One watch as a list tells it: of which household (its key), of which kind, from when, and until when where the risk is gone."""

    row: int
    household: int
    kind: str
    risks: tuple[str, ...]
    decided_on: date
    clue_on: date
    channel: str
    persons: int | None
    measures: tuple[str, ...]
    measures_on: date
    state: str
    way: str
    ended_on: date | None

    @property
    def span(self) -> tuple[date, date]:
        """From the decision to the end, the last possible day while it goes on."""
        return self.decided_on, self.ended_on or date.max

    def risk_of(self, measure: str) -> str:
        """Which of the risks a measure answers: the first that it is for, else the first of all (the rule of care then says what is unmet)."""
        return next((risk for risk in self.risks if measure in ANSWERS.get(risk, {measure}) | GENERAL), self.risks[0])


def fault_of_days(decided_on: date, clue_on: date, measures_on: date, ended_on: date | None, on: date) -> str:
    """What is wrong with the days of a row, by its name in FAULTS; "" for nothing."""
    if max(decided_on, clue_on, measures_on, ended_on or decided_on) > on:
        return "day-ahead"
    if clue_on > decided_on or measures_on < clue_on or (ended_on and (ended_on < decided_on or measures_on > ended_on)):
        return "days-out-of-order"
    return ""


def fault_of_status(kind: str, then: str, now: str, state: str) -> str:
    """Whether the kind goes with the status of the day of the decision, and whoever is watched still is no registered poor household today."""
    if then not in ("", "removed", "exited") or (state == WATCHED and now not in ("", "removed", "exited")):
        return "poor-then"
    return "kind-does-not-fit" if kind == (MARGINAL if then == "exited" else UNSTABLE) else ""


def overlapping(spans: list[tuple[date, date]]) -> bool:
    """Whether two of the spans have a day in common, other than the day on which one ends and the next begins."""
    spans = sorted(spans)
    return any(after[0] < before[1] for before, after in zip(spans, spans[1:], strict=False))
