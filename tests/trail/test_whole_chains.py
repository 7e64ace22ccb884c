"""What is done to whole chains and to the folder of anchors; and what a falsified trail shows to a stranger who was given its export."""

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from register import COUNTY, NEIGHBOUR, VILLAGE
from tampers import KINDS, rechain, run
from trails import stranger
from tuopin.kernel.refusals import Refusal
from tuopin.trail.services import Asked, export_trail, verify_trail
from tuopin.trail.services.anchors import anchor_files
from tuopin.trail.states.checkpoints import read_text, sign, text_of
from tuopin.trail.states.exported import check_export
from tuopin.trail.states.files import checkpoint_lines, read_checkpoint
from tuopin.trail.states.findings import INTACT, MISSING, TAMPERED
from tuopin.trail.states.witnessing import Shown

pytestmark = pytest.mark.django_db


def found(**asked) -> dict[tuple[str, int], str]:
    return {(one.chain, one.seq): one.field for one in verify_trail(Asked(**asked)).findings}


def swap_two_chains() -> None:
    """Everything that was done in one village is told of the other, rows, heads and sealed values alike."""
    other = f"CASE %s WHEN '{VILLAGE}' THEN '{NEIGHBOUR}' ELSE '{VILLAGE}' END"
    for table, extra in (("trail_entry", f", area_code = {other % 'area_code'}"), ("trail_opening", ""), ("trail_head", "")):
        for step in (f"UPDATE {table} SET chain = 'x' || substr(chain, 2){extra} WHERE chain IN (%s, %s)",
                     f"UPDATE {table} SET chain = CASE chain WHEN 'x{VILLAGE[1:]}' THEN '{NEIGHBOUR}' ELSE '{VILLAGE}' END WHERE chain LIKE 'x%%'"):
            run(step, *((VILLAGE, NEIGHBOUR) if "IN (" in step else ()))


def test_two_chains_swapped_whole_are_found_at_their_first_events(scene):
    swap_two_chains()
    told = found(anchors=scene.anchors)
    assert told[VILLAGE, 1] == told[NEIGHBOUR, 1] == "hash"


def test_two_chains_swapped_and_chained_anew_are_found_by_anchors_and_by_their_sealed_values(scene):
    swap_two_chains()
    rechain(VILLAGE, 1)
    rechain(NEIGHBOUR, 1)
    told = verify_trail(Asked(anchors=scene.anchors))
    assert told.code == TAMPERED and {one.chain for one in told.findings if one.field == "anchored"} == {VILLAGE, NEIGHBOUR}
    replayed = verify_trail(Asked(anchors=scene.anchors, replay=True)).findings
    assert {one.chain for one in replayed if one.field == "opening"} == {VILLAGE, NEIGHBOUR}, "a value opens only where it was sealed for"


def test_an_event_that_goes_to_the_end_of_another_chain_is_missed_in_its_own_and_found_in_the_other(scene):
    last = run("SELECT max(seq) FROM trail_entry WHERE chain = %s", VILLAGE)[0][0]
    end = run("SELECT max(seq) FROM trail_entry WHERE chain = %s", NEIGHBOUR)[0][0]
    run("UPDATE trail_entry SET chain = %s, area_code = %s, seq = %s WHERE chain = %s AND seq = %s", NEIGHBOUR, NEIGHBOUR, end + 1, VILLAGE, last)
    run("UPDATE trail_head SET seq = seq - 1, hash = (SELECT hash FROM trail_entry WHERE chain = %s AND seq = %s) WHERE chain = %s", VILLAGE, last - 1, VILLAGE)
    told = found(anchors=scene.anchors)
    assert told[VILLAGE, last] == "anchored" and told[NEIGHBOUR, end + 1] == "hash"
    rechain(VILLAGE, 1)
    rechain(NEIGHBOUR, 1)
    run("UPDATE trail_head SET seq = seq + 1 WHERE chain = %s", NEIGHBOUR)
    told = verify_trail(Asked(anchors=scene.anchors))
    assert {one.chain for one in told.findings} >= {VILLAGE} and told.code == TAMPERED


def test_yesterdays_database_with_the_later_anchors_taken_away_is_betrayed_by_the_paper_alone(scene):
    first, last = anchor_files(scene.anchors)
    said = read_checkpoint(first.read_bytes()).said
    paper = read_checkpoint(last.read_bytes()).said.root
    heads = {chain: (seq, found) for chain, seq, found in read_checkpoint(first.read_bytes()).heads}
    run("DELETE FROM trail_checkpoint WHERE root = %s", paper)
    for chain, _seq in run("SELECT chain, seq FROM trail_head"):
        seq, hash_there = heads.get(chain, (0, ""))
        run("DELETE FROM trail_entry WHERE chain = %s AND seq > %s", chain, seq)
        run("DELETE FROM trail_opening WHERE chain = %s AND seq > %s", chain, seq)
        run("UPDATE trail_head SET seq = %s, hash = decode(%s, 'hex') WHERE chain = %s", seq, hash_there, chain) if seq else run("DELETE FROM trail_head WHERE chain = %s", chain)
    run("UPDATE trail_head h SET recorded_at = e.recorded_at FROM trail_entry e WHERE (e.chain, e.seq) = (h.chain, h.seq)")
    told = found(anchors=scene.anchors)
    assert told[COUNTY, read_checkpoint(last.read_bytes()).said.size] == "checkpoint-gone", "the later file betrays it"
    last.unlink()
    assert verify_trail(Asked(anchors=scene.anchors)).code == INTACT, "of what was taken away here too nothing tells"
    assert [one.field for one in verify_trail(Asked(anchors=scene.anchors, root=paper)).findings] == ["root-unknown"]
    assert verify_trail(Asked(anchors=scene.anchors, root=said.root)).code == INTACT


def test_a_folder_of_anchors_that_is_missing_partly_there_or_somebody_elses_is_told_apart(scene, tmp_path):
    assert verify_trail(Asked(anchors=tmp_path / "nowhere")).code == MISSING
    first, last = anchor_files(scene.anchors)
    kept = first.read_bytes()
    first.unlink()
    told = verify_trail(Asked(anchors=scene.anchors))
    assert (told.code, len(told.missing), told.findings) == (MISSING, 1, [])
    shown, stranger_key = read_checkpoint(last.read_bytes()), Ed25519PrivateKey.generate()
    text = text_of(type(shown.said)(**{**vars(read_text(shown.text)), "key": stranger_key.public_key().public_bytes_raw().hex()}))
    foreign = scene.anchors / f"{COUNTY}-000000000009-00000000.checkpoint.jsonl"
    foreign.write_bytes(b"".join(checkpoint_lines(Shown(text, sign(text, stranger_key), shown.heads, shown.links))))
    told = verify_trail(Asked(anchors=scene.anchors))
    assert [(one.chain, one.field) for one in told.findings] == [(foreign.name, "signature")], "signed well, but not by this system"
    foreign.write_bytes(kept[:-40])
    assert [(one.chain, one.field) for one in verify_trail(Asked(anchors=scene.anchors)).findings] == [(foreign.name, "file")]
    foreign.unlink()
    first.write_bytes(kept)
    assert verify_trail(Asked(anchors=scene.anchors)).code == INTACT


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_the_export_of_a_falsified_trail_says_the_same_to_both_verifiers(scene, kind, monkeypatch, tmp_path):
    monkeypatch.setenv("TUOPIN_ANCHORS", str(scene.anchors))
    kind(scene)
    out = tmp_path / "falsified.jsonl"
    try:
        export_trail(area_code="000000000000", path=out)
    except (Refusal, ValueError):
        pytest.fail("what is falsified must be exported too, or nobody outside could see it")
    ours = check_export(out.read_bytes())
    assert ours == stranger(out.read_bytes())
    here = {(one.chain, one.field) for one in verify_trail(Asked(anchors=scene.anchors)).findings}
    if ours[0] == TAMPERED and ours[3] in ("hash", "link", "seq", "form", "chain"):
        assert (ours[1], ours[3]) in here, "and the house itself finds it in the same chain"
