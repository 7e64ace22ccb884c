"""Status events can be added, never changed or removed; sealed blocks are not compressed, because they cannot be."""

from django.db import migrations

GUARD = """
CREATE FUNCTION registry_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only: add an event that corrects, never change one', TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER status_event_append_only BEFORE UPDATE OR DELETE ON registry_statusevent
    FOR EACH ROW EXECUTE FUNCTION registry_append_only();
ALTER TABLE registry_stagedblock ALTER COLUMN sealed SET STORAGE EXTERNAL;
"""
UNGUARD = """
DROP TRIGGER status_event_append_only ON registry_statusevent;
DROP FUNCTION registry_append_only();
ALTER TABLE registry_stagedblock ALTER COLUMN sealed SET STORAGE EXTENDED;
"""


class Migration(migrations.Migration):
    dependencies = [("registry", "0002_fewer_indexes_and_sheets_of_a_file")]
    operations = [migrations.RunSQL(GUARD, UNGUARD)]
