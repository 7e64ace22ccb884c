"""How many persons a list says a household has; a freeze is told its place in the trail, and nothing else of it changes."""

from django.db import migrations, models

from tuopin.scope.states import APP, lies_in

WRITES = lies_in("write", "county_code")
TOLD = f"""
GRANT UPDATE (trail_chain, trail_seq) ON monitoring_yearfreeze TO {APP};
CREATE POLICY scope_update ON monitoring_yearfreeze FOR UPDATE TO {APP} USING ({WRITES}) WITH CHECK ({WRITES});
"""
UNTOLD = f"""
DROP POLICY scope_update ON monitoring_yearfreeze;
REVOKE UPDATE (trail_chain, trail_seq) ON monitoring_yearfreeze FROM {APP};
"""


class Migration(migrations.Migration):
    dependencies = [("monitoring", "0001_first_tables")]
    operations = [
        migrations.AddField("householdclass", "persons", models.SmallIntegerField(null=True, verbose_name="家庭人口数")),
        migrations.RunSQL(TOLD, UNTOLD),
    ]
