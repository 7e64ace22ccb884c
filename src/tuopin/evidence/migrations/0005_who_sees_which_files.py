"""Files of evidence are shown where the asker may read; their fingerprints answer everywhere whether one was used before."""

from django.db import migrations

from tuopin.scope.states import by_area, by_parent, plain

FILE = {"parent": "evidence_evidencefile", "at": "area_code"}


class Migration(migrations.Migration):
    dependencies = [("evidence", "0004_bytes_are_removed_when_nobody_needs_them"), ("scope", "0001_roles_of_work")]
    operations = [
        migrations.RunSQL(*by_area("evidence_evidencefile", "area_code", rights="SELECT, INSERT, UPDATE")),
        migrations.RunSQL(*by_parent("evidence_evidenceflag", "file_id", **FILE, rights="SELECT, INSERT")),
        migrations.RunSQL(*by_parent("evidence_evidenceuse", "file_id", **FILE, rights="SELECT, INSERT")),
        migrations.RunSQL(*plain("evidence_evidenceprint", "keyed fingerprints that tell nothing but: used before")),
        migrations.RunSQL(*plain("evidence_evidenceresemblance", "which fingerprints are alike; the files themselves are guarded")),
    ]
