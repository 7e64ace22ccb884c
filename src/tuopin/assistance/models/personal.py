"""What of plans, visits, diaries and choices may tell of a person."""

from tuopin.kernel.personal_columns import PersonalColumns

HERE, WRITTEN_OF = "t.household_id = ANY(%(households)s)", "t.households && %(numbers)s::varchar[]"
PERSONAL = (
    PersonalColumns("assistance_helpplan", "goal", rows=HERE, event="'plan:' || t.id"),
    PersonalColumns("assistance_planmeasure", "what outcome", rows="p.household_id = ANY(%(households)s)", event="'plan:' || p.id",
                    joined="JOIN assistance_helpplan p ON p.id = t.plan_id"),
    PersonalColumns("assistance_visit", "met solution", rows=HERE, event="'visit:' || t.id"),
    PersonalColumns("assistance_visit", "text_sealed", rows=HERE, event="'visit:' || t.id", sealed=True, place="t.village_code"),
    PersonalColumns("assistance_peerhelp", "giver_name", rows=f"{HERE} OR t.giver_id = ANY(%(households)s)", event="'peer:' || t.id", place="t.village_code"),
    PersonalColumns("assistance_proposalline", "kept", rows=HERE, event="'proposal:' || t.proposal_id", shared=True),
    PersonalColumns("assistance_handchoice", "reason", rows=HERE, event="'choice:' || t.id"),
    PersonalColumns("assistance_leave", "reason", event="'leave:' || t.id", place="t.village_code", shared=True),
    PersonalColumns("assistance_dutystation", "name", event="'team:' || t.team_id", joined="JOIN assistance_team m ON m.id = t.team_id",
                    place="m.village_code", shared=True),  # where a team lives may be called by whose house it is
    PersonalColumns("assistance_diaryentry", "withdrawn_because", rows=WRITTEN_OF, event="'diary:' || t.id", place="t.village_code", shared=True),
    PersonalColumns("assistance_diaryentry", "text_sealed", rows=WRITTEN_OF, event="'diary:' || t.id", place="t.village_code", shared=True, sealed=True),
)
PERSONLESS = {
    "of an official: who did what in office stays on record": (
        "assistance_appointment.name assistance_appointment.education assistance_cadreevent.what assistance_helpplan.made_by "
        "assistance_visit.written_by assistance_unit.head_name assistance_unit.head_duty assistance_relation.leader assistance_proposal.made_by "
        "assistance_handchoice.made_by assistance_dutyday.signed_by assistance_leave.asked_by assistance_leave.decided_by "
        "assistance_diaryentry.written_by"
    ),
    "a code, a number, or the name of a place, a unit or a thing": (
        "assistance_appointment.term assistance_training.title assistance_training.place assistance_planmeasure.cause "
        "assistance_planmeasure.kind assistance_unit.number assistance_unit.name assistance_unit.unit_class assistance_unit.affiliation "
        "assistance_dutyday.sheet assistance_diaryentry.households"
    ),
    "a document by its name and number": (
        "assistance_appointment.basis assistance_departure.basis assistance_cadreevent.basis assistance_relation.basis assistance_proposal.basis "
        "assistance_team.basis assistance_team.end_basis assistance_dutystation.basis"
    ),
    "a digest, a number of its own or a key": "assistance_proposal.problem assistance_proposal.problem_digest",
}
