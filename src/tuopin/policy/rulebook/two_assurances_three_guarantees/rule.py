"""Whether a household need not worry about food and clothing, and has schooling, medical insurance, a safe house and safe water.

Schooling asks after every member of compulsory school age on the day (six completed years, not yet sixteen): in grade one
or above, or kept away by illness or disability. A child in no school is excused by a stated reason (ill, disabled) or by
a recorded serious illness or disability; a chronic disease alone excuses nobody. Kindergarten is not school. Who has a
level of education or a reason for dropping out on record but no school is out of school; with neither, it is not known.

Insurance asks after every member: resident or employee insurance. The form has long asked about the resident insurance
alone, so "no" there with nothing said of the other is "not insured"; nothing said of the resident insurance is unknown.

A household without recorded members is unknown in both: no answer is read off an empty list.
"""

from __future__ import annotations

from tuopin.engine.findings import Condition, Findings
from tuopin.engine.numbers import read_numbers
from tuopin.engine.tables import Facts, code, codes, day, flag
from tuopin.engine.truth import Truth, any_of
from tuopin.kernel.words import phrase

QUESTION = phrase("这户是否不愁吃、不愁穿,义务教育、基本医疗、住房安全和饮水安全是否有保障?")
UNIT = "household"
CONDITIONS = {
    "food": phrase("不愁吃"),
    "clothing": phrase("不愁穿"),
    "compulsory_education": phrase("义务教育有保障"),
    "basic_medical_care": phrase("基本医疗有保障"),
    "safe_housing": phrase("住房安全有保障"),
    "safe_water": phrase("饮水安全有保障"),
}
NOT_SCHOOL = ("not_in_school", "before_school", "preschool")
SCHOOL = (
    "primary", "junior_7", "junior_8", "junior_9", "senior_1", "senior_2", "senior_3", "vocational_1", "vocational_2",
    "vocational_3", "higher_vocational_1", "higher_vocational_2", "higher_vocational_3", "technician_1", "technician_2",
    "technician_3", "technician_4", "bachelor_1", "bachelor_2", "bachelor_3", "bachelor_4", "bachelor_5", "master",
    "college_or_above",
)
TABLES = {
    "households": (flag("food_enough"), flag("clothing_enough"), code("house_grade", "A", "B", "C", "D"), flag("water_safe")),
    "members": (
        day("born_on"), code("student", *NOT_SCHOOL, *SCHOOL), code("dropout_reason", "ill", "disabled", "averse", "other"),
        code("education", "illiterate", "primary", "junior", "senior", "college", "bachelor", "preschool_child"),
        codes("health", "healthy", "chronic", "serious", "disabled"), flag("resident_medical"), flag("employee_medical"),
    ),
}
ASKED_OF_ALL = "resident_medical"  # the insurance whose silence is unknown; of another one, silence is no
NUMBERS = read_numbers(__file__)


def judge(facts: Facts) -> Findings:
    return {
        "food": _as_recorded(facts, facts.households.food_enough, "food"),
        "clothing": _as_recorded(facts, facts.households.clothing_enough, "clothing"),
        "compulsory_education": compulsory_education(facts),
        "basic_medical_care": basic_medical_care(facts),
        "safe_housing": safe_housing(facts),
        "safe_water": _as_recorded(facts, facts.households.water_safe, "safe_water"),
    }


def compulsory_education(facts: Facts) -> Condition:
    """Every child of school age on the day is in school or excused; shown as such children against all of that age."""
    numbers, members = NUMBERS.on(facts.on), facts.members
    first, end, excuses = (numbers.of_nation(n) for n in ("school_age_from", "school_age_until", "excuses"))
    if not (first and end and excuses):
        return _nothing_in_force(facts, phrase("人"))
    of_age = members.born_on.has_completed(first.value, facts.on) & ~members.born_on.has_completed(end.value, facts.on)
    looked_after = _in_school(facts) | _excused(facts, excuses.value)
    recorded = members.per_owner > 0
    holds = members.all(~of_age | looked_after).only_where(recorded)
    cared_for, children = members.count(of_age & looked_after), members.count(of_age)
    return Condition(holds, cared_for.only_where(recorded), children.only_where(recorded), phrase("人"), first)


def basic_medical_care(facts: Facts) -> Condition:
    """Every member is insured; shown as members insured against all members."""
    members, number = facts.members, NUMBERS.on(facts.on).of_nation("insured")
    if number is None:
        return _nothing_in_force(facts, phrase("人"))
    insured = any_of(*(_insurance(facts, name) for name in number.value))
    recorded = members.per_owner > 0
    holds = members.all(insured).only_where(recorded)
    return Condition(holds, members.count(insured).only_where(recorded), members.per_owner.only_where(recorded), phrase("人"), number)


def safe_housing(facts: Facts) -> Condition:
    """The house is of a safe grade."""
    number = NUMBERS.on(facts.on).of_nation("house_grades")
    if number is None:
        return _nothing_in_force(facts, phrase("级"))
    grade = facts.households.house_grade
    return Condition(grade.isin(*number.value), grade, number.value, phrase("级"), number)


def _insurance(facts: Facts, name: str) -> Truth:
    answers = getattr(facts.members, name)
    return answers if name == ASKED_OF_ALL else answers & answers.is_known


def _in_school(facts: Facts) -> Truth:
    members = facts.members
    evidence_of_none = ~members.student.is_known & (members.education.is_known | members.dropout_reason.is_known)
    return members.student.isin(*SCHOOL) & ~evidence_of_none


def _excused(facts: Facts, excuses: tuple[str, ...]) -> Truth:
    members = facts.members
    reasons = [word for word in excuses if word in members.dropout_reason.words]
    states = [word for word in excuses if word in members.health.words]
    stated = members.dropout_reason.isin(*reasons) & members.dropout_reason.is_known
    return stated | members.health.has_any(*states)


def _as_recorded(facts: Facts, answers: Truth, name: str) -> Condition:
    number = NUMBERS.on(facts.on).of_nation(name)
    if number is None:
        return _nothing_in_force(facts, "")
    holds = answers if number.value else answers.is_known | ~answers.is_known  # not required: held, whatever is on record
    return Condition(holds, answers, number.value, "", number)


def _nothing_in_force(facts: Facts, unit: str) -> Condition:
    return Condition(Truth.unknowns(len(facts.households)), None, None, unit, None)
