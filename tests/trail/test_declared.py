"""Every table is the state of something that the trail digests, or says here why it is not; every column of it too."""

from django.apps import apps

from tuopin.trail.states.projections import projections

NO_STATE = {
    "trail_": "the trail itself", "divisions_villagergroup": "named by household forms alone", "people_loginfailure": "counts guesses",
    "django_session": "who is logged in: the signed data of a session alone tells whose it is",
    "people_kinship": "compared with the events that declared it (`kin`)", "evidence_": "compared row by row with their events (`evidence-told`), and file by file (`verify --evidence`)",
    "desk_": "work on its way", "privacy_": "keys and reveals: each an event of its own; published figures are compared with theirs (`published`)", "procedure_sealing": "cites a checkpoint",
    "registry_importbatch": "a file on its way in", "registry_staged": "sealed rows on their way in", "registry_importproblem": "what was found in a file",
    "registry_statussaid": "what a file says and no procedure has said", "scope_": "what the database grants",
    "ledger_calendarlink": "an address given out: an event of the account",
    "editions_": "editions are compared with the events that made them (`edition`), files with their digests",
    "benefits_tally": "counts, made anew from facts and deliveries",
}


def ours():
    return [model for model in apps.get_models() if model.__module__.startswith("tuopin.")]


def test_every_table_is_declared_or_says_why_not():
    declared = {part.table for projection in projections().values() for part in projection.parts}
    silent = [m._meta.db_table for m in ours() if m._meta.db_table not in declared and not m._meta.db_table.startswith(tuple(NO_STATE))]
    assert not silent, f"declare them in the room's models/projections.py, or say here why they are no state: {silent}"


def test_every_column_of_a_declared_table_counts_or_says_why_not():
    counted, without = {}, set()
    for projection in projections().values():
        without.update(projection.without)
        for part in projection.parts:
            counted.setdefault(part.table, set()).update(name.strip('"+') for name in (*part.columns, *part.times))
    silent = [
        f"{table}.{field.column}" for model in ours() if (table := model._meta.db_table) in counted
        for field in model._meta.concrete_fields
        if field.column not in counted[table] | {"id", "trail_chain", "trail_seq"} and f"{table}.{field.column}" not in without
    ]
    assert not silent, f"add them to the declaration, or to its `without`: {silent}"
