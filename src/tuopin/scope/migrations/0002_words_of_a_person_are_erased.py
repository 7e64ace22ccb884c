"""The one way by which a text that stands for ever loses what it told of a person: two persons agreed, in this very transaction."""

from django.db import migrations

from tuopin.scope.states import callable_by_work

DOOR = """
CREATE TABLE scope_erasable (name text COLLATE "C" PRIMARY KEY);
CREATE TABLE scope_erasing (xid xid8 PRIMARY KEY);

CREATE FUNCTION scope_is_erasing() RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT EXISTS (SELECT FROM scope_erasing WHERE xid = pg_current_xact_id_if_assigned())
$$;

-- Whether the row was written by this transaction itself: seen by it, and not yet ended.
CREATE FUNCTION scope_written_now(xmin xid) RETURNS boolean LANGUAGE sql VOLATILE AS $$
    SELECT coalesce(pg_xact_status((((pg_current_xact_id()::text::bigint >> 32) << 32) | xmin::text::bigint)::text::xid8) = 'in progress', false)
$$;

CREATE FUNCTION scope_erase_words(agreed bigint, tbl text, col text, wanted bigint[], spoken text, sealed_again bytea[]) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE kind text; lasting boolean; put text; done bigint;
BEGIN
    IF NOT EXISTS (SELECT FROM scope_erasable WHERE name = tbl || '.' || col) THEN
        RAISE EXCEPTION '%.% is not declared to tell of a person', tbl, col USING ERRCODE = 'restrict_violation';
    END IF;
    IF NOT EXISTS (SELECT FROM procedure_permission p JOIN procedure_case c ON c.id = p.case_id
        WHERE p.case_id = agreed AND starts_with(c.subject, 'act:erase-person:') AND scope_written_now(p.xmin)) THEN
        RAISE EXCEPTION 'nothing is erased without two persons who agree to it now' USING ERRCODE = 'restrict_violation';
    END IF;
    SELECT format_type(a.atttypid, NULL), a.attnotnull INTO kind, lasting FROM pg_attribute a
        WHERE a.attrelid = tbl::regclass AND a.attname = col AND NOT a.attisdropped;
    put := CASE
        WHEN kind = 'bytea' AND sealed_again IS NOT NULL THEN '($4)[array_position($1, t.id)]'
        WHEN kind = 'bytea' AND lasting THEN '''''::bytea'
        WHEN kind IN ('text', 'character varying') AND spoken IS NOT NULL THEN format('replace(t.%I, $2, $3)', col)
        WHEN kind = 'jsonb' AND spoken IS NOT NULL THEN format('replace(t.%I::text, $2, $3)::jsonb', col)
        WHEN kind IN ('text', 'character varying') AND lasting THEN format('CASE WHEN t.%I = '''' THEN '''' ELSE ''已删除'' END', col)
        WHEN NOT lasting THEN 'NULL' END;
    IF put IS NULL THEN
        RAISE EXCEPTION '%.% cannot be erased so', tbl, col USING ERRCODE = 'restrict_violation';
    END IF;
    INSERT INTO scope_erasing VALUES (pg_current_xact_id());
    EXECUTE format('UPDATE %I t SET %I = %s WHERE t.id = ANY($1)', tbl, col, put) USING wanted, spoken, '某', sealed_again;
    GET DIAGNOSTICS done = ROW_COUNT;
    DELETE FROM scope_erasing;
    RETURN done;
END $$;

-- The guards of a table that ask before a row is changed let an erasure through, and nothing else.
CREATE FUNCTION scope_admit_erasure(tbl text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE made record;
BEGIN
    FOR made IN SELECT tgname, pg_get_triggerdef(oid) AS said FROM pg_trigger
        WHERE tgrelid = tbl::regclass AND NOT tgisinternal AND tgtype & 19 = 19 AND pg_get_triggerdef(oid) NOT LIKE '%scope_is_erasing%' LOOP
        EXECUTE format('DROP TRIGGER %I ON %I', made.tgname, tbl);
        EXECUTE CASE WHEN made.said LIKE '% WHEN (%' THEN
            regexp_replace(made.said, ' WHEN \\((.*)\\) EXECUTE FUNCTION ', ' WHEN ((\\1) AND NOT scope_is_erasing()) EXECUTE FUNCTION ')
            ELSE replace(made.said, ' EXECUTE FUNCTION ', ' WHEN (NOT scope_is_erasing()) EXECUTE FUNCTION ') END;
    END LOOP;
END $$;

CREATE FUNCTION scope_refuse_erasure(tbl text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE made record;
BEGIN
    FOR made IN SELECT tgname, pg_get_triggerdef(oid) AS said FROM pg_trigger
        WHERE tgrelid = tbl::regclass AND NOT tgisinternal AND pg_get_triggerdef(oid) LIKE '%scope_is_erasing%' LOOP
        EXECUTE format('DROP TRIGGER %I ON %I', made.tgname, tbl);
        EXECUTE replace(made.said, 'NOT scope_is_erasing()', 'true');
    END LOOP;
END $$;
"""
SHUT = """
DROP FUNCTION scope_refuse_erasure(text); DROP FUNCTION scope_admit_erasure(text);
DROP FUNCTION scope_erase_words(bigint, text, text, bigint[], text, bytea[]); DROP FUNCTION scope_written_now(xid); DROP FUNCTION scope_is_erasing();
DROP TABLE scope_erasing; DROP TABLE scope_erasable;
"""


class Migration(migrations.Migration):
    dependencies = [("scope", "0001_roles_of_work")]
    operations = [
        migrations.RunSQL(DOOR, SHUT),
        migrations.RunSQL(*callable_by_work("scope_is_erasing()")),
        migrations.RunSQL(*callable_by_work("scope_erase_words(bigint, text, text, bigint[], text, bytea[])")),
    ]
