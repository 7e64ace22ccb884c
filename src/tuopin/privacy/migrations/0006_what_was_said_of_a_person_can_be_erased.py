"""Which columns an erasure may write to, past the guards of their tables; each room says in its `models/personal.py` whose rows they are."""

from django.db import migrations

from tuopin.scope.states import erasable

COLUMNS = {
    "procedure_case": "note",
    "procedure_act": "note",
    "procedure_publication": "text",
    "procedure_objection": "said_sealed objector_sealed",
    "ledger_task": "title detail",
    "ledger_taskact": "note",
    "registry_statusevent": "basis",
    "registry_memberform": "work_place",
    "registry_importproblem": "params",
    "registry_importbatch": "file_name",
    "policy_doubt": "finding_note",
    "identification_change": "note",
    "identification_arrival": "name certificate_sealed born_on",
    "identification_comparison": "told reply reason",
    "identification_meeting": "note place",
    "identification_ballot": "note",
    "identification_visit": "note",
    "monitoring_watch": "said ended_why",
    "monitoring_watchmeasure": "note withdrawn_why",
    "monitoring_followup": "note",
    "monitoring_signal": "reason gone_by finding_note",
    "monitoring_departmentlist": "file_name",
    "monitoring_departmentrow": "name note explained certificate_index",
    "monitoring_sweep": "title asks",
    "monitoring_sweepline": "note",
    "monitoring_householdclass": "why",
    "assistance_helpplan": "goal",
    "assistance_planmeasure": "what outcome",
    "assistance_visit": "met solution text_sealed",
    "assistance_peerhelp": "giver_name",
    "assistance_proposalline": "kept",
    "assistance_handchoice": "reason",
    "assistance_leave": "reason",
    "assistance_dutystation": "name",
    "assistance_diaryentry": "withdrawn_because text_sealed",
    "benefits_delivery": "content void_reason proof_number",
    "benefits_deliverybatch": "file_name undo_reason",
    "responsibility_meeting": "title topic note",
    "responsibility_visit": "note",
    "responsibility_problem": "text result",
    "responsibility_campaign": "title note",
    "responsibility_pledge": "settled_note",
}


class Migration(migrations.Migration):
    dependencies = [
        ("privacy", "0005_old_reveals_are_forgotten"), ("scope", "0002_words_of_a_person_are_erased"),
        ("registry", "0021_a_case_may_be_about_more_than_its_household"), ("policy", "0005_children_of_school_age_and_gaps"),
        ("procedure", "0007_ways_of_places_rejections_and_other_subjects"), ("ledger", "0001_first_tables"), ("identification", "0001_first_tables"),
        ("monitoring", "0002_persons_said_and_places_of_freezes"), ("benefits", "0001_first_tables_of_benefits"), ("assistance", "0001_first_tables"),
        ("responsibility", "0001_first_tables"),
    ]
    operations = [migrations.RunSQL(*erasable(table, *columns.split())) for table, columns in COLUMNS.items()]
