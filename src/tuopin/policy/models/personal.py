"""What of judgements may tell of a person: what somebody found when looking at a doubt."""

from tuopin.kernel.personal_columns import PersonalColumns

PERSONAL = (PersonalColumns("policy_doubt", "finding_note", rows="t.household_id = ANY(%(households)s)", event="'doubt:' || t.id"),)
ERASED_ITSELF = {"policy_standing.head_name", "policy_standing.head_initials"}  # `erase_person` empties them
PERSONLESS = {
    "a code, a number, or the name of a place, a unit or a thing": (
        "policy_doubt.check_code policy_figure.name policy_standing.number policy_standing.group_name policy_standing.status "
        "policy_standing.attribute policy_standing.main_cause policy_standing.house_grade policy_freshness.rulebook_version"
    ),
    "of an official: who did what in office stays on record": "policy_doubt.found_by policy_standing.helper_name",
}
