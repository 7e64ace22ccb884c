"""Whether a completed case decides a household's status is said in one place, which a room above may widen (a split, a merge)."""

from django.db import migrations

from tuopin.kernel.pack import pack

DECIDES = """
CREATE FUNCTION registry_case_decides(decided procedure_case, household bigint, kind text) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public, pg_temp AS $$
    SELECT decided.state = 'completed' AND EXISTS (
        SELECT FROM registry_household h, LATERAL procedure_floor(decided.procedure) f
        WHERE h.id = household AND decided.subject = 'household:' || h.number AND f.status = kind)
$$;
"""
GUARD = """
CREATE OR REPLACE FUNCTION registry_status_by_procedure() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE broken bigint;
BEGIN
    SELECT w.household_id INTO broken FROM written w
    WHERE num_nonnulls(w.case_id, w.takeover_id) <> 1 OR w.recorded_at NOT BETWEEN transaction_timestamp() AND clock_timestamp() LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'the status of household % goes through a procedure', broken USING ERRCODE = 'restrict_violation';
    END IF;
    SELECT w.household_id INTO broken FROM written w
    LEFT JOIN registry_household h ON h.id = w.household_id
    LEFT JOIN registry_importbatch b ON b.id = w.takeover_id AND b.state = 'merging'
    WHERE w.takeover_id IS NOT NULL AND (b.id IS NULL OR h.registered_at IS NULL OR h.registered_at < transaction_timestamp()) LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'household % is registered already: a file changes no status', broken USING ERRCODE = 'restrict_violation';
    END IF;
    SELECT w.household_id INTO broken FROM written w LEFT JOIN procedure_case c ON c.id = w.case_id
    WHERE w.case_id IS NOT NULL AND (c.id IS NULL OR NOT registry_case_decides(c, w.household_id, w.kind)
        OR w."on" IS DISTINCT FROM (c.ended_at AT TIME ZONE '""" + pack().zone + """')::date) LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'no completed case decides this of household %', broken USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NULL;
END $$;
"""


def before() -> str:
    from importlib import import_module

    guard = import_module("tuopin.registry.migrations.0014_status_goes_through_procedure").GUARD
    return guard[: guard.index("CREATE TRIGGER status_by_procedure")].replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION", 1)


class Migration(migrations.Migration):
    dependencies = [("registry", "0020_parents_are_counted_in_ranges"), ("procedure", "0007_ways_of_places_rejections_and_other_subjects")]
    operations = [
        migrations.RunSQL(DECIDES + GUARD, before() + "DROP FUNCTION registry_case_decides(procedure_case, bigint, text);"),
    ]
