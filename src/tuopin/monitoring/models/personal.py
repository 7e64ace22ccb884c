"""What of watched households, departments' lists and sweeps may tell of a person."""

from tuopin.kernel.personal_columns import PersonalColumns

HERE, LISTED = "t.household_id = ANY(%(households)s)", "t.certificate_index = ANY(%(indexes)s)"
PERSONAL = (
    PersonalColumns("monitoring_watch", "said ended_why", rows=HERE, event="'watch:' || t.id"),
    PersonalColumns("monitoring_watchmeasure", "note withdrawn_why", rows="w.household_id = ANY(%(households)s)", event="'watch:' || w.id",
                    joined="JOIN monitoring_watch w ON w.id = t.watch_id"),
    PersonalColumns("monitoring_followup", "note", rows=HERE, event="CASE WHEN t.watch_id IS NULL THEN 'visits:' || h.number ELSE 'watch:' || t.watch_id END",
                    joined="JOIN registry_household h ON h.id = t.household_id"),
    PersonalColumns("monitoring_signal", "reason gone_by finding_note", rows=HERE, event="'signal:' || t.id"),
    PersonalColumns("monitoring_departmentlist", "file_name", event="'department-list:' || t.id", place="t.area_code", shared=True),
    PersonalColumns("monitoring_departmentrow", "name note explained", rows=f"{HERE} OR {LISTED}", own=LISTED, emptied="certificate_index",
                    event="'department-list:' || t.list_id", joined="JOIN monitoring_departmentlist l ON l.id = t.list_id", place="l.area_code", shared=True),
    PersonalColumns("monitoring_watchroster", "file_name settled_why", event="'watch-roster:' || t.id", place="t.area_code", shared=True),
    PersonalColumns("monitoring_sweep", "title asks", event="'sweep:' || t.id", place="t.area_code", shared=True),
    PersonalColumns("monitoring_sweepline", "note", rows=HERE, event="'tick:' || t.id"),
    PersonalColumns("monitoring_householdclass", "why", rows=HERE, event="'class:' || h.number", joined="JOIN registry_household h ON h.id = t.household_id"),
)
PERSONLESS = {
    "a code, a number, or the name of a place, a unit or a thing": (
        "monitoring_watch.risks monitoring_watch.kind monitoring_watchmeasure.kind monitoring_watchmeasure.risk monitoring_signal.check_code "
        "monitoring_departmentlist.department monitoring_householdclass.source monitoring_yearfreeze.edition monitoring_targetday.title"
    ),
    "of an official: who did what in office stays on record": (
        "monitoring_watch.reported_by monitoring_watch.checked_by monitoring_watch.ended_by monitoring_watchmeasure.actor "
        "monitoring_followup.actor monitoring_signal.found_by monitoring_departmentlist.actor monitoring_departmentrow.explained_by "
        "monitoring_sweep.opened_by monitoring_sweep.completed_by monitoring_sweepline.ticked_by monitoring_yearfreeze.actor "
        "monitoring_targetday.actor monitoring_watchroster.actor monitoring_watchroster.settled_by"
    ),
    "names nobody: a household's key with its risks, sealed until another person agrees, emptied then": "monitoring_watchroster.sealed",
    "a digest, a number of its own or a key": "monitoring_signal.evidence monitoring_departmentlist.digest monitoring_yearfreeze.root monitoring_watchroster.digest",
    "a document by its name and number": "monitoring_yearfreeze.basis monitoring_targetday.basis monitoring_watchroster.basis",
}
