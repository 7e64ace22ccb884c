from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('registry', '0016_rows_are_dated_by_their_transaction'),
    ]

    operations = [
        migrations.AddField('person', 'erased_at', models.DateTimeField(null=True, verbose_name='删除时间')),
    ]
