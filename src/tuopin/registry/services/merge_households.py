"""Brings the ready households of a file into the register, a bundle or two thousand at a time; a part is in whole or not at all."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter

from django.db import connection, transaction
from django.db.models import Q

from tuopin.intake.laid import Laid
from tuopin.people.selectors import Actor
from tuopin.registry.models import Household, ImportBatch, Person, StagedBlock
from tuopin.registry.services.check_register import Found, conflicts, set_aside
from tuopin.registry.services.copy_rows import new_ids, read_bytes
from tuopin.registry.services.known_facts import Known, KnownYear, held_as_seen, known_people, known_year, last_events
from tuopin.registry.services.known_persons import Spoken, known_persons
from tuopin.registry.services.locks import flushed_with_the_last, held
from tuopin.registry.services.merge_helpers import HelpersOnTheWay, merge_helpers, put_off_pairings, put_off_pairings_of
from tuopin.registry.services.merge_in_lanes import MERGE_LOCK, in_lane, in_lanes, outlast_lanes
from tuopin.registry.services.merge_in_processes import in_processes, may_copy
from tuopin.registry.services.note_statuses import note_statuses
from tuopin.registry.services.plan_households import Setting, plan_household
from tuopin.registry.services.plan_laid import Newcomers, plan_newcomers
from tuopin.registry.services.plan_members import plan_members
from tuopin.registry.services.plan_rows import Plan
from tuopin.registry.services.ready_blocks import (
    CONFIRMED,
    SUPERSEDED,
    ReadyHousehold,
    numbers_to_look_up,
    open_bundle,
    ready_household,
    taken_out,
)
from tuopin.registry.services.stage_bundles import known_of, touched
from tuopin.trail.services import Event, record_many
from tuopin.trail.states.chains import chain_of

CHUNK = 2000
Chunk = tuple[list[tuple], bool]  # some blocks as in `Opened.rows`, and whether nothing is left of their bundle after them
READY = Q(merged_at=None) & ~Q(settled_by=SUPERSEDED) & (Q(outcome="accepted") | Q(outcome="confirm", settled_by=CONFIRMED))


def ready_blocks(batch: ImportBatch, kind: str):
    """The blocks of the batch that may be merged and are not yet."""
    return StagedBlock.objects.filter(READY, batch=batch, kind=kind)


def merge_households(
    batch: ImportBatch, setting: Setting, actor: Actor, report: Callable[[int], None], *, as_read: bool,
    left_over: Callable[[], object] = lambda: None,
) -> None:
    """Merge every ready helper and household; stopped anywhere, a second call goes on with the first chunk that is not in.
    What is `left_over` is done when all are in, or when the last chunks of the lanes are on their way.

    `as_read` says that nothing was settled by hand since the reader saw to that. Into a register that knows nobody the
    chunks go in three lanes side by side: no two of them have anything in common but the chains of some villages, which
    the database hands from one to the other.
    """
    with held(MERGE_LOCK):
        outlast_lanes(batch)
        nobody = as_read and not Household.objects.exists() and not Person.objects.exists()  # then there is nobody to look up
        helpers = HelpersOnTheWay(batch, ready_blocks(batch, "helper"))
        work, loads = Work(batch, setting, actor, helpers, nobody), _loads(batch)

        def bring_helpers() -> None:
            helpers.bring(lambda: merge_helpers(batch, setting, actor, ready_blocks(batch, "helper"), helpers.ids))

        if nobody and len(loads) > 1 and not connection.in_atomic_block and may_copy():
            in_processes(
                lambda chunks: _merged(work, chunks, AtOnce()), loads, report,
                first=bring_helpers, elsewhere=helpers.elsewhere, left_over=left_over,
            )
        else:
            in_lanes(
                lambda chunks: _merged(work, chunks, ThreadPoolExecutor(1)), loads, batch, report, side_by_side=nobody, first=bring_helpers
            )
            left_over()


@dataclass(frozen=True)
class Work:
    """What is the same for all chunks of a batch."""

    batch: ImportBatch
    setting: Setting
    actor: Actor
    helpers: HelpersOnTheWay
    nobody: bool  # whether the register knows no household and no person


class AtOnce(Executor):
    """Does what is asked of it at once: for a lane that is a process, and whose processor has other lanes to work for while it waits."""

    def submit(self, function: Callable, /, *values: object) -> Future:
        done = Future()
        done.set_result(function(*values))
        return done


def _merged(work: Work, chunks: Iterable[Chunk], looking_ahead: Executor) -> Iterator[int]:
    """Merge these chunks, one after another; how many households each of them brought in.

    The chunks to come are opened and planned ahead, by a thread while the database writes the one before. A bundle's chunk is planned on
    what the register knew before its predecessor was written: they have no household and no person in common.
    """
    with looking_ahead as ahead:
        planned: tuple[Part, Future[Plan]] | None = None
        spoken = Spoken(work.setting.source)
        for opening in _opened(work.batch, chunks, ahead):
            opened = opening.result()
            if planned and not (work.nobody or opened.laid):  # what lies by itself may have been settled by hand since it was read
                yield _write(work, *planned, spoken)
                planned = None
            part = _looked_up(opened, work, spoken)
            with connection.cursor() as cursor:
                following = (part, ahead.submit(_plan, part, work.setting, *_new_numbers(cursor, part)))
            if planned:
                yield _write(work, *planned, spoken)
            planned = following
        if planned:
            yield _write(work, *planned, spoken)


@dataclass
class Part:
    """Some thousand households on their way in, with what the register knows of them."""

    ready: list[ReadyHousehold]
    held: list[tuple[ReadyHousehold, list[Found]]]  # whom the register now speaks against
    known: Known
    year: KnownYear
    new: Newcomers | None = None  # those of a bundle whom the register does not know
    emptied: int | None = None  # the bundle that nothing is left of after this part
    opened: Opened | None = None
    seen: dict[str, int | None] = field(default_factory=dict)  # the last event of each household that it may change, by subject

    @property
    def blocks(self) -> list[int]:
        """The blocks that this part brings in."""
        return [*(ready.block for ready in self.ready), *(self.new.blocks if self.new else ())]


@dataclass
class Opened:
    """Some blocks of a batch with their content: households sealed each by itself, or those of one bundle."""

    rows: list[tuple]  # id, number, village, settled by, bundle
    ready: list[ReadyHousehold]
    laid: Laid | None = None
    last: bool = False  # whether nothing is left of the bundle after these


def _loads(batch: ImportBatch) -> list[list[Chunk]]:
    """The ready households of a batch, some at a time: those of one bundle in one load, or some that are sealed each by itself."""
    columns = ("pk", "key", "village_code", "settled_by", "bundle")
    rows = ready_blocks(batch, "household").order_by("pk").values_list(*columns)
    found = []
    for ordinal, several in groupby(sorted(rows, key=lambda row: (row[4] is None, row[4] or 0, row[0])), key=itemgetter(4)):
        together = list(several)
        chunks = [(together[start : start + CHUNK], start + CHUNK >= len(together)) for start in range(0, len(together), CHUNK)]
        found += [[chunk] for chunk in chunks] if ordinal is None else [chunks]
    return found


def _opened(batch: ImportBatch, chunks: Iterable[Chunk], ahead: ThreadPoolExecutor) -> Iterator[Future[Opened]]:
    waiting = None
    for rows, last in chunks:
        following = ahead.submit(_open, batch, rows, _sealed(batch, rows), last)
        if waiting is not None:
            yield waiting
        waiting = following
    if waiting is not None:
        yield waiting


def _sealed(batch: ImportBatch, rows: list[tuple]) -> dict[int, bytes] | bytes:
    """What is sealed of these blocks: their bundle, or each by its id."""
    if rows[0][4] is None:
        return dict(StagedBlock.objects.filter(pk__in=[row[0] for row in rows]).values_list("pk", "sealed"))
    return read_bytes("SELECT sealed FROM registry_stagedbundle WHERE batch_id = %s AND ordinal = %s", [batch.pk, rows[0][4]])


def _open(batch: ImportBatch, rows: list[tuple], sealed: dict[int, bytes] | bytes, last: bool) -> Opened:
    if isinstance(sealed, dict):
        return Opened(rows, [ready_household(batch.pk, batch.year, (*row[:4], sealed[row[0]])) for row in rows])
    return Opened(rows, [], open_bundle(batch.pk, rows[0][4], sealed), last)


def _looked_up(opened: Opened, work: Work, spoken: Spoken) -> Part:
    """What the register knows of a chunk; `spoken` knows those before it."""
    chunk, laid, new = opened.ready, opened.laid, None
    seen = {} if work.nobody else last_events(row[1] for row in opened.rows)
    known = Known() if work.nobody else known_of(laid) if laid else known_people(
        [ready.number for ready in chunk],
        [number for ready in chunk for number in numbers_to_look_up(ready)],
        [c.index for ready in chunk for c in ready.certificates if c],
    )
    known.helpers = work.helpers.ids
    if laid:
        place_of, met = {key: place for place, key in enumerate(laid.keys)}, touched(laid, known)
        strangers = [row for row in opened.rows if place_of[row[1]] not in met]
        new = Newcomers(laid, [place_of[row[1]] for row in strangers], [row[0] for row in strangers], [row[2] for row in strangers])
        chunk = [
            taken_out(laid, place_of[row[1]], row[0], row[2], row[3], work.batch.year) for row in opened.rows if place_of[row[1]] in met
        ]
    persons = {p.pk for p in (*known.persons.values(), *known.certificates.values())}
    year = known_year([pk for pk, _ in known.households.values()], list(persons), work.setting.year)
    found = [(ready, _against(ready, known, year, work, spoken)) for ready in chunk]
    return Part(
        [ready for ready, problems in found if not problems], [(ready, problems) for ready, problems in found if problems],
        known, year, new, opened.rows[0][4] if opened.last else None, opened,
        seen | last_events({stay.household.number for stay in known.stay_of.values()} - {row[1] for row in opened.rows}),
    )


def _against(ready: ReadyHousehold, known: Known, year: KnownYear, work: Work, spoken: Spoken) -> list[Found]:
    """What still holds a household back: what the register says, or that another household of the file has one of its people."""
    found = _standing(ready, conflicts(ready, known, work.actor, work.setting.year, work.setting.member_sheet))
    if found or work.nobody or spoken.first(ready, known, year):
        return found
    return [Found(*ready.first_row, "number", "person-twice", "Q")]


def _new_numbers(cursor, part: Part) -> tuple[Iterator[int], Iterator[int]]:
    """Numbers for the households and the persons of this part that the register does not know."""
    households = part.known.households
    strangers = sum(known_persons(ready, part.known).count(None) for ready in part.ready)
    newcomers = sum(ready.number not in households for ready in part.ready)
    if part.new:
        newcomers, strangers = newcomers + len(part.new.places), strangers + part.new.persons
    return iter(new_ids(cursor, Household, newcomers)), iter(new_ids(cursor, Person, strangers))


def _plan(part: Part, setting: Setting, households: Iterator[int], persons: Iterator[int]) -> Plan:
    plan = Plan()
    for ready in part.ready:
        pk = plan_household(plan, ready, part.known, part.year, setting, households)
        plan_members(plan, ready, pk, part.known, part.year, setting, persons)
    if part.new:
        plan_newcomers(plan, part.new, part.known.helpers, setting, households, persons)
    return plan


def _write(work: Work, part: Part, planning: Future[Plan], spoken: Spoken) -> int:
    """Write one part, mark its blocks merged and empty them: all of it or nothing. What changed since it was looked up is looked up again."""
    plan, batch = planning.result(), work.batch
    with transaction.atomic(), connection.cursor() as cursor:
        in_lane(cursor, batch)
        flushed_with_the_last(cursor)
        while part.seen and not held_as_seen(cursor, part.seen):
            again = part.opened
            part = _looked_up(_open(batch, again.rows, _sealed(batch, again.rows), again.last), work, spoken)
            plan = _plan(part, work.setting, *_new_numbers(cursor, part))
        blocks = part.blocks
        set_aside(batch, part.held)
        put_off_pairings(batch, part.ready, part.known.helpers)
        if part.new:
            put_off_pairings_of(batch, part.new, part.known.helpers)
        events = [*plan.events, *_of_households_left(cursor, plan, part, work.setting)]
        _leave_first_trail(cursor, plan, events)
        plan.write(cursor, before_pairings=work.helpers.wait)
        note_statuses(batch, plan.said)
        record_many(cursor, events)
        cursor.execute("UPDATE registry_stagedblock SET merged_at = now(), sealed = '' WHERE id = ANY(%s)", [blocks])
        if part.emptied is not None:
            cursor.execute("DELETE FROM registry_stagedbundle WHERE batch_id = %s AND ordinal = %s", [batch.pk, part.emptied])
        cursor.execute("UPDATE registry_importbatch SET progress = progress + %s WHERE id = %s", [len(blocks), batch.pk])
    return len(blocks)


def _leave_first_trail(cursor, plan: Plan, later: list[Event]) -> None:
    """Leave the trail of the households that are new; each one's row then knows its event.

    All of it stands in chains of villages, and that of the helpers in a county's or wider: who holds the one never waits for the other.
    """
    holding = {chain_of(event.area_code) for event in later}
    places = record_many(cursor, [event for _row, event in plan.newcomers], holding=holding)
    plan.lines[Household] += [f"{row}\t{chain}\t{seq}" for (row, _event), (chain, seq) in zip(plan.newcomers, places, strict=True)]


def _of_households_left(cursor, plan: Plan, part: Part, setting: Setting) -> list[Event]:
    """The events of households outside this part whose people this part changed or took away."""
    if not plan.touched:
        return []
    cursor.execute(
        "SELECT DISTINCT h.village_code, h.number FROM registry_membership m JOIN registry_household h ON h.id = m.household_id"
        " WHERE m.person_id = ANY(%s) AND h.number <> ALL(%s) ORDER BY h.number", [list(plan.touched), [ready.number for ready in part.ready]]
    )
    return [setting.event(village, "member_changed", f"household:{number}", batch=setting.batch) for village, number in cursor.fetchall()]


def _standing(ready: ReadyHousehold, found: list[Found]) -> list[Found]:
    """Of what was found, what still holds a household back: a person's confirmation answers a W, never a Q."""
    return [f for f in found if f.outcome == "Q" or (f.outcome == "W" and not ready.settled)]
