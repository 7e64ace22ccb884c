"""What has no digest of state of its own (files of evidence, kinship, published figures, editions, numbers of events) is held to its events."""

from datetime import date
from uuid import uuid4

import pytest
from django.db import connection, transaction

from register import COUNTY, VILLAGE, an_actor
from tampers import run
from tuopin.editions.services.make_edition import make_edition
from tuopin.evidence.models import EvidenceFile
from tuopin.evidence.services import cite_file, erase_file
from tuopin.people.selectors import operator
from tuopin.people.services import declare_kin, open_account
from tuopin.privacy.services.publish_figures import publish_figures
from tuopin.trail.services import Asked, record, verify_trail
from tuopin.trail.states.findings import INTACT

pytestmark = pytest.mark.django_db
ON = date(2018, 12, 31)
NEW = {"kin", "published", "edition", "evidence-told", "mark"}


@pytest.fixture
def more(scene, tmp_path):
    """The lived trail with further honest acts, whose tables no digest of state covers; then the triggers are off again."""
    run("SET LOCAL session_replication_role = origin")
    actor = operator()
    first, second = EvidenceFile.objects.order_by("id")
    cite_file(uid=first.uid, case="case:1", actor=actor, on=ON)
    erase_file(uid=second.uid, basis="县决定3号", actor=actor, on=ON)
    for name in ("yi", "er"):
        open_account(username=name, name=name, actor=actor, on=ON)
    declare_kin(username="yi", other="er", actor=actor, on=ON)
    publish_figures(area=COUNTY, year=2018, lowest="township", basis="县公告1号", actor=actor, on=ON)
    make_edition(year=2018, area=COUNTY, out=tmp_path / "edition", actor=actor, on=ON)
    run("SET CONSTRAINTS ALL IMMEDIATE")
    run("SET LOCAL session_replication_role = replica")
    return scene


FIRST = "(SELECT min(id) FROM evidence_evidencefile)"
BESIDE = {
    "a photo called a signature": ("evidence-told", f"UPDATE evidence_evidencefile SET kind = 'signature' WHERE id = {FIRST}"),
    "a photo made fresh": ("evidence-told", f"UPDATE evidence_evidencefile SET recorded_at = recorded_at + interval '40 days' WHERE id = {FIRST}"),
    "a photo made old": ("evidence-told", f"UPDATE evidence_evidencefile SET recorded_at = recorded_at - interval '40 days' WHERE id = {FIRST}"),
    "another day": ("evidence-told", f"UPDATE evidence_evidencefile SET happened_on = happened_on - 9 WHERE id = {FIRST}"),
    "another hander-in": ("evidence-told", f"UPDATE evidence_evidencefile SET actor = 'somebody' WHERE id = {FIRST}"),
    "erased by nobody": ("evidence-told", f"UPDATE evidence_evidencefile SET erased_at = now(), erased_by = 'operator' WHERE id = {FIRST}"),
    "an erasure by somebody else": ("evidence-told", "UPDATE evidence_evidencefile SET erased_by = 'x' WHERE erased_at IS NOT NULL"),
    "doubts taken away": ("evidence-told", "DELETE FROM evidence_evidenceflag"),
    "a doubt put there": ("evidence-told", f"INSERT INTO evidence_evidenceflag (file_id, code, recorded_at) VALUES ({FIRST}, 'screen', now())"),
    "a case that rests on it no more": ("evidence-told", "DELETE FROM evidence_evidenceuse"),
    "a case that never rested on it": ("evidence-told", "INSERT INTO evidence_evidenceuse (file_id, \"case\", actor, happened_on, recorded_at)"
                                                        f" VALUES ({FIRST}, 'case:99', 'operator', '2018-12-31', now())"),
    "another number of the file": ("evidence-told", f"UPDATE evidence_evidencefile SET uid = '{uuid4()}' WHERE id = {FIRST}"),
    "kin no more": ("kin", "DELETE FROM people_kinship"),
    "kin of others": ("kin", "UPDATE people_kinship SET one_id = (SELECT id FROM people_account WHERE username = 'daxi')"),
    "a count of something else": ("published", "UPDATE privacy_publiccount SET category = 'x' WHERE id = (SELECT min(id) FROM privacy_publiccount)"),
    "a hidden count shown": ("published", "UPDATE privacy_publiccount SET households = 3 WHERE id = (SELECT min(id) FROM privacy_publiccount WHERE households IS NULL)"),
    "a count taken away": ("published", "DELETE FROM privacy_publiccount WHERE id = (SELECT min(id) FROM privacy_publiccount)"),
    "another basis": ("published", "UPDATE privacy_publicedition SET basis = '另一文件'"),
    "figures taken back": ("published", "DELETE FROM privacy_publicedition"),
    "figures nobody published": ("published", f"INSERT INTO privacy_publicedition (year, area_code, actor, basis, published_at) VALUES (2017, '{COUNTY}', 'x', 'y', now())"),
    "an edition with another manifest": ("edition", "UPDATE editions_edition SET digest = repeat('a', 64)"),
    "an edition of other rules": ("edition", "UPDATE editions_edition SET rulebook_version = 'another'"),
    "an edition taken off the list": ("edition", "DELETE FROM editions_edition"),
    "an act numbered before the judgement": ("mark", "UPDATE trail_entry SET id = -5 WHERE id = (SELECT max(id) FROM trail_entry WHERE area_code = '431129000000')"),
}


def test_what_has_no_state_is_held_to_its_event_and_an_honest_trail_never_accused(more):
    """All in one scene: each falsification is made, must be found under its own name and no other, and is taken back."""
    honest = verify_trail(Asked(anchors=more.anchors, replay=True))
    assert (honest.code, honest.findings) == (INTACT, [])
    missed = {}
    for how, (field, statement) in BESIDE.items():
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
            assert cursor.rowcount, how
            found = {one.field for one in verify_trail(Asked(replay=True)).findings} & NEW
            transaction.set_rollback(True)
        if found != {field}:
            missed[how] = found
    assert not missed


def test_a_sequence_set_back_and_a_file_taken_for_another_are_told_with_their_place(more):
    run(f"UPDATE evidence_evidencefile SET kind = 'signature' WHERE id = {FIRST}")
    run("SET LOCAL session_replication_role = origin")
    run("UPDATE policy_freshness SET trail_mark = 1000000")  # new acts would be numbered below the mark of the last judgement, which would never be stale
    late = record(area_code=VILLAGE, verb="correct", subject="note:1", actor=an_actor(), on=ON)
    found = verify_trail(Asked(replay=True)).findings
    assert ("mark", late.chain, late.seq) in {(one.field, one.chain, one.seq) for one in found}
    [told] = [one for one in found if one.field == "evidence-told"]
    assert (told.chain, told.seq) == run("SELECT chain, seq FROM trail_entry WHERE verb = 'accept-evidence' AND subject = %s", told.subject)[0]
