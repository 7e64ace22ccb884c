"""Jobs and forms are told apart by account, not by place; what a job holds of the register is sealed, and it works in its account's sight."""

from django.db import migrations

from tuopin.scope.states import plain


class Migration(migrations.Migration):
    dependencies = [("desk", "0001_the_queue_and_forms_taken_once"), ("scope", "0001_roles_of_work")]
    operations = [
        migrations.RunSQL(*plain("desk_job", "the queue: what was handed in and what came of it are sealed")),
        migrations.RunSQL(*plain("desk_submission", "which forms of an account took effect, by a keyed digest")),
    ]
