"""Signed checkpoints over the ends of the chains, our own and those we witness; added, never changed."""

import django.db.models.functions.datetime
from django.db import migrations, models


GUARD = "".join(
    f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON trail_{table} FOR EACH ROW EXECUTE FUNCTION trail_append_only();"
    f"CREATE TRIGGER {table}_never_emptied BEFORE TRUNCATE ON trail_{table} EXECUTE FUNCTION trail_append_only();"
    for table in ("checkpoint", "witnessed")
)
UNGUARD = "".join(
    f"DROP TRIGGER {table}_append_only ON trail_{table}; DROP TRIGGER {table}_never_emptied ON trail_{table};"
    for table in ("checkpoint", "witnessed")
)


class Migration(migrations.Migration):

    dependencies = [
        ('trail', '0004_events_are_admitted_in_order'),
    ]

    operations = [
        migrations.CreateModel(
            name='Checkpoint',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('area_code', models.CharField(db_collation='C', max_length=12, verbose_name='区划代码')),
                ('size', models.BigIntegerField(verbose_name='规模')),
                ('root', models.CharField(db_collation='C', max_length=64, verbose_name='根摘要')),
                ('made_at', models.DateTimeField(verbose_name='签发时间')),
                ('text', models.TextField(verbose_name='存证文本')),
                ('signature', models.CharField(max_length=128, verbose_name='签名')),
                ('heads', models.TextField(verbose_name='链头')),
            ],
            options={
                'verbose_name': '存证点',
                'indexes': [models.Index(fields=['area_code', 'id'], name='checkpoint_by_area')],
            },
        ),
        migrations.CreateModel(
            name='Witnessed',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('area_code', models.CharField(db_collation='C', max_length=12, verbose_name='区划代码')),
                ('size', models.BigIntegerField(verbose_name='规模')),
                ('root', models.CharField(db_collation='C', max_length=64, verbose_name='根摘要')),
                ('made_at', models.DateTimeField(verbose_name='签发时间')),
                ('text', models.TextField(verbose_name='存证文本')),
                ('signature', models.CharField(max_length=128, verbose_name='签名')),
                ('heads', models.TextField(verbose_name='链头')),
                ('origin', models.CharField(db_collation='C', max_length=80, verbose_name='签发系统')),
                ('key', models.CharField(max_length=64, verbose_name='公钥')),
                ('refused_for', models.CharField(blank=True, max_length=40, verbose_name='拒绝原因')),
                ('chain', models.CharField(blank=True, max_length=12, verbose_name='链')),
                ('seq', models.BigIntegerField(null=True, verbose_name='链上序号')),
                ('witnessed_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='见证时间')),
            ],
            options={
                'verbose_name': '见证的存证点',
                'indexes': [models.Index(fields=['origin', 'area_code', 'id'], name='witnessed_by_origin')],
            },
        ),
        migrations.RunSQL(GUARD, UNGUARD),
    ]
