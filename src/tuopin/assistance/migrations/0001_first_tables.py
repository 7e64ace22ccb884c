"""The tables of assistance, each shown where the asker may read and written where the asker may write, by the database itself."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

from tuopin.scope.states import by_area, by_parent

KEPT = "SELECT, INSERT, UPDATE"  # nothing here is ever deleted
GUARDS = [
    by_area("assistance_unit", "area_code", from_below=True, rights=KEPT),
    by_area("assistance_relation", "place_code", from_below=True, rights=KEPT),
    by_area("assistance_team", "village_code", rights=KEPT),
    by_parent("assistance_dutystation", "team_id", "assistance_team", at="village_code", rights=KEPT),
    *(by_area(f"assistance_{table}", "village_code", rights=KEPT) for table in (
        "dutyday", "leave", "diaryentry", "helpplan", "visit", "peerhelp", "proposalline", "handchoice")),
    by_parent("assistance_planmeasure", "plan_id", "assistance_helpplan", at="village_code", rights=KEPT),
    by_area("assistance_proposal", "area_code", rights=KEPT),
    by_area("assistance_appointment", "place_code", rights=KEPT),
    by_area("assistance_cadreevent", "area_code", rights=KEPT),
    by_area("assistance_departure", "area_code", from_below=True, rights=KEPT),
    by_area("assistance_training", "area_code", from_below=True, rights=KEPT),
    by_area("assistance_institution", "place_code", from_below=True, rights=KEPT),
    by_area("assistance_selfassessment", "area_code", rights=KEPT),
]


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('scope', '0001_roles_of_work'),
        ('registry', '0019_one_index_of_stays_by_person'),
    ]

    operations = [
        migrations.CreateModel(
            name='Team',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('trail_chain', models.CharField(blank=True, db_collation='C', db_default='', default='', max_length=12, verbose_name='链')),
                ('trail_seq', models.BigIntegerField(null=True, verbose_name='链上序号')),
                ('village_code', models.CharField(db_collation='C', max_length=12, verbose_name='行政村代码')),
                ('starts_on', models.DateField(verbose_name='派驻开始时间')),
                ('ends_on', models.DateField(null=True, verbose_name='派驻结束时间')),
                ('basis', models.CharField(max_length=200, verbose_name='依据')),
                ('end_basis', models.CharField(blank=True, max_length=200, verbose_name='撤队依据')),
            ],
            options={
                'verbose_name': '驻村工作队',
            },
        ),
        migrations.CreateModel(
            name='Appointment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('trail_chain', models.CharField(blank=True, db_collation='C', db_default='', default='', max_length=12, verbose_name='链')),
                ('trail_seq', models.BigIntegerField(null=True, verbose_name='链上序号')),
                ('place_code', models.CharField(db_collation='C', max_length=12, verbose_name='区划代码')),
                ('post', models.CharField(choices=[('secretary', '党组织书记'), ('head', '村(乡镇)主要负责人'), ('member', '班子成员')], max_length=10, verbose_name='任职岗位')),
                ('name', models.CharField(max_length=60, verbose_name='姓名')),
                ('born_year', models.SmallIntegerField(null=True, verbose_name='出生年份')),
                ('education', models.CharField(blank=True, max_length=16, verbose_name='文化程度')),
                ('cause', models.CharField(choices=[('term', '换届'), ('appointed', '任命'), ('by_election', '补选')], max_length=12, verbose_name='任职方式')),
                ('term', models.CharField(blank=True, max_length=20, verbose_name='届次')),
                ('starts_on', models.DateField(verbose_name='任职日期')),
                ('ends_on', models.DateField(null=True, verbose_name='离任日期')),
                ('basis', models.CharField(max_length=200, verbose_name='依据')),
            ],
            options={
                'verbose_name': '任职记录',
                'indexes': [models.Index(fields=['place_code', 'starts_on'], name='appointment_by_place')],
                'constraints': [models.CheckConstraint(condition=models.Q(('ends_on', None), ('ends_on__gt', models.F('starts_on')), _connector='OR'), name='appointment_span'), models.UniqueConstraint(condition=models.Q(('ends_on', None), models.Q(('post', 'member'), _negated=True)), fields=('place_code', 'post'), name='one_holder_a_post')],
            },
        ),
        migrations.CreateModel(
            name='CadreEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('trail_chain', models.CharField(blank=True, db_collation='C', db_default='', default='', max_length=12, verbose_name='链')),
                ('trail_seq', models.BigIntegerField(null=True, verbose_name='链上序号')),
                ('area_code', models.CharField(db_collation='C', max_length=12, verbose_name='区划代码')),
                ('link', models.CharField(choices=[('select', '选'), ('train', '育'), ('manage', '管'), ('use', '用')], max_length=6, verbose_name='环节')),
                ('on', models.DateField(verbose_name='日期')),
                ('what', models.CharField(max_length=200, verbose_name='事项')),
                ('basis', models.CharField(blank=True, max_length=200, verbose_name='依据')),
                ('helper', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='cadre_events', to='registry.helper', verbose_name='帮扶责任人')),
            ],
            options={
                'verbose_name': '干部档案事项',
            },
        ),
        migrations.CreateModel(
            name='HelpPlan',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('trail_chain', models.CharField(blank=True, db_collation='C', db_default='', default='', max_length=12, verbose_name='链')),
                ('trail_seq', models.BigIntegerField(null=True, verbose_name='链上序号')),
                ('village_code', models.CharField(db_collation='C', max_length=12, verbose_name='行政村代码')),
                ('year', models.SmallIntegerField(verbose_name='年度')),
                ('goal', models.CharField(max_length=300, verbose_name='帮扶目标')),
                ('made_by', models.CharField(max_length=150, verbose_name='经办人')),
                ('recorded_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='记录时间')),
                ('household', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='help_plans', to='registry.household', verbose_name='贫困户')),
            ],
            options={
                'verbose_name': '帮扶计划',
            },
        ),
        migrations.CreateModel(
            name='Institution',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('trail_chain', models.CharField(blank=True, db_collation='C', db_default='', default='', max_length=12, verbose_name='链')),
                ('trail_seq', models.BigIntegerField(null=True, verbose_name='链上序号')),
                ('place_code', models.CharField(db_collation='C', max_length=12, verbose_name='区划代码')),
                ('kind', models.CharField(choices=[('party', '党建工作站'), ('relief', '扶贫工作站')], max_length=6, verbose_name='工作站类型')),
                ('staff_norm', models.SmallIntegerField(verbose_name='编制人数')),
                ('staff', models.SmallIntegerField(verbose_name='实有人数')),
                ('since_on', models.DateField(verbose_name='设立日期')),
            ],
            options={
                'verbose_name': '乡镇工作站',
                'constraints': [models.UniqueConstraint(fields=('place_code', 'kind'), name='one_station_of_a_kind'), models.CheckConstraint(condition=models.Q(('staff_norm__gte', 0), ('staff__gte', 0)), name='staff_counts')],
            },
        ),
        migrations.CreateModel(
            name='Leave',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('trail_chain', models.CharField(blank=True, db_collation='C', db_default='', default='', max_length=12, verbose_name='链')),
                ('trail_seq', models.BigIntegerField(null=True, verbose_name='链上序号')),
                ('village_code', models.CharField(db_collation='C', max_length=12, verbose_name='行政村代码')),
                ('starts_on', models.DateField(verbose_name='请假开始日期')),
                ('ends_on', models.DateField(verbose_name='请假结束日期')),
                ('reason', models.CharField(max_length=200, verbose_name='事由')),
                ('level', models.SmallIntegerField(verbose_name='批准层级')),
                ('state', models.CharField(choices=[('asked', '待批准'), ('granted', '已批准'), ('refused', '未批准')], default='asked', max_length=8, verbose_name='办理状态')),
                ('asked_by', models.CharField(max_length=150, verbose_name='申请人')),
                ('decided_by', models.CharField(blank=True, max_length=150, verbose_name='批准人')),
                ('helper', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='leaves', to='registry.helper', verbose_name='驻村队员')),
            ],
            options={
                'verbose_name': '驻村请假',
            },
        ),
        migrations.CreateModel(
            name='PeerHelp',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('trail_chain', models.CharField(blank=True, db_collation='C', db_default='', default='', max_length=12, verbose_name='链')),
                ('trail_seq', models.BigIntegerField(null=True, verbose_name='链上序号')),
                ('village_code', models.CharField(db_collation='C', max_length=12, verbose_name='行政村代码')),
                ('giver_name', models.CharField(blank=True, max_length=60, verbose_name='帮扶户户主')),
                ('kin', models.BooleanField(default=False, verbose_name='是否亲属')),
                ('starts_on', models.DateField(verbose_name='帮扶开始时间')),
                ('ends_on', models.DateField(null=True, verbose_name='帮扶结束时间')),
                ('giver', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='gives_help', to='registry.household', verbose_name='帮扶户')),
                ('household', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='helped_by', to='registry.household', verbose_name='受帮扶户')),
            ],
            options={
                'verbose_name': '户帮户',
            },
        ),
        migrations.CreateModel(
            name='PlanMeasure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('cause', models.CharField(blank=True, max_length=16, verbose_name='致贫原因')),
                ('kind', models.CharField(max_length=24, verbose_name='措施类别')),
                ('what', models.CharField(max_length=200, verbose_name='措施内容')),
                ('expected_yuan', models.DecimalField(decimal_places=2, max_digits=12, null=True, verbose_name='预计增收')),
                ('due_on', models.DateField(verbose_name='完成期限')),
                ('done_on', models.DateField(null=True, verbose_name='完成日期')),
                ('outcome', models.CharField(blank=True, max_length=200, verbose_name='帮扶成效')),
                ('plan', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='measures', to='assistance.helpplan', verbose_name='帮扶计划')),
            ],
            options={
                'verbose_name': '帮扶措施',
            },
        ),
        migrations.CreateModel(
            name='Proposal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('trail_chain', models.CharField(blank=True, db_collation='C', db_default='', default='', max_length=12, verbose_name='链')),
                ('trail_seq', models.BigIntegerField(null=True, verbose_name='链上序号')),
                ('kind', models.CharField(choices=[('units', '单位驻村'), ('helpers', '结对帮扶')], max_length=8, verbose_name='分派种类')),
                ('area_code', models.CharField(db_collation='C', max_length=12, verbose_name='区划代码')),
                ('starts_on', models.DateField(verbose_name='生效日期')),
                ('state', models.CharField(choices=[('proposed', '待确认'), ('confirmed', '已确认'), ('applied', '已执行'), ('dropped', '已作废')], default='proposed', max_length=10, verbose_name='方案状态')),
                ('wanted', models.IntegerField(verbose_name='需求数')),
                ('served', models.IntegerField(verbose_name='满足数')),
                ('cost', models.BigIntegerField(verbose_name='总代价')),
                ('bound', models.BigIntegerField(verbose_name='代价下界')),
                ('seconds', models.DecimalField(decimal_places=3, max_digits=8, verbose_name='求解用时')),
                ('problem', models.BinaryField(verbose_name='求解数据')),
                ('problem_digest', models.CharField(db_collation='C', max_length=64, verbose_name='求解数据摘要')),
                ('made_by', models.CharField(max_length=150, verbose_name='经办人')),
                ('made_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='记录时间')),
                ('basis', models.CharField(blank=True, max_length=200, verbose_name='依据')),
            ],
            options={
                'verbose_name': '分派方案',
                'indexes': [models.Index(fields=['area_code', 'kind', 'made_at'], name='proposal_by_area')],
            },
        ),
        migrations.CreateModel(
            name='SelfAssessment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('trail_chain', models.CharField(blank=True, db_collation='C', db_default='', default='', max_length=12, verbose_name='链')),
                ('trail_seq', models.BigIntegerField(null=True, verbose_name='链上序号')),
                ('area_code', models.CharField(db_collation='C', max_length=12, verbose_name='区划代码')),
                ('year', models.SmallIntegerField(verbose_name='年度')),
                ('unity', models.SmallIntegerField(verbose_name='团结共事')),
                ('planning', models.SmallIntegerField(verbose_name='认真谋事')),
                ('doing', models.SmallIntegerField(verbose_name='扎实干事')),
                ('heart', models.SmallIntegerField(verbose_name='用心做事')),
                ('bearing', models.SmallIntegerField(verbose_name='担当扛事')),
                ('clean', models.SmallIntegerField(verbose_name='廉洁从事')),
                ('recorded_at', models.DateTimeField(auto_now=True, verbose_name='记录时间')),
                ('helper', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='self_assessments', to='registry.helper', verbose_name='帮扶责任人')),
            ],
            options={
                'verbose_name': '干部自评',
            },
        ),
        migrations.CreateModel(
            name='DutyStation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120, verbose_name='驻地')),
                ('households', models.SmallIntegerField(null=True, verbose_name='随迁户数')),
                ('starts_on', models.DateField(verbose_name='派驻开始时间')),
                ('ends_on', models.DateField(null=True, verbose_name='派驻结束时间')),
                ('basis', models.CharField(max_length=200, verbose_name='依据')),
                ('team', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='stations', to='assistance.team', verbose_name='驻村工作队')),
            ],
            options={
                'verbose_name': '驻村驻地',
            },
        ),
        migrations.CreateModel(
            name='Training',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('trail_chain', models.CharField(blank=True, db_collation='C', db_default='', default='', max_length=12, verbose_name='链')),
                ('trail_seq', models.BigIntegerField(null=True, verbose_name='链上序号')),
                ('area_code', models.CharField(db_collation='C', max_length=12, verbose_name='区划代码')),
                ('kind', models.CharField(choices=[('secretaries', '村党组织书记轮训'), ('first_secretaries', '第一书记培训'), ('members', '贫困党员就业创业培训'), ('other', '其他培训')], max_length=18, verbose_name='培训类别')),
                ('title', models.CharField(max_length=120, verbose_name='培训名称')),
                ('place', models.CharField(blank=True, max_length=120, verbose_name='培训地点')),
                ('on', models.DateField(verbose_name='日期')),
                ('invited', models.IntegerField(verbose_name='应到人数')),
                ('present', models.IntegerField(verbose_name='实到人数')),
            ],
            options={
                'verbose_name': '培训班',
                'indexes': [models.Index(fields=['area_code', 'on'], name='training_by_area')],
                'constraints': [models.CheckConstraint(condition=models.Q(('invited__gte', models.F('present')), ('present__gte', 0)), name='training_present')],
            },
        ),
        migrations.CreateModel(
            name='Unit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('trail_chain', models.CharField(blank=True, db_collation='C', db_default='', default='', max_length=12, verbose_name='链')),
                ('trail_seq', models.BigIntegerField(null=True, verbose_name='链上序号')),
                ('area_code', models.CharField(db_collation='C', max_length=12, verbose_name='区划代码')),
                ('number', models.CharField(db_collation='C', max_length=40, verbose_name='单位编号')),
                ('name', models.CharField(max_length=120, verbose_name='单位名称')),
                ('kind', models.CharField(choices=[('office', '机关事业单位'), ('enterprise', '企业'), ('society', '社会组织'), ('university', '高校'), ('army', '部队'), ('county', '结对县'), ('individual', '爱心人士')], default='office', max_length=10, verbose_name='帮扶主体类型')),
                ('unit_class', models.CharField(blank=True, max_length=16, verbose_name='单位类别')),
                ('affiliation', models.CharField(blank=True, max_length=12, verbose_name='隶属关系')),
                ('head_name', models.CharField(blank=True, max_length=60, verbose_name='主要负责人')),
                ('head_duty', models.CharField(blank=True, max_length=80, verbose_name='职务')),
                ('seat_code', models.CharField(blank=True, db_collation='C', max_length=12, verbose_name='驻地代码')),
                ('persons', models.SmallIntegerField(default=3, verbose_name='每村可派人数')),
                ('villages_most', models.SmallIntegerField(default=1, verbose_name='最多帮扶村数')),
                ('closed_on', models.DateField(null=True, verbose_name='停用日期')),
            ],
            options={
                'verbose_name': '帮扶单位',
                'constraints': [models.UniqueConstraint(fields=('area_code', 'number'), name='unit_number_in_list'), models.CheckConstraint(condition=models.Q(('persons__gte', 0), ('villages_most__gte', 0)), name='unit_capacity')],
            },
        ),
        migrations.AddField(
            model_name='team',
            name='unit',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='teams', to='assistance.unit', verbose_name='后盾单位'),
        ),
        migrations.CreateModel(
            name='Relation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('trail_chain', models.CharField(blank=True, db_collation='C', db_default='', default='', max_length=12, verbose_name='链')),
                ('trail_seq', models.BigIntegerField(null=True, verbose_name='链上序号')),
                ('place_code', models.CharField(db_collation='C', max_length=12, verbose_name='区划代码')),
                ('kind', models.CharField(choices=[('leader', '领导包联'), ('team', '单位驻村帮扶'), ('counties', '县际结对'), ('enterprise', '企村合作'), ('society', '社会力量帮扶')], max_length=10, verbose_name='帮扶方式')),
                ('leader', models.CharField(blank=True, max_length=60, verbose_name='包联领导')),
                ('starts_on', models.DateField(verbose_name='帮扶开始时间')),
                ('ends_on', models.DateField(null=True, verbose_name='帮扶结束时间')),
                ('basis', models.CharField(max_length=200, verbose_name='依据')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='relations', to='assistance.unit', verbose_name='帮扶单位')),
            ],
            options={
                'verbose_name': '帮扶关系',
            },
        ),
        migrations.CreateModel(
            name='ProposalLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('seat', models.IntegerField(verbose_name='序号')),
                ('village_code', models.CharField(db_collation='C', max_length=12, verbose_name='行政村代码')),
                ('cost', models.IntegerField(null=True, verbose_name='代价')),
                ('kept', models.CharField(blank=True, max_length=200, verbose_name='人工指定理由')),
                ('changes', models.BooleanField(verbose_name='是否变更')),
                ('applied_at', models.DateTimeField(null=True, verbose_name='执行时间')),
                ('helper', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.helper', verbose_name='帮扶责任人')),
                ('household', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.household', verbose_name='贫困户')),
                ('proposal', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='assistance.proposal', verbose_name='分派方案')),
                ('unit', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='assistance.unit', verbose_name='帮扶单位')),
            ],
            options={
                'verbose_name': '分派结果',
            },
        ),
        migrations.CreateModel(
            name='HandChoice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('trail_chain', models.CharField(blank=True, db_collation='C', db_default='', default='', max_length=12, verbose_name='链')),
                ('trail_seq', models.BigIntegerField(null=True, verbose_name='链上序号')),
                ('village_code', models.CharField(db_collation='C', max_length=12, verbose_name='行政村代码')),
                ('reason', models.CharField(max_length=200, verbose_name='人工指定理由')),
                ('made_by', models.CharField(max_length=150, verbose_name='经办人')),
                ('starts_on', models.DateField(verbose_name='生效日期')),
                ('ends_on', models.DateField(null=True, verbose_name='停用日期')),
                ('helper', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.helper', verbose_name='帮扶责任人')),
                ('household', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.household', verbose_name='贫困户')),
                ('unit', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='assistance.unit', verbose_name='帮扶单位')),
            ],
            options={
                'verbose_name': '人工指定',
            },
        ),
        migrations.CreateModel(
            name='Visit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('trail_chain', models.CharField(blank=True, db_collation='C', db_default='', default='', max_length=12, verbose_name='链')),
                ('trail_seq', models.BigIntegerField(null=True, verbose_name='链上序号')),
                ('village_code', models.CharField(db_collation='C', max_length=12, verbose_name='行政村代码')),
                ('on', models.DateField(verbose_name='日期')),
                ('uid', models.UUIDField(unique=True, verbose_name='走访编号')),
                ('met', models.CharField(max_length=60, verbose_name='走访对象')),
                ('text_sealed', models.BinaryField(verbose_name='走访内容')),
                ('has_problem', models.BooleanField(default=False, verbose_name='是否反映问题')),
                ('solved_on', models.DateField(null=True, verbose_name='问题解决日期')),
                ('solution', models.CharField(blank=True, max_length=200, verbose_name='解决情况')),
                ('written_by', models.CharField(max_length=150, verbose_name='记录人')),
                ('recorded_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='记录时间')),
                ('helper', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='visits', to='registry.helper', verbose_name='帮扶责任人')),
                ('household', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='visits', to='registry.household', verbose_name='贫困户')),
            ],
            options={
                'verbose_name': '走访记录',
            },
        ),
        migrations.CreateModel(
            name='Departure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('trail_chain', models.CharField(blank=True, db_collation='C', db_default='', default='', max_length=12, verbose_name='链')),
                ('trail_seq', models.BigIntegerField(null=True, verbose_name='链上序号')),
                ('area_code', models.CharField(db_collation='C', max_length=12, verbose_name='区划代码')),
                ('cause', models.CharField(choices=[('retired', '退休'), ('moved', '调离'), ('ill', '因病'), ('recalled', '召回'), ('other', '其他')], max_length=8, verbose_name='离岗原因')),
                ('starts_on', models.DateField(verbose_name='离岗日期')),
                ('ends_on', models.DateField(null=True, verbose_name='返岗日期')),
                ('basis', models.CharField(max_length=200, verbose_name='依据')),
                ('helper', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='departures', to='registry.helper', verbose_name='帮扶责任人')),
            ],
            options={
                'verbose_name': '离岗记录',
                'constraints': [models.UniqueConstraint(condition=models.Q(('ends_on', None)), fields=('helper',), name='one_open_departure'), models.CheckConstraint(condition=models.Q(('ends_on', None), ('ends_on__gt', models.F('starts_on')), _connector='OR'), name='departure_span')],
            },
        ),
        migrations.CreateModel(
            name='DiaryEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('trail_chain', models.CharField(blank=True, db_collation='C', db_default='', default='', max_length=12, verbose_name='链')),
                ('trail_seq', models.BigIntegerField(null=True, verbose_name='链上序号')),
                ('village_code', models.CharField(db_collation='C', max_length=12, verbose_name='行政村代码')),
                ('on', models.DateField(verbose_name='日期')),
                ('uid', models.UUIDField(unique=True, verbose_name='日记编号')),
                ('text_sealed', models.BinaryField(verbose_name='日记内容')),
                ('households', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), blank=True, default=list, size=None, verbose_name='涉及户')),
                ('written_by', models.CharField(max_length=150, verbose_name='记录人')),
                ('recorded_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='记录时间')),
                ('withdrawn_at', models.DateTimeField(null=True, verbose_name='撤回时间')),
                ('withdrawn_because', models.CharField(blank=True, max_length=200, verbose_name='撤回理由')),
                ('helper', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='diary', to='registry.helper', verbose_name='驻村队员')),
            ],
            options={
                'verbose_name': '驻村日记',
                'indexes': [models.Index(fields=['village_code', 'on'], name='diary_by_village'), models.Index(fields=['helper', 'on'], name='diary_by_helper'), django.contrib.postgres.indexes.GinIndex(fields=['households'], name='diary_by_household')],
            },
        ),
        migrations.CreateModel(
            name='DutyDay',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('village_code', models.CharField(db_collation='C', max_length=12, verbose_name='行政村代码')),
                ('on', models.DateField(verbose_name='日期')),
                ('sheet', models.CharField(db_collation='C', max_length=70, verbose_name='考勤表')),
                ('kind', models.CharField(choices=[('village', '在村'), ('duty', '公务外出'), ('leave', '请假'), ('absent', '不在岗')], max_length=8, verbose_name='在岗情况')),
                ('night', models.BooleanField(default=False, verbose_name='是否住村')),
                ('latitude', models.DecimalField(decimal_places=5, max_digits=8, null=True, verbose_name='纬度')),
                ('longitude', models.DecimalField(decimal_places=5, max_digits=8, null=True, verbose_name='经度')),
                ('signed_by', models.CharField(max_length=150, verbose_name='签到人')),
                ('recorded_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='记录时间')),
                ('helper', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='duty_days', to='registry.helper', verbose_name='驻村队员')),
            ],
            options={
                'verbose_name': '驻村签到',
                'indexes': [models.Index(fields=['village_code', 'on'], name='duty_by_village'), models.Index(fields=['sheet'], name='duty_by_sheet')],
                'constraints': [models.UniqueConstraint(fields=('helper', 'on'), name='duty_day_once'), models.CheckConstraint(condition=models.Q(('kind', 'village'), ('night', False), _connector='OR'), name='night_in_village')],
            },
        ),
        migrations.AddIndex(
            model_name='helpplan',
            index=models.Index(fields=['village_code', 'year'], name='plan_by_village'),
        ),
        migrations.AddConstraint(
            model_name='helpplan',
            constraint=models.UniqueConstraint(fields=('household', 'year'), name='one_plan_a_year'),
        ),
        migrations.AddIndex(
            model_name='leave',
            index=models.Index(fields=['village_code', 'state'], name='leave_by_village'),
        ),
        migrations.AddConstraint(
            model_name='leave',
            constraint=models.CheckConstraint(condition=models.Q(('ends_on__gt', models.F('starts_on'))), name='leave_span'),
        ),
        migrations.AddIndex(
            model_name='peerhelp',
            index=models.Index(fields=['village_code'], name='peer_by_village'),
        ),
        migrations.AddConstraint(
            model_name='peerhelp',
            constraint=models.CheckConstraint(condition=models.Q(('giver', None), models.Q(('giver', models.F('household')), _negated=True), _connector='OR'), name='peer_is_another'),
        ),
        migrations.AddConstraint(
            model_name='peerhelp',
            constraint=models.CheckConstraint(condition=models.Q(('giver__isnull', False), models.Q(('giver_name', ''), _negated=True), _connector='OR'), name='peer_is_named'),
        ),
        migrations.AddConstraint(
            model_name='peerhelp',
            constraint=models.CheckConstraint(condition=models.Q(('ends_on', None), ('ends_on__gt', models.F('starts_on')), _connector='OR'), name='peer_span'),
        ),
        migrations.AddConstraint(
            model_name='selfassessment',
            constraint=models.UniqueConstraint(fields=('helper', 'year'), name='one_self_assessment_a_year'),
        ),
        migrations.AddConstraint(
            model_name='dutystation',
            constraint=models.UniqueConstraint(condition=models.Q(('ends_on', None)), fields=('team',), name='one_station_a_team'),
        ),
        migrations.AddIndex(
            model_name='team',
            index=models.Index(fields=['village_code', 'starts_on'], name='team_by_village'),
        ),
        migrations.AddConstraint(
            model_name='team',
            constraint=models.UniqueConstraint(condition=models.Q(('ends_on', None)), fields=('village_code',), name='one_team_a_village'),
        ),
        migrations.AddConstraint(
            model_name='team',
            constraint=models.CheckConstraint(condition=models.Q(('ends_on', None), ('ends_on__gt', models.F('starts_on')), _connector='OR'), name='team_span'),
        ),
        migrations.AddIndex(
            model_name='relation',
            index=models.Index(fields=['place_code', 'kind'], name='relation_by_place'),
        ),
        migrations.AddConstraint(
            model_name='relation',
            constraint=models.CheckConstraint(condition=models.Q(('ends_on', None), ('ends_on__gt', models.F('starts_on')), _connector='OR'), name='relation_span'),
        ),
        migrations.AddConstraint(
            model_name='relation',
            constraint=models.UniqueConstraint(condition=models.Q(('ends_on', None)), fields=('unit', 'place_code', 'kind'), name='relation_open_once'),
        ),
        migrations.AddIndex(
            model_name='proposalline',
            index=models.Index(fields=['proposal', 'village_code', 'seat'], name='line_by_place'),
        ),
        migrations.AddIndex(
            model_name='proposalline',
            index=models.Index(condition=models.Q(('applied_at', None)), fields=['proposal'], name='line_to_apply'),
        ),
        migrations.AddConstraint(
            model_name='handchoice',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('helper__isnull', False), ('household__isnull', False), ('unit', None)), models.Q(('helper', None), ('household', None), ('unit__isnull', False)), _connector='OR'), name='choice_of_one_kind'),
        ),
        migrations.AddConstraint(
            model_name='handchoice',
            constraint=models.UniqueConstraint(condition=models.Q(('ends_on', None)), fields=('household',), name='one_choice_a_household'),
        ),
        migrations.AddConstraint(
            model_name='handchoice',
            constraint=models.UniqueConstraint(condition=models.Q(('ends_on', None), ('household', None)), fields=('village_code', 'unit'), name='one_choice_a_posting'),
        ),
        migrations.AddIndex(
            model_name='visit',
            index=models.Index(fields=['village_code', 'on'], name='visit_by_village'),
        ),
        migrations.AddIndex(
            model_name='visit',
            index=models.Index(fields=['household', 'on'], name='visit_by_household'),
        ),
        migrations.AddConstraint(
            model_name='visit',
            constraint=models.CheckConstraint(condition=models.Q(('solved_on', None), ('has_problem', True), _connector='OR'), name='solved_problem'),
        ),
        *(migrations.RunSQL(*guard) for guard in GUARDS),
    ]
