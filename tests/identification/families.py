"""Builders of families that ask to be registered, and of villages and counties on their way off the list."""

from __future__ import annotations

from datetime import date
from itertools import count

from register import VILLAGE, a_certificate
from tuopin.people.selectors import Actor
from tuopin.procedure.services.clock import today
from tuopin.registry.models import Household
from tuopin.registry.services.record_household import HouseholdTold, MemberTold, record_households

_numbers = count(500)
GIVEN = "甲乙丙丁戊己庚辛壬癸"


def a_member(relation: str = "head", *, born_on: date = date(1970, 5, 1), name: str = "", **facts: object) -> MemberTold:
    n = next(_numbers)
    known = {"health": "healthy", "labour": "ordinary", "education": "junior", "ethnic": "13", "resident_medical": True}
    return MemberTold(name or f"盘{GIVEN[n % 10]}{GIVEN[n // 10 % 10]}", relation, certificate=a_certificate(born_on, n), facts=known | facts)


def a_family(*, village: str = VILLAGE, year: int = 2018, members: int = 3, **facts: object) -> HouseholdTold:
    """A family in a house of grade D: in need, whatever its income."""
    relations = ["head", *["other"] * (members - 1)]
    told = {"group_name": "一组", "house_grade": "D", "water_safe": True, "food_enough": True, "clothing_enough": True, "main_cause": "ill"}
    return HouseholdTold(
        village, year, tuple(a_member(relation, born_on=date(1970 + 3 * n, 5, 1)) for n, relation in enumerate(relations)), told | facts,
        {"wage": 3000, "business_income": 500, "business_expense": 100, "property_other": 0, "transfer_other": 200},
    )


def families(many: int, actor: Actor, **more: object) -> list[Household]:
    return record_households(told=[a_family(**more) for _ in range(many)], actor=actor, on=today())
