"""What leaders noted of meetings, visits and problems may speak of a person of the place."""

from tuopin.kernel.personal_columns import PersonalColumns

PERSONAL = (
    PersonalColumns("responsibility_meeting", "title topic note", event="'conference:' || t.id", place="t.area_code", shared=True),
    PersonalColumns("responsibility_visit", "note", event="'leader-visit:' || t.id", place="t.area_code", shared=True),
    PersonalColumns("responsibility_problem", "text result", event="'leader-problem:' || t.id", place="t.area_code", shared=True),
    PersonalColumns("responsibility_campaign", "title note", event="'leader-campaign:' || t.id", place="t.area_code", shared=True),
    PersonalColumns("responsibility_pledge", "settled_note", event="'pledge:' || t.id", place="t.area_code", shared=True),
)
PERSONLESS = {
    "of an official: who did what in office stays on record": "responsibility_duty.holder responsibility_duty.title responsibility_visit.visitor responsibility_participant.name",
    "a code, a number, or the name of a place, a unit or a thing": (
        "responsibility_duty.unit responsibility_duty.sector responsibility_duty.policy responsibility_meeting.target "
        "responsibility_visit.source responsibility_problem.source responsibility_participant.unit responsibility_pledge.text "
        "responsibility_pledgetarget.measure responsibility_pledgetarget.unit"
    ),
    "a document by its name and number": "responsibility_duty.basis responsibility_exemption.document",
}
