"""Accounts, posts and sessions are read before it is known who asks: no guard can hold them back, and no row is the register's."""

from django.db import migrations

from tuopin.scope.states import plain


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0006_identities_are_sealed"), ("scope", "0001_roles_of_work"), ("sessions", "0001_initial"),
    ]
    operations = [
        migrations.RunSQL(*plain("people_account", "read to find out who asks", rights="SELECT, INSERT, UPDATE")),
        migrations.RunSQL(*plain("people_post", "read to find out what the asker may see", rights="SELECT, INSERT, UPDATE")),
        migrations.RunSQL(*plain("people_loginfailure", "counts guesses before anybody is known")),
        migrations.RunSQL(*plain("people_secondfactor", "asked before the asker is let in")),
        migrations.RunSQL(*plain("people_recoverycode", "asked before the asker is let in")),
        migrations.RunSQL(*plain("people_kinship", "who may not decide on whose work, wherever they are")),
        migrations.RunSQL(*plain("django_session", "read to find out who asks")),
    ]
