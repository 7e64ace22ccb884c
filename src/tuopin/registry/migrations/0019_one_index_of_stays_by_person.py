"""One index finds all stays of a person and allows one open stay; after a first import the statistics of what is looked up by are taken."""

import django.db.models.deletion
from django.db import migrations, models

REFRESH = """
CREATE OR REPLACE FUNCTION registry_refresh_statistics() RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public SET default_statistics_target = 20 AS $$
BEGIN
    ANALYZE registry_household, registry_householdform%s, registry_person%s, registry_memberform%s, registry_membership,
        registry_incomeline%s, registry_statusevent%s, registry_pairing, registry_stagedblock%s;
END $$;
"""
LOOKED_UP = (
    " (household_id, year, village_code, group_name, superseded_at)", " (id, number, name)", " (person_id, household_id, year, superseded_at)",
    " (household_id, year, line, superseded_at)", " (household_id, kind, \"on\")", " (batch_id, kind, key, village_code, outcome, bundle, merged_at)",
)


class Migration(migrations.Migration):
    dependencies = [("registry", "0018_who_sees_which_rows")]
    operations = [
        migrations.RemoveConstraint(model_name="membership", name="one_household_at_a_time"),
        migrations.AlterField(
            model_name="membership", name="person",
            field=models.ForeignKey(
                db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="memberships",
                to="registry.person", verbose_name="家庭成员",
            ),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.UniqueConstraint(
                models.F("person"),
                models.Case(
                    models.When(ends_on=None, then=models.Value(0)), default=models.F("id"), output_field=models.BigIntegerField(),
                ),
                name="one_household_at_a_time",
            ),
        ),
        migrations.RunSQL(REFRESH % LOOKED_UP, REFRESH % (("",) * len(LOOKED_UP))),
    ]
