"""Made-up countries with made-up posts in them, and who may see what there, found by looking at every household one by one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import connection
from hypothesis import strategies as st

from register import a_household
from tuopin.divisions.models import Division
from tuopin.kernel.days import local_zone
from tuopin.people.models import Account, Post
from tuopin.policy.models import Figure, Standing
from tuopin.registry.models import Household

YEAR, POOL = 2018, 8
WIDTHS = (0, 2, 4, 6, 9, 12)  # how many digits name a place of each level, from the nation to the village
PARTS = (("11", "43", "99"), ("01", "11", "99"), ("01", "29", "99"), ("001", "100", "999"), ("001", "213", "999"))
DAYS = {  # when a post runs: from, to (which is no day of it any more), and whether it does today
    "open": (-400, None, True), "to tomorrow": (-400, 1, True), "from today": (0, None, True),
    "ended today": (-400, 0, False), "ended": (-400, -30, False), "tomorrow": (1, None, False),
}
ROLES = {"clerk": {"read", "export"}, "head": {"read", "export"}, "reader": {"read"}, "auditor": {"read", "export"}}  # said here a second time


@dataclass(frozen=True)
class World:
    """The villages in which the households live, the posts (area, role, days) of whoever asks, and the place asked about."""

    homes: tuple[str, ...]
    posts: tuple[tuple[str, str, str], ...]
    area: str


def _place(code: str, level: int) -> str:
    return code[:WIDTHS[level]].ljust(12, "0")


@st.composite
def worlds(draw: st.DrawFn) -> World:
    """A tree of a few villages most of which share the beginnings of their codes, some posts in and beside it, and a place."""
    code = st.tuples(*(st.sampled_from(part) for part in PARTS)).map("".join)
    first = draw(code)
    near = st.tuples(st.sampled_from(WIDTHS[1:5]), code).map(lambda found: first[:found[0]] + found[1][found[0]:])
    villages = [first, *draw(st.lists(near, min_size=2, max_size=6, unique=True))]
    place = st.tuples(st.one_of(st.sampled_from(villages), near), st.sampled_from((1, 2, 3, 3, 4, 4, 5, 5, 0))).map(lambda found: _place(*found))
    post = st.tuples(place, st.sampled_from(sorted(ROLES)), st.sampled_from((*DAYS, *(("open",) * 4))))
    homes = tuple(draw(st.permutations([villages[n % len(villages)] for n in range(POOL)])))
    return World(homes, tuple(draw(st.lists(post, min_size=draw(st.integers(0, 1)), max_size=3))), draw(place))


def lies_in(code: str, area: str) -> bool:
    """Whether a place lies in an area or is it, by comparing one level's digits after the other."""
    for start, end in zip(WIDTHS, WIDTHS[1:], strict=False):
        if not area[start:].strip("0"):
            return True
        if code[start:end] != area[start:end]:
            return False
    return True


def areas_with(world: World, act: str) -> list[str]:
    """The areas of the posts that run today and hold the act."""
    return [area for area, role, days in world.posts if DAYS[days][2] and act in ROLES[role]]


def seen_in(world: World, act: str, area: str = "0" * 12) -> list[int]:
    """Which households, by their place in the pool, the asker may see (or export) in the area."""
    return [n for n, home in enumerate(world.homes)
            if lies_in(home, area) and any(lies_in(home, mine) for mine in areas_with(world, act))]


def is_shown(world: World, act: str, area: str) -> bool:
    """Whether the area is the asker's in whole or in part; else it does not exist for them."""
    return any(lies_in(area, mine) or lies_in(mine, area) for mine in areas_with(world, act))


def a_pool() -> list[str]:
    """Households with their record and their standing, somewhere; their numbers."""
    Division.objects.all().delete()
    found = [a_household(village="110101001001", persons=1) for _ in range(POOL)]
    Standing.objects.bulk_create(
        Standing(household_id=h.pk, year=YEAR, number=h.number, village_code=h.village_code, persons=1, status="poor", head_name=f"户主{n}")
        for n, h in enumerate(found))
    return [h.number for h in found]


def today() -> date:
    """The day as it is now; a run of many worlds may pass midnight."""
    return datetime.now(local_zone()).date()


def come_true(world: World, pool: list[str], on: date) -> Account:
    """Move the households where the world has them, count them for every place, and give somebody the posts as they run on a day."""
    with connection.cursor() as cursor:
        for table in (Household._meta.db_table, Standing._meta.db_table):
            cursor.execute(f"UPDATE {table} AS t SET village_code = w.code FROM unnest(%s::text[], %s::text[]) AS w(number, code) WHERE t.number = w.number",
                           [pool, list(world.homes)])
        cursor.execute("UPDATE registry_householdform f SET village_code = h.village_code FROM registry_household h WHERE h.id = f.household_id")
    places = {(_place(home, level), level) for home in world.homes for level in range(6)}
    Figure.objects.bulk_create(
        Figure(year=YEAR, area_code=code, level=level, name="households", numerator=sum(lies_in(home, code) for home in world.homes))
        for code, level in places)
    Division.objects.bulk_create(
        Division(code=code, name=f"地{code}", initials="d", starts_on=date(2014, 1, 1), level=level) for code, level in places if level)
    account = Account.objects.create(username="asker", name="盘主任")
    for area, role, days in world.posts:
        begins, ends, _runs = DAYS[days]
        Post.objects.create(account=account, area_code=area, role=role, starts_on=on + timedelta(begins),
                            ends_on=None if ends is None else on + timedelta(ends))
    return account
