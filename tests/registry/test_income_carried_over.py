"""Incomes recorded line by line, as they were until migration 0025, are carried over with all their versions, and the trail that told of them still stands."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from incomes import line_now, versions
from register import VILLAGE, a_household, an_actor
from rosters import ON
from tuopin.registry.models import HOUSEHOLD, HouseholdIncome
from tuopin.registry.services.correct_facts import correct_income_line
from tuopin.registry.services.versions import Correction
from tuopin.trail.models import Entry
from tuopin.trail.selectors.states import digests, states_of
from tuopin.trail.services import Asked, Event, record_many, verify_trail
from tuopin.trail.states import projections
from tuopin.trail.states.projections import declared_for, part

pytestmark = pytest.mark.django_db
BY_LINE, BY_YEAR = ("registry", "0024_a_condition_that_a_dump_tells_alike"), ("registry", "0025_income_of_a_year_is_one_row")
T = datetime(2019, 3, 1, 8, 30, tzinfo=UTC)
TOLD = "household_id, year, source, line, amount_yuan, evidence, recorded_at, superseded_at"


def migrate(to) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    MigrationExecutor(connection).migrate([to])


def run(statement: str, *values) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall() if cursor.description else []


def a_line(household, line, amount, *, at, until=None, source="import:1", evidence="self_report", year=2018) -> None:
    run(f"INSERT INTO registry_incomeline ({TOLD}) VALUES (%s, %s, %s, %s, %s, %s, %s, %s)",
        household.pk, year, source, line, amount, evidence, at, until)


def lived_line_by_line() -> list:
    """Four households as the releases before recorded them: untouched, corrected by hand, corrected twice in one moment, imported again."""
    alone, by_hand, at_once, again = found = [a_household(income={}) for _ in range(4)]
    moment, hour = timedelta(microseconds=4321), timedelta(hours=1)
    for line, amount in (("wage", "18000.10"), ("business_income", None), ("property", "0.00")):
        a_line(alone, line, amount, at=T)
        a_line(alone, line, amount, at=T, year=2017, source="import:2")
    a_line(by_hand, "wage", "100.00", at=T, until=T + hour + moment)
    a_line(by_hand, "property", "7.00", at=T)
    a_line(by_hand, "wage", "200.00", at=T + hour, until=T + 2 * hour + moment, source="page:jia", evidence="slip")
    a_line(by_hand, "wage", "100.00", at=T + 2 * hour, until=T + 4 * hour + moment, source="page:yi")  # put back
    a_line(by_hand, "reward", None, at=T + 3 * hour, source="page:yi\tß")  # was never asked
    a_line(by_hand, "wage", "100.00", at=T + 4 * hour, source="page:yi", evidence="bank")  # the same, proven otherwise
    a_line(at_once, "wage", "1.00", at=T, until=T + hour + moment)
    a_line(at_once, "property", "2.00", at=T, until=T + hour + 2 * moment)
    a_line(at_once, "wage", "3.00", at=T + hour, until=T + hour + 3 * moment, source="page:jia")
    a_line(at_once, "property", "4.00", at=T + hour, source="page:jia")
    a_line(at_once, "wage", "5.00", at=T + hour, source="page:jia")
    a_line(again, "wage", "1.00", at=T, until=T + hour)
    a_line(again, "property", "2.00", at=T, until=T + hour)
    a_line(again, "transfer_pension", "3.00", at=T)
    for line, amount in (("wage", "9.00"), ("property", None), ("reward", "4.00")):
        a_line(again, line, amount, at=T + hour, source="import:2")
    return found


def as_told_line_by_line(keys) -> dict[str, str]:
    """The digests of state as the releases before took them, of their own table."""
    by_line = part("income", "registry_incomeline", "household_id", "household_id year source line amount_yuan evidence", "recorded_at superseded_at")
    with connection.cursor() as cursor:
        return digests(cursor, replace(HOUSEHOLD, version=1, parts=tuple(by_line if one.name == "income" else one for one in HOUSEHOLD.parts)), keys)


def as_told_today(keys) -> dict[str, str]:
    with connection.cursor() as cursor:
        return digests(cursor, declared_for("household", "1:"), keys)


@pytest.fixture
def carried(db):
    """The households, what was told of them before they were carried over, and the rows of then."""
    migrate(BY_LINE)
    households = lived_line_by_line()
    told = as_told_line_by_line([one.number for one in households])
    rows = run(f"SELECT {TOLD} FROM registry_incomeline ORDER BY household_id, id")
    migrate(BY_YEAR)
    return households, told, rows


def test_every_version_of_every_line_is_carried_over(carried):
    (alone, by_hand, at_once, again), _told, rows = carried
    [now] = HouseholdIncome.objects.filter(household=alone, year=2018)
    assert (now.lines, now.amounts_yuan) == (["business_income", "property", "wage"], [None, Decimal("0.00"), Decimal("18000.10")])
    assert (now.recorded_at, now.source, now.superseded_at, HouseholdIncome.objects.filter(household=alone).count()) == (T, "import:1", None, 2)
    wages = [(Decimal(yuan), stands) for yuan, stands in ((100, False), (200, False), (100, False), (100, False), (100, True))]
    assert versions("wage", household=by_hand) == wages and versions("reward", household=by_hand) == [(None, False), (None, True)]
    assert versions("wage", household=at_once)[-1] == (Decimal(5), True) and len(versions("property", household=at_once)) == 4
    assert versions("transfer_pension", household=again) == [(Decimal(3), False), (Decimal(3), True)]
    migrate(BY_LINE)
    assert sorted(run(f"SELECT {TOLD} FROM registry_incomeline"), key=str) == sorted(rows, key=str), "and the way back tells all of it"


def test_what_the_trail_told_of_a_household_is_still_told_and_no_change_goes_unseen(carried):
    households, told, _rows = carried
    assert as_told_today(list(told)) == told and all(state.startswith("1:") for state in told.values())
    for household in households:
        for row in HouseholdIncome.objects.filter(household=household):
            for change in ("recorded_at = recorded_at + interval '1 us'", "source = source || 'x'", "amounts_yuan[1] = 77", "evidence[1] = 'card'",
                           "lines[1] = 'transfer_other'", "year = year - 5", "superseded_at = now()"):
                run("SAVEPOINT tampered")
                if not (change.startswith("superseded") and row.superseded_at):
                    run(f"UPDATE registry_householdincome SET {change} WHERE id = %s", row.pk)
                    assert as_told_today([household.number]) != {household.number: told[household.number]}, (household, row.pk, change)
                run("ROLLBACK TO SAVEPOINT tampered")
        last = HouseholdIncome.objects.filter(household=household).latest("pk")
        HouseholdIncome.objects.filter(pk=last.pk).update(superseded_at=T)
        last.pk = None
        last.save(force_insert=True)
        assert as_told_today([household.number]) != {household.number: told[household.number]}, "a version that says nothing new is seen too"


def test_a_system_begun_before_is_intact_and_tells_what_comes_after_in_the_new_way(monkeypatch):
    migrate(BY_LINE)
    households = lived_line_by_line()
    told = as_told_line_by_line([one.number for one in households])
    migrate(BY_YEAR)
    with monkeypatch.context() as before, connection.cursor() as cursor:  # the events of then, as the release of then told them
        before.setitem(projections._DECLARED, "household", declared_for("household", "1:"))
        record_many(cursor, [Event(VILLAGE, "import_household", f"household:{number}", "test", "", ON, {"persons": 3}) for number in told])
    assert set(Entry.objects.filter(verb="import_household").values_list("state", flat=True)) == set(told.values())
    subjects = {f"household:{number}" for number in told}
    findings = lambda: [one for one in verify_trail(Asked(replay=True)).findings if one.subject in subjects]  # noqa: E731
    assert findings() == []
    household = households[1]
    seen = HouseholdIncome.objects.get(household=household, superseded_at=None).pk
    correct_income_line(correction=Correction(household.number, 2018, seen, "工资单"), line="wage", amount_yuan=Decimal(5), actor=an_actor(), on=ON)
    with connection.cursor() as cursor:
        assert states_of(cursor, [f"household:{household.number}"])[f"household:{household.number}"].startswith("2:")
    assert findings() == [] and line_now("wage", household=household).amount_yuan == 5
    run("UPDATE registry_householdincome SET amounts_yuan[1] = 1 WHERE household_id = %s AND superseded_at IS NULL", households[3].pk)
    assert {one.subject for one in findings()} == {f"household:{households[3].number}"}


@pytest.mark.parametrize("broken", [
    "lines[2] = lines[1]", "lines[1] = NULL", "evidence[1] = NULL", "evidence = evidence[2:]", "amounts_yuan = amounts_yuan || 1.00", "lines = '{}'",
])
def test_lines_that_do_not_stand_side_by_side_are_refused_by_the_database(broken):
    from django.db import IntegrityError

    household = a_household()
    with pytest.raises(IntegrityError):
        run(f"UPDATE registry_householdincome SET {broken} WHERE household_id = %s", household.pk)
