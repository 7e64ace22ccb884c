"""The writer and the guards: an event stands at the end of its chain, now, or not at all; and a reader knows what is finished."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import override_settings

from register import COUNTY, NEIGHBOUR, VILLAGE, a_household, an_actor
from trails import witness
from tuopin.kernel.refusals import NotFound, Refusal
from tuopin.people.selectors import ACTS, Actor
from tuopin.trail.models import Checkpoint, Entry, Head, Opening, Witnessed
from tuopin.trail.selectors import entries_on, place_of_evidence, trail_seen
from tuopin.trail.selectors.inclusions import inclusions_of
from tuopin.trail.services import (
    Asked,
    Event,
    adopt_states,
    erase_values,
    hold_chains,
    make_checkpoint,
    record,
    record_many,
    verify_trail,
)
from tuopin.trail.services.anchors import anchor_files, write_anchor
from tuopin.trail.services.make_checkpoint import shown_of
from tuopin.trail.services.signing import key_file, own_public_key, signing_key
from tuopin.trail.services.verify_file import verify_file
from tuopin.trail.states.chains import NOTHING
from tuopin.trail.states.files import read_checkpoint
from tuopin.trail.states.findings import Unreadable

ON = date(2018, 12, 31)
pytestmark = pytest.mark.django_db


def an_event(area=VILLAGE, **more):
    return record(area_code=area, verb="correct", subject="file:x", actor="tester", on=ON, **more)


def refused(statement, *values):
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)
    return True


def test_each_event_names_the_hash_before_it_without_gaps():
    one, two, other = an_event(), an_event(n=1), an_event(NEIGHBOUR)
    assert (one.seq, two.seq, other.seq) == (1, 2, 1) and bytes(one.prev).hex() == NOTHING and bytes(two.prev) == bytes(one.hash)
    assert Entry.objects.get(pk=two.pk).detail == {"n": 1} == two.detail and one.detail == {} and not Opening.objects.filter(seq=1).exists()
    head = Head.objects.get(chain=VILLAGE)
    assert (head.seq, bytes(head.hash), str(head)) == (2, bytes(two.hash), f"{VILLAGE} 2") and "tester correct file:x" in str(two)


def test_the_posts_of_the_actor_that_cover_the_place_are_told():
    held = (("431129210000", "clerk"), (COUNTY, "head"), ("110000000000", "reader"))
    actor = Actor("zhang", tuple((area, ACTS[role]) for area, role in held), 1, tuple(role for _, role in held))
    entry = record(area_code=VILLAGE, verb="correct", subject="file:x", actor=actor, on=ON)
    assert (entry.actor, entry.post) == ("zhang", f"clerk@431129210000+head@{COUNTY}")
    assert record(area_code="000000000000", verb="login", subject="file:x", actor=actor, on=ON).post.count("@") == 3


def test_evidence_is_told_by_its_digests():
    entry = an_event(evidence=["b" * 64, "a" * 64, "b" * 64])
    assert entry.evidence == "a" * 64 + "," + "b" * 64
    assert place_of_evidence("b" * 64, "file:other") == (VILLAGE, 1) and place_of_evidence("c" * 64, "file:x") == place_of_evidence("", "") == ("", 0)
    with pytest.raises(ValueError):
        an_event(evidence=["photo.jpg"])


def test_an_empty_basis_is_none():
    assert an_event(basis="").payload == "" and an_event(basis="文件").basis == "文件"


@override_settings(TRAIL_ALGORITHM=2)
def test_a_chain_goes_on_in_sm3(tmp_path):
    with override_settings(TRAIL_ALGORITHM=1):
        an_event()
    assert an_event(n=1).alg == 2
    made = make_checkpoint(area_code=VILLAGE, folder=tmp_path)
    assert "\nalg 2\n" in made.text and verify_trail(Asked(replay=True)).findings == []


def test_a_row_is_admitted_only_at_the_end_of_its_chain_and_now():
    an_event()
    columns = "alg, happened_on, area_code, verb, subject, actor, post, state, evidence, payload, hash"
    copied = f"INSERT INTO trail_entry (chain, seq, prev, recorded_at, {columns}) SELECT %s, %s, {{prev}}, {{at}}, {columns} FROM trail_entry"
    for chain, seq, prev, at in (
        (VILLAGE, 3, "hash", "clock_timestamp()"), (VILLAGE, 2, "prev", "clock_timestamp()"), (NEIGHBOUR, 1, "prev", "clock_timestamp()"),
        (VILLAGE, 2, "hash", "now() - interval '1 day'"), (VILLAGE, 2, "hash", "now() + interval '1 day'"),
    ):
        assert refused(copied.format(prev=prev, at=at), chain, seq)
    with connection.cursor() as cursor:
        cursor.execute(copied.format(prev="hash", at="clock_timestamp()"), [VILLAGE, 2])


def test_nothing_in_the_trail_is_changed_removed_or_emptied(tmp_path):
    an_event(n=1)
    make_checkpoint(area_code=VILLAGE, folder=tmp_path)
    for table in ("trail_entry", "trail_head", "trail_checkpoint"):
        column = "actor = 'x'" if table == "trail_entry" else "seq = 9" if table == "trail_head" else "root = 'x'"
        assert refused(f"UPDATE {table} SET {column}") and refused(f"DELETE FROM {table}")
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        assert refused(f"TRUNCATE {table}")
    assert refused("INSERT INTO trail_head VALUES ('110000000000', 5, '', now())") and refused("UPDATE trail_opening SET seq = 7")


def test_many_events_are_written_as_one_by_one():
    a, b = a_household(), a_household(village=NEIGHBOUR)
    with connection.cursor() as cursor:
        places = record_many(cursor, [
            Event(h.village_code, "correct", f"household:{h.number}", "tester", "", ON, {"n": n}) for n, h in enumerate((a, b, a))
        ], holding=[COUNTY])
        assert record_many(cursor, []) == []
        assert record_many(cursor, [Event(COUNTY, "judge", "file:x", "tester", "", ON)]) == [(COUNTY, 1)]
    assert places == [(VILLAGE, 1), (NEIGHBOUR, 1), (VILLAGE, 2)]
    a.refresh_from_db()
    assert (a.trail_chain, a.trail_seq) == (VILLAGE, 2)
    assert [e.detail for e in entries_on(f"household:{a.number}")] == [{"n": 2}, {"n": 0}]
    assert [e.state for e in entries_on(f"household:{a.number}")][0].startswith("2:")
    assert verify_trail(Asked(replay=True)).code == 0


def test_values_are_destroyed_and_the_chain_holds():
    entry = an_event(basis="王某某来电", n=1)
    for keys, left in ((["basis"], {"n": 1}), ([], {}), ([], {})):
        erase_values(chain=VILLAGE, seq=1, keys=keys, basis="本人申请删除", actor=an_actor(), on=ON)
        assert Entry.objects.get(pk=entry.pk).values == left
    found = verify_trail(Asked(replay=True))
    assert (found.code, found.findings) == (0, [])
    with pytest.raises(Refusal, match="no-basis"):
        erase_values(chain=VILLAGE, seq=1, basis=" ", actor=an_actor(), on=ON)
    with pytest.raises(NotFound):
        erase_values(chain=VILLAGE, seq=99, basis="x", actor=an_actor(), on=ON)


def test_what_stands_in_an_old_system_is_taken_over_once():
    household = a_household()
    assert {one.field for one in verify_trail(Asked(replay=True)).findings} == {"no-event"}
    assert adopt_states(basis="启用前的数据", actor=an_actor(), on=ON) == 1 and adopt_states(basis="再来", actor=an_actor(), on=ON) == 0
    assert verify_trail(Asked(replay=True)).code == 0 and entries_on(f"household:{household.number}")[0].verb == "adopt"
    with pytest.raises(Refusal, match="no-basis"):
        adopt_states(basis="", actor=an_actor(), on=ON)


def test_a_checkpoint_is_signed_over_every_chain_below_and_goes_outside(tmp_path, django_capture_on_commit_callbacks):
    an_event(), an_event(NEIGHBOUR), an_event("110000000000")
    with django_capture_on_commit_callbacks(execute=True):
        made = make_checkpoint(area_code=COUNTY, folder=tmp_path)
    assert "chains 2\nevents 2\nsize 4\n" in made.text and len(made.heads.splitlines()) == 2 and str(made).startswith(COUNTY)
    [path] = anchor_files(tmp_path)
    assert path.stat().st_mode & 0o777 == 0o444 and write_anchor(tmp_path, read_checkpoint(path.read_bytes())) == path
    path.unlink()
    with django_capture_on_commit_callbacks(execute=True):
        assert make_checkpoint(area_code=COUNTY, folder=tmp_path).pk == made.pk, "nothing new, no new checkpoint"
    assert anchor_files(tmp_path) == [path], "and a file that was lost is there again"
    assert key_file().stat().st_mode & 0o777 == 0o400 and own_public_key() in made.text and own_public_key() == own_public_key()
    (tmp_path / f"x{path.name}").write_bytes(b"")
    assert len(anchor_files(tmp_path)) == 2


def test_a_broken_signing_key_is_not_replaced(monkeypatch, tmp_path):
    monkeypatch.setattr("tuopin.trail.services.signing.home", lambda: tmp_path)
    assert own_public_key() == ""
    made = signing_key().private_bytes_raw()
    assert signing_key().private_bytes_raw() == made == key_file().read_bytes()
    key_file().unlink()
    key_file().write_bytes(b"short")
    with pytest.raises(Refusal, match="bad-signing-key"):
        signing_key()


@pytest.fixture
def shown(tmp_path):
    """Three checkpoints of a county that grew, as they are shown to a witness."""
    files, before = [], None
    for n in range(3):
        an_event(n=n)
        if n == 1:
            an_event(NEIGHBOUR)
        made = make_checkpoint(area_code=COUNTY, folder=tmp_path)
        files.append(write_anchor(tmp_path / "sent", shown_of(made, before)))
        before = made
    return files


def test_a_witness_follows_a_trail_that_grows(shown):
    kept = [witness(path) for path in shown]
    assert [w.refused_for for w in kept] == ["", "", ""] and witness(shown[-1]).pk == kept[-1].pk
    assert kept[0].origin.startswith("tuopin-") and str(kept[0]).startswith(COUNTY) and Witnessed.objects.count() == 3


def falsified(path, tmp_path, change):
    shown = read_checkpoint(path.read_bytes())
    changed = change(shown)
    return write_anchor(tmp_path / "falsified", changed)


def signed_anew(shown, **says):
    from dataclasses import replace

    from tuopin.trail.states.checkpoints import said_of, sign, text_of

    said = shown.said
    heads = says.pop("heads", shown.heads)
    links = says.pop("links", shown.links)
    own = {name: getattr(said, name) for name in ("origin", "area", "alg", "time", "previous", "key")} | says
    text = text_of(said_of(heads, **own))
    return replace(shown, text=text, signature=sign(text, signing_key()), heads=heads, links=links)


FALSIFIED = {
    "previous": lambda s: signed_anew(s, previous="1" * 64),
    "size": lambda s: signed_anew(s, heads=[(c, 1, h) for c, _n, h in s.heads[:1]], links={}),
    "time": lambda s: signed_anew(s, time="2001-01-01T00:00:00.000000Z"),
    "head": lambda s: signed_anew(s, links={}),
    "head: body": lambda s: signed_anew(s, links={c: (a, [f"1:{'a' * 64}" for _ in b]) for c, (a, b) in s.links.items()}),
    "head: form": lambda s: signed_anew(s, links={c: (a, ["x" for _ in b]) for c, (a, b) in s.links.items()}),
    "head: gone": lambda s: signed_anew(s, heads=[(s.heads[0][0], 9, s.heads[0][2])], links=s.links),
    "head: same": lambda s: signed_anew(s, heads=[(c, 1 if c == VILLAGE else 9, "b" * 64) for c, _n, h in s.heads], links={}),
    "signature": lambda s: replace(s, signature="0" * 128),
}


@pytest.mark.parametrize("case", FALSIFIED)
def test_a_witness_refuses_what_does_not_continue(shown, tmp_path, case):
    for path in shown[:2]:
        assert witness(path).refused_for == ""
    judged = witness(falsified(shown[2], tmp_path, FALSIFIED[case]))
    assert judged.refused_for == case.partition(":")[0]
    assert (judged.chain != "") == case.startswith("head")
    assert witness(shown[2]).refused_for == "", "the honest one is still welcome"


def test_a_witness_is_told_when_a_file_is_none(tmp_path):
    path = tmp_path / "x"
    path.write_bytes(b'{"t":"checkpoint","text":"x","signature":"","heads":[]}\n{"t":"end","lines":1}\n')
    with pytest.raises(Unreadable):
        witness(path)
    with pytest.raises(Unreadable):
        verify_file(path)


def test_a_reader_learns_what_is_finished_without_waiting(transactional_db):
    an_event()
    first = trail_seen()
    assert first == Entry.objects.get().pk
    writing, read = threading.Event(), threading.Event()

    def write():
        with transaction.atomic():
            an_event(NEIGHBOUR)
            writing.set()
            read.wait(10)
        connection.close()

    thread = threading.Thread(target=write)
    thread.start()
    assert writing.wait(10)
    an_event()
    under_way = trail_seen()
    read.set()
    thread.join()
    late = Entry.objects.get(chain=NEIGHBOUR).pk
    assert under_way < late, "an act under way is not yet seen, and what came after it neither"
    assert trail_seen() == max(Entry.objects.values_list("pk", flat=True))
    with transaction.atomic():
        an_event()
        hold_chains([VILLAGE, COUNTY])
        assert trail_seen() == max(Entry.objects.values_list("pk", flat=True)), "one's own acts hold nobody up"


def test_writers_of_one_chain_stand_in_line(transactional_db):
    failures = []

    def write(n):
        try:
            for _ in range(5):
                an_event(n=n)
        except Exception as fault:
            failures.append(fault)
        finally:
            connection.close()

    threads = [threading.Thread(target=write, args=(n,)) for n in range(4)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert not failures and Head.objects.get(chain=VILLAGE).seq == 20 and verify_trail(Asked()).code == 0


def test_a_checkpoint_made_inside_a_transaction_holds_what_was_just_recorded(tmp_path):
    with transaction.atomic():
        entry = an_event()
        made = make_checkpoint(area_code=VILLAGE, folder=tmp_path)
    assert bytes(entry.hash).hex() in made.heads and Checkpoint.objects.count() == 1


def test_a_chain_that_began_after_the_checkpoints_above_it_hangs_under_none_of_them_yet(tmp_path):
    an_event()
    early = make_checkpoint(area_code=COUNTY, folder=tmp_path)
    later = an_event(NEIGHBOUR)
    assert inclusions_of([later]) == [] == inclusions_of([later], root=early.root)
    make_checkpoint(area_code=COUNTY, folder=tmp_path)
    assert [(one["chain"], one["seq"]) for one in inclusions_of([later])] == [(NEIGHBOUR, 1)]
    assert inclusions_of([later], root=early.root) == [], "the paper is older than what is shown"
