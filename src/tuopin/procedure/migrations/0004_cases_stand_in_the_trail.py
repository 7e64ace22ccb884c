"""Cases know their last event, count by the trail's clock, and rest on files that were really taken as evidence."""

from django.db import migrations, models

GUARD = """
CREATE OR REPLACE FUNCTION procedure_clock() RETURNS timestamptz LANGUAGE sql VOLATILE AS $$ SELECT trail_clock() $$;
CREATE INDEX case_by_number ON procedure_case ((id::text));

CREATE FUNCTION procedure_citation_of_a_file() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM evidence_evidencefile f WHERE f.uid = NEW.uid AND f.digest = NEW.digest AND f.subject = NEW.subject
        AND f.kind = NEW.kind AND f.recorded_at = NEW.accepted_at AND f.erased_at IS NULL) THEN
        RAISE EXCEPTION 'no file of evidence is as act % says', NEW.act_id USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER citation_of_a_file BEFORE INSERT ON procedure_citation FOR EACH ROW EXECUTE FUNCTION procedure_citation_of_a_file();
"""
UNGUARD = """
DROP FUNCTION procedure_citation_of_a_file() CASCADE; DROP INDEX case_by_number;
CREATE OR REPLACE FUNCTION procedure_clock() RETURNS timestamptz LANGUAGE sql VOLATILE AS $$ SELECT clock_timestamp() $$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("procedure", "0003_objections_are_sealed_again"), ("evidence", "0003_files_are_recorded_by_the_databases_clock"),
        ("trail", "0004_events_are_admitted_in_order"),
    ]
    operations = [
        migrations.AddField("case", "trail_chain", models.CharField(
            blank=True, db_collation="C", db_default="", default="", max_length=12, verbose_name="链")),
        migrations.AddField("case", "trail_seq", models.BigIntegerField(null=True, verbose_name="链上序号")),
        migrations.RunSQL(GUARD, UNGUARD),
    ]
