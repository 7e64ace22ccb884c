"""Which rows make the state of what was delivered: by household, by file, by village; counts are computed and are no state."""

from __future__ import annotations

from tuopin.trail.states.projections import Part, Projection, Root, declare, part

OF_HOUSEHOLD = "benefits_delivery r JOIN registry_household h ON h.id = r.household_id JOIN asked ON asked.id = h.number"
DELIVERED = ("household_id", "person_id", "policy", "delivered_on", "amount_yuan", "content", "proof", "proof_number", "proof_digest",
             "batch_id", "actor", "void_reason")
BENEFIT = declare(Projection(  # all that one household received: `benefit:10431129005`
    "benefit", 1, present="SELECT DISTINCT h.number FROM benefits_delivery r JOIN registry_household h ON h.id = r.household_id",
    parts=(Part("delivery", "benefits_delivery", DELIVERED, ("recorded_at", "voided_at"), "h.number", OF_HOUSEHOLD),),
))
BATCH = declare(Projection(
    "delivery-batch", 1, root=Root("benefits_deliverybatch", "r.id::text", knows=False), present="SELECT id::text FROM benefits_deliverybatch",
    parts=(part("batch", "benefits_deliverybatch", "id", "area_code file_name digest rows left_out actor undo_reason", "recorded_at undone_at"),),
))
AWARENESS = declare(Projection(
    "awareness", 1, present="SELECT DISTINCT village_code FROM benefits_awareness",
    parts=(part("survey", "benefits_awareness", "village_code", "village_code policy asked_on asked aware actor", "recorded_at"),),
))
STRATEGY = declare(Projection(
    "strategy", 1, root=Root("benefits_strategy", "r.id::text"), present="SELECT id::text FROM benefits_strategy",
    parts=(part("strategy", "benefits_strategy", "id", "id area_code version title drafted_by_id drafted_on approval_id approved_on replaced_on"),
           part("line", "benefits_strategyline", "strategy_id", "strategy_id number problem measure owner_unit due_on task_id")),
))
