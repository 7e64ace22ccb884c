"""Which rows make the state of a task: itself, who helps, what it waits for, and what was done."""

from __future__ import annotations

from tuopin.ledger.models.task import Task
from tuopin.trail.states.projections import Projection, Root, declare, part

TASK = declare(Projection(
    "task", 1, root=Root(Task._meta.db_table, "r.id::text"), present="SELECT id::text FROM ledger_task",
    parts=(
        part("task", "ledger_task", "id", "id title detail source code subject area_code system owner_area owner_role owner_office owner_unit body sector"
             " head_only target_value done_value unit due_on days crews evidence_kinds evidence_least parent_id state version issued_by_id issued_on"
             " closed_on"),
        part("helper", "ledger_taskhelper", "task_id", "task_id area_code role office unit"),
        part("order", "ledger_taskorder", "task_id", "task_id after_id"),
        part("act", "ledger_taskact", "task_id", "task_id seq kind account_id seat_area seat_role seat_office happened_on note value", "recorded_at"),
    ),
))
