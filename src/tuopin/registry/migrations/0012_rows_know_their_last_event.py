"""Households and helpers know the event of the trail that made them what they are."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('registry', '0011_the_same_file_of_two_offices'),
    ]

    operations = [
        migrations.AddField(
            model_name='helper',
            name='trail_chain',
            field=models.CharField(blank=True, db_collation='C', db_default='', default='', max_length=12, verbose_name='链'),
        ),
        migrations.AddField(
            model_name='helper',
            name='trail_seq',
            field=models.BigIntegerField(null=True, verbose_name='链上序号'),
        ),
        migrations.AddField(
            model_name='household',
            name='trail_chain',
            field=models.CharField(blank=True, db_collation='C', db_default='', default='', max_length=12, verbose_name='链'),
        ),
        migrations.AddField(
            model_name='household',
            name='trail_seq',
            field=models.BigIntegerField(null=True, verbose_name='链上序号'),
        ),
    ]
