"""A watch ends when its household is found, by a case of its own, to have returned to poverty."""

from django.db import migrations, models
from django.db.models import Q

STATES = [("clue", "待核查"), ("watched", "监测中"), ("removed", "风险已消除"), ("dismissed", "核查排除"), ("returned", "已返贫")]
GUARD = """
CREATE OR REPLACE FUNCTION monitoring_watch_by_case() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF TG_OP = 'INSERT' AND NEW.state <> 'clue' THEN
        RAISE EXCEPTION 'a watch begins with a clue' USING ERRCODE = 'restrict_violation';
    END IF;
    IF TG_OP = 'UPDATE' AND NEW.state <> OLD.state AND NOT (OLD.state = 'clue' AND NEW.state = 'dismissed') AND NOT EXISTS (
        SELECT FROM procedure_case c WHERE c.subject = 'watch:' || NEW.id AND c.state = 'completed'
            AND (OLD.state, NEW.state, c.procedure, c.id) IN (
                ('clue', 'watched', 'watch-admit', NEW.admission_id), ('watched', 'removed', 'watch-removal', NEW.removal_id)))%s THEN
        RAISE EXCEPTION 'watch %% does not become %% without its case', NEW.id, NEW.state USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
"""
OR_RETURNED = """ AND NOT (
        OLD.state IN ('clue', 'watched') AND NEW.state = 'returned' AND EXISTS (
            SELECT FROM procedure_case c JOIN registry_household h ON c.subject = 'household:' || h.number
            WHERE h.id = NEW.household_id AND c.id = NEW.removal_id AND c.procedure = 'household-return' AND c.state = 'completed'))"""


class Migration(migrations.Migration):
    dependencies = [("monitoring", "0003_a_cadre_no_more_is_said_for_its_year")]
    operations = [
        migrations.AlterField("watch", "state", models.CharField(choices=STATES, default="clue", max_length=10, verbose_name="监测状态")),
        migrations.AddConstraint("watch", models.CheckConstraint(
            condition=~Q(state="returned") | (Q(removal__isnull=False, ended_on__isnull=False) & ~Q(ended_why="")), name="returned_by_a_case")),
        migrations.RunSQL(GUARD % OR_RETURNED, GUARD % ""),
    ]
