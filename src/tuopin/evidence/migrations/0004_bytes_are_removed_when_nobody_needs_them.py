"""Whether bytes are still needed is asked of all places, by a function that tells nothing but yes or no."""

from django.db import migrations

NEEDED = """
CREATE FUNCTION evidence_digest_needed(asked text) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
    SELECT EXISTS (
        SELECT FROM evidence_evidencefile WHERE erased_at IS NULL AND (digest = asked OR thumbnail_digest = asked)
    )
$$;
CREATE INDEX evidence_by_thumbnail ON evidence_evidencefile (thumbnail_digest);
"""
DROP = "DROP INDEX evidence_by_thumbnail; DROP FUNCTION evidence_digest_needed(text);"


class Migration(migrations.Migration):
    dependencies = [("evidence", "0003_files_are_recorded_by_the_databases_clock")]
    operations = [migrations.RunSQL(NEEDED, DROP)]
