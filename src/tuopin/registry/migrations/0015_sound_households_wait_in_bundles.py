"""Sound households of a file wait in bundles, sealed some thousand at a time; three more parents are checked by statement."""

import django.db.models.deletion
from django.db import migrations, models

STORE = """
ALTER TABLE registry_stagedbundle ALTER COLUMN sealed SET STORAGE EXTERNAL;
ALTER TABLE registry_stagedbundle ALTER COLUMN sealed SET STATISTICS 0;
"""
BY_STATEMENT = ("registry_householdform", "registry_statusevent", "registry_pairing")


def triggers(table):
    for event in ("INSERT", "UPDATE"):
        yield (
            f"CREATE TRIGGER {table}_parents_{event.lower()} AFTER {event} ON {table} REFERENCING NEW TABLE AS written"
            " FOR EACH STATEMENT EXECUTE FUNCTION registry_parents_exist('household_id', 'registry_household');",
            f"DROP TRIGGER {table}_parents_{event.lower()} ON {table};",
        )


def household(related_name):
    return models.ForeignKey(
        db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name=related_name,
        to="registry.household", verbose_name="贫困户",
    )


class Migration(migrations.Migration):
    dependencies = [("registry", "0014_status_goes_through_procedure")]
    operations = [
        migrations.CreateModel(
            name="StagedBundle",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("batch", models.ForeignKey(
                    db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="bundles",
                    to="registry.importbatch", verbose_name="导入批次",
                )),
                ("ordinal", models.SmallIntegerField(verbose_name="数据包序号")),
                ("sealed", models.BinaryField(verbose_name="内容")),
            ],
            options={
                "verbose_name": "待入库数据包",
                "constraints": [models.UniqueConstraint(fields=("batch", "ordinal"), name="bundle_of_batch")],
            },
        ),
        migrations.AddField("stagedblock", "bundle", models.SmallIntegerField(null=True, verbose_name="数据包序号")),
        migrations.AlterField("householdform", "household", household("forms")),
        migrations.AlterField("statusevent", "household", household("events")),
        migrations.AlterField("pairing", "household", household("pairings")),
        migrations.RunSQL(STORE, migrations.RunSQL.noop),
        *(migrations.RunSQL(*one) for table in BY_STATEMENT for one in triggers(table)),
    ]
