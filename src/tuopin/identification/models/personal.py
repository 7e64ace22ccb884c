"""What of meetings, changes of members, comparisons and visits may tell of a person."""

from tuopin.kernel.personal_columns import PersonalColumns

HERE = "t.household_id = ANY(%(households)s)"
PERSONAL = (
    PersonalColumns("identification_change", "note", rows=f"{HERE} OR t.other_id = ANY(%(households)s)", event="'change:' || t.id"),
    PersonalColumns("identification_arrival", "name", rows="p.household_id = ANY(%(households)s) OR p.other_id = ANY(%(households)s) OR t.person_id = %(person)s",
                    event="'change:' || p.id", joined="JOIN identification_change p ON p.id = t.change_id", own="t.person_id = %(person)s",
                    emptied="certificate_sealed born_on"),
    PersonalColumns("identification_comparison", "told reply reason", rows=HERE, event="'comparison:' || t.id"),
    PersonalColumns("identification_meeting", "note place", event="'meeting:' || t.id", place="t.village_code", shared=True),
    PersonalColumns("identification_ballot", "note", rows="c.subject = ANY(%(subjects)s)", event="'meeting:' || t.meeting_id", shared=True,
                    joined="JOIN procedure_case c ON c.id = t.case_id", place="c.area_code"),
    PersonalColumns("identification_visit", "note", rows="t.subject = ANY(%(subjects)s)", event="'exit-visit:' || t.id", place="t.area_code"),
)
PERSONLESS = {
    "a code, a number, or the name of a place, a unit or a thing": (
        "identification_change.relation identification_relation.relation identification_arrival.sex identification_arrival.relation identification_comparison.department "
        "identification_meeting.procedure identification_meeting.step identification_visit.subject"
    ),
    "of an official: who did what in office stays on record": "identification_comparison.found_by identification_visit.visitor",
    "a document by its name and number": "identification_designation.document",
    "a digest, a number of its own or a key": "identification_visit.photo",
}
