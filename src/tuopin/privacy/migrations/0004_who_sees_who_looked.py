"""Who looked at a whole number is shown where the asker may read; whoever looks adds a line, nobody changes one."""

from django.db import migrations

from tuopin.scope.states import by_area, plain


class Migration(migrations.Migration):
    dependencies = [("privacy", "0003_editions_of_public_figures"), ("scope", "0001_roles_of_work")]
    operations = [
        migrations.RunSQL(*by_area("privacy_reveal", "area_code", writes="read", rights="SELECT, INSERT")),
        migrations.RunSQL(*plain("privacy_publicedition", "figures that are published", rights="SELECT, INSERT")),
        migrations.RunSQL(*plain("privacy_publiccount", "figures that are published", rights="SELECT, INSERT")),
        migrations.RunSQL(*plain("privacy_keyprobe", "a sample that shows whether the keys are the right ones")),
        migrations.RunSQL(*plain("privacy_reindexing", "how far a change of keys has come")),
    ]
