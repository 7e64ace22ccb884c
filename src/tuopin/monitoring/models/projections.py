"""Which rows make the state of a watched household, a household's class, a sweep and its ticks, a department's list, a frozen year."""

from __future__ import annotations

from tuopin.monitoring.models.signal import DepartmentList, Signal
from tuopin.monitoring.models.sweep import HouseholdClass, Sweep, SweepLine
from tuopin.monitoring.models.watch import FollowUp, Watch, WatchMeasure, WatchRoster
from tuopin.monitoring.models.year import TargetDay, YearFreeze
from tuopin.trail.states.projections import Part, Projection, Root, declare, part

TIMES = {"recorded_at", "raised_at", "gone_at", "found_at", "ticked_at", "withdrawn_at", "superseded_at", "frozen_at", "ended_at", "settled_at"}
BOOKS = {"id", "trail_chain", "trail_seq"}


def _part(name: str, model, by: str, *, without: str = "") -> Part:
    columns = [f.column for f in model._meta.concrete_fields if f.column not in {*BOOKS, *without.split()}]
    said = " ".join(f'"{c}"' if c == "on" else c for c in columns if c not in TIMES)
    return part(name, model._meta.db_table, by, said, " ".join(c for c in columns if c in TIMES))


def _of_one(kind: str, model, *more: Part) -> Projection:
    table = model._meta.db_table
    return declare(Projection(kind, 1, root=Root(table, "r.id::text"), present=f"SELECT id::text FROM {table}", parts=(_part(kind, model, "id"), *more)))


WATCH = _of_one("watch", Watch, _part("measure", WatchMeasure, "watch_id"), _part("visit", FollowUp, "watch_id"))
ROSTER = declare(Projection(
    "watch-roster", 1, root=Root(WatchRoster._meta.db_table, "r.id::text"), present="SELECT id::text FROM monitoring_watchroster",
    parts=(_part("watch-roster", WatchRoster, "id", without="sealed"),), without=("monitoring_watchroster.sealed",),  # another key seals it otherwise
))
SWEEP = _of_one("sweep", Sweep)
TICK = declare(Projection(
    "tick", 1, root=Root(SweepLine._meta.db_table, "r.id::text"), present="SELECT id::text FROM monitoring_sweepline WHERE result <> '' OR attempts > 0",
    parts=(_part("tick", SweepLine, "id"),),
))
FREEZE = _of_one("freeze", YearFreeze)
TARGET = _of_one("target", TargetDay)
LIST = declare(Projection(
    "department-list", 1, root=Root(DepartmentList._meta.db_table, "r.id::text"), present="SELECT id::text FROM monitoring_departmentlist",
    parts=(
        _part("list", DepartmentList, "id"),
        part("person", "monitoring_departmentrow", "list_id", "list_id name amount_yuan note household_id explained explained_by"),
    ),
    without=("monitoring_departmentrow.certificate_index",),  # a keyed index: another key gives another one for the same person
))
CLASS = declare(Projection(  # of a household: `class:H0001`
    "class", 1, present="SELECT DISTINCT h.number FROM monitoring_householdclass c JOIN registry_household h ON h.id = c.household_id",
    parts=(Part(
        "class", HouseholdClass._meta.db_table, ("household_id", "year", "source", "economic", "cadre", "why", "persons"), ("recorded_at", "superseded_at"),
        "h.number", "monitoring_householdclass r JOIN registry_household h ON h.id = r.household_id JOIN asked ON asked.id = h.number"),),
))
VISITS = declare(Projection(  # of a household that has left the register: `visits:H0001`
    "visits", 1, present=(
        "SELECT DISTINCT h.number FROM monitoring_followup v JOIN registry_household h ON h.id = v.household_id WHERE v.watch_id IS NULL"),
    parts=(Part(
        "visit", FollowUp._meta.db_table, ("household_id", "visited_on", "finding", "policies_kept", "note", "actor"), ("recorded_at",),
        "h.number", "monitoring_followup r JOIN registry_household h ON h.id = r.household_id AND r.watch_id IS NULL JOIN asked ON asked.id = h.number"),),
))
SIGNAL = declare(Projection(
    "signal", 1, root=Root(Signal._meta.db_table, "r.id::text", knows=False), present="SELECT id::text FROM monitoring_signal WHERE finding <> ''",
    parts=(part("signal", "monitoring_signal", "id", "id household_id watch_id family check_code finding finding_note evidence found_by", "found_at"),),
    without=tuple(f"monitoring_signal.{c}" for c in ("reason", "late_on", "raised_at", "gone_at", "gone_by")),  # computed anew from facts
))
