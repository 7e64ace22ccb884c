"""The figures counted out of an edition are those that the register shows, all of them, of every place at every level."""

from __future__ import annotations

import random
from datetime import date

import pytest
from django.db import connection

from register import COUNTY, NEIGHBOUR, VILLAGE, a_helper, a_household, a_village_form, an_actor
from tuopin.editions.services.make_edition import make_edition
from tuopin.policy.models import Figure
from tuopin.policy.services.judge_counties import judge_counties
from tuopin.policy.services.roll_up_edition import roll_up_edition
from tuopin.policy.states.figures import FIGURES
from tuopin.policy.states.rolling import figure_rows
from tuopin.registry.models import MemberForm
from tuopin.snapshots.reading import Edition
from tuopin.snapshots.spreading import Local

pytestmark = pytest.mark.django_db
DAY, ON = date(2018, 12, 31), date(2026, 11, 22)
FLAGS = (True, True, True, False, None)


def a_county(draw: random.Random) -> None:
    """Households of every kind in two villages, some with members out of school or not insured, one village with helpers and a team."""
    for n in range(40):
        household = a_household(
            village=draw.choice([VILLAGE, NEIGHBOUR]), persons=draw.randint(0, 5), status=draw.choice(["identified", "exited", "returned"]),
            income={"wage": draw.randint(0, 40_000), "business_income": draw.choice([0, 900, None]), "business_expense": 0, "property_other": 1, "transfer_other": 5},
            house_grade=draw.choice(["", "A", "B", "C", "D"]), water_safe=draw.choice(FLAGS), food_enough=draw.choice(FLAGS),
            clothing_enough=draw.choice(FLAGS), main_cause=draw.choice(["ill", "labour", "funds", ""]),
        )
        for form in MemberForm.objects.filter(household=household):
            MemberForm.objects.filter(pk=form.pk).update(
                student=draw.choice(["", "not_in_school", "primary"]), resident_medical=draw.choice(FLAGS), education=draw.choice(["", "junior"])
            )
        if n % 3 == 0:
            a_helper(of=household, posted=draw.choice(["", NEIGHBOUR]), first_secretary=n == 0)
    a_village_form(persons=700)
    a_village_form(code=NEIGHBOUR, poor_village=False, persons=None)


def test_every_figure_of_every_place_is_that_of_the_register(tmp_path):
    a_county(random.Random(5))
    judge_counties(year=2018, counties=[COUNTY], actor=an_actor(), on=DAY)
    make_edition(year=2018, area=COUNTY, out=tmp_path / "edition", actor=an_actor(), on=ON)
    levels = roll_up_edition(Edition(tmp_path / "edition"), engine=Local(1, 10**12))
    with connection.cursor():
        shown = {(f.area_code, f.name): (f.numerator, f.denominator) for f in Figure.objects.filter(year=2018)}
    counted = {(place, name): (top, bottom) for totals in levels.values() for place, name, top, bottom in figure_rows(totals)}
    assert counted == shown
    assert {name for _, name in counted} == set(FIGURES) and len({place for place, _ in counted}) == 7
