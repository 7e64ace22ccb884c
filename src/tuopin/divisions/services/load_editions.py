"""Puts the shipped editions of the division list into the tables: once, whole, and in seconds."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from django.db import connection, transaction
from django.utils.translation import gettext as _

from tuopin.divisions.models import Division, Succession
from tuopin.divisions.services.editions import Link, Row, read_editions
from tuopin.kernel.areas import subtree

PROVINCES = 31  # that the statistics bureau's list has
LOCK = 0x74756F70696E  # one load at a time
CHUNK = 20_000
DIVISION_COLUMNS = "code, name, level, initials, starts_on, ends_on"
SUCCESSION_COLUMNS = "predecessor_code, successor_code, predecessor_name, successor_name, kind, \"on\", confidence, decided_by, basis"
NEW_DIVISIONS = f"""
    INSERT INTO divisions_division ({DIVISION_COLUMNS})
    SELECT {DIVISION_COLUMNS} FROM incoming n
    WHERE NOT EXISTS (SELECT FROM divisions_division d WHERE d.code = n.code)"""
NEW_SUCCESSIONS = f"""
    INSERT INTO divisions_succession ({SUCCESSION_COLUMNS})
    SELECT {SUCCESSION_COLUMNS} FROM incoming n
    WHERE NOT EXISTS (
        SELECT FROM divisions_succession s
        WHERE (s.predecessor_code, s.successor_code, s.kind, s."on") = (n.predecessor_code, n.successor_code, n.kind, n."on"))"""


def load_editions(*, area: str | None = None, report: Callable[[str], None] | None = None) -> int:
    """Load the whole list, or one area with what lies above it; the number of rows read, 0 when it was there already.

    What somebody has recorded by hand is left as it is. Either everything is loaded or nothing.
    """
    say = report or (lambda text: None)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        if _loaded(area):
            return 0
        say(_("正在读取区划名录 …"))
        rows, links = read_editions(area)
        say(_("正在写入 {rows} 条区划和 {links} 条沿革 …").format(rows=f"{len(rows):,}", links=f"{len(links):,}"))
        if area is None and not Division.objects.exists():
            _fill(cursor, rows, links)
        else:
            _add(cursor, rows, links)
        cursor.execute("ANALYZE divisions_division, divisions_succession")
    say(_("区划已就绪。"))
    return len(rows)


def _loaded(area: str | None) -> bool:
    if area is None:
        return Division.objects.filter(level=1).values("code").distinct().count() >= PROVINCES
    low, high = subtree(area)
    return Division.objects.filter(code__gt=low, code__lt=high).exists()


def _fill(cursor, rows: list[Row], links: list[Link]) -> None:
    """Copy into the empty tables, with the secondary indexes built once at the end."""
    with connection.schema_editor(atomic=False) as editor:
        for index in Division._meta.indexes:
            editor.remove_index(Division, index)
    _copy(cursor, "divisions_division", DIVISION_COLUMNS, map(_division_line, rows))
    _copy(cursor, "divisions_succession", SUCCESSION_COLUMNS, map(_succession_line, links))
    with connection.schema_editor(atomic=False) as editor:
        for index in Division._meta.indexes:
            editor.add_index(Division, index)


def _add(cursor, rows: list[Row], links: list[Link]) -> None:
    """Copy beside what is there: a place or a succession that is known already is left alone."""
    for table, columns, insert, lines in (
        ("divisions_division", DIVISION_COLUMNS, NEW_DIVISIONS, map(_division_line, rows)),
        ("divisions_succession", SUCCESSION_COLUMNS, NEW_SUCCESSIONS, map(_succession_line, links)),
    ):
        cursor.execute(f"CREATE TEMP TABLE incoming ON COMMIT DROP AS SELECT {columns} FROM {table} WITH NO DATA")
        _copy(cursor, "incoming", columns, lines)
        cursor.execute(insert)
        cursor.execute("DROP TABLE incoming")


def _copy(cursor, table: str, columns: str, lines: Iterable[str]) -> None:
    with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
        chunk: list[str] = []
        for line in lines:
            chunk.append(line)
            if len(chunk) == CHUNK:
                copy.write("".join(chunk))
                chunk.clear()
        copy.write("".join(chunk))


def _division_line(row: Row) -> str:
    return f"{row.code}\t{row.name}\t{row.level}\t{row.initials}\t{row.starts_on}\t{row.ends_on}\n"


def _succession_line(link: Link) -> str:
    old, new, old_name, new_name, kind, on, hundredths = link
    return f"{old}\t{new}\t{old_name}\t{new_name}\t{kind}\t{on}\t{hundredths / 100:.2f}\t\t\n"
