"""What no honest act writes: garbage put into the trail's own tables by their owner is told with its place, and never ends verification or export half-way."""

import re

import pytest
from django.db import transaction

from register import COUNTY, VILLAGE, an_actor
from tampers import run
from trails import ON, stranger
from tuopin.trail.models import Opening
from tuopin.trail.selectors.checkpoints import heads_of
from tuopin.trail.services import Asked, erase_values, export_trail, record, verify_trail
from tuopin.trail.services.erase_values import erased_subject
from tuopin.trail.states.exported import check_export
from tuopin.trail.states.findings import INTACT, TAMPERED

pytestmark = pytest.mark.django_db
THIRD = f"UPDATE trail_entry SET {{}} WHERE chain = '{VILLAGE}' AND seq = 3"
OF_VILLAGE = f"UPDATE trail_head SET {{}} WHERE chain = '{VILLAGE}'"
LAST = f"(SELECT seq FROM trail_head WHERE chain = '{VILLAGE}')"


def nothing_in(column: str, table: str = "trail_entry") -> str:
    return f"ALTER TABLE {table} ALTER {column} DROP NOT NULL; "


EVENTS = {
    "a payload that is none": (THIRD.format("payload = 'abc'"), {(3, "hash"), (3, "gone:abc")}),
    "a payload of too many parts": (THIRD.format("payload = 'a=b=c'"), {(3, "hash"), (3, "gone:a")}),
    "a payload of nothing": (THIRD.format("payload = ','"), {(3, "hash"), (3, "gone:")}),
    "a line within a payload": (THIRD.format("payload = E'a\\nb\\tc'"), {(3, "form")}),
    "an algorithm that is none": (THIRD.format("alg = 9"), {(3, "form")}),
    "an algorithm of two digits": (THIRD.format("alg = 12"), {(3, "form")}),
    "an algorithm below nothing": (THIRD.format("alg = -1"), {(3, "form")}),
    "no algorithm": (nothing_in("alg") + THIRD.format("alg = NULL"), {(3, "form")}),
    "no hash": (THIRD.format("hash = ''"), {(3, "hash")}),
    "a hash that is too long": (THIRD.format("hash = decode(repeat('ab', 40), 'hex')"), {(3, "hash")}),
    "nothing for a hash": (nothing_in("hash") + THIRD.format("hash = NULL"), {(3, "hash")}),
    "no hash before": (THIRD.format("prev = '', actor = repeat('江华', 60)"), {(3, "hash")}),
    "recorded for ever": (THIRD.format("recorded_at = 'infinity'"), {(3, "hash")}),
    "recorded before all time": (THIRD.format("recorded_at = '-infinity'"), {(3, "hash")}),
    "recorded before our era": (THIRD.format("recorded_at = '0044-03-15 BC'"), {(3, "hash")}),
    "not recorded at all": (nothing_in("recorded_at") + THIRD.format("recorded_at = NULL"), {(3, "hash")}),
    "a day without end": (THIRD.format("happened_on = 'infinity'"), {(3, "hash")}),
    "no number": (nothing_in("seq") + THIRD.format("seq = NULL"), {(3, "seq")}),
    "a chain by name": (THIRD.format("chain = '江华瑶族自治县'"), {(3, "seq")}),
    "no chain": (nothing_in("chain") + THIRD.format("chain = NULL"), {(3, "seq")}),
    "a head without a hash": (OF_VILLAGE.format("hash = ''"), {(LAST, "head")}),
    "a head of nothing": (nothing_in("hash", "trail_head") + nothing_in("seq", "trail_head") + OF_VILLAGE.format("hash = NULL, seq = NULL"), {(1, "head")}),
    "a head below nothing": (OF_VILLAGE.format("seq = -4"), {(-3, "head")}),
    "a head for ever": (OF_VILLAGE.format("recorded_at = 'infinity'"), {(LAST, "head-time")}),
    "a head before our era": (OF_VILLAGE.format("recorded_at = '0044-03-15 BC'"), {(LAST, "head-time")}),
    "a head put forward": (OF_VILLAGE.format("recorded_at = recorded_at + interval '9 days'"), {(LAST, "head-time")}),
}


def test_garbage_in_a_chain_is_told_at_its_place_and_the_chain_is_still_exported(scene, tmp_path):
    for how, (statement, expected) in EVENTS.items():
        with transaction.atomic():
            wanted = {(run(f"SELECT {seq}")[0][0], field) for seq, field in expected}
            run(statement)
            found = verify_trail(Asked(replay=True, anchors=scene.anchors))
            here = {(one.seq, one.field) for one in found.findings if one.chain == VILLAGE}
            assert found.code == TAMPERED and wanted <= here, (how, found.findings)
            assert not {one.chain for one in found.findings} & {COUNTY, "431129210214"}, (how, "the chains beside it are accused of nothing", found.findings)
            export_trail(area_code=COUNTY, path=tmp_path / "county.jsonl")
            said = check_export((tmp_path / "county.jsonl").read_bytes())
            assert said == stranger((tmp_path / "county.jsonl").read_bytes()), how
            transaction.set_rollback(True)


def test_a_head_of_a_chain_that_is_no_place_is_told(scene):
    run("INSERT INTO trail_head VALUES ('江华', 3, '', now())")
    assert ("江华", 1, "head") in [(one.chain, one.seq, one.field) for one in verify_trail(Asked()).findings]


CHECKPOINTS = {
    "heads that are none": ("heads = 'x'", "heads"), "heads of another kind": ("heads = E'a\\tb\\tc\\n'", "heads"), "no heads": ("heads = ''", "root"),
    "a head of four parts": ("heads = heads || E'a\\t1\\tb\\tc\\n'", "heads"), "a number without end": ("heads = E'a\\t' || repeat('9', 5000) || E'\\tb\\n'", "heads"),
    "nothing for heads": ("heads = NULL", "root"), "no text": ("text = ''", "text"), "nothing for a text": ("text = NULL", "text"),
    "a signature that is none": ("signature = 'x'", "text"), "made for ever": ("made_at = 'infinity'", ""), "made before our era": ("made_at = '0044-03-15 BC'", ""),
}


def test_garbage_in_a_checkpoint_is_told_and_the_trail_is_still_exported(scene, tmp_path):
    run(nothing_in("heads", "trail_checkpoint") + nothing_in("text", "trail_checkpoint"))
    for how, (change, field) in CHECKPOINTS.items():
        with transaction.atomic():
            run(f"UPDATE trail_checkpoint SET {change} WHERE id = (SELECT max(id) FROM trail_checkpoint)")
            found = {(one.chain, one.field) for one in verify_trail(Asked(anchors=scene.anchors)).findings}
            assert ((COUNTY, field) in found) == bool(field), (how, found)
            export_trail(area_code=COUNTY, path=tmp_path / "county.jsonl")
            said = check_export((tmp_path / "county.jsonl").read_bytes())
            assert said == stranger((tmp_path / "county.jsonl").read_bytes()) and (said[0] == TAMPERED) == bool(field), (how, said)
            transaction.set_rollback(True)


def test_heads_are_read_as_they_were_written(scene):
    from tuopin.trail.models import Checkpoint

    one = Checkpoint.objects.latest("id")
    assert heads_of(one) and "".join(f"{chain}\t{seq}\t{found}\n" for chain, seq, found in heads_of(one)) == one.heads


def test_a_state_recorded_for_ever_is_not_the_one_of_its_event(scene):
    for at in ("infinity", "-infinity"):
        with transaction.atomic():
            run(f"UPDATE registry_householdform SET recorded_at = '{at}' WHERE id = (SELECT min(id) FROM registry_householdform)")
            assert {one.field for one in verify_trail(Asked(replay=True)).findings} - {"rulebook"} == {"state"}
            transaction.set_rollback(True)
    with transaction.atomic():
        run("UPDATE registry_householdform SET superseded_at = 'infinity' WHERE superseded_at IS NULL")
        assert "state" in {one.field for one in verify_trail(Asked(replay=True)).findings}, "superseded at no time is not the same as not superseded"
        transaction.set_rollback(True)


def with_guards(act):
    """Do it as daily work does, with the guards on."""
    run("SET LOCAL session_replication_role = origin")
    try:
        return act()
    finally:
        run("SET LOCAL session_replication_role = replica")


def erased_here(**said):
    with_guards(lambda: erase_values(chain=VILLAGE, seq=1, basis="县文件1号", actor=an_actor(), on=ON, **said))


def findings():
    return [(one.chain, one.seq, re.sub(":.*", "", one.field)) for one in verify_trail(Asked(replay=True)).findings if one.field != "rulebook"]


def test_an_erasure_excuses_the_values_that_it_names_and_no_others(scene):
    kept = Opening.objects.get(chain=VILLAGE, seq=1)
    erased_here(keys=["basis"])
    assert findings() == []
    run("DELETE FROM trail_opening WHERE chain = %s AND seq = 1", VILLAGE)
    assert findings() == [(VILLAGE, 1, "gone")], kept
    erased_here()
    assert findings() == [], "an erasure of all of them names none"
    erased_here(keys=["basis"])
    assert findings() == [], "a narrower one afterwards takes nothing of it back"


def test_an_erasure_that_was_put_there_without_the_keys_excuses_nothing(scene):
    """Whoever owns the database can write an event that fits its chain; what it tells under seal they cannot write."""
    run("DELETE FROM trail_opening WHERE chain = %s AND seq = 1", VILLAGE)
    forged = with_guards(lambda: record(area_code=VILLAGE, verb="erase_values", subject=erased_subject(VILLAGE, 1), actor="operator", on=ON))
    assert findings() == [(VILLAGE, 1, "gone")], "an event that tells nothing"
    copied = Opening.objects.filter(chain=VILLAGE).order_by("seq").first()
    Opening.objects.create(chain=VILLAGE, seq=forged.seq, sealed=copied.sealed)
    assert findings() == [(VILLAGE, 1, "gone"), (VILLAGE, forged.seq, "opening")], "what another event told does not open here"


def test_an_event_without_commitments_that_has_sealed_values_is_told(scene):
    """With such an event of the files of rules nothing would be compared with them any more: what does not open is told of the event."""
    before = findings()
    forged = with_guards(lambda: record(area_code="000000000000", verb="note-rule-files", subject="system:rule-files", actor="operator", on=ON))
    assert findings() == before
    Opening.objects.create(chain=forged.chain, seq=forged.seq, sealed=b"x" * 60)
    assert findings() == [(forged.chain, forged.seq, "opening")]


def test_figures_are_published_by_an_event_that_tells_of_them_and_by_no_empty_one(scene):
    run("INSERT INTO privacy_publicedition (year, area_code, actor, basis, published_at) VALUES (2017, %s, 'operator', '文件', now())", COUNTY)
    number = run("SELECT max(id) FROM privacy_publicedition")[0][0]
    forged = [with_guards(lambda subject=subject: record(area_code=COUNTY, verb="publish_figures", subject=subject, actor="operator", on=ON))
              for subject in (f"edition:{number}", "edition:all")]
    assert findings() == [(COUNTY, one.seq, "published") for one in forged]


def test_evidence_is_taken_in_cited_and_erased_by_events_that_tell_of_it_and_by_no_empty_ones(scene):
    """An event of a file told nothing that could have been erased since: it makes nothing else of the county go unquestioned."""
    [(number, subject, digest)] = run("SELECT id, subject, digest FROM evidence_evidencefile ORDER BY id LIMIT 1")
    for verb in ("accept-evidence", "cite-evidence", "erase-evidence"):
        with_guards(lambda verb=verb: record(area_code=VILLAGE, verb=verb, subject=subject, actor="operator", on=ON, evidence=[digest]))
    assert findings() == []
    for change in ("UPDATE evidence_evidencefile SET erased_at = now(), erased_by = 'operator' WHERE id = %s",
                   "INSERT INTO evidence_evidenceuse (file_id, \"case\", actor, happened_on, recorded_at) VALUES (%s, 'case:99', 'operator', '2018-12-31', now())"):
        with transaction.atomic():
            run(change, number)
            assert [field for _, _, field in findings()] == ["evidence-told"], change
            transaction.set_rollback(True)


def test_an_event_put_forward_in_time_is_told(scene):
    run(f"UPDATE trail_head SET recorded_at = now() + interval '9 days' WHERE chain = '{VILLAGE}'")
    first = with_guards(lambda: record(area_code=VILLAGE, verb="correct", subject="note:1", actor="operator", on=ON))
    with_guards(lambda: record(area_code=VILLAGE, verb="correct", subject="note:1", actor="operator", on=ON))
    for chain in ("", VILLAGE):
        assert [(one.chain, one.seq, one.field) for one in verify_trail(Asked(chain=chain)).findings] == [(VILLAGE, first.seq, "later")]
    assert verify_trail(Asked(chain=COUNTY)).code == INTACT
