"""Puts the shipped editions of the division list into the tables: once, whole, and in seconds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from django.db import connection, transaction
from django.utils.translation import gettext as _

from tuopin.divisions.models import Division
from tuopin.divisions.services.editions import Pair, copy_lines, findings_in, pairs_in, top_places
from tuopin.divisions.states.editions import AS_OF
from tuopin.kernel.areas import subtree

LOCK = 0x74756F70696E  # one load at a time
DIVISIONS, DIVISION_COLUMNS = "divisions_division", "code, name, level, initials, starts_on, ends_on"
SUCCESSIONS = "divisions_succession"
SUCCESSION_COLUMNS = 'predecessor_code, successor_code, predecessor_name, successor_name, kind, "on", confidence, decided_by, basis'
NEW_DIVISIONS = f"""
    INSERT INTO {DIVISIONS} ({DIVISION_COLUMNS}) SELECT {DIVISION_COLUMNS} FROM incoming n
    WHERE NOT EXISTS (SELECT FROM {DIVISIONS} d WHERE d.code = n.code)"""
NEW_SUCCESSIONS = f"""
    INSERT INTO {SUCCESSIONS} ({SUCCESSION_COLUMNS}) SELECT {SUCCESSION_COLUMNS} FROM incoming n
    WHERE NOT EXISTS (
        SELECT FROM {SUCCESSIONS} s
        WHERE (s.predecessor_code, s.successor_code, s.kind, s."on") = (n.predecessor_code, n.successor_code, n.kind, n."on"))"""


def load_editions(*, area: str | None = None, report: Callable[[str], None] | None = None) -> int:
    """Load the whole list, or one area with what lies above it; the number of pairs of code and name, 0 when all were there.

    What somebody has recorded by hand is left as it is. Either everything is loaded or nothing.
    """
    say = report or (lambda text: None)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        if _loaded(area):
            return 0
        say(_("正在装入全国区划名录 …") if area is None else _("正在装入区划名录 …"))
        reading = Reading(area)
        if area is None and not Division.objects.exists():
            _fill(cursor, reading)
        else:
            _add(cursor, reading)
        cursor.execute(f"ANALYZE {DIVISIONS}, {SUCCESSIONS}")
    say(_("区划名录已装入:{places} 条名称,{changes} 条沿革。").format(
        places=f"{reading.count:,}", changes=f"{len(reading.findings):,}"))
    return reading.count


class Reading:
    """One pass over the editions as text for COPY: the places first, then, with their names noted, the successions."""

    def __init__(self, area: str | None) -> None:
        self.area, self.findings, self.count = area, findings_in(area), 0
        self._names: dict[tuple[int, str], str] = {}

    def division_lines(self) -> Iterator[str]:
        return copy_lines(self._noting(pairs_in(self.area)))

    def succession_lines(self) -> Iterator[str]:
        """The findings with the names that the places had in the earlier and in the later edition."""
        for later, old, new, kind, confidence in self.findings:
            before, after, on = self._names[later - 1, old], self._names[later, new], AS_OF[later].isoformat()
            yield f"{old}\t{new}\t{before}\t{after}\t{kind}\t{on}\t{confidence}\t\t\n"

    def _noting(self, pairs: Iterable[Pair]) -> Iterator[Pair]:
        wanted = {code for _, old, new, _, _ in self.findings for code in (old, new)}
        for code, name, bits in pairs:
            self.count += 1
            if code in wanted:
                self._names.update(((n, code), name) for n in range(len(AS_OF)) if bits >> n & 1)
            yield code, name, bits


def _loaded(area: str | None) -> bool:
    if area is None:
        return Division.objects.filter(level=1).values("code").distinct().count() >= top_places()
    low, high = subtree(area)
    return Division.objects.filter(code__gt=low, code__lt=high).exists()


def _fill(cursor, reading: Reading) -> None:
    """Copy into the empty tables; the indexes are built once, afterwards."""
    parts = [*Division._meta.indexes, *(c for c in Division._meta.constraints if c.name == "division_code_start")]
    with connection.schema_editor(atomic=False) as editor:
        for part in parts:
            (editor.remove_index if part in Division._meta.indexes else editor.remove_constraint)(Division, part)
    _copy(cursor, DIVISIONS, DIVISION_COLUMNS, reading.division_lines())
    _copy(cursor, SUCCESSIONS, SUCCESSION_COLUMNS, reading.succession_lines())
    with connection.schema_editor(atomic=False) as editor:
        for part in parts:
            (editor.add_index if part in Division._meta.indexes else editor.add_constraint)(Division, part)


def _add(cursor, reading: Reading) -> None:
    """Copy beside what is there: a place or a succession that is known already is left alone."""
    for table, columns, insert, lines in (
        (DIVISIONS, DIVISION_COLUMNS, NEW_DIVISIONS, reading.division_lines()),
        (SUCCESSIONS, SUCCESSION_COLUMNS, NEW_SUCCESSIONS, reading.succession_lines()),
    ):
        cursor.execute(f"CREATE TEMP TABLE incoming ON COMMIT DROP AS SELECT {columns} FROM {table} WITH NO DATA")
        _copy(cursor, "incoming", columns, lines)
        cursor.execute(insert)
        cursor.execute("DROP TABLE incoming")


def _copy(cursor, table: str, columns: str, chunks: Iterable[str]) -> None:
    with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
        for chunk in chunks:
            copy.write(chunk)
