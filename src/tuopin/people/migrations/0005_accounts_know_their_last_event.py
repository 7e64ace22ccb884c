"""An account knows the event of the trail that made it what it is."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0004_identity_and_kinship'),
    ]

    operations = [
        migrations.AddField(
            model_name='account',
            name='trail_chain',
            field=models.CharField(blank=True, db_collation='C', db_default='', default='', max_length=12, verbose_name='链'),
        ),
        migrations.AddField(
            model_name='account',
            name='trail_seq',
            field=models.BigIntegerField(null=True, verbose_name='链上序号'),
        ),
    ]
