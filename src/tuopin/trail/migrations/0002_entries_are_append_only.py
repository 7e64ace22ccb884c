"""Entries of the trail can be added, never changed or removed."""

from django.db import migrations

GUARD = """
CREATE FUNCTION trail_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the trail is append-only: add an entry that corrects, never change one'
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER entry_append_only BEFORE UPDATE OR DELETE ON trail_entry
    FOR EACH ROW EXECUTE FUNCTION trail_append_only();
"""
UNGUARD = "DROP TRIGGER entry_append_only ON trail_entry; DROP FUNCTION trail_append_only();"


class Migration(migrations.Migration):
    dependencies = [("trail", "0001_first_tables")]
    operations = [migrations.RunSQL(GUARD, UNGUARD)]
