"""A row bears the time of its transaction, as the event of the trail that made it does: then its digest can be told before it is written."""

import django.contrib.postgres.functions
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('registry', '0015_sound_households_wait_in_bundles'),
    ]

    operations = [
        migrations.AlterField(
            model_name='countysurvey',
            name='recorded_at',
            field=models.DateTimeField(db_default=django.contrib.postgres.functions.TransactionNow(), verbose_name='记录时间'),
        ),
        migrations.AlterField(
            model_name='helper',
            name='registered_at',
            field=models.DateTimeField(db_default=django.contrib.postgres.functions.TransactionNow(), verbose_name='登记时间'),
        ),
        migrations.AlterField(
            model_name='household',
            name='registered_at',
            field=models.DateTimeField(db_default=django.contrib.postgres.functions.TransactionNow(), verbose_name='登记时间'),
        ),
        migrations.AlterField(
            model_name='householdform',
            name='recorded_at',
            field=models.DateTimeField(db_default=django.contrib.postgres.functions.TransactionNow(), verbose_name='记录时间'),
        ),
        migrations.AlterField(
            model_name='incomeline',
            name='recorded_at',
            field=models.DateTimeField(db_default=django.contrib.postgres.functions.TransactionNow(), verbose_name='记录时间'),
        ),
        migrations.AlterField(
            model_name='memberform',
            name='recorded_at',
            field=models.DateTimeField(db_default=django.contrib.postgres.functions.TransactionNow(), verbose_name='记录时间'),
        ),
        migrations.AlterField(
            model_name='person',
            name='registered_at',
            field=models.DateTimeField(db_default=django.contrib.postgres.functions.TransactionNow(), verbose_name='登记时间'),
        ),
        migrations.AlterField(
            model_name='statusevent',
            name='recorded_at',
            field=models.DateTimeField(db_default=django.contrib.postgres.functions.TransactionNow(), verbose_name='记录时间'),
        ),
        migrations.AlterField(
            model_name='villageform',
            name='recorded_at',
            field=models.DateTimeField(db_default=django.contrib.postgres.functions.TransactionNow(), verbose_name='记录时间'),
        ),
    ]
