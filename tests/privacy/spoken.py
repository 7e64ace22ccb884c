"""A row in every table that may tell of a person, each of whose texts speaks their name: what an erasure must find."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import count
from uuid import uuid4

from django.apps import apps
from django.db import connection, models
from django.db.models import NOT_PROVIDED

from register import COUNTY, VILLAGE, a_takeover
from tuopin.kernel.home import keyring
from tuopin.privacy.selectors.personal_columns import PERSONAL
from tuopin.privacy.selectors.sealed_columns import SEALED

ON, NOW = date(2018, 6, 1), datetime(2018, 6, 1, tzinfo=UTC)
PLACES = {column.name: column.place for column in SEALED}
LAST = ("ledger_taskact", "procedure_act", "procedure_objection", "procedure_publication", "identification_ballot")  # they stand on a case or a task
MANY = "monitoring_departmentlist", "monitoring_sweep", "identification_meeting", "assistance_team", "assistance_proposal"
_count = count(1)


def rows_that_speak(name, household, head, account, helper, unit):
    """One row in each declared table, about the household or at its village; table → row. Each text of it holds the name."""
    given = {
        "registry.Household": household, "registry.Person": head, "people.Account": account, "registry.Helper": helper, "assistance.Unit": unit,
        "registry.ImportBatch": a_takeover(),
    }
    tables = list(dict.fromkeys(columns.table for columns in PERSONAL))
    made = {}
    for table in sorted(tables, key=lambda table: (table in LAST, table)):
        if table not in made:
            _made(table, name, given, made)
    return made


def _made(table, name, given, made):
    model = next(m for m in apps.get_models() if m._meta.db_table == table)
    if table == "registry_statusevent":  # none comes but with a file or a case: the one that is there is made to speak, as no program could
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL session_replication_role = replica")
            cursor.execute("UPDATE registry_statusevent SET basis = %s WHERE household_id = %s", [f"说的是{name}", given["registry.Household"].pk])
            cursor.execute("SET LOCAL session_replication_role = DEFAULT")
        made[table] = model.objects.get(household=given["registry.Household"])
        return made[table]
    row = model(**{f.attname: value for f in model._meta.concrete_fields if (value := _value(f, name, given, made)) is not None})
    for key, value in SAID.get(table, {}).items():
        setattr(row, key, value(given, made) if callable(value) else value)
    uid, sealed = row.__dict__.get("uid"), [c for p in PERSONAL if p.table == table and p.sealed for c in p.columns.split()]
    for column in sealed:
        setattr(row, column, b"x")
    row.save(force_insert=True)
    for column in sealed:  # sealed for their place, which names the row
        place = PLACES[f"{table}.{column}"].split("'")[1] + str(uid or row.act_id)
        model.objects.filter(pk=row.pk).update(**{column: keyring().seal(f"走访{name}家", place)})
    made[table] = row
    return row


def _value(field, name, given, made):
    table = field.model._meta.db_table
    if field.primary_key or f"{table}.{field.attname}" in UNSAID:
        return None
    if any(field.column in p.texts for p in PERSONAL if p.table == table and not p.sealed):
        return name if field.name in ("name", "giver_name") else {"said": f"{name}来电"} if field.get_internal_type() == "JSONField" else f"说的是{name}"
    if field.related_model:
        related = given.get(field.related_model._meta.label)
        if related is None and (not field.null or field.name in ("plan", "list")):
            of = field.related_model._meta.db_table
            related = made.get(of) or _made(of, name, given, made)
        return related.pk if related is not None else None
    if field.null or (field.default is not NOT_PROVIDED) or field.db_default is not NOT_PROVIDED:
        return None
    if field.choices:
        return field.choices[0][0]
    if isinstance(field, models.BooleanField):
        return False
    return {models.DateField: ON, models.DateTimeField: NOW, models.DecimalField: Decimal(1), models.UUIDField: uuid4(), models.BinaryField: b"x"}.get(type(field)) or (
        "a" * 64 if field.max_length == 64 else VILLAGE if field.max_length == 12 else str(next(_count))[-(field.max_length or 9):])


UNSAID = {"identification_change.other_id", "assistance_peerhelp.giver_id", "assistance_handchoice.unit_id"}
SAID = {
    "procedure_case": {"subject": lambda given, made: f"household:{given['registry.Household'].number}", "key": None},
    "procedure_act": {"seq": 1, "kind": "step"},
    "procedure_publication": {"act_id": lambda given, made: made["procedure_act"].pk},
    "ledger_task": {"subject": lambda given, made: f"household:{given['registry.Household'].number}", "due_on": ON, "issued_on": ON, "state": "draft"},
    "identification_visit": {"subject": lambda given, made: f"household:{given['registry.Household'].number}"},
    "identification_meeting": {"entitled": 3, "present": 3},
    "registry_importproblem": {"block_key": lambda given, made: given["registry.Household"].number, "block_kind": "household",
                               "village_code": VILLAGE, "outcome": "W"},
    "registry_importbatch": {"digest": "9" * 64, "area_code": VILLAGE, "from_area": COUNTY},
    "registry_memberform": {"year": 2017, "source": "import:2"},
    "policy_doubt": {"household_id": lambda given, made: given["registry.Household"].pk},
    "responsibility_pledge": {"upper_code": COUNTY, "signer_id": None, "upper_signer_id": None, "outcome": ""},
    "responsibility_problem": {"solved_on": ON},
    "monitoring_watch": {"state": "clue"},
    "monitoring_householdclass": {"economic": "rich", "year": 2018, "source": "list"},
    "monitoring_departmentrow": {"certificate_index": lambda given, made: given["registry.Person"].certificate_index},
    "assistance_diaryentry": {"households": lambda given, made: [given["registry.Household"].number]},
    "assistance_leave": {"ends_on": date(2018, 6, 9)},
    "benefits_delivery": {"proof": "bank"},
    "monitoring_followup": {"watch_id": None},
    "monitoring_sweepline": {"ticked_at": NOW},
}
