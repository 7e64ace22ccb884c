"""The key figures of a place: what each counts, in which unit, out of what, and which households lie behind it.

Every figure is a numerator, with a denominator where it is a rate or an average; both add up from villages to the
nation, so a place's figure is always the sum of what lies below it and never an average of averages. The formulas are
those of the indicator catalogue: poverty incidence = registered persons not exited ÷ all persons of the same villages.

A figure says beside its words how it is counted: `counts` over the columns of `states.standings` (or of the villages), `out_of`
for its denominator. The register and an edition are counted by these same functions (`states.rolling`).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

from tuopin.engine.roll_up import Counted
from tuopin.kernel.words import phrase
from tuopin.policy.states import counting as of
from tuopin.policy.states.conditions import FAILING, MEETING, NOT_KNOWN


@dataclass(frozen=True, slots=True)
class KeyFigure:
    """One key figure. `opens` are the filters of the household list that show the rows behind its numerator."""

    name: str
    zh: str
    en: str
    unit: str  # a phrase: 户, 人, 村, %, 元
    group: str  # a word of GROUPS
    numerator: str
    counts: Counted  # its numerator, from the columns
    denominator: str = ""  # empty = a count
    out_of: Counted | None = None  # its denominator, from the columns
    of_villages: bool = False  # counted over villages, not over households
    in_fen: bool = False  # its numerator is money in whole fen, shown in yuan
    needs_denominator: bool = False  # a place for which the denominator is nought has no such figure
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
    "income": phrase("收入与缺口"),
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
_NOT_EXITED = {"status": ["poor", "pre_exit", "returned"]}
_BELOW_LINE = {"failed": ["income_above_line"]}

_FIGURES = [
    KeyFigure("households", phrase("建档立卡户数"), "Registered households", HOUSEHOLDS, "register", _HOUSEHOLDS, of.households),
    KeyFigure("persons", phrase("建档立卡人口"), "Registered persons", PERSONS, "register", phrase("在册户的家庭人口"), of.persons,
              per_household=False),
    KeyFigure("poor_households", phrase("未脱贫户数"), "Households not yet exited", HOUSEHOLDS, "register",
              phrase("未脱贫、预脱贫和返贫户"), of.poor, opens=_NOT_EXITED, good=-1),
    KeyFigure("poor_persons", phrase("未脱贫人口"), "Persons not yet exited", PERSONS, "register",
              phrase("未脱贫、预脱贫和返贫户的家庭人口"), of.poor_persons, opens=_NOT_EXITED, per_household=False, good=-1),
    KeyFigure("exited_households", phrase("已脱贫户数"), "Exited households", HOUSEHOLDS, "register", phrase("已脱贫户"), of.exited,
              opens={"status": ["exited"]}, good=1),
    KeyFigure("poverty_incidence", phrase("贫困发生率"), "Poverty incidence", PERCENT, "register",
              phrase("未脱贫人口"), of.poor_where_stated, phrase("同一批行政村的总人口"), of.population, of_villages=True,
              needs_denominator=True, opens=_NOT_EXITED, places=2, per_household=False, good=-1),
    KeyFigure("registration_rate", phrase("建档立卡率"), "Share of the population registered", PERCENT, "register",
              phrase("在册户的家庭人口"), of.registered_where_stated, phrase("同一批行政村的总人口"), of.population, of_villages=True,
              needs_denominator=True, places=2, per_household=False),
    KeyFigure("household_registration_rate", phrase("建档立卡户占比"), "Share of households registered", PERCENT, "register",
              _HOUSEHOLDS, of.registered_households_where_stated, phrase("同一批行政村的总户数"), of.all_households, of_villages=True,
              needs_denominator=True, places=2, per_household=False),
    KeyFigure("exited_share", phrase("脱贫户占比"), "Share of households exited", PERCENT, "register", phrase("已脱贫户"), of.exited,
              _HOUSEHOLDS, of.households, opens={"status": ["exited"]}, places=2, good=1),
    KeyFigure("returned_households", phrase("返贫户数"), "Households returned to poverty", HOUSEHOLDS, "register", phrase("返贫户"),
              of.returned, opens={"status": ["returned"]}, good=-1),
    KeyFigure("return_rate", phrase("返贫率"), "Return rate", PERCENT, "register", phrase("返贫户"), of.returned,
              phrase("已脱贫户和返贫户"), of.ever_exited, opens={"status": ["returned"]}, places=2, good=-1),
    KeyFigure("persons_per_household", phrase("户均人口"), "Persons per household", PERSONS, "register",
              phrase("在册户的家庭人口"), of.persons, _HOUSEHOLDS, of.households, places=2, per_household=False),

    KeyFigure("income_per_head", phrase("人均纯收入"), "Net income per head", YUAN, "income", phrase("收入已知户的纯收入"), of.net_income,
              phrase("收入已知户的人口"), of.persons_with_income, in_fen=True, opens={"income_known": True}, places=2,
              per_household=False, good=1),
    KeyFigure("near_line", phrase("收入略高于标准的户"), "Households just above the line", HOUSEHOLDS, "income",
              phrase("人均纯收入高于扶贫标准不足3%的户"), of.near_line, opens={"near_line": True}, good=-1),
    KeyFigure("below_line_persons", phrase("收入未达标人口"), "Persons below the line", PERSONS, "income",
              phrase("收入低于扶贫标准的户的家庭人口"), of.persons_below_line, opens=_BELOW_LINE, per_household=False, good=-1),
    KeyFigure("poverty_gap", phrase("贫困缺口"), "Poverty gap", YUAN, "income", phrase("收入低于扶贫标准的户补到标准所差的金额"),
              of.short_of_line, in_fen=True, opens=_BELOW_LINE, places=2, per_household=False, good=-1),
    KeyFigure("gap_per_head", phrase("人均贫困缺口"), "Poverty gap per person below the line", YUAN, "income",
              phrase("收入低于扶贫标准的户补到标准所差的金额"), of.short_of_line, phrase("收入低于扶贫标准的户的家庭人口"),
              of.persons_below_line, in_fen=True, opens=_BELOW_LINE, places=2, per_household=False, good=-1),

    KeyFigure("may_exit", phrase("达到退出标准的户"), "Households that may exit", HOUSEHOLDS, "verdict",
              phrase("七项全部达标的户"), of.may_exit, opens={"verdict": ["may_exit"]}, good=1),
    KeyFigure("not_yet", phrase("尚未达标的户"), "Households that may not exit yet", HOUSEHOLDS, "verdict",
              phrase("至少一项不达标的户"), of.not_yet, opens={"verdict": ["not_yet"]}, good=-1),
    KeyFigure("unknown_verdict", phrase("情况待核实的户"), "Households not known", HOUSEHOLDS, "verdict",
              phrase("没有不达标项、但有情况不明项的户"), of.not_known, opens={"verdict": ["unknown"]}, good=-1),
    KeyFigure("may_exit_rate", phrase("达标率"), "Share that may exit", PERCENT, "verdict", phrase("七项全部达标的户"), of.may_exit,
              _HOUSEHOLDS, of.households, opens={"verdict": ["may_exit"]}, places=2, good=1),
    *[KeyFigure(f"meets_{name}", zh, f"Meeting: {name.replace('_', ' ')}", PERCENT, "verdict", phrase("该项达标的户"), of.meets(name),
                _HOUSEHOLDS, of.households, opens={"met": [name]}, places=2, good=1) for name, zh in MEETING.items()],
    *[KeyFigure(f"fails_{name}", zh, f"Failing: {name.replace('_', ' ')}", HOUSEHOLDS, "condition", _FAILING, of.fails(name),
                opens={"failed": [name]}, good=-1) for name, zh in FAILING.items()],
    *[KeyFigure(f"unknown_{name}", zh, f"Unknown: {name.replace('_', ' ')}", HOUSEHOLDS, "unknown", _UNKNOWN, of.unknown(name),
                opens={"unknown": [name]}, good=-1) for name, zh in NOT_KNOWN.items()],

    KeyFigure("helper_coverage", phrase("结对帮扶覆盖率"), "Helper coverage", PERCENT, "help",
              phrase("当日有帮扶责任人的户"), of.helped, _HOUSEHOLDS, of.households, opens={"helper": True}, places=2, good=1),
    KeyFigure("unpaired_households", phrase("未结对户数"), "Households without a helper", HOUSEHOLDS, "help",
              phrase("当日没有帮扶责任人的户"), of.not_helped, opens={"helper": False}, good=-1),

    *[KeyFigure(f"cause_{word}", zh, f"Main cause: {en}", HOUSEHOLDS, "cause", phrase("主要致贫原因为此项的户"), of.main_cause(word),
                opens={"cause": [word]}) for word, (zh, en) in CAUSES.items()],

    KeyFigure("school_out", phrase("义务教育阶段未在校儿童"), "School-age children not in school", PERSONS, "living",
              phrase("6至15周岁、登记为非在校生的成员"), of.school_out, opens={"school_out": True}, per_household=False, good=-1),
    KeyFigure("school_attendance", phrase("义务教育阶段在校率"), "School attendance", PERCENT, "living",
              phrase("6至15周岁、在校或情况特殊的成员"), of.in_school, phrase("6至15周岁的成员"), of.school_age,
              places=2, per_household=False, good=1),
    KeyFigure("uninsured", phrase("未参加基本医疗保险人口"), "Persons without medical insurance", PERSONS, "living",
              phrase("两类基本医疗保险均未参加的成员"), of.uninsured, opens={"uninsured": True}, per_household=False, good=-1),
    KeyFigure("insurance_coverage", phrase("基本医疗参保率"), "Insurance coverage", PERCENT, "living",
              phrase("未发现未参保的成员"), of.insured, phrase("在册户的家庭人口"), of.persons, places=2, per_household=False, good=1),
    KeyFigure("dangerous_houses", phrase("危房户"), "Dangerous houses", HOUSEHOLDS, "living", phrase("住房等级为C级或D级的户"),
              of.dangerous_house, opens={"house": ["C", "D"]}, good=-1),
    KeyFigure("unsafe_water", phrase("饮水不安全户"), "Households without safe water", HOUSEHOLDS, "living",
              phrase("未解决安全饮用水的户"), of.unsafe_water, opens={"water_safe": False}, good=-1),

    KeyFigure("doubts_open", phrase("待核实疑点"), "Open doubts", phrase("条"), "doubt", phrase("尚无核实结论的疑点"), of.doubts,
              opens={"doubts": True}, per_household=False, good=-1),
    KeyFigure("households_with_doubts", phrase("有疑点的户"), "Households with open doubts", HOUSEHOLDS, "doubt",
              phrase("至少有一条待核实疑点的户"), of.with_doubts, opens={"doubts": True}, good=-1),
    KeyFigure("data_quality", phrase("数据质量指数"), "Data quality index", PERCENT, "doubt", phrase("没有待核实疑点的户"), of.without_doubts,
              _HOUSEHOLDS, of.households, opens={"doubts": False}, places=2, good=1),

    KeyFigure("villages", phrase("行政村数"), "Villages", VILLAGES, "village", phrase("有在册户或村信息采集表的行政村"), of.villages,
              of_villages=True, opens=None, per_household=False),
    KeyFigure("villages_with_totals", phrase("填报总人口的行政村"), "Villages that state their population", PERCENT, "village",
              phrase("村信息采集表填有总人口的行政村"), of.states_population, phrase("行政村数"), of.villages, of_villages=True, opens=None,
              places=2, per_household=False, good=1),
    KeyFigure("poor_villages", phrase("贫困村数"), "Poor villages", VILLAGES, "village", phrase("村属性为贫困村的行政村"), of.poor_village,
              of_villages=True, opens=None, per_household=False),
    KeyFigure("villages_with_team", phrase("有驻村工作队的村"), "Villages with a resident team", VILLAGES, "village",
              phrase("当日有驻村工作队员的行政村"), of.has_team, of_villages=True, opens=None, per_household=False, good=1),
    KeyFigure("team_coverage", phrase("驻村工作队覆盖率"), "Villages with a team, share", PERCENT, "village",
              phrase("当日有驻村工作队员的行政村"), of.has_team, phrase("行政村数"), of.villages, of_villages=True, opens=None, places=2,
              per_household=False, good=1),
    KeyFigure("first_secretaries", phrase("第一书记数"), "First secretaries", PERSONS, "village", phrase("当日在任的第一书记"),
              of.first_secretaries, of_villages=True, opens=None, per_household=False, good=1),
]
FIGURES = {figure.name: figure for figure in _FIGURES}


def figure_that_counts(filters: dict) -> KeyFigure | None:
    """The figure whose numerator is exactly the households that these filters of the list show, if there is one."""
    wanted = _canonical(filters)
    return next((f for f in FIGURES.values() if f.per_household and f.opens is not None and _canonical(f.opens) == wanted), None)


def _canonical(filters: dict) -> dict:
    return {key: sorted(value) if isinstance(value, (list, tuple)) else value for key, value in filters.items()}
