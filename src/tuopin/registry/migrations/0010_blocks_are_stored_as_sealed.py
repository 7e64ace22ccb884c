"""Sealed values are not worth compressing or sampling, and a block that is merged and emptied stays on its page."""

from django.db import migrations

SEALED = {
    "registry_stagedblock": ("sealed",),
    "registry_person": ("certificate_sealed",),
    "registry_householdform": ("phone_sealed", "account_sealed"),
    "registry_helper": ("certificate_sealed", "phone_sealed"),
}
STORE = "ALTER TABLE registry_stagedblock ALTER COLUMN sealed SET STORAGE EXTERNAL, SET (fillfactor = 60);"
COMPRESS = "ALTER TABLE registry_stagedblock ALTER COLUMN sealed SET STORAGE EXTENDED, RESET (fillfactor);"


def statistics(target: int) -> str:
    return "\n".join(
        f"ALTER TABLE {table} ALTER COLUMN {column} SET STATISTICS {target};"
        for table, columns in SEALED.items() for column in columns
    )


class Migration(migrations.Migration):
    dependencies = [("registry", "0009_blocks_are_found_by_key")]
    operations = [migrations.RunSQL(STORE + statistics(0), COMPRESS + statistics(-1))]
