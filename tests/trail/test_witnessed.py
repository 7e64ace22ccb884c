"""What was witnessed of other systems is state like any other: who takes a checkpoint out, puts one in or turns a refusal into a yes is found."""

import shutil

import pytest
from django.db import connection, transaction

from register import COUNTY, VILLAGE
from tampers import run
from trails import ON, witness
from tuopin.trail.models import Entry, Witnessed
from tuopin.trail.services import Asked, adopt_states, make_checkpoint, record, verify_trail
from tuopin.trail.services.anchors import write_anchor
from tuopin.trail.services.make_checkpoint import shown_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def witnessed(tmp_path):
    """Two checkpoints of a county that grew, both witnessed, and a falsified third, refused."""
    before, files = None, []
    for n in range(3):
        record(area_code=VILLAGE, verb="correct", subject="file:x", actor="tester", on=ON, n=n)
        made = make_checkpoint(area_code=COUNTY, folder=tmp_path / "own")
        files.append(write_anchor(tmp_path / "sent", shown_of(made, before)))
        before = made
    bad = tmp_path / "bad.checkpoint.jsonl"
    bad.write_bytes(files[2].read_bytes().replace(b"size ", b"size 1", 1))
    return [witness(path) for path in (*files[:2], bad)]


def test_each_judgement_of_a_witness_is_an_event_of_the_place(witnessed, tmp_path):
    said = Entry.objects.filter(verb="witness").order_by("seq")
    assert [(e.chain, e.subject, e.actor) for e in said] == [(COUNTY, f"witnessed:{kept.pk}", "tester") for kept in witnessed]
    assert [e.detail.get("refused_for") for e in said] == [None, None, "signature"]
    assert [(e.detail["origin"], e.detail["size"], e.detail["root"]) for e in said] == [(k.origin, k.size, k.root) for k in witnessed]
    assert verify_trail(Asked(replay=True)).findings == []
    again = witness(sorted((tmp_path / "sent").iterdir())[1])
    assert again.pk == witnessed[1].pk and Entry.objects.filter(verb="witness").count() == 3, "shown again, nothing is added"


def test_the_text_of_the_last_one_under_another_signature_is_judged_and_not_taken_for_it(witnessed, tmp_path):
    last = sorted((tmp_path / "sent").iterdir())[1]
    forged = tmp_path / "forged"
    forged.write_bytes(last.read_bytes().replace(witnessed[1].signature.encode(), b"0" * 128))
    assert witness(forged).refused_for == "signature" and witness(last).pk == witnessed[1].pk


FALSIFIED = {
    "the last accepted one taken out": "DELETE FROM trail_witnessed WHERE id = {second}",
    "the proof of a refusal taken out": "DELETE FROM trail_witnessed WHERE id = {refused}",
    "all taken out": "DELETE FROM trail_witnessed",
    "a refusal turned into a yes": "UPDATE trail_witnessed SET refused_for = '' WHERE id = {refused}",
    "an accepted one called refused": "UPDATE trail_witnessed SET refused_for = 'size' WHERE id = {second}",
    "another text": "UPDATE trail_witnessed SET text = replace(text, 'size', 'size ') WHERE id = {second}",
    "other heads": "UPDATE trail_witnessed SET heads = replace(heads, '2', '1') WHERE id = {second}",
    "another system's": "UPDATE trail_witnessed SET origin = 'tuopin-of-somebody' WHERE id = {second}",
    "another key": "UPDATE trail_witnessed SET key = repeat('a', 64) WHERE id = {first}",
    "another place": "UPDATE trail_witnessed SET area_code = '431100000000' WHERE id = {second}",
    "another time": "UPDATE trail_witnessed SET witnessed_at = witnessed_at - interval '9 days' WHERE id = {second}",
    "the first put in the place of the last": "UPDATE trail_witnessed SET id = id + 100 WHERE id = {first}",
}


@pytest.mark.parametrize("how", FALSIFIED)
def test_what_was_witnessed_is_held_to_its_event(witnessed, how):
    first, second, refused = (kept.pk for kept in witnessed)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(FALSIFIED[how].format(first=first, second=second, refused=refused))
        assert cursor.rowcount
    found = verify_trail(Asked(replay=True)).findings
    assert found and {one.field for one in found} <= {"state", "no-event"}
    assert all(one.subject.startswith("witnessed:") for one in found)
    place = {f"witnessed:{kept.pk}": (entry.chain, entry.seq) for kept, entry in zip(witnessed, Entry.objects.filter(verb="witness").order_by("seq"), strict=True)}
    assert all((one.chain, one.seq) == place[one.subject] for one in found if one.field == "state")


def test_a_checkpoint_that_was_never_shown_is_told_and_one_of_an_older_release_is_taken_over(witnessed):
    fields = "area_code, size, root, made_at, text, signature, heads, origin, key, refused_for, chain, seq"
    run(f"INSERT INTO trail_witnessed ({fields}) SELECT {fields} FROM trail_witnessed WHERE id = %s", witnessed[0].pk)
    [finding] = verify_trail(Asked(replay=True)).findings
    assert (finding.field, finding.subject) == ("no-event", f"witnessed:{Witnessed.objects.latest('id').pk}")
    assert adopt_states(basis="新版本接管", actor="operator", on=ON) == 1 and verify_trail(Asked(replay=True)).findings == []


def test_a_witness_that_is_cut_off_keeps_neither_the_checkpoint_nor_an_event(witnessed, tmp_path, monkeypatch):
    events, rows = Entry.objects.count(), Witnessed.objects.count()
    monkeypatch.setattr("tuopin.trail.services.witness.record", lambda **said: (_ for _ in ()).throw(RuntimeError("cut off")))
    shutil.copy(sorted((tmp_path / "sent").iterdir())[2], tmp_path / "third")
    with pytest.raises(RuntimeError), transaction.atomic():
        witness(tmp_path / "third")
    assert (Entry.objects.count(), Witnessed.objects.count()) == (events, rows)
