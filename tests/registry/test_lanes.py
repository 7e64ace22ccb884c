"""Two lanes bring in what one brings in: every household once, every chain whole, each lane in the sight of the work."""

import itertools

import pytest
from django.db import connection, transaction

from register import NEIGHBOUR, VILLAGE, an_actor
from rosters import a_roster_household, bring_in, receive, write_roster
from tuopin.people.selectors import working_as
from tuopin.registry.models import Household, IncomeLine, Person, StagedBlock
from tuopin.registry.services import merge_households
from tuopin.registry.services.merge_in_lanes import in_lanes
from tuopin.scope.services import sight
from tuopin.trail.models import Entry
from tuopin.trail.services import Asked, verify_trail

HOUSEHOLDS = 60


@pytest.fixture
def batch(tmp_path, committed):
    return receive(write_roster(tmp_path / "r.xlsx", [a_roster_household(1)]), an_actor())


def test_villages_that_lie_in_both_lanes_keep_whole_chains(tmp_path, committed, monkeypatch):
    monkeypatch.setattr(merge_households, "CHUNK", 7)
    village = itertools.cycle((VILLAGE, NEIGHBOUR))
    path = write_roster(tmp_path / "r.xlsx", [a_roster_household(n, village=next(village)) for n in range(1, HOUSEHOLDS + 1)])
    batch = bring_in(path, an_actor())
    assert (batch.state, batch.progress, batch.total) == ("merged", HOUSEHOLDS, HOUSEHOLDS)
    for model, each in ((Household, 1), (Person, 2), (IncomeLine, 6)):
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
            yield 1

    with working_as(an_actor()):
        mine = sight()
        in_lanes(merge, [1, 2, 3, 4, 5], batch, told.append, side_by_side=True)
    assert sum(told) == 5
    pids = {chunk: pid for chunk, pid, _sight in seen}
    assert pids[1] == pids[2] == pids[3] != pids[4] == pids[5]
    assert {of for _chunk, _pid, of in seen} == {mine}


def test_within_a_transaction_of_the_callers_there_is_one_lane(batch):
    pids = set()

    def merge(chunks):
        for _chunk in chunks:
            pids.add(connection.connection.info.backend_pid)
            yield 1

    with transaction.atomic():
        in_lanes(merge, [1, 2, 3], batch, lambda count: None, side_by_side=True)
        assert pids == {connection.connection.info.backend_pid}


@pytest.mark.parametrize("bad", [2, 5])
def test_what_fails_in_either_lane_is_raised_and_stops_the_other(batch, bad):
    begun = []

    def merge(chunks):
        for chunk in chunks:
            if chunk == bad:
                raise ValueError("no room")
            begun.append(chunk)
            yield 1

    with pytest.raises(ValueError, match="no room"):
        in_lanes(merge, [1, 2, 3, 4, 5, 6], batch, lambda count: None, side_by_side=True)
    assert bad not in begun and bad + 1 not in begun
