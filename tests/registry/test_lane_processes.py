"""Lanes that are processes bring in what one brings in; whichever of them dies, nothing is lost and nothing doubles."""

import os
import signal
import threading
import time
from pathlib import Path

import psutil
import pytest
from django.db import connection, transaction

from register import an_actor
from rosters import a_roster_household, bring_in, receive, write_roster
from tuopin.people.selectors import working_as
from tuopin.registry.models import Helper, Household, Person
from tuopin.registry.services import merge_households, merge_in_lanes, receive_roster
from tuopin.registry.services.locks import held
from tuopin.registry.services.merge_in_lanes import MERGE_LOCK, Alone, in_lane, outlast_lanes
from tuopin.registry.services.merge_in_processes import LaneDied, in_processes, may_copy
from tuopin.scope.services import sight
from tuopin.trail.services import Asked, verify_trail

HOUSEHOLDS = 60
NOTHING_FIRST = {"first": lambda: None, "elsewhere": lambda: None}


@pytest.fixture
def batch(tmp_path, committed):
    return receive(write_roster(tmp_path / "r.xlsx", [a_roster_household(1)]), an_actor())


@pytest.fixture
def file(tmp_path, committed, monkeypatch):
    monkeypatch.setattr(receive_roster, "BUNDLE", 7)
    return write_roster(tmp_path / "r.xlsx", [a_roster_household(n) for n in range(1, HOUSEHOLDS + 1)])


def noting(path, each=0.05, lanes=0):
    """A merge that writes down who did which chunk, over which connection, seeing what; it goes on once so many lanes have begun."""
    def merge(chunks):
        for chunk in chunks:
            connection.ensure_connection()
            with path.open("a") as notes:
                notes.write(f"{chunk} {os.getpid()} {connection.connection.info.backend_pid} {sight() == expected}\n")
            time.sleep(each)
            await_lanes(path, lanes)
            yield 1

    expected = sight()
    return merge


def noted(path):
    return [line.split() for line in path.read_text().splitlines()] if path.exists() else []


def await_lanes(path, many):
    """Wait until so many lanes have written down what they do."""
    late = time.monotonic() + 20
    while len({pid for _, pid, *_ in noted(path)}) < many and time.monotonic() < late:
        time.sleep(0.01)


def test_each_lane_is_a_process_with_a_connection_of_its_own_and_sees_the_same(batch, tmp_path):
    told, notes = [], tmp_path / "notes"
    with working_as(an_actor()):
        in_processes(noting(notes, 0, lanes=3), [[1], [2, 3], [4], [5], [6], [7]], told.append, **NOTHING_FIRST)
        assert Household.objects.count() == 0, "this process's connection is as it was"
    assert sum(told) == 7 and sorted(int(chunk) for chunk, *_ in noted(notes)) == [1, 2, 3, 4, 5, 6, 7]
    of = {int(chunk): (pid, backend) for chunk, pid, backend, _seen in noted(notes)}
    assert len({pid for pid, _ in of.values()}) == len({backend for _, backend in of.values()}) == 3
    assert str(os.getpid()) not in {pid for pid, _ in of.values()} and of[2] == of[3]
    assert {seen for *_, seen in noted(notes)} == {"True"}


def test_a_lane_that_has_done_its_part_takes_of_the_others(batch, tmp_path):
    notes = tmp_path / "notes"
    merge = noting(notes, 0.02)

    def slowly(chunks):
        for count in merge(chunks):
            if noted(notes)[0][1] == str(os.getpid()):
                time.sleep(0.5)
            yield count

    in_processes(slowly, [[n] for n in range(12)], lambda count: None, **NOTHING_FIRST)
    lines = noted(notes)
    assert sorted(int(chunk) for chunk, *_ in lines) == list(range(12))
    assert sum(pid == lines[0][1] for _chunk, pid, *_ in lines) < 4


def test_what_is_left_over_is_done_once_by_the_first_lane_that_is_out_of_work(batch, tmp_path):
    notes, left = tmp_path / "notes", tmp_path / "left"
    merge = noting(notes, 0.02)

    def one_slow(chunks):
        for chunk in chunks:
            yield from merge([chunk])
            if chunk == 0:
                time.sleep(0.5)
                assert left.exists(), "nobody waits for the last"

    def note():
        with left.open("a") as said:
            said.write(f"{os.getpid()}\n")

    in_processes(one_slow, [[n] for n in range(12)], lambda count: None, **NOTHING_FIRST, left_over=note)
    of = {int(chunk): pid for chunk, pid, *_ in noted(notes)}
    assert len(of) == 12
    (by,) = left.read_text().split()
    assert by in set(of.values()) - {of[0]}


def test_nothing_is_left_over_where_a_lane_has_failed(batch, tmp_path):
    def failing(chunks):
        for chunk in chunks:
            if chunk == 0:
                raise ValueError("no room")
            time.sleep(0.3)
            yield 1

    with pytest.raises(ValueError, match="no room"):
        in_processes(failing, [[n] for n in range(12)], lambda count: None, **NOTHING_FIRST, left_over=(tmp_path / "left").touch)
    assert not (tmp_path / "left").exists()


def test_a_first_county_leaves_the_database_knowing_how_its_rows_are_spread(file):
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_stats WHERE tablename = 'registry_household' AND attname = 'number'")
        before = cursor.fetchone()[0]
        bring_in(file, an_actor())
        cursor.execute("SELECT n_distinct FROM pg_stats WHERE tablename = 'registry_household' AND attname = 'number'")
        assert cursor.fetchone() and Household.objects.count() == HOUSEHOLDS, before


def test_what_fails_in_one_lane_is_raised_with_its_cause_and_the_others_get_nothing_more(batch, tmp_path):
    notes = tmp_path / "notes"
    merge = noting(notes, 0.4)

    def failing(chunks):
        for chunk in chunks:
            if chunk == 0:
                await_lanes(notes, 2)
                raise ValueError("no room") from OSError(28, "full")
            yield from merge([chunk])

    with pytest.raises(ValueError, match="no room") as raised:
        in_processes(failing, [[n] for n in range(12)], lambda count: None, **NOTHING_FIRST)
    assert raised.value.__cause__.errno == 28
    assert 2 <= len(noted(notes)) <= 4, "what was begun is finished"


def test_whoever_is_told_may_stop_the_lanes(batch, tmp_path):
    notes = tmp_path / "notes"

    def stop(count):
        raise InterruptedError("enough")

    before = set(psutil.Process().children())  # a whole run has others' servers beside it
    with pytest.raises(InterruptedError, match="enough"):
        in_processes(noting(notes, 0.2), [[n] for n in range(12)], stop, **NOTHING_FIRST)
    assert len(noted(notes)) < 9
    assert set(psutil.Process().children()) <= before, "none is left"


def test_a_county_whose_helpers_cannot_come_in_gets_no_household_from_any_process(file, monkeypatch):
    def no_room(*args):
        raise ValueError("no room for helpers")

    monkeypatch.setattr(merge_households, "merge_helpers", no_room)
    with pytest.raises(ValueError, match="no room for helpers"):
        bring_in(file, an_actor())
    assert (Household.objects.count(), Helper.objects.count()) == (0, 0)
    monkeypatch.undo()
    assert (bring_in(file, an_actor()).state, Household.objects.count()) == ("merged", HOUSEHOLDS)


@pytest.mark.parametrize("dies", ["merge_helpers", "_write"])
def test_after_a_lane_is_killed_the_rest_comes_in_with_the_next_call(file, monkeypatch, tmp_path, dies):
    mark, mine, as_it_is = tmp_path / "killed", os.getpid(), getattr(merge_households, dies)

    def killed_once(*args):
        if os.getpid() != mine and not mark.exists():
            mark.touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return as_it_is(*args)

    monkeypatch.setattr(merge_households, dies, killed_once)
    with pytest.raises(LaneDied):
        bring_in(file, an_actor())
    assert mark.exists() and Household.objects.count() < HOUSEHOLDS
    batch = bring_in(file, an_actor())
    assert (batch.state, batch.progress, Household.objects.count(), Person.objects.count()) == ("merged", HOUSEHOLDS, HOUSEHOLDS, 2 * HOUSEHOLDS)
    assert verify_trail(Asked(replay=True)).findings == []


def test_lanes_end_with_the_process_that_they_are_lanes_of(batch, tmp_path):
    notes = tmp_path / "notes"
    first = os.fork()
    if not first:
        try:
            connection.connection = None  # the test's own stays the test's
            connection.ensure_connection()
            in_processes(noting(notes, 30), [[1], [2], [3]], lambda count: None, **NOTHING_FIRST)
        finally:
            os._exit(0)
    until = time.monotonic() + 20
    while not (notes.exists() and len(noted(notes)) == 3) and time.monotonic() < until:
        time.sleep(0.02)
    lanes = [pid for _chunk, pid, *_ in noted(notes)]
    assert len(set(lanes)) == 3 and all(_lives(pid) for pid in lanes)
    os.kill(first, signal.SIGKILL)
    os.waitpid(first, 0)
    until = time.monotonic() + 10
    while any(_lives(pid) for pid in lanes) and time.monotonic() < until:
        time.sleep(0.02)
    assert not any(_lives(pid) for pid in lanes)


def _lives(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def test_an_orphaned_lane_begins_nothing_once_the_merge_is_not_held(batch, monkeypatch):
    monkeypatch.setattr(merge_in_lanes, "_holder", connection.connection.info.backend_pid)
    with held(MERGE_LOCK), transaction.atomic(), connection.cursor() as cursor:
        in_lane(cursor, batch)
    with pytest.raises(Alone), transaction.atomic(), connection.cursor() as cursor:
        in_lane(cursor, batch)
    outlast_lanes(batch)


def test_a_process_is_copied_only_where_no_thread_of_it_would_be_missed():
    assert may_copy()
    go, found = threading.Event(), []
    threads = [threading.Thread(target=go.wait, daemon=daemon) for daemon in (True, False)]
    asking = threading.Thread(target=lambda: found.append(may_copy()), daemon=True)
    try:
        threads[0].start()
        assert may_copy(), "a daemon may be ended at any moment"
        threads[1].start()
        assert not may_copy()
        go.set()
        for thread in threads:
            thread.join()
        asking.start()
        asking.join()
        assert found == [False], "only the first thread's copy goes with its process"
    finally:
        go.set()
