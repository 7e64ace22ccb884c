"""In random countries with random posts, what the system shows is what looking at every household one by one finds."""

from __future__ import annotations

import csv
import os
import re

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, seed, settings

from scope.worlds import POOL, YEAR, World, a_pool, areas_with, come_true, is_shown, lies_in, seen_in, today, worlds
from tuopin.kernel.areas import NATION
from tuopin.kernel.refusals import NotFound, Refusal
from tuopin.people.selectors import actor_for, working_as
from tuopin.policy.selectors.figures import figure_map
from tuopin.policy.selectors.households import household_rows, households_for
from tuopin.policy.services.export_list import ListAsked, export_list
from tuopin.registry.models import Household
from tuopin.registry.selectors.exports import numbers_in
from tuopin.registry.selectors.households import household_of
from web import kit

WORLDS = int(os.environ.get("WORLDS", "120"))
SEED = int(os.environ.get("SEED", "20190301"))
pytestmark = pytest.mark.django_db
in_worlds = settings(max_examples=WORLDS, deadline=None, database=None, print_blob=False, phases=[Phase.generate],
                     suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])


@pytest.fixture
def pool():
    return a_pool()


def test_lists_counts_details_exports_searches_and_maps_show_what_brute_force_finds(pool, tmp_path):
    seen: list[int] = []

    @seed(SEED)
    @in_worlds
    @given(world=worlds())
    def everywhere(world: World) -> None:
        _one_world(world, pool, tmp_path)
        seen.append(len(seen_in(world, "read")))

    everywhere()
    part = sum(0 < n < POOL for n in seen)
    print(f"{len(seen)} worlds; of the {POOL} households all were seen in {seen.count(POOL)}, some in {part}, none in {seen.count(0)}")
    assert min(seen.count(POOL), part, seen.count(0)) > len(seen) // 20, "worlds in which there is something to see and something not"


def _one_world(world: World, pool: list[str], folder) -> None:
    with transaction.atomic():
        on = today()
        actor = actor_for(come_true(world, pool, on), on=on)
        mine = {pool[n] for n in seen_in(world, "read")}
        with working_as(actor):
            assert set(Household.objects.values_list("number", flat=True)) == mine, "the database, asked for everything"
            _lists(world, actor, pool)
            for number in pool:
                assert _found(lambda number=number: household_of(actor, number).number) == (number if number in mine else None)
                searched = _found(lambda number=number: [row.number for row in households_for(actor, area=NATION, year=YEAR, filters={"search": number}).rows])
                assert (searched or []) == ([number] if number in mine else [])
            _exports(world, actor, pool, folder, on)
            _map(world, actor)
        transaction.set_rollback(True)


def _found(look):
    """What looking finds; None where nothing of it exists for the asker."""
    try:
        return look()
    except NotFound:
        return None


def _lists(world: World, actor, pool) -> None:
    """Page by page, of the whole country and of the place asked about, with the count that stands above."""
    for area in (NATION, world.area):
        wanted = sorted(pool[n] for n in seen_in(world, "read", area))
        if not is_shown(world, "read", area):
            with pytest.raises(NotFound):
                households_for(actor, area=area, year=YEAR)
            continue
        seen, after = [], ""
        while True:
            page = households_for(actor, area=area, year=YEAR, after=after, size=3)
            assert page.total == len(wanted)
            seen += [row.number for row in page.rows]
            if not (after := page.after):
                break
        assert sorted(seen) == wanted


def _exports(world: World, actor, pool, folder, on) -> None:
    """The rows of an export, the file itself, and the export of the command line."""
    wanted = sorted(pool[n] for n in seen_in(world, "export", world.area))
    rows = _found(lambda: sorted(row.number for row in household_rows(actor, area=world.area, year=YEAR)))
    assert rows == (wanted if is_shown(world, "export", world.area) else None)
    try:
        assert sorted(numbers_in(actor, area=world.area, year=YEAR)) == wanted
    except Refusal:
        assert not is_shown(world, "export", world.area)
    if wanted:
        path = folder / "out.csv"
        export_list(asked=ListAsked(world.area, YEAR), path=path, purpose="试", actor=actor, on=on)
        with path.open(encoding="utf-8-sig", newline="") as file:
            told = {cell for line in csv.reader(file) for cell in line if cell in pool}
        assert told == set(wanted)


def _map(world: World, actor) -> None:
    """The places right below the one asked about, with the number of households in each."""
    shown = _found(lambda: {value.area: int(value.value) for value in figure_map(actor, "households", world.area, YEAR)})
    width = next((w for w in (2, 4, 6, 9, 12) if not world.area[w - {2: 2, 4: 2, 6: 2, 9: 3, 12: 3}[w]:].strip("0")), None)
    if width is None or not is_shown(world, "read", world.area):
        assert shown is None
        return
    below = {home[:width].ljust(12, "0") for home in world.homes if lies_in(home, world.area)}
    assert shown == {code: sum(lies_in(home, code) for home in world.homes) for code in below
                     if any(lies_in(code, area) for area in areas_with(world, "read"))}


@seed(SEED)
@settings(in_worlds, max_examples=max(10, WORLDS // 4))
@given(world=worlds())
def test_the_pages_show_what_brute_force_finds(pool, world):
    with transaction.atomic():
        account = come_true(world, pool, today())
        client, mine = kit.logged_in(account), {pool[n] for n in seen_in(world, "read")}
        if not areas_with(world, "read"):
            assert client.get("/households/")["Location"].startswith("/login/")
        else:
            page = client.get(f"/households/?area={NATION}&year={YEAR}").content.decode()
            assert set(re.findall(r"/households/(H\d+)/", page)) == mine
            for number in pool[: POOL // 4]:
                assert client.get(f"/households/{number}/").status_code == (200 if number in mine else 404)
        transaction.set_rollback(True)

