"""What of cases may tell of a person: notes, published texts, objections."""

from tuopin.kernel.personal_columns import PersonalColumns

OF_ACT = "JOIN procedure_act a ON a.id = t.act_id JOIN procedure_case c ON c.id = a.case_id"
ABOUT = "c.subject = ANY(%(subjects)s)"
PERSONAL = (
    PersonalColumns("procedure_case", "note", rows="t.subject = ANY(%(subjects)s)", event="'case:' || t.id", place="t.area_code"),
    PersonalColumns("procedure_act", "note", rows=ABOUT, event="'case:' || t.case_id", joined="JOIN procedure_case c ON c.id = t.case_id", place="c.area_code"),
    PersonalColumns("procedure_publication", "text", rows=ABOUT, event="'case:' || c.id", joined=OF_ACT, place="c.area_code"),
    PersonalColumns("procedure_objection", "said_sealed objector_sealed", rows=ABOUT, event="'case:' || c.id", joined=OF_ACT, place="c.area_code", sealed=True),
)
PERSONLESS = {
    "a code, a number, or the name of a place, a unit or a thing": (
        "procedure_case.procedure procedure_case.subject procedure_case.due procedure_act.step procedure_act.seat_role procedure_act.outcome "
        "procedure_citation.name procedure_citation.kind procedure_citation.subject procedure_verdict.rule procedure_verdict.rulebook "
        "procedure_publication.place"
    ),
    "a digest, a number of its own or a key": (
        "procedure_case.declaration procedure_act.body procedure_citation.digest procedure_verdict.digest procedure_publication.digest "
        "procedure_sealing.root"
    ),
    "of an official: who did what in office stays on record": "procedure_act.seat_title",
}
