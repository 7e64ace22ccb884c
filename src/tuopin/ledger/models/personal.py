"""What of tasks may tell of a person: what is to be done, and what was noted when it was done."""

from tuopin.kernel.personal_columns import PersonalColumns

PERSONAL = (
    PersonalColumns("ledger_task", "title detail", rows="t.subject = ANY(%(subjects)s)", event="'task:' || t.id", place="t.area_code"),
    PersonalColumns("ledger_taskact", "note", rows="k.subject = ANY(%(subjects)s)", event="'task:' || k.id",
                    joined="JOIN ledger_task k ON k.id = t.task_id", place="k.area_code"),
)
PERSONLESS = {
    "a code, a number, or the name of a place, a unit or a thing": (
        "ledger_calendarlink.posts ledger_task.source ledger_task.code ledger_task.subject ledger_task.owner_unit ledger_task.sector ledger_task.unit "
        "ledger_task.evidence_kinds ledger_taskhelper.unit ledger_taskact.seat_role ledger_taskact.seat_office"
    ),
    "a digest, a number of its own or a key": "ledger_calendarlink.digest",
}
