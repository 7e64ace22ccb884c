"""Puts the shipped editions of the division list into the tables: once, whole, and in seconds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from django.db import connection, transaction
from django.utils.translation import gettext as _

from tuopin.divisions.models import Division
from tuopin.divisions.services.editions import AS_OF, Finding, Pair, copy_lines, findings_in, pairs_in
from tuopin.kernel.areas import subtree

PROVINCES = 31  # that the statistics bureau's list has
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
        pairs, findings = list(pairs_in(area)), findings_in(area)
        if area is None and not Division.objects.exists():
            _fill(cursor, pairs, findings)
        else:
            _add(cursor, pairs, findings)
        cursor.execute(f"ANALYZE {DIVISIONS}, {SUCCESSIONS}")
    say(_("区划名录已装入:{places} 条名称,{changes} 条沿革。").format(places=f"{len(pairs):,}", changes=f"{len(findings):,}"))
    return len(pairs)


def _loaded(area: str | None) -> bool:
    if area is None:
        return Division.objects.filter(level=1).values("code").distinct().count() >= PROVINCES
    low, high = subtree(area)
    return Division.objects.filter(code__gt=low, code__lt=high).exists()


def _fill(cursor, pairs: list[Pair], findings: list[Finding]) -> None:
    """Copy into the empty tables; the indexes are built once, afterwards."""
    parts = [*Division._meta.indexes, *(c for c in Division._meta.constraints if c.name == "division_code_start")]
    with connection.schema_editor(atomic=False) as editor:
        for part in parts:
            (editor.remove_index if part in Division._meta.indexes else editor.remove_constraint)(Division, part)
    _copy(cursor, DIVISIONS, DIVISION_COLUMNS, copy_lines(pairs))
    _copy(cursor, SUCCESSIONS, SUCCESSION_COLUMNS, _succession_lines(pairs, findings))
    with connection.schema_editor(atomic=False) as editor:
        for part in parts:
            (editor.add_index if part in Division._meta.indexes else editor.add_constraint)(Division, part)


def _add(cursor, pairs: list[Pair], findings: list[Finding]) -> None:
    """Copy beside what is there: a place or a succession that is known already is left alone."""
    for table, columns, insert, lines in (
        (DIVISIONS, DIVISION_COLUMNS, NEW_DIVISIONS, copy_lines(pairs)),
        (SUCCESSIONS, SUCCESSION_COLUMNS, NEW_SUCCESSIONS, _succession_lines(pairs, findings)),
    ):
        cursor.execute(f"CREATE TEMP TABLE incoming ON COMMIT DROP AS SELECT {columns} FROM {table} WITH NO DATA")
        _copy(cursor, "incoming", columns, lines)
        cursor.execute(insert)
        cursor.execute("DROP TABLE incoming")


def _copy(cursor, table: str, columns: str, chunks: Iterable[str]) -> None:
    with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
        for chunk in chunks:
            copy.write(chunk)


def _succession_lines(pairs: list[Pair], findings: list[Finding]) -> Iterator[str]:
    """The findings as lines for COPY, with the names the places had in the earlier and the later edition."""
    wanted = {code for _, old, new, _, _ in findings for code in (old, new)}
    names = {(n, code): name for code, name, bits in pairs if code in wanted for n in range(len(AS_OF)) if bits >> n & 1}
    for later, old, new, kind, confidence in findings:
        before, after, on = names[later - 1, old], names[later, new], AS_OF[later].isoformat()
        yield f"{old}\t{new}\t{before}\t{after}\t{kind}\t{on}\t{confidence}\t\t\n"
