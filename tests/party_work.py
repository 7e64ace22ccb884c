"""Builders for tests of Party work: branches of a county's villages, and the named persons of a clue."""

from __future__ import annotations

from datetime import date
from itertools import count

from tuopin.divisions.models import Division
from tuopin.party.models import Organisation
from tuopin.party.services import NewOrganisation, register_organisations
from tuopin.people.selectors import Actor, actor_for, operator
from web import kit

FROM, ON = date(2017, 8, 1), date(2018, 3, 1)
COUNTY = "431129000000"
_numbers = count(1)


def villages_of(county: str, many: int) -> list[str]:
    """The first villages of the county by code."""
    found = Division.objects.filter(code__startswith=county[:6], level=5, ends_on=None).order_by("code").values_list("code", flat=True)
    codes = list(dict.fromkeys(found))[:many]
    assert len(codes) == many
    return codes


def cores(codes: list[str], on: date = ON) -> list[Organisation]:
    """A branch for each village."""
    return register_organisations([NewOrganisation(code, f"{code}党支部", "core") for code in codes], starts_on=FROM, actor=operator(), on=on)


def a_person(area: str = COUNTY, role: str = "clerk", on: date = ON) -> Actor:
    """Somebody with a recorded identity who works at the place."""
    account = kit.identified(kit.an_official(area, role, username=f"person{next(_numbers)}"))
    account.refresh_from_db()
    return actor_for(account, on=on)
