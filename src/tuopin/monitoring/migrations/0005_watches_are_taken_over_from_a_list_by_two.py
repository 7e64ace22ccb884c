"""A list of households already under watch comes in by one person and is agreed to by another; the database holds what such a list may not do."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models
from django.db.models import F, Q

from tuopin.kernel.pack import pack
from tuopin.scope.states import by_area, erasable

CHANNELS = [("self_report", "农户自主申报"), ("sweep", "干部走访排查"), ("department", "部门筛查预警"), ("rule", "数据比对预警")]
STATES = [("waiting", "待审核"), ("agreed", "已接收"), ("refused", "未接收")]
BEFORE = """
    IF TG_OP = 'INSERT' AND NEW.state <> 'clue' THEN
        RAISE EXCEPTION 'a watch begins with a clue' USING ERRCODE = 'restrict_violation';
    END IF;
"""
# A list tells of what was before: agreed to by another person in this very transaction, about a household that has no watch of this system's own,
# of days up to the one on which the household came into this system. What came later goes through its procedure.
NOW = """
    IF TG_OP = 'UPDATE' AND (NEW.roster_id, NEW.taken_over_on) IS DISTINCT FROM (OLD.roster_id, OLD.taken_over_on) THEN
        RAISE EXCEPTION 'what a watch came from never changes' USING ERRCODE = 'restrict_violation';
    END IF;
    IF TG_OP = 'INSERT' AND (NEW.state <> 'clue' OR NEW.roster_id IS NOT NULL) AND NOT (
        NEW.state IN ('watched', 'removed') AND NEW.removal_id IS NULL AND EXISTS (
            SELECT FROM monitoring_watchroster r JOIN registry_household h ON h.id = NEW.household_id
            WHERE r.id = NEW.roster_id AND r.state = 'agreed' AND r.settled_by <> r.actor AND r.settled_at = transaction_timestamp()
                AND left(h.village_code, monitoring_width_of(r.area_code)) = left(r.area_code, monitoring_width_of(r.area_code))
                AND greatest(NEW.decided_on, NEW.ended_on) <= (h.registered_at AT TIME ZONE '""" + pack().zone + """')::date)
        AND NOT EXISTS (
            SELECT FROM monitoring_watch w WHERE w.household_id = NEW.household_id AND w.roster_id IS NULL AND w.state <> 'dismissed')) THEN
        RAISE EXCEPTION 'a watch begins with a clue, or with a list that two agreed to' USING ERRCODE = 'restrict_violation';
    END IF;
"""
GUARD = """
CREATE OR REPLACE FUNCTION monitoring_watch_by_case() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN%s
    IF TG_OP = 'UPDATE' AND NEW.state <> OLD.state AND NOT (OLD.state = 'clue' AND NEW.state = 'dismissed') AND NOT EXISTS (
        SELECT FROM procedure_case c WHERE c.subject = 'watch:' || NEW.id AND c.state = 'completed'
            AND (OLD.state, NEW.state, c.procedure, c.id) IN (
                ('clue', 'watched', 'watch-admit', NEW.admission_id), ('watched', 'removed', 'watch-removal', NEW.removal_id))) AND NOT (
        OLD.state IN ('clue', 'watched') AND NEW.state = 'returned' AND EXISTS (
            SELECT FROM procedure_case c JOIN registry_household h ON c.subject = 'household:' || h.number
            WHERE h.id = NEW.household_id AND c.id = NEW.removal_id AND c.procedure = 'household-return' AND c.state = 'completed')) THEN
        RAISE EXCEPTION 'watch %% does not become %% without its case', NEW.id, NEW.state USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
"""
# A list comes in waiting, is settled once, and keeps what it was.
ROSTERS = """
CREATE FUNCTION monitoring_width_of(code text) RETURNS int LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN code = '000000000000' THEN 0 WHEN code ~ '0{10}$' THEN 2 WHEN code ~ '0{8}$' THEN 4 WHEN code ~ '0{6}$' THEN 6
        WHEN code ~ '0{3}$' THEN 9 ELSE 12 END
$$;
CREATE FUNCTION monitoring_roster_settled_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' AND NEW.state <> 'waiting' OR TG_OP = 'DELETE' OR TG_OP = 'UPDATE' AND (
        (NEW.area_code, NEW.digest, NEW.basis, NEW.rows, NEW.actor, NEW.recorded_at) IS DISTINCT FROM (OLD.area_code, OLD.digest, OLD.basis, OLD.rows, OLD.actor, OLD.recorded_at)
        OR OLD.state <> 'waiting' AND (NEW.state, NEW.settled_by, NEW.settled_on, NEW.settled_at) IS DISTINCT FROM (OLD.state, OLD.settled_by, OLD.settled_on, OLD.settled_at)
        OR OLD.state = 'waiting' AND NEW.state <> 'waiting' AND NEW.settled_at IS DISTINCT FROM transaction_timestamp()) THEN
        RAISE EXCEPTION 'a list of watched households is settled once' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER roster_settled_once BEFORE INSERT OR UPDATE OR DELETE ON monitoring_watchroster FOR EACH ROW EXECUTE FUNCTION monitoring_roster_settled_once();
"""
UNROSTERS = "DROP FUNCTION monitoring_roster_settled_once() CASCADE; DROP FUNCTION monitoring_width_of(text);"


class Migration(migrations.Migration):
    dependencies = [("monitoring", "0004_a_return_ends_the_watch"), ("scope", "0002_words_of_a_person_are_erased")]
    operations = [
        migrations.CreateModel(
            name="WatchRoster",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("trail_chain", models.CharField(blank=True, db_collation="C", db_default="", default="", max_length=12, verbose_name="链")),
                ("trail_seq", models.BigIntegerField(null=True, verbose_name="链上序号")),
                ("area_code", models.CharField(db_collation="C", max_length=12, verbose_name="区划代码")),
                ("file_name", models.CharField(max_length=200, verbose_name="文件名")),
                ("digest", models.CharField(db_collation="C", max_length=64, verbose_name="文件摘要")),
                ("basis", models.CharField(max_length=300, verbose_name="依据")),
                ("rows", models.IntegerField(verbose_name="行数")),
                ("state", models.CharField(choices=STATES, default="waiting", max_length=8, verbose_name="办理状态")),
                ("sealed", models.BinaryField(null=True, verbose_name="内容")),
                ("actor", models.CharField(max_length=150, verbose_name="经办人")),
                ("recorded_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name="记录时间")),
                ("settled_by", models.CharField(blank=True, max_length=150, verbose_name="办结人")),
                ("settled_on", models.DateField(null=True, verbose_name="完成日期")),
                ("settled_at", models.DateTimeField(null=True, verbose_name="处理时间")),
                ("settled_why", models.CharField(blank=True, max_length=300, verbose_name="说明")),
            ],
            options={"verbose_name": "监测对象名单"},
        ),
        migrations.AddConstraint("watchroster", models.UniqueConstraint(fields=["area_code", "digest"], condition=~Q(state="refused"), name="watch_roster_once")),
        migrations.AddConstraint("watchroster", models.CheckConstraint(
            condition=Q(state="waiting") | Q(settled_on__isnull=False, settled_at__isnull=False, sealed=None) & ~Q(settled_by=""), name="watch_roster_settled")),
        migrations.AddConstraint("watchroster", models.CheckConstraint(condition=~Q(state="agreed") | ~Q(settled_by=F("actor")), name="watch_roster_by_two")),
        migrations.RunSQL(*by_area("monitoring_watchroster", "area_code", from_below=True, rights="SELECT, INSERT, UPDATE")),
        migrations.RunSQL(ROSTERS, UNROSTERS),
        migrations.RunSQL(*erasable("monitoring_watchroster", "file_name", "settled_why")),
        migrations.AlterField("watch", "channel", models.CharField(blank=True, choices=CHANNELS, max_length=12, verbose_name="发现渠道")),
        migrations.AddField("watch", "roster", models.ForeignKey(
            null=True, on_delete=django.db.models.deletion.PROTECT, related_name="watches", to="monitoring.watchroster", verbose_name="监测对象名单")),
        migrations.AddField("watch", "taken_over_on", models.DateField(null=True, verbose_name="接收日期")),
        migrations.RemoveConstraint("watch", "watched_by_a_case"),
        migrations.RemoveConstraint("watch", "removed_by_a_case"),
        migrations.AddConstraint("watch", models.CheckConstraint(
            condition=~Q(state="watched") | Q(decided_on__isnull=False) & (Q(admission__isnull=False) | Q(roster__isnull=False)), name="watched_by_a_case")),
        migrations.AddConstraint("watch", models.CheckConstraint(
            condition=~Q(state="removed") | (Q(ended_on__isnull=False) & (Q(removal__isnull=False) & ~Q(way="") | Q(roster__isnull=False))), name="removed_by_a_case")),
        migrations.AddConstraint("watch", models.CheckConstraint(
            condition=Q(roster=None, taken_over_on=None) | Q(taken_over_on__isnull=False, admission=None, roster__isnull=False), name="watch_taken_over")),
        migrations.RunSQL(GUARD % NOW, GUARD % BEFORE),
    ]
