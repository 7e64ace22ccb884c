"""The list of divisions is published: everybody reads it, whoever may write at a place adds to what is known of it."""

from django.db import migrations

from tuopin.scope.states import loaded, plain


class Migration(migrations.Migration):
    dependencies = [("divisions", "0002_find_places_by_the_start_of_their_name"), ("scope", "0001_roles_of_work")]
    operations = [
        migrations.RunSQL(*plain("divisions_division", "the published list of divisions")),
        migrations.RunSQL(*plain("divisions_succession", "the published list of what became of divisions")),
        migrations.RunSQL(*plain("divisions_villagergroup", "names of the groups of a village")),
        migrations.RunSQL(*loaded("divisions_division")),
    ]
