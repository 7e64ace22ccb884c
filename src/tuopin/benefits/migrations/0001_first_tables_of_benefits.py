"""What was delivered, by which file, what people knew of it, what was counted; shown to each within their areas."""
import django.contrib.postgres.functions
import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

from tuopin.scope.states import by_area, by_parent


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ("scope", "0001_roles_of_work"),
        ('registry', '0019_one_index_of_stays_by_person'),
    ]

    operations = [
        migrations.CreateModel(
            name='Awareness',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('village_code', models.CharField(db_collation='C', max_length=12, verbose_name='行政村代码')),
                ('policy', models.CharField(db_collation='C', max_length=40, verbose_name='政策')),
                ('asked_on', models.DateField(verbose_name='调查日期')),
                ('asked', models.IntegerField(verbose_name='调查人数')),
                ('aware', models.IntegerField(verbose_name='知晓人数')),
                ('actor', models.CharField(max_length=150, verbose_name='经办人')),
                ('recorded_at', models.DateTimeField(db_default=django.contrib.postgres.functions.TransactionNow(), verbose_name='记录时间')),
            ],
            options={
                'verbose_name': '政策知晓调查',
                'constraints': [models.UniqueConstraint(fields=('village_code', 'policy', 'asked_on'), name='awareness_once'), models.CheckConstraint(condition=models.Q(('asked__gt', 0), ('aware__gte', 0), ('aware__lte', models.F('asked'))), name='awareness_share')],
            },
        ),
        migrations.CreateModel(
            name='DeliveryBatch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('area_code', models.CharField(db_collation='C', max_length=12, verbose_name='区划代码')),
                ('file_name', models.CharField(max_length=200, verbose_name='文件名')),
                ('digest', models.CharField(db_collation='C', max_length=64, verbose_name='文件摘要')),
                ('rows', models.IntegerField(verbose_name='行数')),
                ('left_out', models.IntegerField(default=0, verbose_name='未收行数')),
                ('actor', models.CharField(max_length=150, verbose_name='经办人')),
                ('recorded_at', models.DateTimeField(db_default=django.contrib.postgres.functions.TransactionNow(), verbose_name='记录时间')),
                ('undone_at', models.DateTimeField(null=True, verbose_name='撤销时间')),
                ('undo_reason', models.CharField(blank=True, max_length=300, verbose_name='撤销原因')),
            ],
            options={
                'verbose_name': '落实导入批次',
                'constraints': [models.UniqueConstraint(condition=models.Q(('undone_at', None)), fields=('area_code', 'digest'), name='delivery_file_once')],
            },
        ),
        migrations.CreateModel(
            name='Tally',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('village_code', models.CharField(db_collation='C', max_length=12, verbose_name='行政村代码')),
                ('year', models.SmallIntegerField(verbose_name='年度')),
                ('policy', models.CharField(db_collation='C', max_length=40, verbose_name='政策')),
                ('entitled', models.IntegerField(verbose_name='应享')),
                ('received', models.IntegerField(verbose_name='应享已享')),
                ('gap', models.IntegerField(verbose_name='应享未享')),
                ('over', models.IntegerField(verbose_name='不应享已享')),
                ('unknown', models.IntegerField(verbose_name='待核实')),
                ('owed_yuan', models.DecimalField(decimal_places=2, max_digits=14, null=True, verbose_name='应补金额')),
                ('counted_on', models.DateField(verbose_name='统计日期')),
                ('counted_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='统计时间')),
            ],
            options={
                'verbose_name': '政策落实统计',
                'constraints': [models.UniqueConstraint(fields=('year', 'village_code', 'policy'), name='tally_once')],
            },
        ),
        migrations.CreateModel(
            name='Delivery',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('policy', models.CharField(db_collation='C', max_length=40, verbose_name='政策')),
                ('delivered_on', models.DateField(verbose_name='落实日期')),
                ('amount_yuan', models.DecimalField(decimal_places=2, max_digits=14, null=True, verbose_name='金额')),
                ('content', models.CharField(blank=True, max_length=200, verbose_name='内容')),
                ('proof', models.CharField(choices=[('bank', '银行流水'), ('signature', '户签字'), ('roll', '部门清单')], max_length=10, verbose_name='落实凭证')),
                ('proof_number', models.CharField(blank=True, max_length=60, verbose_name='凭证号')),
                ('proof_digest', models.CharField(blank=True, db_collation='C', max_length=64, verbose_name='凭证摘要')),
                ('actor', models.CharField(max_length=150, verbose_name='经办人')),
                ('recorded_at', models.DateTimeField(db_default=django.contrib.postgres.functions.TransactionNow(), verbose_name='记录时间')),
                ('voided_at', models.DateTimeField(null=True, verbose_name='作废时间')),
                ('void_reason', models.CharField(blank=True, max_length=300, verbose_name='作废原因')),
                ('household', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.household', verbose_name='贫困户')),
                ('person', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.person', verbose_name='家庭成员')),
                ('batch', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='deliveries', to='benefits.deliverybatch', verbose_name='落实导入批次')),
            ],
            options={
                'verbose_name': '政策落实记录',
                'indexes': [models.Index(condition=models.Q(('voided_at', None)), fields=['policy', 'delivered_on'], name='deliveries_of_policy')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('voided_at', None)), fields=('household', 'policy', 'person', 'delivered_on', 'proof_number'), name='delivered_once', nulls_distinct=False), models.CheckConstraint(condition=models.Q(('amount_yuan', None), ('amount_yuan__gt', 0), _connector='OR'), name='delivered_amount_positive'), models.CheckConstraint(condition=models.Q(('proof_digest', ''), ('proof_number', ''), _negated=True), name='delivered_with_proof')],
            },
        ),
        migrations.RunSQL(*by_parent(
            "benefits_delivery", "household_id", "registry_household", at="village_code", rights="SELECT, INSERT, UPDATE",
        )),
        migrations.RunSQL(*by_area("benefits_deliverybatch", "area_code", rights="SELECT, INSERT, UPDATE")),
        migrations.RunSQL(*by_area("benefits_awareness", "village_code", rights="SELECT, INSERT")),
        migrations.RunSQL(*by_area("benefits_tally", "village_code")),
    ]
