"""A merge of villages that is taken back takes every case back with its household: its own, a change of its members, its watch."""

from __future__ import annotations

from datetime import date

import pytest

from monitoring.watching import a_check, a_clue, an_exited
from procedure.cases import DAY, an_official
from register import COUNTY, VILLAGE, a_household, an_actor
from tuopin.divisions.models import Succession
from tuopin.divisions.services import Former, add_division
from tuopin.identification.services import ChangeTold, propose_change
from tuopin.monitoring.services import check_clue, open_admission
from tuopin.people.selectors import working_as
from tuopin.procedure.models import Case
from tuopin.procedure.services import open_case
from tuopin.procedure.services.clock import today
from tuopin.registry.services.merge_villages import merge_villages
from tuopin.registry.services.part_villages import part_villages
from tuopin.trail.selectors import entries_on

pytestmark = pytest.mark.django_db
LILIN = "431129210901"


def cases_of_three_kinds(clerk, village: str) -> list[Case]:
    """A household's exit, a change of another's members, the admission of a third to watching: all running in the village."""
    moving = a_household(village=village, persons=3)
    gone = moving.memberships.order_by("pk").last().person.number
    watch = a_clue(an_exited(village=village), clerk)
    check_clue(watch=watch.pk, check=a_check("unstable", 20000), actor=clerk, on=today())
    return [
        open_case(procedure="household-exit", number=a_household(village=village).number, actor=clerk),
        propose_change(told=ChangeTold(moving.number, "death", date(2018, 9, 1), persons=(gone,)), actor=clerk, on=today()),
        open_admission(watch=watch.pk, actor=clerk),
    ]


def places(cases: list[Case]) -> set[str]:
    return set(Case.objects.filter(pk__in=[case.pk for case in cases]).values_list("area_code", flat=True))


def test_all_cases_go_with_their_household_into_the_successor_and_back():
    add_division(code=LILIN, name="栗林村", starts_on=date(2013, 1, 1), basis="县志", actor=an_actor(), on=today())
    clerk = an_official("county-clerk", (COUNTY, "clerk", ""))
    theirs, own = cases_of_three_kinds(clerk, LILIN), cases_of_three_kinds(clerk, VILLAGE)
    merge_villages(predecessors=[Former(code=LILIN), Former(name="龙安村")], successor=VILLAGE, merged_on=today() - DAY, basis="江政发〔2016〕8号",
                   actor=an_actor(), on=today())
    assert (places(theirs), places(own)) == ({VILLAGE}, {VILLAGE})
    link = Succession.objects.get(predecessor_code=LILIN, successor_code=VILLAGE, withdrawn_at=None)
    with working_as(an_actor()):
        part_villages(succession=link.pk, basis="误登记", actor=an_actor(), on=today())
    assert (places(theirs), places(own)) == ({LILIN}, {VILLAGE})
    assert [entries_on(f"case:{case.pk}")[0].verb for case in theirs] == ["case-move"] * 3
