"""Brings the ready households of a file into the register, two thousand at a time; a part is in whole or not at all."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

from django.db import connection, transaction
from django.db.models import Q

from tuopin.people.selectors import Actor
from tuopin.registry.models import Household, ImportBatch, Person, StagedBlock
from tuopin.registry.services.check_register import Found, conflicts, set_aside
from tuopin.registry.services.copy_rows import new_ids
from tuopin.registry.services.known_facts import Known, KnownYear, helpers_of, known_people, known_year
from tuopin.registry.services.locks import held
from tuopin.registry.services.merge_helpers import helper_area, put_off_pairings
from tuopin.registry.services.note_statuses import note_statuses
from tuopin.registry.services.plan_households import Setting, plan_household
from tuopin.registry.services.plan_members import known_person, plan_members
from tuopin.registry.services.plan_rows import Plan
from tuopin.registry.services.ready_blocks import CONFIRMED, ReadyHousehold, ready_household
from tuopin.trail.services import Event, record_many

CHUNK = 2000
MERGE_LOCK = 4312  # one merge at a time in the whole register, so that two files never add the same person twice
READY = Q(merged_at=None) & (Q(outcome="accepted") | Q(outcome="confirm", settled_by=CONFIRMED))


def ready_blocks(batch: ImportBatch, kind: str):
    """The blocks of the batch that may be merged and are not yet."""
    return StagedBlock.objects.filter(READY, batch=batch, kind=kind)


def merge_households(
    batch: ImportBatch, setting: Setting, actor: Actor, report: Callable[[int], None], *, as_read: bool
) -> None:
    """Merge every ready household; stopped anywhere, a second call goes on with the first chunk that is not in.

    One thread opens and plans the chunks to come while the database writes the one before. A chunk is planned on what
    the register knew before its predecessor was written: they have no household and no person in common. `as_read` says that nothing was settled by
    hand since the reader saw to that.
    """
    with held(MERGE_LOCK), ThreadPoolExecutor(1) as ahead:
        nobody = as_read and not Household.objects.exists() and not Person.objects.exists()  # then there is nobody to look up
        helpers = helpers_of(helper_area(batch))
        planned: tuple[Part, Future[Plan]] | None = None
        for opening in _opened(batch, ahead):
            part = _looked_up(opening.result(), setting, actor, Known(helpers=helpers) if nobody else None, helpers)
            with connection.cursor() as cursor:
                following = (part, ahead.submit(_plan, part, setting, *_new_numbers(cursor, part)))
            if planned:
                report(_write(batch, setting, *planned))
            planned = following
        if planned:
            report(_write(batch, setting, *planned))


@dataclass
class Part:
    """Some two thousand households on their way in, with what the register knows of them."""

    ready: list[ReadyHousehold]
    held: list[tuple[ReadyHousehold, list[Found]]]  # whom the register now speaks against
    known: Known
    year: KnownYear


def _opened(batch: ImportBatch, ahead: ThreadPoolExecutor) -> Iterator[Future[list[ReadyHousehold]]]:
    columns = ("pk", "key", "village_code", "settled_by", "sealed")

    def opened(rows: list[tuple]) -> list[ReadyHousehold]:
        return [ready_household(batch.pk, batch.year, row) for row in rows]

    last, waiting = 0, None
    while True:
        rows = list(ready_blocks(batch, "household").filter(pk__gt=last).order_by("pk").values_list(*columns)[:CHUNK])
        following = ahead.submit(opened, rows) if rows else None
        if waiting is not None:
            yield waiting
        if following is None:
            return
        last, waiting = rows[-1][0], following


def _looked_up(
    chunk: list[ReadyHousehold], setting: Setting, actor: Actor, known: Known | None, helpers: dict[str, int]
) -> Part:
    """What the register knows of a chunk; `known` when that is known without asking."""
    if known is None:
        known = known_people(
            [ready.number for ready in chunk],
            [member["number"] for ready in chunk for member in ready.members if member["number"]],
            [c.index for ready in chunk for c in ready.certificates if c],
        )
        known.helpers = helpers
    found = [(ready, _standing(ready, conflicts(ready, known, actor, setting.member_sheet))) for ready in chunk]
    persons = {p.pk for p in (*known.persons.values(), *known.certificates.values())}
    return Part(
        [ready for ready, problems in found if not problems], [(ready, problems) for ready, problems in found if problems],
        known, known_year([pk for pk, _ in known.households.values()], list(persons), setting.year),
    )


def _new_numbers(cursor, part: Part) -> tuple[Iterator[int], Iterator[int]]:
    """Numbers for the households and the persons of this part that the register does not know."""
    households = part.known.households
    strangers = sum(
        known_person(member, certificate, households.get(ready.number, (None,))[0], part.known) is None
        for ready in part.ready for member, certificate in zip(ready.members, ready.certificates, strict=True)
    )
    newcomers = sum(ready.number not in households for ready in part.ready)
    return iter(new_ids(cursor, Household, newcomers)), iter(new_ids(cursor, Person, strangers))


def _plan(part: Part, setting: Setting, households: Iterator[int], persons: Iterator[int]) -> Plan:
    plan = Plan()
    for ready in part.ready:
        pk = plan_household(plan, ready, part.known, part.year, setting, households)
        plan_members(plan, ready, pk, part.known, part.year, setting, persons)
    return plan


def _write(batch: ImportBatch, setting: Setting, part: Part, planning: Future[Plan]) -> int:
    """Write one part, mark its blocks merged and empty them: all of it or nothing."""
    plan, blocks = planning.result(), [ready.block for ready in part.ready]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT FROM registry_household WHERE number = ANY(%s) ORDER BY id FOR UPDATE", [list(part.known.households)])
        set_aside(batch, part.held)
        put_off_pairings(batch, part.ready, part.known.helpers)
        plan.write(cursor)
        note_statuses(batch, plan.said)
        record_many(cursor, [*plan.events, *_of_households_left(cursor, plan, part, setting)])
        cursor.execute("UPDATE registry_stagedblock SET merged_at = now(), sealed = '' WHERE id = ANY(%s)", [blocks])
        cursor.execute("UPDATE registry_importbatch SET progress = progress + %s WHERE id = %s", [len(blocks), batch.pk])
    return len(blocks)


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
