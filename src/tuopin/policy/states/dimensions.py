"""In what a household of the register is deprived: ten things in three dimensions, for poverty in many dimensions at once.

Dimensions and weights follow the global index (Alkire and Foster 2011; OPHI and UNDP: health, education and living standards weigh a
third each, and who is deprived in a third of all is poor), told by what the register's forms record. Weights are whole eighteenths. The
exit standard is not asked here: a household may meet it and be poor in many dimensions, or the other way round.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from tuopin.engine.tables import Facts
from tuopin.engine.truth import Truth
from tuopin.kernel.words import phrase
from tuopin.policy.rulebook.two_assurances_three_guarantees.rule import basic_medical_care, compulsory_education

CUTOFF = 6  # of eighteen
ADULT = 16  # years
SCHOOLED = ("junior", "senior", "college", "bachelor")  # nine years at least
SOLID_FUEL = ("firewood", "dung", "coal")


@dataclass(frozen=True)
class Indicator:
    """One thing one can be deprived in: its name, words, dimension, weight in eighteenths, columns read, and who is deprived."""

    name: str
    title: str
    dimension: str
    weight: int
    households: Sequence[str]
    members: Sequence[str]
    deprived: Callable[[Facts], Truth]


def _unschooled(facts: Facts) -> Truth:
    """No member of sixteen or more has finished junior secondary school; without such a member nobody lacks it."""
    members = facts.members
    adult = members.born_on.has_completed(ADULT, facts.on)
    return members.any(adult) & ~members.any(adult & members.education.isin(*SCHOOLED))


def _ill(facts: Facts) -> Truth:
    return facts.members.any(facts.members.health.has_any("serious", "disabled"))


SCHOOL, CARE = ("born_on", "student", "dropout_reason", "education", "health"), ("resident_medical", "employee_medical")
INDICATORS: dict[str, Indicator] = {each.name: each for each in (
    Indicator("schooling", phrase("义务教育阶段子女失学"), "education", 3, (), SCHOOL, lambda facts: ~compulsory_education(facts).holds),
    Indicator("attainment", phrase("没有初中以上文化程度的成年人"), "education", 3, (), ("born_on", "education"), _unschooled),
    Indicator("insurance", phrase("有成员没有基本医疗保险"), "health", 3, (), CARE, lambda facts: ~basic_medical_care(facts).holds),
    Indicator("illness", phrase("有成员患大病或残疾"), "health", 3, (), ("health",), _ill),
    Indicator("housing", phrase("住房为 C 级或 D 级危房"), "living", 1, ("house_grade",), (), lambda facts: facts.households.house_grade.isin("C", "D")),
    Indicator("water", phrase("饮水不安全"), "living", 1, ("water_safe",), (), lambda facts: ~facts.households.water_safe),
    Indicator("power", phrase("未通生活用电"), "living", 1, ("domestic_power",), (), lambda facts: ~facts.households.domestic_power),
    Indicator("toilet", phrase("没有卫生厕所"), "living", 1, ("sanitary_toilet",), (), lambda facts: ~facts.households.sanitary_toilet),
    Indicator("fuel", phrase("主要燃料为柴草、畜粪或煤"), "living", 1, ("fuel",), (), lambda facts: facts.households.fuel.isin(*SOLID_FUEL)),
    Indicator("road", phrase("入户路为泥土路"), "living", 1, ("road_type",), (), lambda facts: facts.households.road_type.isin("earth")),
)}
WEIGHTS = {each.name: each.weight for each in INDICATORS.values()}


def columns_of(names: Sequence[str]) -> dict[str, list[str]]:
    """The columns that these indicators read, by table."""
    asked = [INDICATORS[name] for name in names]
    return {table: list(dict.fromkeys(c for each in asked for c in getattr(each, table))) for table in ("households", "members")}


def deprivations(facts: Facts, names: Sequence[str]) -> Mapping[str, Truth]:
    """For each indicator which households are deprived in it."""
    return {name: INDICATORS[name].deprived(facts) for name in names}
