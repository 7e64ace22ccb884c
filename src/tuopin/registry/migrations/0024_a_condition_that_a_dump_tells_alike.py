"""The condition under which a household stays itself, written so that a dump and its restoring tell it in the same words."""

from django.db import migrations

FLAT = """
DROP TRIGGER household_stays_itself ON registry_household;
CREATE TRIGGER household_stays_itself BEFORE UPDATE ON registry_household FOR EACH ROW
    WHEN (OLD.id IS DISTINCT FROM NEW.id OR OLD.number IS DISTINCT FROM NEW.number OR OLD.registered_at IS DISTINCT FROM NEW.registered_at)
    EXECUTE FUNCTION registry_household_stays_itself();
"""
AS_ROWS = """
DROP TRIGGER household_stays_itself ON registry_household;
CREATE TRIGGER household_stays_itself BEFORE UPDATE ON registry_household FOR EACH ROW
    WHEN ((OLD.id, OLD.number, OLD.registered_at) IS DISTINCT FROM (NEW.id, NEW.number, NEW.registered_at))
    EXECUTE FUNCTION registry_household_stays_itself();
"""


class Migration(migrations.Migration):
    dependencies = [("registry", "0023_room_for_every_word")]

    operations = [migrations.RunSQL(FLAT, AS_ROWS)]
