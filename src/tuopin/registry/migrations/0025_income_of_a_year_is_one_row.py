"""What a household has earned in a year is one row with its lines side by side, as its form is; it was a row a line.

What was recorded line by line is carried over version by version: each time something was recorded of the year is a row, with all that
stood from then on, until the next. Nothing of it is lost: the way back tells each line's versions as they were, and so the trail's
digests of the states told before this migration are still taken (`registry.models.projections`).
"""

import django.contrib.postgres.fields
import django.contrib.postgres.functions
import django.db.models.deletion
from django.db import migrations, models

from tuopin.scope.states import by_parent, loaded

TABLE = "registry_householdincome"
CARRIED_OVER = """
INSERT INTO registry_householdincome (household_id, year, recorded_at, superseded_at, source, lines, amounts_yuan, evidence)
WITH told AS (
    SELECT *, coalesce(lag(superseded_at) OVER versions, recorded_at) AS closed_at,
        row_number() OVER (PARTITION BY household_id, year, line, recorded_at ORDER BY id) AS again
    FROM registry_incomeline WINDOW versions AS (PARTITION BY household_id, year, line ORDER BY id)
), stepped AS (
    SELECT *, min(id) OVER (PARTITION BY household_id, year, recorded_at, source, closed_at, again) AS step FROM told
), steps AS (
    SELECT household_id, year, step, recorded_at, source, closed_at,
        lead(closed_at) OVER (PARTITION BY household_id, year ORDER BY step) AS superseded_at
    FROM stepped GROUP BY household_id, year, step, recorded_at, source, closed_at
), stood AS (
    SELECT DISTINCT ON (s.household_id, s.year, s.step, t.line COLLATE "C")
        s.household_id, s.year, s.step, s.recorded_at, s.superseded_at, s.source, t.line, t.amount_yuan, t.evidence
    FROM steps s JOIN stepped t ON t.household_id = s.household_id AND t.year = s.year AND t.step <= s.step
    ORDER BY s.household_id, s.year, s.step, t.line COLLATE "C", t.step DESC
)
SELECT household_id, year, recorded_at, superseded_at, source, array_agg(line ORDER BY line COLLATE "C"),
    array_agg(amount_yuan ORDER BY line COLLATE "C"), array_agg(evidence ORDER BY line COLLATE "C")
FROM stood GROUP BY household_id, year, step, recorded_at, superseded_at, source ORDER BY step;
"""
CARRIED_BACK = """
INSERT INTO registry_incomeline (household_id, year, recorded_at, superseded_at, source, line, amount_yuan, evidence)
WITH told AS (
    SELECT y.id, y.household_id, y.year, y.recorded_at, y.superseded_at, y.source, l.line, l.amount_yuan, l.evidence
    FROM registry_householdincome y, unnest(y.lines, y.amounts_yuan, y.evidence) AS l (line, amount_yuan, evidence)
), begun AS (
    SELECT *, lag(id) OVER w IS NULL OR lag(amount_yuan) OVER w IS DISTINCT FROM amount_yuan OR lag(evidence) OVER w <> evidence AS begins
    FROM told WINDOW w AS (PARTITION BY household_id, year, line ORDER BY id)
), runs AS (
    SELECT *, count(*) FILTER (WHERE begins) OVER (PARTITION BY household_id, year, line ORDER BY id) AS run FROM begun
)
SELECT household_id, year, (array_agg(recorded_at ORDER BY id))[1], (array_agg(superseded_at ORDER BY id DESC))[1], (array_agg(source ORDER BY id))[1], line,
    min(amount_yuan), min(evidence)
FROM runs GROUP BY household_id, year, line, run ORDER BY min(id), line COLLATE "C";
"""
ONCE = """
CREATE FUNCTION registry_lines_stand_once() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE broken bigint;
BEGIN
    SELECT w.household_id INTO broken FROM written w
    WHERE array_position(w.evidence, NULL) IS NOT NULL
        OR (SELECT count(DISTINCT line) FROM unnest(w.lines) line) <> cardinality(w.lines) LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'a line of income of household % stands twice, or without its word or evidence', broken
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
"""
STATISTICS = """
CREATE OR REPLACE FUNCTION registry_refresh_statistics() RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public SET default_statistics_target = 20 AS $$
BEGIN
    ANALYZE registry_household, registry_householdform (household_id, year, village_code, group_name, superseded_at),
        registry_person (id, number, name), registry_memberform (person_id, household_id, year, superseded_at), registry_membership,
        %s, registry_statusevent (household_id, kind, "on"), registry_pairing,
        registry_stagedblock (batch_id, kind, key, village_code, outcome, bundle, merged_at);
END $$;
"""
BY_LINE, BY_YEAR = "registry_incomeline (household_id, year, line, superseded_at)", f"{TABLE} (household_id, year, superseded_at)"


def checked(table, event):
    """The trigger that asks for the parents of the rows that a statement wrote."""
    return (f"CREATE TRIGGER {table}_parents_{event} AFTER {event} ON {table} REFERENCING NEW TABLE AS written"
            f" FOR EACH STATEMENT EXECUTE FUNCTION registry_parents_exist('household_id', 'registry_household');")


def guarded(table):
    """What holds back who reads and who writes, as migration 0018 gave it to the table of lines."""
    return (
        by_parent(table, "household_id", parent="registry_household", at="village_code", rights="SELECT, INSERT, UPDATE"), loaded(table),
    )


def forwards():
    yield CARRIED_OVER
    yield ONCE
    yield STATISTICS % BY_YEAR
    for sql, _back in guarded(TABLE):
        yield sql
    for event in ("insert", "update"):
        yield checked(TABLE, event)
        yield (f"CREATE TRIGGER {TABLE}_once_{event} AFTER {event} ON {TABLE} REFERENCING NEW TABLE AS written"
               f" FOR EACH STATEMENT EXECUTE FUNCTION registry_lines_stand_once();")


def back():
    yield CARRIED_BACK
    for sql, _back in guarded("registry_incomeline"):
        yield sql
    for event in ("insert", "update"):
        yield checked("registry_incomeline", event)


class Migration(migrations.Migration):
    dependencies = [("registry", "0024_a_condition_that_a_dump_tells_alike")]

    operations = [
        migrations.CreateModel(
            "HouseholdIncome",
            [
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("year", models.SmallIntegerField(verbose_name="年度")),
                ("recorded_at", models.DateTimeField(db_default=django.contrib.postgres.functions.TransactionNow(), verbose_name="记录时间")),
                ("superseded_at", models.DateTimeField(null=True, verbose_name="被替代时间")),
                ("source", models.CharField(db_collation="C", max_length=120, verbose_name="来源")),
                ("lines", django.contrib.postgres.fields.ArrayField(models.CharField(max_length=32), size=None, verbose_name="收入项目")),
                ("amounts_yuan", django.contrib.postgres.fields.ArrayField(
                    models.DecimalField(decimal_places=2, max_digits=14, null=True), size=None, verbose_name="金额")),
                ("evidence", django.contrib.postgres.fields.ArrayField(models.CharField(max_length=12), size=None, verbose_name="凭证类型")),
                ("household", models.ForeignKey(
                    db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="incomes",
                    to="registry.household", verbose_name="贫困户")),
            ],
            options={"verbose_name": "收入明细"},
        ),
        migrations.RunSQL("\n".join(forwards()), f"DROP FUNCTION registry_lines_stand_once() CASCADE;{STATISTICS % BY_LINE}"),
        migrations.AddConstraint("householdincome", models.UniqueConstraint(
            condition=models.Q(superseded_at=None), fields=("household", "year"), name="household_income_current")),
        migrations.AddConstraint("householdincome", models.CheckConstraint(
            condition=models.Q(lines__len__gt=0, lines__len=models.F("amounts_yuan__len"), evidence__len=models.F("lines__len")),
            name="household_income_parallel")),
        migrations.RunSQL("", "\n".join(back())),
        migrations.DeleteModel("IncomeLine"),
    ]
