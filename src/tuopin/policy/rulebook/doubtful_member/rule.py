"""Which recorded facts of one member do not fit together; each is a doubt for a person to verify, never a reason to delete.

A check holds where nothing is doubtful, fails where the facts contradict each other, and is unknown where too little is
recorded to tell: only a contradiction is raised. Ages are completed years on the day. Checks for what is missing (health
not recorded, neither schooling nor education) answer yes or no always.
"""

from __future__ import annotations

from tuopin.engine.findings import Condition, Findings
from tuopin.engine.numbers import NumbersInForce, read_numbers
from tuopin.engine.tables import Facts, code, codes, count, day, flag
from tuopin.engine.truth import Truth
from tuopin.kernel.words import phrase
from tuopin.policy.rulebook.two_assurances_three_guarantees.rule import NOT_SCHOOL, SCHOOL

QUESTION = phrase("这名成员的登记信息是否有相互矛盾之处?")
UNIT = "person"
CONDITIONS = {
    "Q01-birth-date": phrase("出生日期在合理范围内"),
    "Q04-relation-sex": phrase("与户主关系和性别一致"),
    "Q05-school-and-education": phrase("在校生状况与文化程度只填一项"),
    "Q05-neither-school-nor-education": phrase("在校生状况与文化程度至少填一项"),
    "Q06-pupil-age": phrase("小学生年龄合理"),
    "Q06-out-of-school": phrase("义务教育阶段未在校的,填有原因"),
    "Q07-health-empty": phrase("填有健康状况"),
    "Q07-ill-but-healthy": phrase("因病失学的,健康状况不是健康"),
    "Q07-work-place-months": phrase("务工地点与务工时间同时填写"),
    "Q08-healthy-without-labour": phrase("16至59周岁、健康、不在校的,有劳动能力"),
    "Q09-working-without-labour": phrase("务工的,有劳动能力"),
    "Q10-no-insurance": phrase("参加了基本医疗保险"),
    "Q10-both-insurances": phrase("没有重复参加基本医疗保险"),
    "Q11-no-critical-illness": phrase("已脱贫户成员参加了大病保险"),
    "Q23-soldier-counted": phrase("现役军人不计入家庭人口"),
}
MALE = (
    "son", "son_in_law", "grandson", "maternal_grandson", "father", "wifes_father", "husbands_father", "grandfather",
    "maternal_grandfather", "great_grandson", "nephew", "uncle",
)
FEMALE = (
    "daughter", "daughter_in_law", "granddaughter", "maternal_granddaughter", "mother", "wifes_mother", "husbands_mother",
    "grandmother", "maternal_grandmother", "great_granddaughter", "niece", "siblings_wife",
)
TABLES = {
    "members": (
        count("person_id"), day("born_on"), code("sex", "male", "female"),
        code("relation", "head", "spouse", "sibling", "other", *MALE, *FEMALE),
        code("student", *NOT_SCHOOL, *SCHOOL), code("dropout_reason", "ill", "disabled", "averse", "other"),
        code("education", "illiterate", "primary", "junior", "senior", "college", "bachelor", "preschool_child"),
        codes("health", "healthy", "chronic", "serious", "disabled"),
        code("labour", "ordinary", "skilled", "weak", "lost", "none"), flag("has_work_place"), count("work_tenths"),
        flag("resident_medical"), flag("employee_medical"), flag("critical_illness"), flag("active_soldier"), flag("exited"),
    ),
}
NUMBERS = read_numbers(__file__)


def judge(facts: Facts) -> Findings:
    members, numbers = facts.members, NUMBERS.on(facts.on)
    nothing = Truth.certain(members.health.values == 0)
    healthy = members.health.has_any("healthy") & ~members.health.has_any("chronic", "serious", "disabled")
    working = Truth.certain(members.has_work_place.yes | (members.work_tenths > 0).yes)
    of_school_age = _aged(facts, numbers, "school_age")
    uninsured = ~members.resident_medical & ~_surely(members.employee_medical)
    answers = {
        "Q01-birth-date": _plausible_birth(facts, numbers),
        "Q04-relation-sex": ~_contradicts(facts),
        "Q05-school-and-education": ~(members.student.isin(*SCHOOL) & _surely(_has_finished(facts))),
        "Q05-neither-school-nor-education": ~(_surely(_aged(facts, numbers, "grown")) & _neither(facts)),
        "Q06-pupil-age": ~_surely(members.student.isin("primary")) | _aged(facts, numbers, "pupil_age"),
        "Q06-out-of-school": ~(of_school_age & members.student.isin("not_in_school") & ~members.dropout_reason.is_known),
        "Q07-health-empty": ~nothing,
        "Q07-ill-but-healthy": ~(_surely(members.dropout_reason.isin("ill")) & healthy),
        "Q07-work-place-months": _both_or_neither(members.has_work_place, _surely(members.work_tenths > 0)),
        "Q08-healthy-without-labour": ~(
            _aged(facts, numbers, "labour_age") & healthy & ~_surely(members.student.isin(*SCHOOL)) & members.labour.isin("none")
        ),
        "Q09-working-without-labour": ~(working & members.labour.isin("none", "lost")),
        "Q10-no-insurance": ~uninsured,
        "Q10-both-insurances": ~(members.resident_medical & members.employee_medical),
        "Q11-no-critical-illness": ~members.exited | members.critical_illness,
        "Q23-soldier-counted": ~members.active_soldier,
    }
    return {name: Condition(answer, None, None, "", None) for name, answer in answers.items()}


def _surely(answers: Truth) -> Truth:
    """Yes where the answer is yes, no everywhere else: for facts whose absence is the ordinary case."""
    return Truth.certain(answers.yes)


def _both_or_neither(one: Truth, other: Truth) -> Truth:
    return (one & other) | (~one & ~other)


def _aged(facts: Facts, numbers: NumbersInForce, name: str) -> Truth:
    """Whether the completed years of age lie from `name`_from up to `name`_until, that one excluded where it is set."""
    first, end = numbers.of_nation(f"{name}_from"), numbers.of_nation(f"{name}_until")
    if first is None:
        return Truth.unknowns(len(facts.members))
    old_enough = facts.members.born_on.has_completed(first.value, facts.on)
    return old_enough if end is None else old_enough & ~facts.members.born_on.has_completed(end.value, facts.on)


def _plausible_birth(facts: Facts, numbers: NumbersInForce) -> Truth:
    born_on, oldest = facts.members.born_on, numbers.of_nation("oldest")
    if oldest is None:
        return Truth.unknowns(len(facts.members))
    return born_on.has_completed(0, facts.on) & ~born_on.has_completed(oldest.value, facts.on)


def _contradicts(facts: Facts) -> Truth:
    members = facts.members
    woman, man = members.sex.isin("female"), members.sex.isin("male")
    return (members.relation.isin(*MALE) & woman) | (members.relation.isin(*FEMALE) & man)


def _has_finished(facts: Facts) -> Truth:
    return facts.members.education.isin("illiterate", "primary", "junior", "senior", "college", "bachelor")


def _neither(facts: Facts) -> Truth:
    members = facts.members
    in_some_school = _surely(members.student.isin("before_school", "preschool", *SCHOOL))
    return ~members.education.is_known & ~in_some_school
