"""The tables that grow fastest check their household and person once a statement, over all its rows together.

Checked row by row, as a foreign key does, the same guarantee costs a third of an import. The other half of a foreign key,
that a parent with children stays, is stricter here: a household and a person are for ever, nobody can delete one.
"""

from django.db import migrations

CHILDREN = {
    "registry_incomeline": {"household_id": "registry_household"},
    "registry_memberform": {"household_id": "registry_household", "person_id": "registry_person"},
    "registry_membership": {"household_id": "registry_household", "person_id": "registry_person"},
}
GUARD = """
CREATE FUNCTION registry_parents_exist() RETURNS trigger LANGUAGE plpgsql AS $$
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
CREATE FUNCTION registry_for_ever() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a row of % is for ever: record what happened to it, never delete it', TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER household_for_ever BEFORE DELETE ON registry_household FOR EACH ROW EXECUTE FUNCTION registry_for_ever();
CREATE TRIGGER person_for_ever BEFORE DELETE ON registry_person FOR EACH ROW EXECUTE FUNCTION registry_for_ever();
"""
UNGUARD = "DROP FUNCTION registry_parents_exist() CASCADE; DROP FUNCTION registry_for_ever() CASCADE;"


def triggers():
    for table, parents in CHILDREN.items():
        arguments = ", ".join(f"'{column}', '{parent}'" for column, parent in parents.items())
        for event in ("INSERT", "UPDATE"):
            yield (
                f"CREATE TRIGGER {table}_parents_{event.lower()} AFTER {event} ON {table} "
                f"REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION registry_parents_exist({arguments});"
            )


class Migration(migrations.Migration):
    dependencies = [("registry", "0007_one_index_a_number")]
    operations = [migrations.RunSQL(GUARD + "\n".join(triggers()), UNGUARD)]
