"""Making an edition: what is in it, that it comes out the same to the byte, and that nothing personal is in it."""

from __future__ import annotations

from datetime import date

import pytest

from register import COUNTY, a_helper, a_household, a_village_form, an_actor
from tuopin.editions.services.make_edition import make_edition
from tuopin.snapshots.checking import check_edition

pytestmark = pytest.mark.django_db
ON = date(2026, 11, 22)


def made(folder, **asked):
    return make_edition(**{"year": 2018, "area": COUNTY, "out": folder, "actor": an_actor(), "on": ON} | asked)


def test_an_edition_holds_the_households_of_the_year_with_their_people(tmp_path):
    a_household(persons=4)
    a_helper(of=a_household(status="exited", persons=2))
    a_village_form(collective_income_yuan=50000)
    done = made(tmp_path / "edition")
    assert done.manifest.rows == {"household": 2, "person": 6, "village": 1, "county": 1, "place": 5}
    assert check_edition(done.folder) == []
