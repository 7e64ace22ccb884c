"""Cases are shown where the asker may read; what was done in a case is added, never changed."""

from django.db import migrations

from tuopin.scope.states import by_area, by_parent

CASE = {"parent": "procedure_case", "at": "area_code", "writes": "read", "rights": "SELECT, INSERT"}
ACT = CASE | {"parent": "procedure_act p JOIN procedure_case g ON g.id = p.case_id", "at": "g.area_code"}
OF_ACT = ("citation", "verdict", "publication", "sealing", "objection")


class Migration(migrations.Migration):
    dependencies = [("procedure", "0004_cases_stand_in_the_trail"), ("scope", "0001_roles_of_work")]
    operations = [
        migrations.RunSQL(*by_area("procedure_case", "area_code", writes="read", rights="SELECT, INSERT, UPDATE")),
        migrations.RunSQL(*by_parent("procedure_act", "case_id", **CASE)),
        migrations.RunSQL(*by_parent("procedure_permission", "case_id", **CASE)),
        *(migrations.RunSQL(*by_parent(f"procedure_{name}", "act_id", **ACT)) for name in OF_ACT),
    ]
