"""Some lanes bring in what one brings in: every household once, every chain whole, each lane in the sight of the work."""

import itertools
import time
from threading import Event

import pytest
from django.db import connection, transaction

from register import NEIGHBOUR, VILLAGE, an_actor
from rosters import a_roster_household, bring_in, receive, write_roster
from tuopin.people.selectors import working_as
from tuopin.registry.models import Helper, Household, HouseholdIncome, Person, StagedBlock
from tuopin.registry.services import merge_households, receive_roster
from tuopin.registry.services.merge_in_lanes import in_lanes
from tuopin.scope.services import sight
from tuopin.trail.models import Entry
from tuopin.trail.services import Asked, verify_trail

HOUSEHOLDS = 60


@pytest.fixture
def batch(tmp_path, committed):
    return receive(write_roster(tmp_path / "r.xlsx", [a_roster_household(1)]), an_actor())


@pytest.mark.parametrize("copied", [True, False])
def test_villages_that_lie_in_both_lanes_keep_whole_chains(tmp_path, committed, monkeypatch, copied):
    monkeypatch.setattr(receive_roster, "BUNDLE", 7)
    assert merge_households.may_copy()
    monkeypatch.setattr(merge_households, "may_copy", lambda: copied)
    village = itertools.cycle((VILLAGE, NEIGHBOUR))
    path = write_roster(tmp_path / "r.xlsx", [a_roster_household(n, village=next(village)) for n in range(1, HOUSEHOLDS + 1)])
    batch = bring_in(path, an_actor())
    assert (batch.state, batch.progress, batch.total) == ("merged", HOUSEHOLDS, HOUSEHOLDS)
    for model, each in ((Household, 1), (Person, 2), (HouseholdIncome, 1)):
        assert model.objects.count() == HOUSEHOLDS * each, model.__name__
    assert Entry.objects.filter(verb="import_household").count() == HOUSEHOLDS
    assert not StagedBlock.objects.filter(kind="household", merged_at=None).exists()
    assert verify_trail(Asked(replay=True)).findings == []


def test_each_lane_has_a_connection_of_its_own_and_sees_the_same(batch):
    seen, told = [], []

    def merge(chunks):
        for chunk in chunks:
            connection.ensure_connection()
            seen.append((chunk, connection.connection.info.backend_pid, sight()))
            time.sleep(0.2)
            yield 1

    with working_as(an_actor()):
        mine = sight()
        in_lanes(merge, [[1], [2], [3], [4], [5]], batch, told.append, side_by_side=True)
    assert sum(told) == 5 and sorted(chunk for chunk, _pid, _sight in seen) == [1, 2, 3, 4, 5]
    pids = {chunk: pid for chunk, pid, _sight in seen}
    assert len({pids[1], pids[4], pids[5]}) == 3, "from the beginning, from the middle, from the end"
    assert {of for _chunk, _pid, of in seen} == {mine}


def test_what_lies_in_one_load_goes_in_one_lane_and_in_its_order(batch):
    seen = []

    def merge(chunks):
        for chunk in chunks:
            connection.ensure_connection()
            seen.append((chunk, connection.connection.info.backend_pid))
            time.sleep(0.1)
            yield 1

    in_lanes(merge, [[1, 2], [3, 4, 5]], batch, lambda count: None, side_by_side=True)
    pids = dict(seen)
    assert pids[1] == pids[2] != pids[3] == pids[4] == pids[5]
    assert [chunk for chunk, pid in seen if pid == pids[3]] == [3, 4, 5]


def test_what_comes_first_is_done_by_the_second_lane_and_before_its_chunks(batch):
    order = []

    def merge(chunks):
        for chunk in chunks:
            order.append((chunk, connection.connection and connection.connection.info.backend_pid))
            yield 1

    def first():
        connection.ensure_connection()
        time.sleep(0.2)
        order.append(("first", connection.connection.info.backend_pid))

    in_lanes(merge, [[1], [2], [3]], batch, lambda count: None, side_by_side=True, first=first)
    assert sorted(what for what, _pid in order[:3]) == [1, 2, 3] and order[3][0] == "first", "no other waits for it, and the second finds nothing left"
    assert order[3][1] not in {pid for _what, pid in order[:3]}
    in_lanes(merge, [[1]], batch, lambda count: None, side_by_side=True, first=first)
    assert [what for what, _pid in order[4:]] == ["first", 1], "where there is one lane it is done at the beginning"


def test_what_fails_before_the_chunks_of_the_second_lane_is_raised(batch):
    def merge(chunks):
        for chunk in chunks:
            assert chunk
            time.sleep(0.1)
            yield 1

    def first():
        raise ValueError("no helpers")

    with pytest.raises(ValueError, match="no helpers"):
        in_lanes(merge, [[1], [2], [3]], batch, lambda count: None, side_by_side=True, first=first)


def test_a_county_whose_helpers_cannot_come_in_gets_no_household(tmp_path, committed, monkeypatch):
    monkeypatch.setattr(receive_roster, "BUNDLE", 7)

    def no_room(*args):
        raise ValueError("no room for helpers")

    monkeypatch.setattr(merge_households, "merge_helpers", no_room)
    monkeypatch.setattr(merge_households, "may_copy", lambda: False)
    with pytest.raises(ValueError, match="no room for helpers"):
        bring_in(write_roster(tmp_path / "r.xlsx", [a_roster_household(n) for n in range(1, HOUSEHOLDS + 1)]), an_actor())
    assert (Household.objects.count(), Helper.objects.count(), Entry.objects.filter(verb="import_household").count()) == (0, 0, 0)
    monkeypatch.undo()
    batch = bring_in(tmp_path / "r.xlsx", an_actor())
    assert (batch.state, Household.objects.count()) == ("merged", HOUSEHOLDS)


def test_within_a_transaction_of_the_callers_there_is_one_lane(batch):
    pids = set()

    def merge(chunks):
        for _chunk in chunks:
            pids.add(connection.connection.info.backend_pid)
            yield 1

    with transaction.atomic():
        in_lanes(merge, [[1], [2], [3]], batch, lambda count: None, side_by_side=True)
        assert pids == {connection.connection.info.backend_pid}


@pytest.mark.parametrize(("bad", "begun_meanwhile"), [(1, [4, 6]), (4, [1, 6]), (6, [1, 4])])
def test_what_fails_in_one_lane_is_raised_and_stops_the_others(batch, bad, begun_meanwhile):
    begun, failed = [], Event()

    def merge(chunks):
        for chunk in chunks:
            if chunk == bad:
                failed.set()
                raise ValueError("no room")
            begun.append(chunk)
            assert failed.wait(10)
            time.sleep(0.2)
            yield 1

    with pytest.raises(ValueError, match="no room"):
        in_lanes(merge, [[1], [2], [3], [4], [5], [6]], batch, lambda count: None, side_by_side=True)
    assert sorted(begun) == begun_meanwhile
