"""Two at once: whoever presses second waits for the first, and finds what the first has done."""

from __future__ import annotations

import threading
from datetime import date

import pytest
from django.db import connection, transaction

from monitoring.watching import an_ordinary
from procedure.cases import officials
from register import VILLAGE
from tuopin.kernel.refusals import Refusal
from tuopin.monitoring.models import HouseholdClass, Signal, SweepLine
from tuopin.monitoring.services.classify import Said, classify_households
from tuopin.monitoring.services.recompute_signals import recompute_signals
from tuopin.monitoring.services.run_sweep import Plan, complete_sweep, open_sweep, tick_household, untick_household
from tuopin.people.selectors import working_as

pytestmark = pytest.mark.django_db(transaction=True)
ON = date(2018, 12, 31)
LONG = 0.4  # seconds in which the second is done if nothing holds it


def meanwhile(first, second) -> tuple[object, bool]:
    """Do `second` on another connection before what `first` did is committed: what came of it, and whether it waited."""
    came: list[object] = []

    def other() -> None:
        try:
            came.append(second())
        except Exception as fault:
            came.append(fault)
        finally:
            connection.close()

    thread = threading.Thread(target=other, daemon=True)
    with transaction.atomic():
        first()
        thread.start()
        thread.join(LONG)
        waited = thread.is_alive()
    thread.join(20)
    return came[0], waited


def test_what_two_do_at_once_is_done_by_one_and_found_done_by_the_other():
    who, households = officials(), [an_ordinary(house_grade="D") for _ in range(3)]

    def recompute(name: str):
        with working_as(who[name]):
            return recompute_signals(area=VILLAGE, actor=who[name], on=ON)

    told, waited = meanwhile(lambda: recompute("county_head"), lambda: recompute("clerk"))
    assert waited and (told.households, told.raised, told.gone) == (3, 0, 0) and Signal.objects.count() == 2 * 3

    said = [Said(household.number, "middling", False, "入户核实") for household in households]
    classify = lambda rows: classify_households(said=rows, year=2018, actor=who["clerk"], on=ON)  # noqa: E731
    told, waited = meanwhile(lambda: classify(said), lambda: classify(said[::-1]))
    assert waited and told == 0 and HouseholdClass.objects.count() == 3

    sweep = open_sweep(plan=Plan(VILLAGE, "秋季排查", "住房", ON, ON), actor=who["head"], on=ON)
    one = {"sweep": sweep.pk, "number": households[0].number, "actor": who["clerk"], "on": ON}
    for household in households:
        tick_household(**one | {"number": household.number}, result="fine")
    told, waited = meanwhile(lambda: complete_sweep(sweep=sweep.pk, actor=who["head"], on=ON), lambda: untick_household(**one, why="看错户"))
    assert waited and isinstance(told, Refusal) and told.code == "sweep-over", told
    sweep.refresh_from_db()
    assert sweep.completed_on and not SweepLine.objects.filter(result="").exists()
