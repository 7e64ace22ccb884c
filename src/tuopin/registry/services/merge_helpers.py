"""Brings a file's helpers into the register, before the households that name them, and the pairings that waited for one."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from mmap import mmap

from django.db import connection, transaction

from tuopin.kernel.areas import ancestor, level_of
from tuopin.kernel.home import keyring
from tuopin.people.selectors import Actor
from tuopin.registry.models import Helper, ImportBatch, Posting, StagedBlock
from tuopin.registry.services.copy_rows import new_ids
from tuopin.registry.services.known_facts import helpers_of, known_helpers
from tuopin.registry.services.locks import flushed_with_the_last
from tuopin.registry.services.merge_in_lanes import Alone, in_lane
from tuopin.registry.services.plan_households import Setting, plan_pairings
from tuopin.registry.services.plan_laid import Newcomers
from tuopin.registry.services.plan_rows import Plan
from tuopin.registry.services.ready_blocks import ReadyHousehold, certificate_index, open_block, seal_block
from tuopin.registry.services.register_helpers import NewHelpers, plan_helpers, register_helpers
from tuopin.trail.services import record_many

CHUNK = 5000  # few transactions: the first households wait for them
HELPER = ("number", "area_code", "name", "sex", "certificate_sealed", "certificate_index", "phone_sealed", "unit_name",
          "unit_class", "duty")
OF_AREA = "SELECT * FROM registry_helper WHERE area_code = %s AND number = ANY(%s)"


def helper_area(batch: ImportBatch) -> str:
    """The county in whose register the helpers of this file are; a wider file's own area."""
    return ancestor(batch.area_code, min(level_of(batch.area_code), 3))


class HelpersOnTheWay:
    """The helpers that households of a file may name: those on record, and the file's own with the numbers they are to have.

    Whoever names one that is on its way waits until it is there before saying it is done (`wait`).
    """

    def __init__(self, batch: ImportBatch, blocks) -> None:
        self.area, self._there = helper_area(batch), _Word()
        self.ids = helpers_of(self.area)
        strange = [number for number in blocks.order_by("pk").values_list("key", flat=True) if number not in self.ids]
        with connection.cursor() as cursor:
            self.ids |= zip(strange, new_ids(cursor, Helper, len(strange)), strict=True)

    def wait(self) -> None:
        """Wait until all of them are there; raises what kept them, or Alone where another process knows."""
        self._there.wait()

    def elsewhere(self) -> None:
        """Another process brings them: this one only waits."""
        self._there.leave()

    def bring(self, merge: Callable[[], object]) -> None:
        """Have them merged."""
        try:
            merge()
        except BaseException as fault:
            self._there.say(fault)
            raise
        self._there.say(None)


class _Word:
    """That something is done, told once to all lanes, be they threads or copies of this process."""

    def __init__(self) -> None:
        self._done, self.fault = mmap(-1, 1), None
        self._told, self._telling = os.pipe()

    def say(self, fault: BaseException | None) -> None:
        """Tell that it is done, or what kept it."""
        self._done[0], self.fault = fault is None, fault
        self.leave()

    def leave(self) -> None:
        """Be one of those who are told."""
        if self._telling is not None:
            os.close(self._telling)
            self._telling = None

    def wait(self) -> None:
        """Wait until nobody is left who could tell it; raises what kept it, or Alone where another process knows that, or died."""
        os.read(self._told, 1)
        if not self._done[0]:
            raise self.fault or Alone

    def __del__(self) -> None:
        self.leave()
        os.close(self._told)


def merge_helpers(batch: ImportBatch, setting: Setting, actor: Actor, blocks, ids: dict[str, int]) -> int:
    """Merge the ready helpers and where they are posted; how many. New ones get the numbers that `ids` has for them.

    A helper is the county's: whoever may import only below it brings new ones in, and leaves what is on record of the others.
    A thread opens and lays out the next while the database writes those before.
    """
    area, waiting, done = helper_area(batch), list(blocks.order_by("pk").values_list("pk", flat=True)), 0
    chunks = [waiting[start : start + CHUNK] for start in range(0, len(waiting), CHUNK)]
    with ThreadPoolExecutor(1) as ahead:
        planned = deque()
        for chunk in [*chunks, None]:
            if chunk is not None:
                planned.append(ahead.submit(_laid_out, *_read(batch, chunk, area), area, setting, actor, ids))
            if len(planned) > (chunk is not None):
                done += _write_helpers(planned.popleft().result(), batch, setting, actor, area)
    return done


@dataclass
class _Helpers:
    """Some helpers of a file: what the file says of each, those on record, and those who are new, ready to be written."""

    blocks: list[int]
    records: dict[str, dict]
    known: dict[str, Helper]
    new: NewHelpers


def _read(batch: ImportBatch, chunk: list[int], area: str) -> tuple[list[tuple], dict[str, Helper]]:
    """The sealed blocks of some helpers, and those of them who are on record."""
    rows = list(StagedBlock.objects.filter(pk__in=chunk).order_by("pk").values_list("pk", "key", "sealed"))
    return rows, {helper.number: helper for helper in Helper.objects.raw(OF_AREA, [area, [key for _pk, key, _sealed in rows]])}


def _laid_out(rows: list[tuple], known: dict[str, Helper], area: str, setting: Setting, actor: Actor, ids: dict[str, int]) -> _Helpers:
    records = {key: open_block(setting.batch, "helper", key, sealed)["facts"] for _pk, key, sealed in rows}
    new = {ids[number]: (number, facts) for number, facts in records.items() if number not in known}
    return _Helpers([pk for pk, _key, _sealed in rows], records, known, plan_helpers(new, area, setting, actor))


def _write_helpers(helpers: _Helpers, batch: ImportBatch, setting: Setting, actor: Actor, area: str) -> int:
    """Write some helpers and mark their blocks merged: all of it or nothing."""
    records, known = helpers.records, helpers.known
    with transaction.atomic(), connection.cursor() as cursor:
        in_lane(cursor, batch)
        flushed_with_the_last(cursor)
        register_helpers(cursor, helpers.new)
        if actor.may("import", area):
            for number, helper in known.items():
                _revise_helper(helper, records[number], _helper_columns(number, area, records[number]))
            Helper.objects.bulk_update(known.values(), HELPER[2:])
        _post({number: records[number] for number in known}, {number: helper.pk for number, helper in known.items()}, setting, actor)
        settle(helpers.blocks)
        record_many(cursor, [setting.event(area, "import_helper", f"helper:{area}/{number}", batch=batch.pk) for number in known])
    return len(helpers.blocks)


def _helper_columns(number: str, area: str, facts: dict) -> dict:
    keys = keyring()
    certificate, phone = facts.get("certificate"), facts.get("phone")
    return {
        "number": number, "area_code": area, "name": facts.get("name") or "", "sex": facts.get("sex") or "",
        "certificate_sealed": keys.seal(certificate, f"registry.helper|certificate|{number}") if certificate else None,
        "certificate_index": certificate_index(keys, certificate) if certificate else None,
        "phone_sealed": keys.seal(phone, f"registry.helper|phone|{number}") if phone else None,
        "unit_name": facts.get("unit_name") or "", "unit_class": facts.get("unit_class") or "", "duty": facts.get("duty") or "",
    }


def _revise_helper(helper: Helper, facts: dict, values: dict) -> None:
    stated = {"certificate_sealed": "certificate", "certificate_index": "certificate", "phone_sealed": "phone"}
    for name in HELPER[2:]:
        if facts.get(stated.get(name, name)):
            setattr(helper, name, values[name])


def _post(records: dict[str, dict], ids: dict[str, int], setting: Setting, actor: Actor) -> None:
    """Where the file says helpers are stationed; who is stationed elsewhere now has left the old village.

    Only villages in which the actor may import are touched, on either side of a move.
    """
    said = {ids[number]: facts for number, facts in records.items() if "posted_village" in facts}
    elsewhere = Posting.objects.filter(helper__in=said, ends_on=None).exclude(actor.scope(act="import"))
    kept = set(elsewhere.values_list("helper_id", flat=True)) | {
        pk for pk, facts in said.items() if facts["posted_village"] and not actor.may("import", facts["posted_village"])
    }
    said = {pk: facts for pk, facts in said.items() if pk not in kept}
    fresh_postings = {pk: facts for pk, facts in said.items() if facts["posted_village"]}
    start: date = setting.starts_on
    for posting in Posting.objects.filter(helper__in=said, ends_on=None):
        facts = said[posting.helper_id]
        roles = (bool(facts.get("first_secretary")), bool(facts.get("team_leader")))
        if facts["posted_village"] == posting.village_code and (posting.first_secretary, posting.team_leader) == roles:
            fresh_postings.pop(posting.helper_id, None)
        elif posting.starts_on <= start:
            posting.ends_on = start
            posting.save(update_fields=["ends_on"])
        else:
            fresh_postings.pop(posting.helper_id, None)  # an older file: a later posting is already on record
    Posting.objects.bulk_create(
        Posting(
            helper_id=pk, village_code=facts["posted_village"], starts_on=start,
            first_secretary=bool(facts.get("first_secretary")), team_leader=bool(facts.get("team_leader")),
        )
        for pk, facts in fresh_postings.items()
    )


def put_off_pairings(batch: ImportBatch, chunk: list[ReadyHousehold], helpers: dict[str, int]) -> None:
    """A pairing with a helper who still waits in this file waits too, without keeping the household out."""
    _put_off(batch, (
        (ready.number, ready.village_code, pairing) for ready in chunk for pairing in ready.pairings if pairing["helper"] not in helpers
    ))


def put_off_pairings_of(batch: ImportBatch, new: Newcomers, helpers: dict[str, int]) -> None:
    """The same of the households of a bundle."""
    pairings = new.laid.body["pairings"]
    if {said[0] for several in pairings for said in several} <= helpers.keys():
        return
    _put_off(batch, (
        (new.laid.keys[place], village, pairing) for place, village in zip(new.places, new.villages, strict=True)
        if any(said[0] not in helpers for said in pairings[place])
        for pairing in new.laid.record(place)["pairings"] if pairing["helper"] not in helpers
    ))


def _put_off(batch: ImportBatch, waiting: Iterable[tuple[str, str, dict]]) -> None:
    StagedBlock.objects.bulk_create(
        StagedBlock(
            batch=batch, kind="pairing", key=f"{number}/{pairing['helper']}", village_code=village, outcome="accepted",
            sealed=seal_block(batch.pk, "pairing", f"{number}/{pairing['helper']}", _pairing_line(number, pairing)),
        )
        for number, village, pairing in waiting
    )


def _pairing_line(household: str, pairing: dict) -> bytes:
    import orjson

    return orjson.dumps({"household": household, "pairing": pairing})


def merge_pairings(batch: ImportBatch, setting: Setting, blocks) -> int:
    """Merge the pairings that were put off and whose helper has arrived; how many."""
    from tuopin.registry.models import Household, Pairing

    done = 0
    with transaction.atomic(), connection.cursor() as cursor:
        for block in list(blocks.order_by("pk")):
            record = open_block(batch.pk, "pairing", block.key, block.sealed)
            helpers = known_helpers({record["pairing"]["helper"]}, helper_area(batch))
            if not helpers:
                continue
            household = Household.objects.get(number=record["household"])
            plan = Plan(households=[household.pk])
            current = list(Pairing.objects.filter(household=household).order_by("starts_on", "id"))
            plan_pairings(plan, household.pk, [record["pairing"]], current, helpers, setting)
            plan.write(cursor)
            record_many(cursor, [setting.event(household.village_code, "pair_household", f"household:{household.number}", batch=batch.pk)])
            settle([block.pk])
            done += 1
    return done


def settle(blocks: list[int]) -> None:
    """Mark these blocks merged; nothing is left in them."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE registry_stagedblock SET merged_at = now(), sealed = '' WHERE id = ANY(%s)", [blocks])

