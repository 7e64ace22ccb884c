"""When a file was taken as evidence is said by the database's clock, whatever a program writes: freshness counts from it."""

from django.db import migrations

GUARD = """
CREATE FUNCTION evidence_recorded() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.recorded_at := trail_clock();
    RETURN NEW;
END $$;
CREATE TRIGGER evidence_file_recorded BEFORE INSERT ON evidence_evidencefile FOR EACH ROW EXECUTE FUNCTION evidence_recorded();
"""
UNGUARD = "DROP FUNCTION evidence_recorded() CASCADE;"


class Migration(migrations.Migration):
    dependencies = [("evidence", "0002_evidence_is_never_changed"), ("trail", "0004_events_are_admitted_in_order")]
    operations = [migrations.RunSQL(GUARD, UNGUARD)]
