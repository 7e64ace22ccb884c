"""What of the register's own tables may tell of a person beside what the erasure itself empties (name, certificate, phone, account)."""

from tuopin.kernel.personal_columns import PersonalColumns

JOIN = "JOIN registry_household h ON h.id = t.household_id"
OF_HOUSEHOLD, HOUSEHOLD = "t.household_id = ANY(%(households)s)", "'household:' || h.number"
PERSONAL = (
    PersonalColumns("registry_statusevent", "basis", rows=OF_HOUSEHOLD, event=HOUSEHOLD, joined=JOIN),
    PersonalColumns("registry_memberform", "", struck="work_place", rows="t.person_id = %(person)s", event=HOUSEHOLD, joined=JOIN),
    PersonalColumns("registry_importproblem", "", struck="params", rows="t.block_key = ANY(%(numbers)s)", place="t.village_code"),
    PersonalColumns("registry_importbatch", "file_name", place="t.area_code"),
)
ERASED_ITSELF = {  # what `erase_person` empties by name
    "registry_person.name", "registry_person.sex", "registry_person.certificate_sealed", "registry_person.certificate_index",
    "registry_householdform.phone_sealed", "registry_householdform.phone_index", "registry_householdform.account_sealed",
    "registry_stagedblock.sealed", "registry_stagedbundle.sealed",
}
PERSONLESS = {
    "a code, a number, or the name of a place, a unit or a thing": (
        "registry_countysurvey.source registry_importbatch.rows registry_importbatch.sheets registry_importbatch.mapping "
        "registry_importbatch.refused_code registry_importbatch.refused_params registry_stagedblock.kind registry_stagedblock.outcome "
        "registry_importproblem.sheet registry_importproblem.column registry_importproblem.code registry_importproblem.outcome "
        "registry_importproblem.block_kind registry_importproblem.block_key registry_household.number registry_householdform.source "
        "registry_householdform.group_name registry_householdform.bank_name registry_householdform.standard registry_householdform.attribute "
        "registry_householdform.main_cause registry_householdform.other_causes registry_householdform.house_grade "
        "registry_householdform.road_type registry_householdform.fuel registry_householdincome.source registry_householdincome.lines "
        "registry_householdincome.amounts_yuan "
        "registry_statusevent.precision registry_helper.number registry_helper.unit_class registry_person.number "
        "registry_person.certificate_kind registry_membership.end_reason registry_memberform.source registry_memberform.relation "
        "registry_memberform.ethnic registry_memberform.political registry_memberform.education registry_memberform.student "
        "registry_memberform.dropout_reason registry_memberform.health registry_memberform.labour registry_memberform.public_post "
        "registry_villageform.source registry_villageform.weakness registry_villageform.helping_unit"
    ),
    "a document by its name and number": "registry_countysurvey.document",
    "a digest, a number of its own or a key": "registry_importbatch.digest registry_stagedblock.key registry_householdincome.evidence",
    "of an official: who did what in office stays on record": (
        "registry_importbatch.actor registry_stagedblock.settled_by registry_statusevent.actor registry_helper.name registry_helper.sex "
        "registry_helper.certificate_sealed registry_helper.certificate_index registry_helper.phone_sealed registry_helper.unit_name "
        "registry_helper.duty"
    ),
}
