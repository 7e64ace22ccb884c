"""Whether the parents of a statement's rows are there is asked of a whole range of numbers at once, and of two more tables.

The rows of a part of a file name parents that were numbered one after the other. When as many rows lie between the lowest and
the highest number named as there are numbers, every one of them is there; else each is looked up, as before. Pairings name
their helper, and what waits of a file names its file, in the same way: row by row it cost more than writing the rows.
"""

import django.db.models.deletion
from django.db import migrations, models

BY_RANGE = """
CREATE OR REPLACE FUNCTION registry_parents_exist() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE missing boolean; low bigint; high bigint; named bigint; there bigint;
BEGIN
    FOR place IN 0 .. TG_NARGS / 2 - 1 LOOP
        EXECUTE format('SELECT min(%1$I), max(%1$I), count(%1$I) FROM written', TG_ARGV[2 * place]) INTO low, high, named;
        IF high - low < 2 * named THEN
            EXECUTE format('SELECT count(*) FROM %I WHERE id BETWEEN $1 AND $2', TG_ARGV[2 * place + 1]) INTO there USING low, high;
            CONTINUE WHEN there = high - low + 1;
        END IF;
        EXECUTE format(
            'SELECT EXISTS (SELECT FROM (SELECT DISTINCT %1$I AS id FROM written) w '
            'WHERE NOT EXISTS (SELECT FROM %2$I p WHERE p.id = w.id))', TG_ARGV[2 * place], TG_ARGV[2 * place + 1]
        ) INTO missing;
        IF missing THEN
            RAISE EXCEPTION '% names a % that is not there', TG_TABLE_NAME, TG_ARGV[2 * place]
                USING ERRCODE = 'foreign_key_violation';
        END IF;
    END LOOP;
    RETURN NULL;
END $$;
"""
ONE_BY_ONE = """
CREATE OR REPLACE FUNCTION registry_parents_exist() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE missing boolean;
BEGIN
    FOR place IN 0 .. TG_NARGS / 2 - 1 LOOP
        EXECUTE format(
            'SELECT EXISTS (SELECT FROM (SELECT DISTINCT %1$I AS id FROM written) w '
            'WHERE NOT EXISTS (SELECT FROM %2$I p WHERE p.id = w.id))', TG_ARGV[2 * place], TG_ARGV[2 * place + 1]
        ) INTO missing;
        IF missing THEN
            RAISE EXCEPTION '% names a % that is not there', TG_TABLE_NAME, TG_ARGV[2 * place]
                USING ERRCODE = 'foreign_key_violation';
        END IF;
    END LOOP;
    RETURN NULL;
END $$;
"""
OF_A_FILE = ("registry_stagedblock", "registry_importproblem")
FOR_EVER = {"helper": "registry_helper", "batch": "registry_importbatch"}
PAIRED = "'household_id', 'registry_household'"
STAYS = """
CREATE FUNCTION registry_stays_with_its_file() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a row of % stays with the file it came in', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
"""


def checked(table, event, arguments):
    """The trigger that asks for the parents of the rows that a statement wrote."""
    return (f"CREATE TRIGGER {table}_parents_{event} AFTER {event} ON {table} REFERENCING NEW TABLE AS written"
            f" FOR EACH STATEMENT EXECUTE FUNCTION registry_parents_exist({arguments});")


def dropped(table, event):
    return f"DROP TRIGGER {table}_parents_{event} ON {table};"


FORWARDS = [
    BY_RANGE, STAYS, *(dropped("registry_pairing", event) for event in ("insert", "update")),
    *(checked("registry_pairing", event, f"{PAIRED}, 'helper_id', 'registry_helper'") for event in ("insert", "update")),
    *(checked(table, "insert", "'batch_id', 'registry_importbatch'") for table in OF_A_FILE),
    *(f"CREATE TRIGGER {table}_stays BEFORE UPDATE ON {table} FOR EACH ROW WHEN (OLD.batch_id <> NEW.batch_id)"
      " EXECUTE FUNCTION registry_stays_with_its_file();" for table in OF_A_FILE),
    *(f"CREATE TRIGGER {name}_for_ever BEFORE DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION registry_for_ever();"
      for name, table in FOR_EVER.items()),
]
BACK = [
    *(f"DROP TRIGGER {name}_for_ever ON {table};" for name, table in FOR_EVER.items()),
    "DROP FUNCTION registry_stays_with_its_file() CASCADE;",
    *(dropped(table, "insert") for table in OF_A_FILE),
    *(dropped("registry_pairing", event) for event in ("insert", "update")),
    *(checked("registry_pairing", event, PAIRED) for event in ("insert", "update")), ONE_BY_ONE,
]


def of_batch(related_name):
    return models.ForeignKey(
        db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name=related_name,
        to="registry.importbatch", verbose_name="导入批次",
    )


class Migration(migrations.Migration):
    dependencies = [("registry", "0019_one_index_of_stays_by_person")]
    operations = [
        migrations.AlterField("stagedblock", "batch", of_batch("blocks")),
        migrations.AlterField("importproblem", "batch", of_batch("problems")),
        migrations.AlterField("pairing", "helper", models.ForeignKey(
            db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name="pairings", to="registry.helper",
            verbose_name="帮扶责任人",
        )),
        migrations.RunSQL("\n".join(FORWARDS), "\n".join(BACK)),
    ]
