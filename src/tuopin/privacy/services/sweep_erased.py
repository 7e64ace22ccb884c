"""Writes over the places in the tables' files where erased persons stood: as the tables' owner, these statements and no other, on record.

Only the owner of the tables may rewrite them, and no daily work is the owner. So this service opens a connection of its own under the owner's address, where the
machine knows one (`settings.OWNERS_ADDRESS`), runs its fixed list on it, and closes it; what came of it is written as daily work writes everything.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import date

import psycopg
from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone
from django.utils.module_loading import import_string

from tuopin.kernel.areas import NATION
from tuopin.kernel.refusals import Refusal
from tuopin.kernel.words import phrase
from tuopin.people.selectors import Actor
from tuopin.privacy.models import Sweep
from tuopin.privacy.selectors.erasure import unswept_erasures
from tuopin.privacy.selectors.personal_columns import PERSONAL
from tuopin.trail.services import record

SWEPT = tuple(dict.fromkeys((
    "registry_person", "registry_householdform", "policy_standing", "trail_opening", "registry_stagedblock", "evidence_evidencefile",
    *(columns.table for columns in PERSONAL),
)))
LOCK_SECONDS, OLDER_WORK_SECONDS, LOOK_SECONDS = 5, 30, 0.2  # a page never waits longer for us to get a table; how long we wait for what others began before
NOT_OWNED = """
SELECT c.relname FROM pg_class c WHERE c.relname = ANY(%s) AND c.relnamespace = 'public'::regnamespace AND NOT pg_has_role(current_user, c.relowner, 'USAGE')
UNION ALL SELECT d.datname FROM pg_database d WHERE d.datname = current_database() AND NOT pg_has_role(current_user, d.datdba, 'USAGE')
"""
AT_WORK = """
SELECT l.virtualtransaction FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid
WHERE l.locktype = 'virtualxid' AND a.datname = current_database() AND l.pid <> pg_backend_pid()
UNION ALL SELECT transaction::text FROM pg_prepared_xacts WHERE database = current_database()
UNION ALL SELECT slot_name FROM pg_replication_slots WHERE xmin IS NOT NULL
"""


def sweep_erased(*, actor: Actor, on: date) -> dict[str, int]:
    """Sweep the tables if anybody was erased since the last time; how many persons and tables. Safe to repeat.

    Raises Refusal `owner-not-here` where this machine does not know the tables' owner, `tables-in-use` where others do not let go of a table or of what it held.
    """
    waiting, began_at = unswept_erasures(), timezone.now()
    if not waiting:
        return {"persons": 0, "tables": 0}
    with _as_owner() as owner:
        _require_owner(owner)
        _let_older_work_end(owner)
        _rewrite(owner)
    with transaction.atomic():
        Sweep.objects.create(began_at=began_at, swept_at=timezone.now())
        record(area_code=NATION, verb="sweep-erased", subject="system:sweep", actor=actor, on=on, persons=waiting, tables=len(SWEPT))
    return {"persons": waiting, "tables": len(SWEPT)}


@contextmanager
def _as_owner() -> Iterator[psycopg.Connection]:
    """A connection under the owner's address to the database that work is done on."""
    address = import_string(settings.OWNERS_ADDRESS)()
    with psycopg.connect(address, dbname=connection.settings_dict["NAME"], autocommit=True) as owner:
        yield owner


def _require_owner(owner: psycopg.Connection) -> None:
    """Others' tables the database passes over with a warning that nobody sees: asked first."""
    if owner.execute(NOT_OWNED, [list(SWEPT)]).fetchone():
        raise Refusal(
            "owner-not-here", phrase("本机不以数据表所有者的身份连接数据库,不能清扫。"), phrase("请在设有 DATABASE_OWNER_URL 的机器上运行 tuopin person sweep。"))


def _let_older_work_end(owner: psycopg.Connection) -> None:
    """What was begun before may still read the rows as they were, and the database keeps them for it: wait until it is over."""
    older = {one for (one,) in owner.execute(AT_WORK)}
    until = time.monotonic() + OLDER_WORK_SECONDS
    while older := older & {one for (one,) in owner.execute(AT_WORK)}:
        if time.monotonic() > until:
            raise _in_use()
        time.sleep(LOOK_SECONDS)


def _rewrite(owner: psycopg.Connection) -> None:
    """Write every table anew without what is gone. What the database sampled for its plans holds names too: it is sampled anew, and the old samples' place is given free."""
    owner.execute(f"SET lock_timeout = '{LOCK_SECONDS}s'")
    try:
        for table in SWEPT:
            owner.execute(f"VACUUM (FULL, ANALYZE) {table}")
        owner.execute("VACUUM (FULL) pg_statistic")
    except psycopg.errors.LockNotAvailable as fault:
        raise _in_use() from fault
    with suppress(psycopg.errors.InsufficientPrivilege):  # without pg_checkpoint the server comes to it by itself, in minutes
        owner.execute("CHECKPOINT")


def _in_use() -> Refusal:
    return Refusal("tables-in-use", phrase("数据表正被其他办理占用,没有清扫完。"), phrase("系统稍后自动再办;也可在没有备份和导入时运行 tuopin person sweep。"))
