"""What of deliveries may tell of a person: what was handed over, and by which line of a list."""

from tuopin.kernel.personal_columns import PersonalColumns

PERSONAL = (
    PersonalColumns("benefits_delivery", "content void_reason", struck="proof_number", rows="t.household_id = ANY(%(households)s)",
                    event="'benefit:' || h.number", joined="JOIN registry_household h ON h.id = t.household_id"),
    PersonalColumns("benefits_deliverybatch", "file_name undo_reason", event="'delivery-batch:' || t.id", place="t.area_code", shared=True),
)
PERSONLESS = {
    "a code, a number, or the name of a place, a unit or a thing": "benefits_awareness.policy benefits_delivery.policy benefits_tally.policy",
    "of an official: who did what in office stays on record": "benefits_awareness.actor benefits_deliverybatch.actor benefits_delivery.actor",
    "what a county plans, in words about the county": (
        "benefits_strategy.title benefits_strategyline.problem benefits_strategyline.measure benefits_strategyline.owner_unit"
    ),
    "a digest, a number of its own or a key": "benefits_deliverybatch.digest",
    "a document by its name and number": "benefits_delivery.proof_digest",
}
