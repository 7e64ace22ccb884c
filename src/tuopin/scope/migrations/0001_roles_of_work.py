"""The two roles of the database under which all work is done; neither owns anything, neither can log in by being made here.

Whoever may not create roles is told what the administrator of the server has to run once (docs/how-to/postgresql.md).
"""

from django.db import migrations

from tuopin.scope.states import APP, LOADER

ROLES = f"""
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{APP}') THEN
        CREATE ROLE {APP} NOLOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS;
    END IF;
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{LOADER}') THEN
        CREATE ROLE {LOADER} NOLOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE BYPASSRLS;
    END IF;
    IF NOT pg_has_role('{APP}', '{LOADER}', 'MEMBER') THEN
        GRANT {LOADER} TO {APP};
    END IF;
EXCEPTION WHEN insufficient_privilege THEN
    RAISE EXCEPTION 'the roles {APP} and {LOADER} are missing, and this login may not create them'
        USING HINT = 'Let the administrator of the server run the lines of docs/how-to/postgresql.md once.';
END $$
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        migrations.RunSQL(ROLES, migrations.RunSQL.noop),  # other databases of the server may use them: they stay
        migrations.RunSQL(f"GRANT USAGE ON SCHEMA public TO {APP}, {LOADER}", f"REVOKE USAGE ON SCHEMA public FROM {APP}, {LOADER}"),
    ]
