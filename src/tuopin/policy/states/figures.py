"""The key figures of a place: what each counts, in which unit, out of what, and which households lie behind it.

Every figure is a numerator, with a denominator where it is a rate or an average; both add up from villages to the
nation, so a place's figure is always the sum of what lies below it and never an average of averages. The formulas are
those of the indicator catalogue: poverty incidence = registered persons not exited ÷ all persons of the same villages.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

from tuopin.kernel.words import phrase
from tuopin.policy.states.conditions import FAILING, NOT_KNOWN


@dataclass(frozen=True, slots=True)
class KeyFigure:
    """One key figure. `opens` are the filters of the household list that show the rows behind its numerator."""

    name: str
    zh: str
    en: str
    unit: str  # a phrase: 户, 人, 村, %, 元
    group: str  # a word of GROUPS
    numerator: str
    denominator: str = ""  # empty = a count
    opens: dict | None = field(default_factory=dict)  # None = no household list lies behind it
    places: int = 0  # decimals shown
    per_household: bool = True  # its numerator counts households, so it is also the length of the list it opens
    good: int = 0  # 1 = more is better, -1 = less is better, 0 = neither

    @property
    def is_rate(self) -> bool:
        return self.unit == "%"

    def value(self, numerator: Decimal | None, denominator: Decimal | None) -> Decimal | None:
        """The figure to show: the count, the percentage or the average, half up; None when it is not known."""
        if numerator is None:
            return None
        if not self.denominator:
            shown = Decimal(numerator)
        elif not denominator:
            return None
        else:
            shown = Decimal(numerator) / Decimal(denominator) * (100 if self.is_rate else 1)
        return shown.quantize(Decimal(1).scaleb(-self.places), rounding=ROUND_HALF_UP)


GROUPS = {
    "register": phrase("建档立卡"),
    "verdict": phrase("退出评判"),
    "condition": phrase("未达标项"),
    "unknown": phrase("待核实项"),
    "help": phrase("帮扶力量"),
    "cause": phrase("致贫原因"),
    "living": phrase("生活条件"),
    "doubt": phrase("数据疑点"),
    "village": phrase("行政村"),
}
HOUSEHOLDS, PERSONS, VILLAGES, PERCENT, YUAN = phrase("户"), phrase("人"), phrase("村"), "%", phrase("元")

CAUSES = {
    "ill": (phrase("因病致贫"), "illness"), "disabled": (phrase("因残致贫"), "disability"),
    "schooling": (phrase("因学致贫"), "schooling"), "disaster": (phrase("因灾致贫"), "disaster"),
    "land": (phrase("缺土地"), "lack of land"), "water": (phrase("缺水"), "lack of water"),
    "skills": (phrase("缺技术"), "lack of skills"), "labour": (phrase("缺劳力"), "lack of labour"),
    "funds": (phrase("缺资金"), "lack of funds"), "transport": (phrase("交通条件落后"), "poor transport"),
    "motivation": (phrase("自身发展动力不足"), "lack of motivation"), "marriage": (phrase("因婚致贫"), "marriage"),
    "bereavement": (phrase("因丧致贫"), "bereavement"), "other": (phrase("其他原因"), "other causes"),
}

_HOUSEHOLDS = phrase("在册户")
_FAILING = phrase("该项不达标的户")
_UNKNOWN = phrase("该项情况不明的户")

_FIGURES = [
    KeyFigure("households", phrase("建档立卡户数"), "Registered households", HOUSEHOLDS, "register", _HOUSEHOLDS),
    KeyFigure("persons", phrase("建档立卡人口"), "Registered persons", PERSONS, "register", phrase("在册户的家庭人口"),
              per_household=False),
    KeyFigure("poor_households", phrase("未脱贫户数"), "Households not yet exited", HOUSEHOLDS, "register",
              phrase("未脱贫、预脱贫和返贫户"), opens={"status": ["poor", "pre_exit", "returned"]}, good=-1),
    KeyFigure("poor_persons", phrase("未脱贫人口"), "Persons not yet exited", PERSONS, "register",
              phrase("未脱贫、预脱贫和返贫户的家庭人口"), opens={"status": ["poor", "pre_exit", "returned"]},
              per_household=False, good=-1),
    KeyFigure("exited_households", phrase("已脱贫户数"), "Exited households", HOUSEHOLDS, "register", phrase("已脱贫户"),
              opens={"status": ["exited"]}, good=1),
    KeyFigure("poverty_incidence", phrase("贫困发生率"), "Poverty incidence", PERCENT, "register",
              phrase("未脱贫人口"), phrase("同一批行政村的总人口"), opens={"status": ["poor", "pre_exit", "returned"]},
              places=2, per_household=False, good=-1),
    KeyFigure("persons_per_household", phrase("户均人口"), "Persons per household", PERSONS, "register",
              phrase("在册户的家庭人口"), _HOUSEHOLDS, places=2, per_household=False),
    KeyFigure("income_per_head", phrase("人均纯收入"), "Net income per head", YUAN, "register",
              phrase("收入已知户的纯收入"), phrase("收入已知户的人口"), opens={"income_known": True}, places=2,
              per_household=False, good=1),
    KeyFigure("near_line", phrase("收入略高于标准的户"), "Households just above the line", HOUSEHOLDS, "register",
              phrase("人均纯收入高于扶贫标准不足3%的户"), opens={"near_line": True}, good=-1),

    KeyFigure("may_exit", phrase("达到退出标准的户"), "Households that may exit", HOUSEHOLDS, "verdict",
              phrase("七项全部达标的户"), opens={"verdict": ["may_exit"]}, good=1),
    KeyFigure("not_yet", phrase("尚未达标的户"), "Households that may not exit yet", HOUSEHOLDS, "verdict",
              phrase("至少一项不达标的户"), opens={"verdict": ["not_yet"]}, good=-1),
    KeyFigure("unknown_verdict", phrase("情况待核实的户"), "Households not known", HOUSEHOLDS, "verdict",
              phrase("没有不达标项、但有情况不明项的户"), opens={"verdict": ["unknown"]}, good=-1),
    KeyFigure("may_exit_rate", phrase("达标率"), "Share that may exit", PERCENT, "verdict", phrase("七项全部达标的户"),
              _HOUSEHOLDS, opens={"verdict": ["may_exit"]}, places=2, good=1),

    *[KeyFigure(f"fails_{name}", zh, f"Failing: {name.replace('_', ' ')}", HOUSEHOLDS, "condition", _FAILING,
                opens={"failed": [name]}, good=-1) for name, zh in FAILING.items()],
    *[KeyFigure(f"unknown_{name}", zh, f"Unknown: {name.replace('_', ' ')}", HOUSEHOLDS, "unknown", _UNKNOWN,
                opens={"unknown": [name]}, good=-1) for name, zh in NOT_KNOWN.items()],

    KeyFigure("helper_coverage", phrase("结对帮扶覆盖率"), "Helper coverage", PERCENT, "help",
              phrase("当日有帮扶责任人的户"), _HOUSEHOLDS, opens={"helper": True}, places=2, good=1),
    KeyFigure("unpaired_households", phrase("未结对户数"), "Households without a helper", HOUSEHOLDS, "help",
              phrase("当日没有帮扶责任人的户"), opens={"helper": False}, good=-1),

    *[KeyFigure(f"cause_{word}", zh, f"Main cause: {en}", HOUSEHOLDS, "cause", phrase("主要致贫原因为此项的户"),
                opens={"cause": [word]}) for word, (zh, en) in CAUSES.items()],

    KeyFigure("school_out", phrase("义务教育阶段未在校儿童"), "School-age children not in school", PERSONS, "living",
              phrase("6至15周岁、登记为非在校生的成员"), opens={"school_out": True}, per_household=False, good=-1),
    KeyFigure("uninsured", phrase("未参加基本医疗保险人口"), "Persons without medical insurance", PERSONS, "living",
              phrase("两类基本医疗保险均未参加的成员"), opens={"uninsured": True}, per_household=False, good=-1),
    KeyFigure("dangerous_houses", phrase("危房户"), "Dangerous houses", HOUSEHOLDS, "living", phrase("住房等级为C级或D级的户"),
              opens={"house": ["C", "D"]}, good=-1),
    KeyFigure("unsafe_water", phrase("饮水不安全户"), "Households without safe water", HOUSEHOLDS, "living",
              phrase("未解决安全饮用水的户"), opens={"water_safe": False}, good=-1),

    KeyFigure("doubts_open", phrase("待核实疑点"), "Open doubts", phrase("条"), "doubt", phrase("尚无核实结论的疑点"),
              opens={"doubts": True}, per_household=False, good=-1),
    KeyFigure("households_with_doubts", phrase("有疑点的户"), "Households with open doubts", HOUSEHOLDS, "doubt",
              phrase("至少有一条待核实疑点的户"), opens={"doubts": True}, good=-1),

    KeyFigure("villages", phrase("行政村数"), "Villages", VILLAGES, "village", phrase("有在册户或村信息采集表的行政村"),
              opens=None, per_household=False),
    KeyFigure("villages_with_totals", phrase("填报总人口的行政村"), "Villages that state their population", PERCENT, "village",
              phrase("村信息采集表填有总人口的行政村"), phrase("行政村"), opens=None, places=2, per_household=False, good=1),
    KeyFigure("poor_villages", phrase("贫困村数"), "Poor villages", VILLAGES, "village", phrase("村属性为贫困村的行政村"),
              opens=None, per_household=False),
    KeyFigure("villages_with_team", phrase("有驻村工作队的村"), "Villages with a resident team", VILLAGES, "village",
              phrase("当日有驻村工作队员的行政村"), opens=None, per_household=False, good=1),
    KeyFigure("first_secretaries", phrase("第一书记数"), "First secretaries", PERSONS, "village", phrase("当日在任的第一书记"),
              opens=None, per_household=False, good=1),
]
FIGURES = {figure.name: figure for figure in _FIGURES}


def figure_that_counts(filters: dict) -> KeyFigure | None:
    """The figure whose numerator is exactly the households that these filters of the list show, if there is one."""
    wanted = _canonical(filters)
    return next((f for f in FIGURES.values() if f.per_household and f.opens is not None and _canonical(f.opens) == wanted), None)


def _canonical(filters: dict) -> dict:
    return {key: sorted(value) if isinstance(value, (list, tuple)) else value for key, value in filters.items()}
