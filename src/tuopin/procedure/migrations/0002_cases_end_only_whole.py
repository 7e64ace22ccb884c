"""The database itself sets the time of every act, lets nothing be changed, and lets a case end only when it is whole."""

from django.db import migrations

# procedure, status it allows, persons, notice days, pieces of evidence, rule
FLOORS = (
    ("household-exit", "exited", 5, 7, 10, "household-exit"),
    ("household-return", "returned", 5, 7, 7, ""),
    ("two-persons", "", 2, 0, 0, ""),
)
APPEND_ONLY = ("act", "citation", "verdict", "publication", "sealing", "objection", "permission")
TIMED = ("act", "sealing", "permission")

GUARD = """
CREATE FUNCTION procedure_clock() RETURNS timestamptz LANGUAGE sql VOLATILE AS $$ SELECT clock_timestamp() $$;

CREATE FUNCTION procedure_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only: what was done in a case stays', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;

CREATE FUNCTION procedure_recorded() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.recorded_at := procedure_clock();
    RETURN NEW;
END $$;

CREATE FUNCTION procedure_act_of_running_case() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE running procedure_case; before timestamptz;
BEGIN
    SELECT * INTO running FROM procedure_case WHERE id = NEW.case_id FOR UPDATE;
    IF running.state IS NULL OR running.state NOT IN ('underway', 'on_notice') OR NEW.seq <> running.version + 1 THEN
        RAISE EXCEPTION 'case % takes no act %', NEW.case_id, NEW.seq USING ERRCODE = 'restrict_violation';
    END IF;
    SELECT max(recorded_at) INTO before FROM procedure_act WHERE case_id = NEW.case_id;
    IF procedure_clock() < before THEN
        RAISE EXCEPTION 'the clock went back' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION procedure_case_lacks(wanted procedure_case) RETURNS text LANGUAGE plpgsql STABLE SECURITY DEFINER
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
        SELECT max(ended.recorded_at - greatest(begun.recorded_at, held.recorded_at)) INTO hung
        FROM procedure_act begun JOIN procedure_sealing held ON held.act_id = begun.id
        JOIN procedure_act ended ON ended.case_id = begun.case_id AND ended.kind = 'close' AND ended.seq > begun.seq
        JOIN procedure_sealing released ON released.act_id = ended.id
        WHERE begun.case_id = wanted.id AND begun.kind = 'publish';
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

CREATE FUNCTION procedure_case_moves() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE lacks text;
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.state <> 'underway' OR NEW.version <> 0 THEN
            RAISE EXCEPTION 'a case begins at its beginning' USING ERRCODE = 'restrict_violation';
        END IF;
        NEW.opened_at := procedure_clock();
        NEW.ended_at := NULL;
        RETURN NEW;
    END IF;
    IF (NEW.id, NEW.procedure, NEW.edition, NEW.declaration, NEW.subject, NEW.area_code, NEW.account_id, NEW.note, NEW.key, NEW.opened_at)
        IS DISTINCT FROM
        (OLD.id, OLD.procedure, OLD.edition, OLD.declaration, OLD.subject, OLD.area_code, OLD.account_id, OLD.note, OLD.key, OLD.opened_at) THEN
        RAISE EXCEPTION 'what a case is about never changes' USING ERRCODE = 'restrict_violation';
    END IF;
    IF (NEW.state, NEW.due, NEW.version, NEW.ended_at) IS NOT DISTINCT FROM (OLD.state, OLD.due, OLD.version, OLD.ended_at) THEN
        RETURN NEW;
    END IF;
    IF OLD.state NOT IN ('underway', 'on_notice') OR NEW.version <> OLD.version + 1
        OR NOT EXISTS (SELECT FROM procedure_act WHERE case_id = NEW.id AND seq = NEW.version) THEN
        RAISE EXCEPTION 'a case moves by its next act alone' USING ERRCODE = 'restrict_violation';
    END IF;
    NEW.ended_at := CASE WHEN NEW.state IN ('underway', 'on_notice') THEN NULL ELSE procedure_clock() END;
    IF NEW.state = 'completed' THEN
        lacks := procedure_case_lacks(NEW);
        IF lacks IS NOT NULL THEN
            RAISE EXCEPTION 'case % cannot end: % missing', NEW.id, lacks USING ERRCODE = 'restrict_violation';
        END IF;
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION procedure_permission_whole() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM procedure_case WHERE id = NEW.case_id AND state = 'completed' AND procedure = 'two-persons'
        AND account_id = NEW.account_id AND ended_at > procedure_clock() - interval '24 hours') THEN
        RAISE EXCEPTION 'case % gives no permission', NEW.case_id USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER case_moves BEFORE INSERT OR UPDATE ON procedure_case FOR EACH ROW EXECUTE FUNCTION procedure_case_moves();
CREATE TRIGGER case_for_ever BEFORE DELETE ON procedure_case FOR EACH ROW EXECUTE FUNCTION procedure_append_only();
CREATE TRIGGER act_of_running_case BEFORE INSERT ON procedure_act FOR EACH ROW EXECUTE FUNCTION procedure_act_of_running_case();
CREATE TRIGGER permission_whole BEFORE INSERT ON procedure_permission FOR EACH ROW EXECUTE FUNCTION procedure_permission_whole();
"""
UNGUARD = """
DROP FUNCTION procedure_case_moves() CASCADE; DROP FUNCTION procedure_act_of_running_case() CASCADE;
DROP FUNCTION procedure_permission_whole() CASCADE; DROP FUNCTION procedure_append_only() CASCADE; DROP FUNCTION procedure_recorded() CASCADE;
DROP FUNCTION procedure_case_lacks(procedure_case) CASCADE;
DROP FUNCTION procedure_floor(text); DROP FUNCTION procedure_clock() CASCADE;
"""


def floors(listed=FLOORS):
    rows = ", ".join("({})".format(", ".join(f"'{v}'" if isinstance(v, str) else str(v) for v in floor)) for floor in listed)
    return (
        "CREATE FUNCTION procedure_floor(wanted text) RETURNS TABLE (status text, persons int, notice_days int, pieces int, rule text) "
        f"LANGUAGE sql IMMUTABLE AS $$ SELECT f.status, f.persons, f.notice_days, f.pieces, f.rule FROM (VALUES {rows}) "
        "AS f (procedure, status, persons, notice_days, pieces, rule) WHERE f.procedure = wanted $$;"
    )


def triggers():
    for name in TIMED:
        yield f"CREATE TRIGGER {name}_recorded BEFORE INSERT ON procedure_{name} FOR EACH ROW EXECUTE FUNCTION procedure_recorded();"
    for name in APPEND_ONLY:
        yield (
            f"CREATE TRIGGER {name}_append_only BEFORE UPDATE OR DELETE ON procedure_{name} FOR EACH ROW EXECUTE FUNCTION procedure_append_only();"
        )


class Migration(migrations.Migration):
    dependencies = [("procedure", "0001_first_tables"), ("people", "0004_identity_and_kinship")]
    operations = [migrations.RunSQL(floors() + GUARD + "\n".join(triggers()), UNGUARD)]
