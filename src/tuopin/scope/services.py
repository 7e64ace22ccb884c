"""Opens the asker's sight for the time of one piece of work, and closes it again; without it the database shows nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import DEFAULT_DB_ALIAS, Error, connection, connections
from psycopg import Cursor

from tuopin.kernel.areas import NATION
from tuopin.kernel.refusals import NotFound
from tuopin.kernel.words import phrase
from tuopin.scope.states import APP, DOORS, LOADER, above, bounds, lies_in

SET = ("SELECT current_setting('role'), set_config('role', %s, false), set_config('tuopin.read', %s, false),"
       " set_config('tuopin.write', %s, false), set_config('tuopin.above', %s, false), set_config('tuopin.asker', %s, false),"
       " set_config('tuopin.audit', %s, false)")


@dataclass(frozen=True)
class Sight:
    """What the database shows: the settings that its guards read."""

    read: str
    write: str
    above: str
    asker: str = ""  # the number of the account that asks: what only named persons may see goes by it
    audit: str = ""  # where the asker may look into everything

    @classmethod
    def of(cls, read: Iterable[str], write: Iterable[str], asker: int | None = None, audit: Iterable[str] = ()) -> Sight:
        read = list(read)
        return cls(bounds(read), bounds(write), above(read), "" if asker is None else str(asker), bounds(audit))


NOTHING = Sight("", "", "")


@contextmanager
def showing(*, read: Iterable[str], write: Iterable[str], asker: int | None = None, audit: Iterable[str] = ()) -> Iterator[None]:
    """For the time of the block the database shows the rows in the areas of `read` and takes those in `write`.

    What is for named persons alone is shown to `asker`, the number of an account, and in the areas of `audit`.

    Whatever connection it is, the work is done as the role that the guards hold back. Afterwards nothing is shown.
    """
    with _open(Sight.of(read, write, asker, audit)):
        yield


@contextmanager
def door(name: str, *, read: Iterable[str] | None = None, write: Iterable[str] | None = None) -> Iterator[None]:
    """For the time of the block a service sees (and writes) other areas than its asker, through a door on the list DOORS.

    What is not given stays as it is. The service tells its asker nothing of what lies outside, but to ask above.
    """
    if name not in DOORS:
        raise ValueError(f"no such door: {name}")
    before = sight()
    if before is NOTHING:  # no piece of work is open: there is no sight to widen
        yield
        return
    wider = Sight.of([NATION] if read is None else read, [] if write is None else write)
    with _open(Sight(
        before.read if read is None else wider.read, before.write if write is None else wider.write,
        before.above if read is None else wider.above, before.asker, before.audit,
    )):
        yield


@contextmanager
def _open(new: Sight) -> Iterator[None]:
    """The sight for the time of the block; whatever breaks in opening or closing it, it is not left open."""
    before = sight()
    try:
        role = _set(new, APP)
    except BaseException:
        _give_up(before)
        raise
    try:
        yield
    finally:
        try:
            _put_back(before, role)
        except BaseException:
            _give_up(before)
            raise


def sight() -> Sight:
    """What the database shows to this piece of work."""
    return getattr(connection, "tuopin_sight", NOTHING)


@contextmanager
def carried(seen: Sight) -> Iterator[None]:
    """The sight of a piece of work in a further thread of it, which has a connection of its own; that is closed at the end."""
    try:
        if seen is not NOTHING:
            _set(seen, APP)
        yield
    finally:
        connection.tuopin_sight = NOTHING
        connection.close()


def _set(new: Sight, role: str) -> str:
    """Tell the database in one round trip; the role before. It is not a query of the page's and not counted as one."""
    held = connections[DEFAULT_DB_ALIAS]
    held.ensure_connection()
    with held.wrap_database_errors, Cursor(held.connection) as cursor:
        row = cursor.execute(SET, [role, new.read, new.write, new.above, new.asker, new.audit], prepare=True).fetchone()
    held.tuopin_sight = new
    return row[0]


def _put_back(before: Sight, role: str) -> None:
    """Show again what was shown before. A connection that does not take it (a transaction of it has failed) is of no more use."""
    connection.tuopin_sight = before
    if connection.connection is None:
        return  # closed meanwhile: a new one shows nothing
    try:
        _set(before, role)
    except Error:
        _give_up(before)


def _give_up(before: Sight) -> None:
    """A transaction is undone, and with it what was set within it; outside one the connection itself is closed."""
    connection.tuopin_sight = before
    if connection.in_atomic_block:
        connection.set_rollback(True)
    else:
        connection.close()


@contextmanager
def loading(cursor) -> Iterator[None]:
    """For the time of the block rows are added in bulk: COPY does not go through guards, so a role does it that can only add.

    Afterwards `confirm_in_sight` has the database check where the rows came to lie. Within such a block another changes nothing.
    """
    if getattr(connection, "tuopin_loading", False):
        yield
        return
    cursor.execute("SELECT current_setting('role'), set_config('role', %s, true)", [LOADER])
    (role, _loader) = cursor.fetchone()
    connection.tuopin_loading = True
    try:
        yield
    finally:
        connection.tuopin_loading = False
    cursor.execute("SELECT set_config('role', %s, true)", [role])


def confirm_codes(cursor, codes: Iterable[str]) -> None:
    """Raise NotFound when one of the places is not one where the work may write."""
    if sight() is NOTHING:
        return
    cursor.execute(f"SELECT bool_and({lies_in('write', 'code')}) FROM unnest(%s::text[]) AS code".replace(" % 2", " %% 2"), [list(codes)])
    if cursor.fetchone()[0] is False:
        raise _not_theirs()


def confirm_in_sight(cursor, table: str, column: str, ids: Iterable[int]) -> None:
    """Raise NotFound when one of the rows with these ids does not lie (by `column`) where the work may write."""
    wanted = set(ids)
    if sight() is NOTHING or not wanted:
        return
    inside = lies_in("write", column).replace("%", "%%")
    cursor.execute(f'SELECT count(*) FROM "{table}" WHERE id = ANY(%s) AND {inside}', [list(wanted)])
    if cursor.fetchone()[0] != len(wanted):
        raise _not_theirs()


def _not_theirs() -> NotFound:
    return NotFound("not-found", phrase("没有找到。"), phrase("请核对编号或代码;如属其他辖区,请联系上级。"))
