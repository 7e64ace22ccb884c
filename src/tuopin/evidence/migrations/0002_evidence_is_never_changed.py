"""Files of evidence can be added and erased, never changed or removed; what is written about them is only added to."""

from django.db import migrations

GUARD = """
CREATE FUNCTION evidence_file_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    sealed CONSTANT text[] := ARRAY['note_sealed', 'facts_sealed'];  -- sealed anew when keys change
    erasure CONSTANT text[] := ARRAY['erased_at', 'erased_by', 'erased_basis'];
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'a file of evidence is never removed: erase it, and the row stays' USING ERRCODE = 'restrict_violation';
    END IF;
    IF to_jsonb(NEW) - sealed - erasure <> to_jsonb(OLD) - sealed - erasure
       OR (OLD.erased_at IS NOT NULL AND to_jsonb(NEW) <> to_jsonb(OLD))
       OR (NEW.erased_at IS NULL AND (NEW.erased_by, NEW.erased_basis) <> ('', ''))
       OR (NEW.erased_at IS NULL AND (NEW.note_sealed IS NULL) <> (OLD.note_sealed IS NULL))
       OR (NEW.erased_at IS NULL AND (NEW.facts_sealed IS NULL) <> (OLD.facts_sealed IS NULL))
       OR (NEW.erased_at IS NOT NULL AND (NEW.erased_basis = '' OR NEW.note_sealed IS NOT NULL OR NEW.facts_sealed IS NOT NULL))
    THEN
        RAISE EXCEPTION 'a file of evidence is never changed: take another one as evidence' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER evidence_file_unchanged BEFORE UPDATE OR DELETE ON evidence_evidencefile
    FOR EACH ROW EXECUTE FUNCTION evidence_file_guard();

CREATE FUNCTION evidence_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER evidence_flag_append_only BEFORE UPDATE OR DELETE ON evidence_evidenceflag
    FOR EACH ROW EXECUTE FUNCTION evidence_append_only();
CREATE TRIGGER evidence_use_append_only BEFORE UPDATE OR DELETE ON evidence_evidenceuse
    FOR EACH ROW EXECUTE FUNCTION evidence_append_only();
CREATE TRIGGER evidence_resemblance_append_only BEFORE UPDATE OR DELETE ON evidence_evidenceresemblance
    FOR EACH ROW EXECUTE FUNCTION evidence_append_only();

CREATE FUNCTION evidence_print_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND NOT EXISTS (SELECT FROM evidence_evidencefile WHERE id = OLD.file_id AND erased_at IS NOT NULL) THEN
        RAISE EXCEPTION 'the prints of a file go only when it is erased' USING ERRCODE = 'restrict_violation';
    END IF;
    IF TG_OP = 'UPDATE' AND to_jsonb(NEW) - '{content,owner}'::text[] <> to_jsonb(OLD) - '{content,owner}'::text[] THEN
        RAISE EXCEPTION 'the prints of a file are never changed' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER evidence_print_unchanged BEFORE UPDATE OR DELETE ON evidence_evidenceprint
    FOR EACH ROW EXECUTE FUNCTION evidence_print_guard();
"""
UNGUARD = """
DROP TRIGGER evidence_print_unchanged ON evidence_evidenceprint;
DROP FUNCTION evidence_print_guard();
DROP TRIGGER evidence_resemblance_append_only ON evidence_evidenceresemblance;
DROP TRIGGER evidence_use_append_only ON evidence_evidenceuse;
DROP TRIGGER evidence_flag_append_only ON evidence_evidenceflag;
DROP FUNCTION evidence_append_only();
DROP TRIGGER evidence_file_unchanged ON evidence_evidencefile;
DROP FUNCTION evidence_file_guard();
"""


class Migration(migrations.Migration):
    dependencies = [("evidence", "0001_first_tables")]
    operations = [migrations.RunSQL(GUARD, UNGUARD)]
