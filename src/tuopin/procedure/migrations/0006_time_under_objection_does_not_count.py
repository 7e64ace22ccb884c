"""The database's own floor counts a notice as the procedure does: from its checkpoint to its end, without the time of open objections."""

from django.db import migrations

HEAD = """
CREATE OR REPLACE FUNCTION procedure_case_lacks(wanted procedure_case) RETURNS text LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path = public, pg_temp AS $$
DECLARE least record; hung interval;
BEGIN
    SELECT * INTO least FROM procedure_floor(wanted.procedure);
    IF NOT FOUND THEN
        RETURN 'floor';
    END IF;
    IF (SELECT count(DISTINCT who.identity_index) FROM procedure_act a JOIN people_account who ON who.id = a.account_id
        WHERE a.case_id = wanted.id AND a.kind IN ('step', 'publish')) < least.persons THEN
        RETURN 'persons';
    END IF;
    IF (SELECT count(DISTINCT c.digest) FROM procedure_citation c JOIN procedure_act a ON a.id = c.act_id
        WHERE a.case_id = wanted.id AND a.kind IN ('step', 'publish', 'close')) < least.pieces THEN
        RETURN 'evidence';
    END IF;
    IF least.notice_days > 0 THEN
"""
HUNG = """
        SELECT shown.ends - shown.begins - COALESCE((
            SELECT sum(upper(span) - lower(span)) FROM unnest((
                SELECT range_agg(tstzrange(o.recorded_at, COALESCE(r.recorded_at, shown.ends)))
                FROM procedure_act o LEFT JOIN procedure_act r ON r.case_id = o.case_id AND r.kind = 'answer' AND r.refers = o.seq
                WHERE o.case_id = wanted.id AND o.kind = 'object' AND COALESCE(r.recorded_at, shown.ends) >= o.recorded_at
            ) * tstzmultirange(tstzrange(shown.begins, shown.ends))) AS spans(span)
        ), interval '0') INTO hung
        FROM (
            SELECT greatest(begun.recorded_at, held.recorded_at) AS begins, ended.recorded_at AS ends
            FROM procedure_act begun JOIN procedure_sealing held ON held.act_id = begun.id
            JOIN procedure_act ended ON ended.case_id = begun.case_id AND ended.kind = 'close' AND ended.seq > begun.seq
            JOIN procedure_sealing released ON released.act_id = ended.id
            WHERE begun.case_id = wanted.id AND begun.kind = 'publish' ORDER BY begun.seq DESC, ended.seq LIMIT 1
        ) shown WHERE shown.ends >= shown.begins;
"""
BEFORE = """
        SELECT max(ended.recorded_at - greatest(begun.recorded_at, held.recorded_at)) INTO hung
        FROM procedure_act begun JOIN procedure_sealing held ON held.act_id = begun.id
        JOIN procedure_act ended ON ended.case_id = begun.case_id AND ended.kind = 'close' AND ended.seq > begun.seq
        JOIN procedure_sealing released ON released.act_id = ended.id
        WHERE begun.case_id = wanted.id AND begun.kind = 'publish';
"""
TAIL = """
        IF hung IS NULL OR hung < make_interval(days => least.notice_days) THEN
            RETURN 'notice';
        END IF;
    END IF;
    IF EXISTS (SELECT FROM procedure_act o WHERE o.case_id = wanted.id AND o.kind = 'object' AND NOT EXISTS (
        SELECT FROM procedure_act r WHERE r.case_id = wanted.id AND r.kind = 'answer' AND r.refers = o.seq AND r.outcome = 'dismissed')) THEN
        RETURN 'objection';
    END IF;
    IF least.rule <> '' AND NOT EXISTS (
        SELECT FROM procedure_verdict v JOIN procedure_act a ON a.id = v.act_id
        WHERE a.case_id = wanted.id AND a.seq = wanted.version AND v.rule = least.rule AND v.holds) THEN
        RETURN 'verdict';
    END IF;
    RETURN NULL;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("procedure", "0005_who_sees_which_cases")]
    operations = [migrations.RunSQL(HEAD + HUNG + TAIL, HEAD + BEFORE + TAIL)]
