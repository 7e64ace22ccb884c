"""The database refuses a status that comes neither from a completed case nor from the file that registers the household in the same transaction."""

from django.db import migrations

from tuopin.kernel.pack import pack

GUARD = """
CREATE FUNCTION registry_status_by_procedure() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
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
    SELECT w.household_id INTO broken FROM written w
    LEFT JOIN registry_household h ON h.id = w.household_id
    LEFT JOIN procedure_case c ON c.id = w.case_id AND c.state = 'completed' AND c.subject = 'household:' || h.number
    LEFT JOIN LATERAL procedure_floor(c.procedure) f ON true
    WHERE w.case_id IS NOT NULL
        AND (f.status IS DISTINCT FROM w.kind OR w."on" IS DISTINCT FROM (c.ended_at AT TIME ZONE '""" + pack().zone + """')::date) LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'no completed case decides this of household %', broken USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER status_by_procedure AFTER INSERT ON registry_statusevent REFERENCING NEW TABLE AS written
    FOR EACH STATEMENT EXECUTE FUNCTION registry_status_by_procedure();

CREATE FUNCTION registry_household_registered_now() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM written WHERE registered_at NOT BETWEEN transaction_timestamp() AND clock_timestamp()) THEN
        RAISE EXCEPTION 'a household is registered now' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER household_registered_now AFTER INSERT ON registry_household REFERENCING NEW TABLE AS written
    FOR EACH STATEMENT EXECUTE FUNCTION registry_household_registered_now();

CREATE FUNCTION registry_household_stays_itself() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the number of a household and the day of its registration never change' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER household_stays_itself BEFORE UPDATE ON registry_household FOR EACH ROW
    WHEN ((OLD.id, OLD.number, OLD.registered_at) IS DISTINCT FROM (NEW.id, NEW.number, NEW.registered_at))
    EXECUTE FUNCTION registry_household_stays_itself();
"""
UNGUARD = """
DROP FUNCTION registry_status_by_procedure() CASCADE; DROP FUNCTION registry_household_registered_now() CASCADE;
DROP FUNCTION registry_household_stays_itself() CASCADE;
"""


class Migration(migrations.Migration):
    dependencies = [("registry", "0013_status_comes_from_a_case_or_a_takeover"), ("procedure", "0003_objections_are_sealed_again")]
    operations = [migrations.RunSQL(GUARD, UNGUARD)]
