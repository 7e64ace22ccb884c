"""Every known way to falsify the trail is found, with chain and number, by someone who has the anchors; an honest trail is never accused."""

import os
import random

import pytest
from django.db import connection

import tampers
from register import COUNTY, VILLAGE
from tampers import KINDS, run
from trails import witness
from tuopin.trail.models import Entry
from tuopin.trail.services import Asked, verify_trail
from tuopin.trail.services.anchors import anchor_files
from tuopin.trail.states.findings import INTACT, MISSING, TAMPERED

pytestmark = pytest.mark.django_db
SEED = int(os.environ.get("SEED", 20181231))
EDITS = int(os.environ.get("TUOPIN_TAMPER_EDITS", 100))  # tools/prove/g09_tamper.py makes 1,000
CLEAN_RUNS = int(os.environ.get("TUOPIN_CLEAN_RUNS", 5))


def whole(scene, **more):
    return verify_trail(Asked(anchors=scene.anchors, replay=True, evidence=True, **more))


def test_there_are_twenty_four_kinds():
    assert len(KINDS) == 24


def test_an_honest_trail_is_never_accused(scene):
    for _ in range(CLEAN_RUNS):
        found = whole(scene)
        assert (found.code, found.findings, found.missing) == (INTACT, [], [])
    assert found.chains == 4 and found.events > 30 and found.checkpoints == found.files == 2 and found.subjects > 10


@pytest.mark.parametrize("kind", KINDS[:-1], ids=lambda kind: kind.__name__)
def test_a_falsification_is_found_where_it_was_made(scene, kind, monkeypatch):
    from tuopin.policy.models import checks

    monkeypatch.setattr(checks, "version", checks.version)
    expected = kind(scene)
    found = whole(scene)
    assert found.code == TAMPERED
    assert any(
        one.chain == expected.chain and (expected.seq is None or one.seq == expected.seq) and one.field in expected.fields
        and (not expected.subject or one.subject == expected.subject)
        for one in found.findings
    ), (expected, found.findings)
    if expected.fields[0] in ("hash", "link", "seq"):
        [first] = [one for one in found.findings if one.chain == expected.chain and one.field in ("form", "chain", "seq", "hash", "link", "head")]
        assert (first.seq, first.field) == (expected.seq, expected.fields[0])


def test_a_rewrite_with_the_stolen_key_is_refused_by_the_witness_and_betrayed_by_paper(scene):
    run("SET LOCAL session_replication_role = origin")  # the witness is another house: nobody has turned its guards off
    for path in anchor_files(scene.anchors):
        assert witness(path).refused_for == ""
    run("SET LOCAL session_replication_role = replica")
    expected = tampers.rewrite_all_with_the_stolen_key(scene)
    assert verify_trail(Asked(anchors=scene.anchors)).code == INTACT, "within the house nothing tells"
    [path] = anchor_files(scene.anchors)
    run("SET LOCAL session_replication_role = origin")
    assert witness(path).refused_for == "previous"
    for root in expected.chain.split():
        found = verify_trail(Asked(anchors=scene.anchors, root=root))
        assert found.code == TAMPERED and [one.field for one in found.findings] == ["root-unknown"]


def test_random_edits_are_all_located(scene):
    edits, located = EDITS, 0
    random_ = random.Random(SEED)
    for _ in range(edits):
        located += locate_one(random_)
    assert located == edits, f"seed {SEED}"


def locate_one(random_: random.Random) -> bool:
    """Edit one column of one event at random, verify, and take it back; whether it was found just there."""
    from django.db import transaction

    chain, seq = random_.choice(list(Entry.objects.values_list("chain", "seq")))
    column, change = random_.choice(CHANGES)
    with transaction.atomic():
        run(f"UPDATE trail_entry SET {column} = {change} WHERE chain = %s AND seq = %s", chain, seq)
        findings = [(one.chain, one.seq) for one in verify_trail(Asked()).findings if one.field in ("form", "chain", "seq", "hash", "link")]
        transaction.set_rollback(True)
    return findings == [(chain, seq)]


CHANGES = (
    ("verb", "verb || 'x'"), ("subject", "'household:0'"), ("actor", "actor || '1'"), ("post", "post || 'head@000000000000'"),
    ("state", "'1:' || repeat('a', 64)"), ("payload", "payload || ',z=' || repeat('b', 64)"), ("evidence", "repeat('c', 64)"),
    ("happened_on", "happened_on - 1"), ("recorded_at", "recorded_at - interval '1 microsecond'"), ("area_code", "'110000000000'"),
    ("hash", "decode(repeat('d', 64), 'hex')"), ("prev", "decode(repeat('e', 64), 'hex')"), ("alg", "2"), ("alg", "7"), ("verb", "'a\\b'"),
)


def test_a_row_slipped_in_without_any_event_is_found(scene):
    run("INSERT INTO registry_household (number, village_code) VALUES ('99999999999', %s)", VILLAGE)
    found = verify_trail(Asked(replay=True))
    assert [(one.field, one.subject) for one in found.findings] == [("no-event", "household:99999999999")]


def test_a_household_taken_out_of_the_tables_is_found(scene):
    for table in ("householdform", "householdincome", "statusevent", "pairing", "membership", "memberform"):
        run(f"DELETE FROM registry_{table} WHERE household_id = (SELECT id FROM registry_household WHERE number = '10431120005')")
    run("DELETE FROM registry_household WHERE number = '10431120005'")
    assert ("state", "household:10431120005") in [(one.field, one.subject) for one in verify_trail(Asked(replay=True)).findings]


def changed(statement: str) -> int:
    """Run it; how many rows it changed."""
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.rowcount


@pytest.mark.parametrize("statement", [
    "UPDATE registry_householdform SET recorded_at = recorded_at - interval '1 day' WHERE id = (SELECT min(id) FROM registry_householdform)",
    "UPDATE registry_householdform SET superseded_at = now() WHERE id = (SELECT max(id) FROM registry_householdform)",
    "UPDATE registry_person SET name = '赵某' WHERE id = (SELECT min(id) FROM registry_person)",
    "UPDATE registry_person SET certificate_sealed = NULL WHERE id = (SELECT min(id) FROM registry_person)",
    "UPDATE registry_statusevent SET kind = 'exited' WHERE id = (SELECT min(id) FROM registry_statusevent)",
    "UPDATE registry_pairing SET helper_id = helper_id + 1 WHERE id = (SELECT min(id) FROM registry_pairing)",
    "UPDATE registry_membership SET ends_on = '2018-06-01' WHERE id = (SELECT min(id) FROM registry_membership)",
    "UPDATE registry_household SET trail_seq = trail_seq - 1 WHERE id = (SELECT min(id) FROM registry_household)",
    "UPDATE registry_villageform SET poor_village = NOT poor_village",
    "UPDATE registry_helper SET name = '李某'",
    "UPDATE people_account SET password = 'argon2$argon2id$another'",
    "UPDATE people_post SET ends_on = NULL",
    "UPDATE people_post SET role = 'auditor'",
    "UPDATE policy_doubt SET finding = 'problem' WHERE finding <> ''",
    "UPDATE policy_doubt SET finding = 'reasonable', found_by = 'x' WHERE id = (SELECT max(id) FROM policy_doubt WHERE finding = '')",
    "UPDATE policy_figure SET numerator = numerator + 1 WHERE level = 5 AND name = 'may_exit'",
    "UPDATE policy_figure SET numerator = numerator + 1 WHERE level = 1 AND name = 'may_exit'",
    "DELETE FROM policy_figure WHERE level = 4",
    "UPDATE policy_freshness SET judged_on = judged_on - 1",
    "UPDATE policy_freshness SET trail_mark = trail_mark + 1000",
    "DELETE FROM policy_standing WHERE number = '10431120001'",
])
def test_no_table_of_state_can_be_edited_behind_the_trails_back(scene, statement):
    assert changed(statement)
    assert verify_trail(Asked(replay=True)).code == TAMPERED


@pytest.mark.parametrize(("statement", "field"), [
    ("DELETE FROM trail_opening WHERE (chain, seq) IN (SELECT chain, seq FROM trail_opening ORDER BY id LIMIT 1)", "gone:"),
    ("UPDATE trail_opening SET sealed = (SELECT sealed FROM trail_opening ORDER BY id DESC LIMIT 1) WHERE id = (SELECT min(id) FROM trail_opening)",
     "opening"),
    ("UPDATE trail_opening SET seq = 99999 WHERE id = (SELECT min(id) FROM trail_opening)", "opening"),
])
def test_sealed_values_cannot_be_lost_swapped_or_moved(scene, statement, field):
    run(statement)
    assert any(one.field.startswith(field) for one in verify_trail(Asked(replay=True)).findings)


def test_a_lost_anchor_is_not_tampering_but_is_said(scene):
    anchor_files(scene.anchors)[0].unlink()
    found = whole(scene)
    assert (found.code, len(found.missing)) == (MISSING, 1) and COUNTY in found.missing[0]


def test_a_file_that_is_no_checkpoint_is_said(scene):
    (scene.anchors / f"{COUNTY}-000000000001-00000000.checkpoint.jsonl").write_bytes(b"not json\n")
    assert [one.field for one in whole(scene).findings] == ["file"]


def test_a_checkpoint_deleted_from_the_database_is_found_by_its_file(scene):
    run("DELETE FROM trail_checkpoint WHERE id = (SELECT max(id) FROM trail_checkpoint)")
    assert [one.field for one in whole(scene).findings] == ["checkpoint-gone"]


def test_a_checkpoint_edited_in_the_database_is_found(scene):
    run("UPDATE trail_checkpoint SET root = repeat('a', 64) WHERE id = (SELECT min(id) FROM trail_checkpoint)")
    assert "text" in [one.field for one in whole(scene).findings]
