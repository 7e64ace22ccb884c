"""The tables of identification, who sees their rows, and what the database itself holds of them."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

from tuopin.kernel.pack import pack
from tuopin.scope.states import by_area, by_parent

HOUSEHOLD = {"parent": "registry_household", "at": "village_code"}
OF_CHANGE = {"parent": "identification_change p JOIN registry_household g ON g.id = p.household_id", "at": "g.village_code"}
APPENDED = "SELECT, INSERT"
GUARDS = [
    by_area("identification_meeting", "village_code", writes="read", rights="SELECT, INSERT, UPDATE"),
    by_parent("identification_ballot", "meeting_id", "identification_meeting", at="village_code", writes="read", rights=APPENDED),
    by_parent("identification_comparison", "household_id", **HOUSEHOLD, writes="read", rights="SELECT, INSERT, UPDATE"),
    by_parent("identification_change", "household_id", **HOUSEHOLD, rights="SELECT, INSERT, UPDATE"),
    by_parent("identification_change_persons", "change_id", **OF_CHANGE, rights=APPENDED),
    by_parent("identification_arrival", "change_id", **OF_CHANGE, rights="SELECT, INSERT, UPDATE"),
    by_area("identification_visit", "area_code", writes="read", rights=APPENDED),
    by_area("identification_designation", "area_code", from_below=True, writes="read", rights="SELECT, INSERT, UPDATE"),
]
FOR_EVER = {"meeting": "DELETE", "ballot": "UPDATE OR DELETE", "visit": "UPDATE OR DELETE", "change": "DELETE", "comparison": "DELETE", "designation": "DELETE"}
BY_CASE = """
CREATE FUNCTION identification_for_ever() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is for ever: what was done stays', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
CREATE FUNCTION identification_ends_by_case() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF (NEW.area_code, NEW.tag, NEW.starts_on, NEW.document) IS DISTINCT FROM (OLD.area_code, OLD.tag, OLD.starts_on, OLD.document)
        OR OLD.ends_on IS NOT NULL AND (NEW.ends_on, NEW.case_id) IS DISTINCT FROM (OLD.ends_on, OLD.case_id)
        OR NEW.ends_on IS NOT NULL AND OLD.ends_on IS NULL AND NOT EXISTS (
            SELECT FROM procedure_case c WHERE c.id = NEW.case_id AND c.state = 'completed' AND c.procedure IN ('village-exit', 'county-exit')
            AND c.subject IN ('village:' || NEW.area_code, 'county:' || NEW.area_code)
            AND (c.ended_at AT TIME ZONE '""" + pack().zone + """')::date = NEW.ends_on) THEN
        RAISE EXCEPTION 'a designation ends by a completed exit and by nothing else' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER designation_ends_by_case BEFORE UPDATE ON identification_designation FOR EACH ROW EXECUTE FUNCTION identification_ends_by_case();
CREATE FUNCTION identification_effective_by_case() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF (NEW.household_id, NEW.kind, NEW.happened_on, NEW.relation, NEW.note, NEW.account_id) IS DISTINCT FROM
        (OLD.household_id, OLD.kind, OLD.happened_on, OLD.relation, OLD.note, OLD.account_id)
        OR NEW.other_id IS DISTINCT FROM OLD.other_id AND NOT (NEW.kind = 'split' AND OLD.other_id IS NULL)
        OR NEW.effective_at IS DISTINCT FROM OLD.effective_at AND (OLD.effective_at IS NOT NULL OR NOT EXISTS (
            SELECT FROM procedure_case c WHERE c.subject = 'change:' || NEW.id AND c.state = 'completed')) THEN
        RAISE EXCEPTION 'a change of members becomes effective by its completed case and never changes' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER change_effective_by_case BEFORE UPDATE ON identification_change FOR EACH ROW EXECUTE FUNCTION identification_effective_by_case();
""" + "".join(
    f"CREATE TRIGGER {name}_for_ever BEFORE {acts} ON identification_{name} FOR EACH ROW EXECUTE FUNCTION identification_for_ever();\n"
    for name, acts in FOR_EVER.items()
)
DECIDES = """
CREATE OR REPLACE FUNCTION registry_case_decides(decided procedure_case, household bigint, kind text) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public, pg_temp AS $$
    SELECT decided.state = 'completed' AND (EXISTS (
        SELECT FROM registry_household h, LATERAL procedure_floor(decided.procedure) f
        WHERE h.id = household AND decided.subject = 'household:' || h.number AND f.status = kind)
    OR decided.procedure = 'member-change' AND EXISTS (
        SELECT FROM identification_change k WHERE decided.subject = 'change:' || k.id AND (
            k.kind = 'merge' AND k.household_id = household AND registry_case_decides.kind = 'removed'
            OR k.kind = 'split' AND k.other_id = household AND registry_case_decides.kind <> 'removed' AND registry_case_decides.kind = (
                SELECT s.kind FROM registry_statusevent s WHERE s.household_id = k.household_id AND s.recorded_at <= decided.ended_at
                ORDER BY s."on" DESC, s.id DESC LIMIT 1))))
$$;
"""
BACK = (
    "DROP FUNCTION identification_for_ever() CASCADE; DROP FUNCTION identification_ends_by_case() CASCADE;"
    " DROP FUNCTION identification_effective_by_case() CASCADE;"
)


def widened_back() -> str:
    from importlib import import_module

    narrow = import_module("tuopin.registry.migrations.0021_a_case_may_be_about_more_than_its_household").DECIDES
    return narrow.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION", 1)


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('scope', '0001_roles_of_work'),
        ('procedure', '0007_ways_of_places_rejections_and_other_subjects'),
        ('registry', '0021_a_case_may_be_about_more_than_its_household'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Change',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('trail_chain', models.CharField(blank=True, db_collation='C', db_default='', default='', max_length=12, verbose_name='链')),
                ('trail_seq', models.BigIntegerField(null=True, verbose_name='链上序号')),
                ('kind', models.CharField(choices=[('birth', '新生儿'), ('death', '死亡'), ('married_in', '婚入'), ('married_out', '婚出'), ('moved_in', '户籍迁入'), ('moved_out', '户籍迁出'), ('split', '分户'), ('merge', '并户'), ('head', '变更户主')], max_length=12, verbose_name='变动类型')),
                ('happened_on', models.DateField(verbose_name='变动日期')),
                ('relation', models.CharField(blank=True, max_length=28, verbose_name='与户主关系')),
                ('note', models.CharField(blank=True, max_length=300, verbose_name='说明')),
                ('effective_at', models.DateTimeField(null=True, verbose_name='生效时间')),
                ('recorded_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='记录时间')),
                ('account', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='经办人')),
                ('household', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='changes', to='registry.household', verbose_name='贫困户')),
                ('other', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='changes_into', to='registry.household', verbose_name='另一户')),
                ('persons', models.ManyToManyField(related_name='+', to='registry.person', verbose_name='家庭成员')),
            ],
            options={
                'verbose_name': '成员变动',
            },
        ),
        migrations.CreateModel(
            name='Arrival',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=60, verbose_name='姓名')),
                ('sex', models.CharField(blank=True, max_length=6, verbose_name='性别')),
                ('born_on', models.DateField(null=True, verbose_name='出生日期')),
                ('relation', models.CharField(max_length=28, verbose_name='与户主关系')),
                ('certificate_sealed', models.BinaryField(null=True, verbose_name='证件号码')),
                ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.person', verbose_name='家庭成员')),
                ('change', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='arrival', to='identification.change', verbose_name='成员变动')),
            ],
            options={
                'verbose_name': '新增成员',
            },
        ),
        migrations.CreateModel(
            name='Comparison',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('item', models.CharField(choices=[('vehicle', '车辆'), ('house', '商品房'), ('pay', '财政供养'), ('company', '工商登记'), ('deposit', '大额存款'), ('other', '其他')], max_length=10, verbose_name='比对项目')),
                ('department', models.CharField(max_length=60, verbose_name='提供部门')),
                ('told', models.CharField(max_length=200, verbose_name='比对结果')),
                ('compared_on', models.DateField(verbose_name='比对日期')),
                ('reply', models.CharField(blank=True, max_length=300, verbose_name='农户答复')),
                ('replied_on', models.DateField(null=True, verbose_name='答复日期')),
                ('finding', models.CharField(blank=True, choices=[('', '待核实'), ('explained', '情况合理'), ('mistaken', '比对有误'), ('confirmed', '属实')], max_length=10, verbose_name='核实结论')),
                ('reason', models.CharField(blank=True, max_length=300, verbose_name='结论理由')),
                ('found_by', models.CharField(blank=True, max_length=150, verbose_name='核实人')),
                ('recorded_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='记录时间')),
                ('household', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='comparisons', to='registry.household', verbose_name='贫困户')),
            ],
            options={
                'verbose_name': '信息比对',
            },
        ),
        migrations.CreateModel(
            name='Designation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('trail_chain', models.CharField(blank=True, db_collation='C', db_default='', default='', max_length=12, verbose_name='链')),
                ('trail_seq', models.BigIntegerField(null=True, verbose_name='链上序号')),
                ('area_code', models.CharField(db_collation='C', max_length=12, verbose_name='区划代码')),
                ('tag', models.CharField(choices=[('poor_village', '贫困村'), ('deep_village', '深度贫困村'), ('national_county', '国家级贫困县'), ('key_county', '国家扶贫开发重点县'), ('contiguous_county', '集中连片特困地区县'), ('provincial_county', '省定贫困县'), ('deep_county', '深度贫困县')], max_length=20, verbose_name='认定类别')),
                ('starts_on', models.DateField(verbose_name='认定日期')),
                ('ends_on', models.DateField(null=True, verbose_name='退出日期')),
                ('document', models.CharField(max_length=300, verbose_name='依据')),
                ('recorded_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='记录时间')),
                ('case', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='procedure.case', verbose_name='办理事项')),
            ],
            options={
                'verbose_name': '贫困认定',
            },
        ),
        migrations.CreateModel(
            name='Meeting',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('trail_chain', models.CharField(blank=True, db_collation='C', db_default='', default='', max_length=12, verbose_name='链')),
                ('trail_seq', models.BigIntegerField(null=True, verbose_name='链上序号')),
                ('village_code', models.CharField(db_collation='C', max_length=12, verbose_name='行政村代码')),
                ('kind', models.CharField(choices=[('group', '村民小组会议'), ('delegates', '村民代表会议'), ('village', '村民会议')], default='delegates', max_length=10, verbose_name='会议类型')),
                ('procedure', models.CharField(db_collation='C', max_length=40, verbose_name='程序')),
                ('step', models.CharField(max_length=40, verbose_name='步骤')),
                ('held_on', models.DateField(verbose_name='会议日期')),
                ('place', models.CharField(blank=True, max_length=60, verbose_name='会议地点')),
                ('entitled', models.IntegerField(verbose_name='应到人数')),
                ('present', models.IntegerField(verbose_name='实到人数')),
                ('note', models.CharField(blank=True, max_length=300, verbose_name='说明')),
                ('key', models.UUIDField(null=True, unique=True, verbose_name='提交标识')),
                ('recorded_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='记录时间')),
                ('account', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='经办人')),
            ],
            options={
                'verbose_name': '民主评议',
            },
        ),
        migrations.CreateModel(
            name='Ballot',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('in_favour', models.IntegerField(verbose_name='同意人数')),
                ('against', models.IntegerField(verbose_name='反对人数')),
                ('abstained', models.IntegerField(verbose_name='弃权人数')),
                ('carried', models.BooleanField(verbose_name='是否通过')),
                ('note', models.CharField(blank=True, max_length=300, verbose_name='说明')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='procedure.case', verbose_name='办理事项')),
                ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='ballots', to='identification.meeting', verbose_name='民主评议')),
            ],
            options={
                'verbose_name': '评议表决',
            },
        ),
        migrations.CreateModel(
            name='Visit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('subject', models.CharField(db_collation='C', max_length=120, verbose_name='对象')),
                ('area_code', models.CharField(db_collation='C', max_length=12, verbose_name='区划代码')),
                ('level', models.CharField(choices=[('village', '村级'), ('township', '乡级'), ('county', '县级'), ('city', '市级'), ('province', '省级')], max_length=8, verbose_name='级别')),
                ('visitor', models.CharField(max_length=60, verbose_name='走访人')),
                ('visited_on', models.DateField(verbose_name='走访日期')),
                ('note', models.CharField(blank=True, max_length=300, verbose_name='说明')),
                ('photo', models.CharField(blank=True, db_collation='C', max_length=64, verbose_name='文件摘要')),
                ('key', models.UUIDField(null=True, unique=True, verbose_name='提交标识')),
                ('recorded_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='记录时间')),
                ('account', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='经办人')),
            ],
            options={
                'verbose_name': '走访',
            },
        ),
        migrations.AddIndex(
            model_name='change',
            index=models.Index(fields=['household', 'id'], name='change_of_household'),
        ),
        migrations.AddConstraint(
            model_name='arrival',
            constraint=models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='arrival_named'),
        ),
        migrations.AddConstraint(
            model_name='comparison',
            constraint=models.UniqueConstraint(fields=('household', 'item', 'department', 'compared_on'), name='comparison_once'),
        ),
        migrations.AddConstraint(
            model_name='comparison',
            constraint=models.CheckConstraint(condition=models.Q(('finding', ''), models.Q(('replied_on__isnull', False), models.Q(('reason', ''), _negated=True), models.Q(('found_by', ''), _negated=True)), _connector='OR'), name='comparison_heard'),
        ),
        migrations.AddIndex(
            model_name='designation',
            index=models.Index(fields=['area_code', 'tag'], name='designation_by_area'),
        ),
        migrations.AddConstraint(
            model_name='designation',
            constraint=models.UniqueConstraint(condition=models.Q(('ends_on', None)), fields=('area_code', 'tag'), name='designated_once'),
        ),
        migrations.AddConstraint(
            model_name='designation',
            constraint=models.CheckConstraint(condition=models.Q(('ends_on', None), ('ends_on__gt', models.F('starts_on')), _connector='OR'), name='designation_span'),
        ),
        migrations.AddConstraint(
            model_name='designation',
            constraint=models.CheckConstraint(condition=models.Q(('area_code__regex', '^\\d{12}$')), name='designation_area_form'),
        ),
        migrations.AddIndex(
            model_name='meeting',
            index=models.Index(fields=['village_code', '-id'], name='meeting_by_village'),
        ),
        migrations.AddConstraint(
            model_name='meeting',
            constraint=models.CheckConstraint(condition=models.Q(('entitled__gte', 1), ('present__gte', 0), ('present__lte', models.F('entitled'))), name='meeting_present'),
        ),
        migrations.AddConstraint(
            model_name='ballot',
            constraint=models.UniqueConstraint(fields=('meeting', 'case'), name='ballot_once'),
        ),
        migrations.AddConstraint(
            model_name='ballot',
            constraint=models.CheckConstraint(condition=models.Q(('abstained__gte', 0), ('against__gte', 0), ('in_favour__gte', 0)), name='ballot_counts'),
        ),
        migrations.AddIndex(
            model_name='visit',
            index=models.Index(fields=['subject', 'visited_on'], name='visit_by_subject'),
        ),
        migrations.AddIndex(
            model_name='visit',
            index=models.Index(fields=['area_code', 'visited_on'], name='visit_by_area'),
        ),
        migrations.AddConstraint(
            model_name='visit',
            constraint=models.CheckConstraint(condition=models.Q(('area_code__regex', '^\\d{12}$')), name='visit_area_form'),
        ),
        *(migrations.RunSQL(*guarded) for guarded in GUARDS),
        migrations.RunSQL(BY_CASE, BACK),
        migrations.RunSQL(DECIDES, widened_back()),
    ]
