"""A change by which members have another head tells what each of them then is to that head."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

from tuopin.scope.states import by_parent

OF_CHANGE = {"parent": "identification_change p JOIN registry_household g ON g.id = p.household_id", "at": "g.village_code"}
STAYS = """
CREATE TRIGGER relation_for_ever BEFORE UPDATE OR DELETE ON identification_relation FOR EACH ROW EXECUTE FUNCTION identification_for_ever();
"""


class Migration(migrations.Migration):
    dependencies = [("identification", "0002_visits_are_dated_by_the_server")]
    operations = [
        migrations.CreateModel(
            name="Relation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("relation", models.CharField(max_length=28, verbose_name="与户主关系")),
                ("change", models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="relations", to="identification.change", verbose_name="成员变动")),
                ("person", models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="registry.person", verbose_name="家庭成员")),
            ],
            options={"verbose_name": "变动后的关系"},
        ),
        migrations.AddConstraint("relation", models.UniqueConstraint(fields=["change", "person"], name="relation_told_once")),
        migrations.AddConstraint("relation", models.CheckConstraint(condition=~Q(relation=""), name="relation_told")),
        migrations.RunSQL(*by_parent("identification_relation", "change_id", **OF_CHANGE, rights="SELECT, INSERT")),
        migrations.RunSQL(STAYS, "DROP TRIGGER relation_for_ever ON identification_relation"),
    ]
