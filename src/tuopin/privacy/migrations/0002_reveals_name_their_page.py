from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('privacy', '0001_first_tables'),
    ]

    operations = [
        migrations.AddField('reveal', 'household_number', models.CharField(db_collation='C', default='', max_length=40, verbose_name='户编号'), preserve_default=False),
        migrations.AddField('reveal', 'who', models.CharField(db_collation='C', default='', max_length=40, verbose_name='号码所属'), preserve_default=False),
        migrations.AlterField('reveal', 'revealed_at', models.DateTimeField(verbose_name='查看时间')),
    ]
