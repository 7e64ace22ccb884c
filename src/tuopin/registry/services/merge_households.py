"""Brings the ready households of a file into the register, two thousand at a time; a part is in whole or not at all."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

from django.db import connection, transaction
from django.db.models import Q

from tuopin.people.selectors import Actor
from tuopin.registry.models import Household, ImportBatch, Person, StagedBlock
from tuopin.registry.services.check_register import Found, conflicts, set_aside
from tuopin.registry.services.copy_rows import new_ids
from tuopin.registry.services.known_facts import Known, known_helpers, known_people, known_year
from tuopin.registry.services.merge_helpers import helper_area, put_off_pairings
from tuopin.registry.services.plan_households import Setting, plan_household
from tuopin.registry.services.plan_members import known_person, plan_members
from tuopin.registry.services.plan_rows import Plan
from tuopin.registry.services.ready_blocks import CONFIRMED, ReadyHousehold, ready_household

CHUNK = 2000
MERGE_LOCK = 431129  # one chunk at a time in the whole register, so that two files never add the same person twice
READY = Q(merged_at=None) & (Q(outcome="accepted") | Q(outcome="confirm", settled_by=CONFIRMED))


def ready_blocks(batch: ImportBatch, kind: str):
    """The blocks of the batch that may be merged and are not yet."""
    return StagedBlock.objects.filter(READY, batch=batch, kind=kind)


def merge_households(batch: ImportBatch, setting: Setting, actor: Actor, report: Callable[[int], None]) -> None:
    """Merge every ready household; stopped anywhere, a second call goes on with the first chunk that is not in."""
    with ThreadPoolExecutor(1) as opener:  # opens and seals the next chunk while the database writes this one
        for chunk in _chunks(batch, opener):
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [MERGE_LOCK])
                _merge_chunk(cursor, batch, chunk, setting, actor)
            report(len(chunk))


def _chunks(batch: ImportBatch, opener: ThreadPoolExecutor) -> Iterator[list[ReadyHousehold]]:
    columns = ("pk", "key", "village_code", "settled_by", "sealed")

    def opened(rows: list[tuple]) -> list[ReadyHousehold]:
        return [ready_household(batch.pk, batch.year, row) for row in rows]

    last, waiting = 0, None
    while True:
        rows = list(ready_blocks(batch, "household").filter(pk__gt=last).order_by("pk").values_list(*columns)[:CHUNK])
        following = opener.submit(opened, rows) if rows else None
        if waiting is not None:
            yield waiting.result()
        if following is None:
            return
        last, waiting = rows[-1][0], following


def _merge_chunk(cursor, batch: ImportBatch, chunk: list[ReadyHousehold], setting: Setting, actor: Actor) -> None:
    known = known_people(
        [ready.number for ready in chunk],
        [member["number"] for ready in chunk for member in ready.members if member["number"]],
        [c.index for ready in chunk for c in ready.certificates if c],
    )
    known.helpers = known_helpers({p["helper"] for ready in chunk for p in ready.pairings}, helper_area(batch))
    found = [(ready, _standing(ready, conflicts(ready, known, actor, setting.member_sheet))) for ready in chunk]
    held = [(ready, problems) for ready, problems in found if problems]
    if held:
        set_aside(batch, held)
    ready_now = [ready for ready, problems in found if not problems]
    put_off_pairings(batch, ready_now, known.helpers)
    _plan(cursor, ready_now, known, setting).write(cursor)
    cursor.execute(
        "UPDATE registry_stagedblock SET merged_at = now(), sealed = '' WHERE id = ANY(%s)", [[r.block for r in ready_now]]
    )
    cursor.execute(
        "UPDATE registry_importbatch SET progress = progress + %s WHERE id = %s", [len(ready_now), batch.pk]
    )


def _plan(cursor, chunk: list[ReadyHousehold], known: Known, setting: Setting) -> Plan:
    persons = {p.pk for p in (*known.persons.values(), *known.certificates.values())}
    year = known_year([pk for pk, _ in known.households.values()], list(persons), setting.year)
    households = iter(new_ids(cursor, Household, sum(ready.number not in known.households for ready in chunk)))
    strangers = sum(
        known_person(member, certificate, known.households.get(ready.number, (None,))[0], known) is None
        for ready in chunk for member, certificate in zip(ready.members, ready.certificates, strict=True)
    )
    newcomers, plan = iter(new_ids(cursor, Person, strangers)), Plan()
    for ready in chunk:
        pk = plan_household(plan, ready, known, year, setting, households)
        plan_members(plan, ready, pk, known, year, setting, newcomers)
    return plan


def _standing(ready: ReadyHousehold, found: list[Found]) -> list[Found]:
    """Of what was found, what still holds a household back: a person's confirmation answers a W, never a Q."""
    return [f for f in found if f.outcome == "Q" or (f.outcome == "W" and not ready.settled)]
