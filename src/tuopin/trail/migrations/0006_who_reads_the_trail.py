"""Everybody's acts are added, nobody's are changed; read by whoever may read where they were done. Hashes are everybody's to see."""

from django.db import migrations

from tuopin.scope.states import by_area, guard, loaded, plain

OF_EVENT = ("(SELECT current_setting('tuopin.read', true) = 'all') OR EXISTS (SELECT FROM trail_entry e"
            " WHERE e.chain = trail_opening.chain AND e.seq = trail_opening.seq)")


class Migration(migrations.Migration):
    dependencies = [("trail", "0005_signed_checkpoints"), ("scope", "0001_roles_of_work")]
    operations = [
        migrations.RunSQL(*by_area("trail_entry", "area_code", insert="any", rights="SELECT, INSERT")),
        migrations.RunSQL(*guard("trail_opening", read=OF_EVENT, write=OF_EVENT, add="true")),
        migrations.RunSQL(*plain("trail_head", "where the chains end: hashes, to be printed and compared", rights="SELECT")),
        migrations.RunSQL(*plain("trail_checkpoint", "signed hashes, to be printed and compared", rights="SELECT, INSERT")),
        migrations.RunSQL(*plain("trail_witnessed", "signed hashes, to be printed and compared", rights="SELECT, INSERT")),
        migrations.RunSQL(*loaded("trail_entry")),
        migrations.RunSQL(*loaded("trail_opening")),
    ]
