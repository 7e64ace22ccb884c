"""What judging comes to is shown where the asker may read, by the database itself."""

from django.db import migrations

from tuopin.scope.states import by_area


class Migration(migrations.Migration):
    dependencies = [("policy", "0003_what_changed_since_a_judgement"), ("scope", "0001_roles_of_work")]
    operations = [
        migrations.RunSQL(*by_area("policy_standing", "village_code")),
        migrations.RunSQL(*by_area("policy_doubt", "village_code")),
        migrations.RunSQL(*by_area("policy_figure", "area_code")),
        migrations.RunSQL(*by_area("policy_freshness", "county_code", from_below=True)),
    ]
