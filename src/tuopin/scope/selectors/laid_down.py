"""What stands in the database itself to hold work back: rules of rows, triggers, functions, bounds and rights, compared with the released ones."""

from __future__ import annotations

import re
from functools import cache
from hashlib import sha256
from pathlib import Path

from django.conf import settings
from django.db import connection

from tuopin.kernel.pack import PLUG_INS, pack
from tuopin.scope.states import APP, LOADER

RELEASED = Path(__file__).resolve().parent.parent / "declared" / "guards.tsv"
WORD = r"'(?:[^']|'')*'::character varying"
RESTORED = re.compile(rf"\(ARRAY\[((?:\({WORD}\)::text(?:, )?)+)\]\)")  # how a list of words is told once it was dumped and restored
IN_PUBLIC = "relnamespace = 'public'::regnamespace"
OURS = f"'{APP}', '{LOADER}', '-'"
# Whoever owns the tables differs from system to system: rights are told of the roles of work and of everybody ("-") alone.
RIGHTS = f"""COALESCE((SELECT string_agg(who || ':' || a.privilege_type || a.is_grantable, ',' ORDER BY who, a.privilege_type)
    FROM aclexplode(%s) a, LATERAL (SELECT CASE a.grantee WHEN 0 THEN '-' ELSE pg_get_userbyid(a.grantee)::text END AS who) w
    WHERE who IN ({OURS})), '')"""
STANDING = {
    "function": f"""
        SELECT p.proname || '(' || pg_get_function_identity_arguments(p.oid) || ')',
            concat_ws('|', l.lanname, p.prosecdef, p.provolatile, p.proisstrict, p.proparallel, p.proconfig, p.prosrc, {RIGHTS % "COALESCE(p.proacl, acldefault('f', p.proowner))"})
        FROM pg_proc p JOIN pg_language l ON l.oid = p.prolang
        WHERE p.pronamespace = 'public'::regnamespace
            AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e')""",
    "trigger": f"""
        SELECT c.relname || ' ' || t.tgname, concat_ws('|', t.tgenabled, pg_get_triggerdef(t.oid))
        FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid WHERE c.{IN_PUBLIC} AND NOT t.tgisinternal""",
    "policy": f"""
        SELECT c.relname || ' ' || p.polname, concat_ws('|', p.polcmd, p.polpermissive,
            (SELECT string_agg(CASE o WHEN 0 THEN '-' ELSE pg_get_userbyid(o)::text END, ',' ORDER BY o::text) FROM unnest(p.polroles) o),
            pg_get_expr(p.polqual, p.polrelid), '|', pg_get_expr(p.polwithcheck, p.polrelid))
        FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid WHERE c.{IN_PUBLIC}""",
    "table": f"""
        SELECT c.relname, concat_ws('|', c.relrowsecurity, c.relforcerowsecurity, {RIGHTS % "COALESCE(c.relacl, acldefault('r', c.relowner))"},
            (SELECT string_agg(a.attname || ' ' || {RIGHTS % "a.attacl"}, ',' ORDER BY a.attname)
             FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attacl IS NOT NULL AND NOT a.attisdropped))
        FROM pg_class c WHERE c.{IN_PUBLIC} AND c.relkind IN ('r', 'p', 'v', 'm')""",
    "columns": f"""
        SELECT c.relname, string_agg(concat_ws(' ', a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attidentity, a.attgenerated,
            pg_get_expr(d.adbin, d.adrelid)), ',' ORDER BY a.attname)
        FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
        LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
        WHERE c.{IN_PUBLIC} AND c.relkind IN ('r', 'p') GROUP BY 1""",
    "bounds": f"""
        SELECT c.relname, string_agg(concat_ws(' ', o.conname, o.convalidated, pg_get_constraintdef(o.oid)), ',' ORDER BY o.conname)
        FROM pg_constraint o JOIN pg_class c ON c.oid = o.conrelid
        WHERE c.{IN_PUBLIC} AND o.contype IN ('c', 'f', 'p', 'u', 'x') GROUP BY 1""",
    "unique": f"""
        SELECT i.relname, concat_ws('|', x.indisvalid, pg_get_indexdef(x.indexrelid))
        FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid WHERE i.{IN_PUBLIC} AND x.indisunique""",
    "silent trigger": f"""
        SELECT c.relname || ' ' || t.tgname, t.tgenabled
        FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid WHERE c.{IN_PUBLIC} AND t.tgisinternal AND t.tgenabled <> 'O'""",
    "rule": f"SELECT c.relname || ' ' || r.rulename, pg_get_ruledef(r.oid) FROM pg_rewrite r JOIN pg_class c ON c.oid = r.ev_class WHERE c.{IN_PUBLIC} AND c.relkind <> 'v'",
    "event trigger": "SELECT evtname, concat_ws(' ', evtevent, evtenabled, evtfoid::regproc) FROM pg_event_trigger",
    "role": f"""
        SELECT r.rolname, concat_ws('|', r.rolsuper, r.rolcreaterole, r.rolcreatedb, r.rolreplication, r.rolbypassrls,
            (SELECT string_agg(pg_get_userbyid(m.roleid)::text, ',' ORDER BY pg_get_userbyid(m.roleid)::text) FROM pg_auth_members m WHERE m.member = r.oid))
        FROM pg_roles r WHERE r.rolname IN ({OURS})""",
    "setting": f"""
        SELECT concat_ws(' ', 'of', r.rolname, split_part(told, '=', 1)), told
        FROM pg_db_role_setting s LEFT JOIN pg_roles r ON r.oid = s.setrole, unnest(s.setconfig) told
        WHERE s.setdatabase IN (0, (SELECT oid FROM pg_database WHERE datname = current_database())) AND (s.setrole = 0 OR r.rolname IN ({OURS}))
            AND split_part(told, '=', 1) IN ('session_replication_role', 'row_security', 'role', 'search_path', 'check_function_bodies', 'synchronous_commit', 'fsync')""",
}
MADE_BY_DJANGO = ("django_", "auth_")  # tables that keep nothing of ours; their shape comes with Django


def guards_standing() -> dict[str, str]:
    """Everything that holds work back in this database, as `kind name`, each with the digest of what it says."""
    found = {}
    with connection.cursor() as cursor:
        for kind, statement in STANDING.items():
            cursor.execute(statement)
            found |= {f"{kind} {name}": _digest(said) for name, said in cursor.fetchall() if not name.startswith(MADE_BY_DJANGO)}
    return found


@cache
def guards_released() -> dict[str, str]:
    """The same as this release of the software lays it down for a system with the rooms of this one.

    A line ends with the rooms it takes: `+party` stands only where that room is worked with, `-party` only where it is left out, nothing everywhere.
    """
    rows = (line.split("\t") for line in RELEASED.read_text(encoding="utf-8").splitlines())
    return {name: digest for name, digest, rooms in rows if set(rooms.split()) <= rooms_here()}


def rooms_here() -> set[str]:
    """Each room that can be left out, with whether it is here: `+party` or `-party`."""
    return {f"{'+' if room in settings.PLUG_INS else '-'}{room}" for room in PLUG_INS}


def guards_altered() -> list[str]:
    """Which of them are gone, are another than released, or were added."""
    standing, released = guards_standing(), guards_released()
    return sorted(name for name in standing.keys() | released.keys() if standing.get(name) != released.get(name))


def _digest(said: str) -> str:
    said = said.replace(f"AT TIME ZONE '{pack().zone}'", "AT TIME ZONE 'Asia/Shanghai'")  # as released; each system's days are its country's
    return sha256(RESTORED.sub(_first_told, said).encode()).hexdigest()[:32]


def _first_told(listed: re.Match) -> str:
    """The same list of words as it is told where it was laid down. Nothing else is put alike: brackets decide what a condition holds back."""
    return "((ARRAY[" + re.sub(rf"\(({WORD})\)::text", r"\1", listed[1]) + "])::text[])"
