"""Provinces may have their own way, a case may be rejected and appealed, notices may hang twice, and a case follows its village into a merger."""

from importlib import import_module

import django.db.models.deletion
from django.db import migrations, models

# procedure, status it allows, persons, days of each notice, pieces of evidence, rule
FLOORS = (
    ("household-exit", "exited", 5, 7, 10, "household-exit"),
    ("household-return", "returned", 5, 7, 7, ""),
    ("household-identification", "identified", 6, 5, 12, "household-identification"),
    ("household-removal", "removed", 4, 7, 6, ""),
    ("member-change", "", 3, 0, 3, ""),
    ("village-exit", "", 4, 7, 8, "village-exit"),
    ("county-exit", "", 5, 7, 8, "county-exit"),
    ("two-persons", "", 2, 0, 0, ""),
)
# How many notices must have hung their whole time: one where there are any, and two for those named here.
NOTICES = """
CREATE FUNCTION procedure_notices(wanted text) RETURNS int LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN wanted IN ('household-identification') THEN 2 ELSE 1 END
$$;
"""
LACKS = """
CREATE OR REPLACE FUNCTION procedure_case_lacks(wanted procedure_case) RETURNS text LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path = public, pg_temp AS $$
DECLARE least record; whole int;
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
    SELECT count(*) INTO whole FROM (
        SELECT greatest(begun.recorded_at, held.recorded_at) AS begins, ended.recorded_at AS ends
        FROM procedure_act begun JOIN procedure_sealing held ON held.act_id = begun.id
        JOIN LATERAL (
            SELECT a.id, a.recorded_at FROM procedure_act a JOIN procedure_sealing released ON released.act_id = a.id
            WHERE a.case_id = begun.case_id AND a.kind = 'close' AND a.step = begun.step AND a.seq > begun.seq ORDER BY a.seq LIMIT 1) ended ON true
        WHERE begun.case_id = wanted.id AND begun.kind = 'publish'
    ) shown WHERE shown.ends >= shown.begins AND shown.ends - shown.begins - COALESCE((
        SELECT sum(upper(span) - lower(span)) FROM unnest((
            SELECT range_agg(tstzrange(o.recorded_at, COALESCE(r.recorded_at, shown.ends)))
            FROM procedure_act o LEFT JOIN procedure_act r ON r.case_id = o.case_id AND r.kind = 'answer' AND r.refers = o.seq
            WHERE o.case_id = wanted.id AND o.kind = 'object' AND COALESCE(r.recorded_at, shown.ends) >= o.recorded_at
        ) * tstzmultirange(tstzrange(shown.begins, shown.ends))) AS spans(span)
    ), interval '0') >= make_interval(days => least.notice_days);
    IF least.notice_days > 0 AND whole < procedure_notices(wanted.procedure) THEN
        RETURN 'notice';
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
FOLLOWS = """
CREATE FUNCTION procedure_case_follows_its_village() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF (NEW.state, NEW.due, NEW.version, NEW.ended_at) IS DISTINCT FROM (OLD.state, OLD.due, OLD.version, OLD.ended_at)
        OR NOT EXISTS (SELECT FROM divisions_succession WHERE (predecessor_code, successor_code) IN (
            (OLD.area_code, NEW.area_code), (NEW.area_code, OLD.area_code))) THEN
        RAISE EXCEPTION 'a case goes where its village goes, and nowhere else' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER case_follows_its_village BEFORE UPDATE OF area_code ON procedure_case FOR EACH ROW
    WHEN (OLD.area_code IS DISTINCT FROM NEW.area_code) EXECUTE FUNCTION procedure_case_follows_its_village();
"""
WAS = "(NEW.id, NEW.procedure, NEW.edition, NEW.declaration, NEW.subject, NEW.area_code, NEW.account_id, NEW.note, NEW.key, NEW.opened_at)"
IS = "(NEW.id, NEW.procedure, NEW.edition, NEW.variant, NEW.appeals_id, NEW.declaration, NEW.subject, NEW.account_id, NEW.note, NEW.key, NEW.opened_at)"


def _before(name):
    return import_module(f"tuopin.procedure.migrations.{name}")


def _moves() -> str:
    guard = _before("0002_cases_end_only_whole").GUARD
    begins = guard.index("CREATE FUNCTION procedure_case_moves()")
    return guard[begins : guard.index("CREATE FUNCTION procedure_permission_whole()")].replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION", 1)


def forwards() -> str:
    floors = _before("0002_cases_end_only_whole").floors(FLOORS).replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION", 1)
    moves = _moves().replace(WAS, IS).replace(WAS.replace("NEW.", "OLD."), IS.replace("NEW.", "OLD."))
    return f"{floors}\n{NOTICES}\n{LACKS}\n{moves}\n{FOLLOWS}"


def backwards() -> str:
    counted = _before("0006_time_under_objection_does_not_count")
    gone = "DROP FUNCTION procedure_notices(text); DROP FUNCTION procedure_case_follows_its_village() CASCADE;"
    floors = _before("0002_cases_end_only_whole").floors().replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION", 1)
    return f"{gone}\n{floors}\n{counted.HEAD}{counted.HUNG}{counted.TAIL}\n{_moves()}"


class Migration(migrations.Migration):
    dependencies = [("procedure", "0006_time_under_objection_does_not_count"), ("divisions", "0003_everybody_reads_the_divisions")]
    operations = [
        migrations.AddField("case", "variant", models.CharField(
            db_collation="C", db_default="000000000000", default="000000000000", max_length=12, verbose_name="地方办法")),
        migrations.AddField("case", "appeals", models.OneToOneField(
            null=True, on_delete=django.db.models.deletion.PROTECT, related_name="appealed_by", to="procedure.case", verbose_name="所申诉的事项")),
        migrations.AlterField("case", "state", models.CharField(choices=[
            ("underway", "办理中"), ("on_notice", "公示中"), ("completed", "已办结"), ("stopped", "异议成立,终止"), ("withdrawn", "已撤回"), ("rejected", "已驳回"),
        ], default="underway", max_length=10, verbose_name="办理状态")),
        migrations.AlterField("act", "kind", models.CharField(choices=[
            ("step", "办理"), ("publish", "公示"), ("object", "异议"), ("answer", "答复"), ("close", "公示期满"), ("withdraw", "撤回"), ("reject", "驳回"),
        ], max_length=8, verbose_name="动作")),
        migrations.RunSQL(forwards(), backwards()),
    ]
