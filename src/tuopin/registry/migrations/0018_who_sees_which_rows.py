"""The register's rows are shown where the asker may read and taken where the asker may write, by the database itself."""

from django.db import migrations

from tuopin.scope.states import by_area, by_children, by_parent, callable_by_work, lies_in, loaded

HOUSEHOLD = {"parent": "registry_household", "at": "village_code"}
BATCH = {"parent": "registry_importbatch", "at": "area_code"}
LIVES_WHERE_ONE_WRITES = f"EXISTS (SELECT FROM registry_household h WHERE h.id = c.household_id AND {lies_in('write', 'h.village_code')})"
APPENDED = "SELECT, INSERT"
GUARDS = [
    by_area("registry_household", "village_code", rights="SELECT, INSERT, UPDATE"),
    by_parent("registry_householdform", "household_id", **HOUSEHOLD, rights="SELECT, INSERT, UPDATE"),
    by_parent("registry_incomeline", "household_id", **HOUSEHOLD, rights="SELECT, INSERT, UPDATE"),
    by_parent("registry_statusevent", "household_id", **HOUSEHOLD, rights=APPENDED),
    by_parent("registry_memberform", "household_id", **HOUSEHOLD, rights="SELECT, INSERT, UPDATE"),
    by_parent("registry_membership", "household_id", **HOUSEHOLD, rights="SELECT, INSERT, UPDATE"),
    by_parent("registry_pairing", "household_id", **HOUSEHOLD),
    by_children("registry_person", "registry_membership", "person_id", writes=LIVES_WHERE_ONE_WRITES, rights="SELECT, INSERT, UPDATE"),
    by_area("registry_villageform", "village_code", rights="SELECT, INSERT, UPDATE"),
    by_area("registry_countysurvey", "county_code", rights="SELECT, INSERT, UPDATE"),
    by_area("registry_helper", "area_code", from_below=True, rights="SELECT, INSERT, UPDATE"),
    by_area("registry_posting", "village_code"),
    by_area("registry_importbatch", "area_code"),
    by_parent("registry_stagedbundle", "batch_id", **BATCH),
    by_parent("registry_stagedblock", "batch_id", **BATCH, or_at="village_code"),
    by_parent("registry_importproblem", "batch_id", **BATCH, or_at="village_code"),
]
LOADED = (
    "household", "householdform", "incomeline", "person", "membership", "memberform", "statusevent", "pairing", "villageform",
    "helper", "posting", "stagedblock", "stagedbundle", "importproblem",
)
# Whether a parent is there is asked of the whole table, not of what the one who adds a row may see of it; and to refresh
# the statistics after a first import is the owner's right.
OWNERS_RIGHTS = """
ALTER FUNCTION registry_parents_exist() SECURITY DEFINER SET search_path = public, pg_temp;
CREATE FUNCTION registry_refresh_statistics() RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public SET default_statistics_target = 20 AS $$
BEGIN
    ANALYZE registry_household, registry_householdform, registry_person, registry_memberform, registry_membership,
        registry_incomeline, registry_statusevent, registry_pairing, registry_stagedblock;
END $$;
REVOKE EXECUTE ON FUNCTION registry_refresh_statistics() FROM PUBLIC;
"""
BACK = """
DROP FUNCTION registry_refresh_statistics();
ALTER FUNCTION registry_parents_exist() SECURITY INVOKER RESET search_path;
"""


class Migration(migrations.Migration):
    dependencies = [("registry", "0017_persons_can_be_erased"), ("scope", "0001_roles_of_work")]
    operations = [
        *(migrations.RunSQL(*guard) for guard in GUARDS),
        *(migrations.RunSQL(*loaded(f"registry_{name}")) for name in LOADED),
        migrations.RunSQL(OWNERS_RIGHTS, BACK),
        migrations.RunSQL(*callable_by_work("registry_refresh_statistics()")),
    ]
