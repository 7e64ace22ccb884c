"""The checks for doubtful facts (疑点数据): what each doubts, and what to verify on the spot."""

from __future__ import annotations

from dataclasses import dataclass

from tuopin.kernel.words import phrase


@dataclass(frozen=True, slots=True)
class Check:
    """One check. Its code begins with the number of the official list of checks."""

    code: str
    zh: str
    en: str
    verify: str


_CERTIFICATE = phrase("核对身份证、户口簿。")
_SCHOOL = phrase("向学校和家长核实在校情况。")
_INCOME = phrase("核对收入凭证,入户核实各项收入。")
_LABOUR = phrase("核实身体状况、务工情况和劳动能力。")
_INSURANCE = phrase("到医保部门核对参保记录。")
_HOUSE = phrase("入户查看,核对鉴定证书。")
_FAMILY = phrase("核对户口簿和共同生活的家庭成员。")
_LAND = phrase("核对林权证、退耕还林台账。")
_HELPER = phrase("核对结对名册,必要时调整帮扶责任人。")

_CHECKS = [
    Check("Q01-birth-date", phrase("出生日期不合理"), "Implausible date of birth", _CERTIFICATE),
    Check("Q02-same-name-birth", phrase("两户有同名、同性别、同日出生的成员"), "Same name, sex and birth date in two households", _CERTIFICATE),
    Check("Q03-heads", phrase("没有户主或户主多于一人"), "No head, or more than one", _FAMILY),
    Check("Q03-spouses", phrase("配偶多于一人"), "More than one spouse", _FAMILY),
    Check("Q04-relation-sex", phrase("与户主关系和性别矛盾"), "Relation contradicts sex", _CERTIFICATE),
    Check("Q04-couple-sex", phrase("户主与配偶性别相同"), "Head and spouse of the same sex", _CERTIFICATE),
    Check("Q05-school-and-education", phrase("在校生状况与文化程度同时填写"), "Both in school and with an education", _SCHOOL),
    Check("Q05-neither-school-nor-education", phrase("在校生状况与文化程度都没有填"), "Neither schooling nor education recorded", _SCHOOL),
    Check("Q06-pupil-age", phrase("小学生年龄不合理"), "Pupil of an unlikely age", _SCHOOL),
    Check("Q06-out-of-school", phrase("义务教育阶段未在校且没有原因"), "Of school age, out of school, no reason given", _SCHOOL),
    Check("Q07-health-empty", phrase("没有填健康状况"), "Health not recorded", _LABOUR),
    Check("Q07-ill-but-healthy", phrase("因病失学而健康状况为健康"), "Out of school for illness, yet healthy", _SCHOOL),
    Check("Q07-work-place-months", phrase("务工地点与务工时间只填了一项"), "Work place without months, or months without place", _LABOUR),
    Check("Q08-healthy-without-labour", phrase("劳动年龄、健康、不在校而无劳动力"), "Of working age, healthy, yet without labour", _LABOUR),
    Check("Q09-working-without-labour", phrase("外出务工而无劳动力或丧失劳动力"), "Working, yet without labour", _LABOUR),
    Check("Q10-no-insurance", phrase("没有参加基本医疗保险"), "Without basic medical insurance", _INSURANCE),
    Check("Q10-both-insurances", phrase("重复参加基本医疗保险"), "In both medical insurances", _INSURANCE),
    Check("Q11-no-critical-illness", phrase("已脱贫户成员没有大病保险"), "Exited, yet without critical-illness insurance", _INSURANCE),
    Check("Q13-exited-unmet", phrase("已脱贫而保障项目不达标"), "Exited with a guarantee unmet", _HOUSE),
    Check("Q14-exited-below-line", phrase("已脱贫而收入低于扶贫标准"), "Exited with income below the line", _INCOME),
    Check("Q14-small-wage", phrase("工资性收入过小"), "Implausibly small wage", _INCOME),
    Check("Q14-large-wage", phrase("工资性收入过大"), "Implausibly large wage", _INCOME),
    Check("Q14-income-swing", phrase("纯收入与上年相比变动过大"), "Income swings against the year before", _INCOME),
    Check("Q15-business-without-expense", phrase("有生产经营性收入而没有支出"), "Business income without expenditure", _INCOME),
    Check("Q16-ecology-without-land", phrase("领生态补偿金而没有林地"), "Ecological compensation without land", _LAND),
    Check("Q16-green-over-forest", phrase("退耕还林面积大于林地与牧草地之和"), "More converted land than forest and pasture", _LAND),
    Check("Q16-area-swing", phrase("土地面积与上年相比成倍增加"), "Land many times that of the year before", _LAND),
    Check("Q17-small-subsistence", phrase("低保金过小"), "Implausibly small subsistence allowance", _INCOME),
    Check("Q17-small-pension", phrase("养老金过小"), "Implausibly small pension", _INCOME),
    Check("Q17-small-family-planning", phrase("计划生育金过小"), "Implausibly small family-planning subsidy", _INCOME),
    Check("Q18-far-road", phrase("与村主干路距离过远"), "Unlikely distance to the main road", _HOUSE),
    Check("Q18-conditions-empty", phrase("没有填住房等级或饮水情况"), "House grade or water not recorded", _HOUSE),
    Check("Q23-soldier-counted", phrase("现役军人计入家庭人口"), "Serving soldier counted as a member", _FAMILY),
    Check("Q25-no-members", phrase("没有登记家庭成员"), "No members recorded", _FAMILY),
    Check("Q25-many-members", phrase("家庭人口过多"), "Unusually many members", _FAMILY),
    Check("Q25-all-old", phrase("全户成员均超过75周岁"), "All members over 75", _FAMILY),
    Check("Q26-same-income", phrase("同村多户纯收入分毫不差"), "Identical incomes in one village", _INCOME),
    Check("Q27-helper-overload", phrase("帮扶责任人结对户数过多"), "Helper paired with too many households", _HELPER),
    Check("Q27-helper-is-beneficiary", phrase("帮扶责任人同时是贫困户成员"), "Helper is a member of a registered household", _HELPER),
    Check("Q28-equal-dividends", phrase("同村资产收益分红户户相同"), "Dividends shared out equally", _INCOME),
]
CHECKS = {check.code: check for check in _CHECKS}
NEEDS_OTHER_DATA = {
    "Q12": "the form of a phone number is checked on import; a number that is no phone number does not enter",
    "Q19": "Rain-Dew aid: deliveries of the assistance room",
    "Q20": "measures by household: the assistance room",
    "Q21": "the payroll of fiscally paid staff",
    "Q22": "registers of houses, vehicles, companies and deposits",
    "Q24": "the roster of village cadres and their relatives",
    "Q29": "relocation agreements",
    "Q30": "micro-credit loans",
}
FINDINGS = {"problem": phrase("属实"), "reasonable": phrase("合理"), "data_error": phrase("数据错误")}
