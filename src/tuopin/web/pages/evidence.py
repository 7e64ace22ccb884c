"""What to find out before an unknown condition of a household can be judged."""

from __future__ import annotations

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tuopin.kernel import codelists
from tuopin.registry.selectors.households import HouseholdFile

SCHOOL_AGE = (6, 16)


def missing_evidence(line: dict, file: HouseholdFile) -> list[str]:
    """The facts that are not recorded and without which the condition of a verdict stays unknown, in words."""
    condition = line["name"]
    if condition == "income_above_line" and line["threshold"] is None:
        return [_("当日没有适用的扶贫标准")]
    form = file.form
    if form is None:
        return [_("该年度没有采集信息")]
    ask = {
        "income_above_line": _income, "compulsory_education": _education, "basic_medical_care": _insurance,
    }.get(condition)
    if ask:
        return ask(file)
    blank = {
        "food": (form.food_enough, _("不愁吃未填")), "clothing": (form.clothing_enough, _("不愁穿未填")),
        "safe_housing": (form.house_grade or None, _("危房级别未填,需要住房安全鉴定")),
        "safe_water": (form.water_safe, _("是否解决安全饮用水未填")),
    }
    value, words = blank.get(condition, (True, ""))
    return [words] if value is None else []


def _income(file: HouseholdFile) -> list[str]:
    families = {"property": _("财产性收入各项均未填"), "transfer": _("转移性收入各项均未填")}
    recorded = {line.word for line in file.income.lines if line.current}
    missing = [
        families[word] if word in families and word not in recorded
        else _("{line}未填").format(line=codelists.label("income-line", word, get_language()))
        for word in file.income.missing
    ]
    return missing + ([] if file.members else [_("没有家庭成员信息")])


def _education(file: HouseholdFile) -> list[str]:
    rows = [_("{name}的出生日期未填").format(name=m.person.name) for m in file.members if m.form and m.age is None]
    rows += [
        _("{name}的在校生状况未填").format(name=m.person.name) for m in file.members
        if m.form and m.age is not None and SCHOOL_AGE[0] <= m.age < SCHOOL_AGE[1] and not m.form.student
    ]
    return rows or ([] if file.members else [_("没有家庭成员信息")])


def _insurance(file: HouseholdFile) -> list[str]:
    return [
        _("{name}的基本医疗保险未填").format(name=m.person.name) for m in file.members
        if m.form and m.form.resident_medical is None and not m.form.employee_medical
    ] or ([] if file.members else [_("没有家庭成员信息")])
