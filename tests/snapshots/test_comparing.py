"""Two editions compared block after block give what comparing household after household gives, however small the blocks."""

from __future__ import annotations

import itertools
from collections import Counter
from datetime import date

import numpy as np
import pytest

from snapshots_populations import a_county
from tuopin.snapshots.comparing import KINDS, compare_editions
from tuopin.snapshots.following import in_step
from tuopin.snapshots.manifest import About
from tuopin.snapshots.reading import Edition
from tuopin.snapshots.writing import EditionWriter

DAY, CODES = date(2018, 12, 31), ("430101000000", "430102000000", "440101000000", "450101000000")
Register = dict[int, tuple[int, int, frozenset[int]]]  # household → village, has enough to eat, persons


def written(folder, counties):
    with EditionWriter(folder, About(DAY.year, DAY.isoformat(), "000000000000", "r", "t", "d", "k")) as writer:
        for code, county in counties.items():
            writer.add_county(code, county)
        writer.finish()
    return Edition(folder)


def a_year_later(counties, random):
    """A fifth of the households changed village or county, a fifth are gone, some of their members in other households."""
    later = {code: {name: dict(table) for name, table in county.items()} for code, county in counties.items()}
    for county in list(later.values()):
        households, persons = county["household"], county["person"]
        ids = households["household_id"]
        stays = random.random(len(ids)) > 0.2
        houses = np.where(np.isin(persons["household_id"], ids[~stays]) & (random.random(len(persons["household_id"])) < 0.7), ids[stays][0], persons["household_id"])
        kept = np.isin(houses, ids[stays])
        county["household"] = {name: column[stays] for name, column in households.items()} | {
            "village_code": np.where(random.random(stays.sum()) < 0.2, county["village"]["area_code"][0], households["village_code"][stays]),
            "food_enough": np.where(random.random(stays.sum()) < 0.2, 0, households["food_enough"][stays]),
        }
        county["person"] = {name: column[kept] for name, column in persons.items()} | {"household_id": houses[kept]}
    one, other = later[CODES[0]], later[CODES[2]]  # the last household of the first county moves to another province
    mover = one["household"]["household_id"][-1]
    for table in ("household", "person"):
        goes = one[table]["household_id"] == mover
        moved = {name: column[goes] for name, column in one[table].items()}
        if table == "household":
            moved["village_code"] = np.full(1, other["village"]["area_code"][0])
        other[table] = {name: np.concatenate([column, moved[name]]) for name, column in other[table].items()}
        one[table] = {name: column[~goes] for name, column in one[table].items()}
    del later[CODES[3]]
    return later


def register(edition) -> Register:
    found = {}
    for _, facts in edition.counties({"households": ["household_id", "village_code", "food_enough"], "members": ["person_id"]}):
        at = 0
        for n, persons in enumerate(facts.members.per_owner.values.tolist()):
            people = frozenset(facts.members.person_id.values[at : at + persons].tolist())
            found[int(facts.households.household_id.values[n])] = (int(facts.households.village_code.values[n]), int(facts.households.food_enough.signs()[n]), people)
            at += persons
    return found


def changes_one_by_one(old: Register, new: Register):
    """Each change as (kind, household), and for merged and split the households that most of the members are in."""
    told = set()
    for id_ in old.keys() & new.keys():
        told |= {("moved", id_)} if old[id_][0] != new[id_][0] else set()
        told |= {("verdict", id_)} if old[id_][1] != new[id_][1] else set()
    others = {}
    for mine, yours, alone, together in ((old, new, "left", "merged"), (new, old, "entered", "split")):
        home = {person: house for house, (_, _, people) in yours.items() for person in people}
        for id_ in mine.keys() - yours.keys():
            most = Counter(home[person] for person in mine[id_][2] if person in home).most_common()
            told.add((together if most else alone, id_))
            others[together, id_] = {house for house, count in most if count == most[0][1]}
    return told, others


@pytest.mark.parametrize("block", [8, 1 << 19])
def test_changes_are_those_of_comparing_household_after_household(tmp_path, block):
    random = np.random.default_rng(5)
    counties = {code: a_county(code, 90, random) for code in CODES}
    for n, county in enumerate(counties.values()):  # nobody is in two counties
        for table, column in (("household", "household_id"), ("person", "household_id"), ("person", "person_id")):
            county[table][column] = county[table][column] + n * 10**9
    before, after = written(tmp_path / "a", counties), written(tmp_path / "b", a_year_later(counties, random))
    found = compare_editions(before, after, {"households": ["food_enough"]}, lambda facts: facts.households.food_enough.signs(), block=block)
    old, new = register(before), register(after)
    expected, others = changes_one_by_one(old, new)
    told = list(found.changes())
    assert {(change.kind, change.household) for change in told} == expected and len(told) == len(expected) == sum(found.counts().values())
    assert all(change.other in others[change.kind, change.household] for change in told if change.kind in ("merged", "split"))
    assert {kind for kind, count in found.counts().items() if count} == set(KINDS) - {"entered", "split"} and found.households == (len(old), len(new))
    assert [(KINDS.index(c.kind), c.household) for c in told] == sorted((KINDS.index(c.kind), c.household) for c in told)
    back = compare_editions(after, before, {"households": ["food_enough"]}, lambda facts: facts.households.food_enough.signs(), block=block)
    assert {(c.kind, c.household) for c in back.changes()} == changes_one_by_one(new, old)[0]
    assert any(int(c.village_before) // 10**10 != int(c.village_after) // 10**10 for c in found.changes(("moved",)))


def test_two_strange_editions_are_read_as_often_whatever_number_of_households_is_followed(tmp_path, monkeypatch):
    random = np.random.default_rng(6)
    before, after = (written(tmp_path / name, {code: a_county(code, 60, random) for code in CODES[:1]}) for name in "ab")
    read, times = Edition.read, Counter()

    def counted(edition, *asked):
        times[block] += 1
        return read(edition, *asked)

    monkeypatch.setattr(Edition, "read", counted)
    for block in (8, 1 << 19):
        compare_editions(before, after, {"households": ["food_enough"]}, lambda facts: facts.households.food_enough.signs(), block=block)
    assert times[8] == times[1 << 19]  # once for every so many households, two nations took hours


@pytest.mark.parametrize("seed", range(20))
def test_rows_of_two_sides_meet_in_step_however_they_are_cut(seed):
    random = np.random.default_rng(seed)
    row = np.dtype([("key", "i8"), ("n", "i8")])
    sides = []
    for _ in range(2):
        rows = np.zeros(random.integers(0, 40), row)
        rows["key"], rows["n"] = np.sort(random.integers(0, 12, len(rows))), np.arange(len(rows))
        cuts = np.unique(random.integers(0, len(rows) + 1, 6)) if len(rows) else []
        sides.append((rows, [piece for piece in np.split(rows, cuts) if len(piece)]))
    steps = list(in_step(iter(sides[0][1]), iter(sides[1][1]), "key"))
    for n, (rows, _) in enumerate(sides):
        pieces = [step[n] for step in steps if len(step[n])]
        assert [value for piece in pieces for value in piece["n"].tolist()] == rows["n"].tolist()
    for one, other in itertools.combinations(steps, 2):  # no key is met in two steps
        assert not {*one[0]["key"].tolist(), *one[1]["key"].tolist()} & {*other[0]["key"].tolist(), *other[1]["key"].tolist()}
