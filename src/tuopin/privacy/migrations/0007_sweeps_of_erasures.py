"""When the tables were swept of whoever had been erased; added, never changed."""

from django.db import migrations, models

from tuopin.scope.states import plain


class Migration(migrations.Migration):
    dependencies = [("privacy", "0006_what_was_said_of_a_person_can_be_erased")]
    operations = [
        migrations.CreateModel(
            name="Sweep",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("began_at", models.DateTimeField(verbose_name="开始时间")),
                ("swept_at", models.DateTimeField(verbose_name="清扫时间")),
            ],
            options={"verbose_name": "清扫"},
        ),
        migrations.RunSQL(*plain("privacy_sweep", "times of the system's own upkeep, without any person", rights="SELECT, INSERT")),
    ]
