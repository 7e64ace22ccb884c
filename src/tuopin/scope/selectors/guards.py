"""Whether the guards stand: what about the database would let work see or change more than it may."""

from __future__ import annotations

from django.db import connection

from tuopin.scope.states import APP, OPEN_MARK

ROLE = """
SELECT current_user, r.rolsuper, r.rolbypassrls, EXISTS (
    SELECT FROM pg_class c WHERE c.relkind IN ('r', 'p') AND c.relnamespace = 'public'::regnamespace AND c.relowner = r.oid)
FROM pg_roles r WHERE r.rolname = current_user
"""
TABLES = """
SELECT c.relname, c.relrowsecurity, COALESCE(obj_description(c.oid, 'pg_class'), ''), has_any_column_privilege(%s, c.oid, 'SELECT, INSERT, UPDATE'),
    (SELECT count(*) FROM pg_policy p WHERE p.polrelid = c.oid)
FROM pg_class c WHERE c.relkind IN ('r', 'p') AND c.relnamespace = 'public'::regnamespace ORDER BY 1
"""


def faults_of_role() -> list[str]:
    """What the role that work is done under could do that it may not: empty for the role of work."""
    with connection.cursor() as cursor:
        cursor.execute(ROLE)
        name, is_superuser, bypasses, owns = cursor.fetchone()
    found = {"is a superuser": is_superuser, "passes by the guards": bypasses, "owns tables": owns}
    return [f"the database role {name} {fault}" for fault, holds in found.items() if holds]


def faults_of_tables() -> list[str]:
    """The tables that work may use although nobody declared who sees their rows, or whose guard was taken away."""
    with connection.cursor() as cursor:
        cursor.execute(TABLES, [APP])
        rows = cursor.fetchall()
    return [
        f"the table {name} is open to work without a guard" for name, guarded, comment, usable, policies in rows
        if usable and not (comment.startswith(OPEN_MARK) or (guarded and policies))
    ]
