"""Columns as long as the longest that a roster may say: all causes or weaknesses together, every party, a number of forty digits with a person's two."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("registry", "0022_nobody_leaves_before_they_came")]

    operations = [
        migrations.AlterField("householdform", "other_causes", models.CharField(blank=True, max_length=120, verbose_name="其他致贫原因")),
        migrations.AlterField("memberform", "political", models.CharField(blank=True, max_length=24, verbose_name="政治面貌")),
        migrations.AlterField("villageform", "weakness", models.CharField(blank=True, max_length=40, verbose_name="村情短板")),
        migrations.AlterField(
            "person", "number", models.CharField(db_collation="C", max_length=42, verbose_name="人编号"),
        ),
    ]
