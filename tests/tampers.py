"""Twenty-four ways to falsify a trail as the database's superuser with every trigger off, each with where it must be found."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from django.db import connection

from register import COUNTY, VILLAGE
from tuopin.trail.selectors.streams import event_lines, heads_kept
from tuopin.trail.states.events import FIELDS, hash_of

COLUMNS = dict(zip(FIELDS, (*FIELDS[:5], "area_code", *FIELDS[6:]), strict=True))


@dataclass
class Scene:
    """What a falsifier has before them: the folder of anchors, and the folder of evidence."""

    anchors: Path
    evidence: Path


@dataclass(frozen=True)
class Found:
    """Where the falsification must be found: chain, number (None = any), one of these fields, and the subject where there is no chain."""

    chain: str
    seq: int | None
    fields: tuple[str, ...]
    subject: str = ""


def run(statement: str, *values: object) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall() if cursor.description else []


def events_of(chain: str) -> list[tuple[str, str, dict]]:
    """The chain's events as they stand: hash, hash before, fields by name."""
    lines = [(line[:64].decode(), line[65:129].decode(), line[130:].decode().split("\t")) for line in event_lines(chain=chain)]
    return [(found, prev, dict(zip(FIELDS, fields, strict=True))) for found, prev, fields in lines]


def stand(chain: str, seq: int, fields: dict, prev: str, found: str) -> None:
    """Write an event's row over."""
    run(
        "UPDATE trail_entry SET recorded_at = to_timestamp(%s::bigint / 1000000) + %s::bigint %% 1000000 * interval '1 microsecond',"
        " happened_on = %s, verb = %s, subject = %s, actor = %s, post = %s, state = %s, evidence = %s, payload = %s,"
        " prev = decode(%s, 'hex'), hash = decode(%s, 'hex') WHERE chain = %s AND seq = %s",
        fields["recorded_at"], fields["recorded_at"], *(fields[name] for name in FIELDS[4:5]), *(fields[name] for name in FIELDS[6:]), prev, found,
        chain, seq)


def rechain(chain: str, seq: int, **changes: str) -> None:
    """Change an event and write the rest of its chain anew so that every hash fits, the head too."""
    prev = None
    for _found, before, fields in events_of(chain):
        here = int(fields["seq"])
        if here < seq:
            prev = _found
            continue
        fields |= changes if here == seq else {}
        prev = before if here == seq else prev
        found = hash_of(int(fields["alg"]), "\t".join(fields.values()).encode(), prev.encode()).decode()
        stand(chain, here, fields, prev, found)
        prev = found
    run("UPDATE trail_head SET hash = decode(%s, 'hex') WHERE chain = %s", prev, chain)


def length(chain: str) -> int:
    return heads_kept(chain=chain)[chain][0]


def edit_payload(scene: Scene) -> Found:
    run("UPDATE trail_entry SET payload = replace(payload, 'a', 'b') WHERE chain = %s AND seq = 3", VILLAGE)
    return Found(VILLAGE, 3, ("hash",))


def edit_payload_and_hash(scene: Scene) -> Found:
    _, prev, fields = events_of(VILLAGE)[3]
    fields["payload"] = fields["payload"].replace("a", "b")
    stand(VILLAGE, 4, fields, prev, hash_of(1, "\t".join(fields.values()).encode(), prev.encode()).decode())
    return Found(VILLAGE, 4, ("link",))


def edit_and_chain_anew(scene: Scene) -> Found:
    rechain(VILLAGE, 4, verb="correct")
    return Found(VILLAGE, None, ("anchored",))


def delete_in_the_middle(scene: Scene) -> Found:
    run("DELETE FROM trail_entry WHERE chain = %s AND seq = 5", VILLAGE)
    return Found(VILLAGE, 5, ("seq",))


def delete_the_tail(scene: Scene) -> Found:
    last = length(VILLAGE)
    run("DELETE FROM trail_entry WHERE chain = %s AND seq > %s", VILLAGE, last - 2)
    run("UPDATE trail_head h SET seq = e.seq, hash = e.hash FROM trail_entry e WHERE h.chain = %s AND e.chain = h.chain AND e.seq = %s",
        VILLAGE, last - 2)
    return Found(VILLAGE, last, ("anchored",))


def delete_a_whole_chain(scene: Scene) -> Found:
    run("DELETE FROM trail_entry WHERE chain = %s", VILLAGE)
    run("DELETE FROM trail_head WHERE chain = %s", VILLAGE)
    return Found(VILLAGE, None, ("anchored",))


def insert_an_event(scene: Scene) -> Found:
    run("UPDATE trail_entry SET seq = -seq WHERE chain = %s AND seq >= 6", VILLAGE)
    run("UPDATE trail_entry SET seq = 1 - seq WHERE chain = %s AND seq < 0", VILLAGE)
    _copy_event(VILLAGE, 5, VILLAGE, 6)
    return Found(VILLAGE, 6, ("hash",))


def swap_two(scene: Scene) -> Found:
    for seq, to in ((5, -6), (6, 5), (-6, 6)):
        run("UPDATE trail_entry SET seq = %s WHERE chain = %s AND seq = %s", to, VILLAGE, seq)
    return Found(VILLAGE, 5, ("hash",))


def duplicate_an_event(scene: Scene) -> Found:
    run("ALTER TABLE trail_entry DROP CONSTRAINT trail_chain_seq")
    _copy_event(VILLAGE, 7, VILLAGE, 7)
    return Found(VILLAGE, 8, ("seq",))


def fork_the_chain(scene: Scene) -> Found:
    run("ALTER TABLE trail_entry DROP CONSTRAINT trail_chain_seq")
    _copy_event(VILLAGE, 9, VILLAGE, 9)
    _, prev, fields = events_of(VILLAGE)[9]
    fields["verb"] = "correct"
    found = hash_of(1, "\t".join(fields.values()).encode(), prev.encode()).decode()
    run("UPDATE trail_entry SET verb = 'correct', hash = decode(%s, 'hex') WHERE id = (SELECT max(id) FROM trail_entry)", found)
    return Found(VILLAGE, 10, ("seq",))


def move_to_another_chain(scene: Scene) -> Found:
    last = length(COUNTY)
    run("UPDATE trail_entry SET chain = %s, seq = %s WHERE chain = %s AND seq = 8", COUNTY, last + 1, VILLAGE)
    return Found(VILLAGE, 8, ("seq",))


def change_the_actor(scene: Scene) -> Found:
    run("UPDATE trail_entry SET actor = 'somebody' WHERE chain = %s AND seq = 9", VILLAGE)
    return Found(VILLAGE, 9, ("hash",))


def change_the_time(scene: Scene) -> Found:
    run("UPDATE trail_entry SET recorded_at = recorded_at - interval '1 day' WHERE chain = %s AND seq = 10", VILLAGE)
    return Found(VILLAGE, 10, ("hash",))


def change_evidence_bytes(scene: Scene) -> Found:
    file = _file_named(scene, *_evidence(0)[2:])
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    file.chmod(0o600)
    file.write_bytes(data)
    return Found(*_evidence(0)[:2], ("evidence-altered",))


def delete_an_evidence_file(scene: Scene) -> Found:
    _file_named(scene, *_evidence(1)[2:]).unlink()
    return Found(*_evidence(1)[:2], ("evidence-lost",))


def swap_evidence_between_households(scene: Scene) -> Found:
    one, other = run("SELECT id, subject FROM evidence_evidencefile ORDER BY id")[:2]
    for (number, _), (_, subject) in ((one, other), (other, one)):
        run("UPDATE evidence_evidencefile SET subject = %s WHERE id = %s", subject, number)
    return Found(*_evidence(0)[:2], ("evidence-not-in-trail",))


def edit_the_projection_only(scene: Scene) -> Found:
    run("UPDATE registry_householdincome i SET amounts_yuan[array_position(lines, 'wage')] = amounts_yuan[array_position(lines, 'wage')] + 4000"
        " FROM registry_household h WHERE h.id = i.household_id AND h.number = '10431120002' AND i.year = 2018")
    return _last_of("household:10431120002")


def edit_a_score(scene: Scene) -> Found:
    run("UPDATE policy_standing SET may_exit = true, failed = 0 WHERE number = '10431120001'")
    return _last_of(f"judgement:{VILLAGE}/2018")


def edit_the_rulebook(scene: Scene) -> Found:
    from tuopin.policy.models import checks

    checks.version = lambda: "another"
    return Found("", 0, ("rulebook",), f"county:{COUNTY}/2018")


def edit_an_anchor_file(scene: Scene) -> Found:
    file = sorted(scene.anchors.iterdir())[0]
    file.chmod(0o600)
    file.write_bytes(file.read_bytes().replace(b"events ", b"events 1", 1))
    return Found(file.name, None, ("signature", "text"))


def restore_yesterday(scene: Scene) -> Found:
    """Everything since the first checkpoint is gone from the database, as if a backup of then had been put in its place."""
    text = run("SELECT heads FROM trail_checkpoint ORDER BY id LIMIT 1")[0][0]
    then = {chain: int(seq) for chain, seq, _ in (line.split("\t") for line in text.splitlines())}
    lost = sorted((chain, seq) for chain, (seq, _) in heads_kept(area=COUNTY).items() if seq > then.get(chain, 0))
    for chain, seq in then.items():
        run("DELETE FROM trail_entry WHERE chain = %s AND seq > %s", chain, seq)
    run("UPDATE trail_head h SET seq = e.seq, hash = e.hash FROM trail_entry e WHERE e.chain = h.chain AND e.seq ="
        " (SELECT max(seq) FROM trail_entry WHERE chain = h.chain)")
    run("DELETE FROM trail_checkpoint WHERE id > (SELECT min(id) FROM trail_checkpoint)")
    return Found(lost[0][0], lost[0][1], ("anchored",))


def disable_edit_enable(scene: Scene) -> Found:
    run("SET LOCAL session_replication_role = origin")
    run("SET CONSTRAINTS ALL IMMEDIATE")
    run("ALTER TABLE trail_entry DISABLE TRIGGER ALL")
    run("UPDATE trail_entry SET happened_on = happened_on - 30 WHERE chain = %s AND seq = 11", VILLAGE)
    run("ALTER TABLE trail_entry ENABLE TRIGGER ALL")
    return Found(VILLAGE, 11, ("hash",))


def drop_and_rebuild(scene: Scene) -> Found:
    run("CREATE TEMP TABLE kept ON COMMIT DROP AS SELECT * FROM trail_entry WHERE NOT (chain = %s AND seq = 12)", VILLAGE)
    run("DELETE FROM trail_entry")
    run("INSERT INTO trail_entry OVERRIDING SYSTEM VALUE SELECT * FROM kept ORDER BY recorded_at, id")
    return Found(VILLAGE, 12, ("seq",))


def rewrite_all_with_the_stolen_key(scene: Scene) -> Found:
    """The chain is rewritten, every checkpoint signed anew with the real key, and every anchor file replaced: only a witness or paper tells."""
    from tuopin.trail.models import Checkpoint
    from tuopin.trail.services import make_checkpoint
    from tuopin.trail.services.make_checkpoint import shown_of
    from tuopin.trail.states.files import checkpoint_lines

    old = _checkpoints()
    rechain(VILLAGE, 4, verb="correct")
    run("DELETE FROM trail_checkpoint")
    shutil.rmtree(scene.anchors)
    made = make_checkpoint(area_code=COUNTY, folder=scene.anchors)
    scene.anchors.mkdir()
    shown = shown_of(Checkpoint.objects.get(pk=made.pk), None)
    (scene.anchors / f"{COUNTY}-{made.size:012d}-{made.root[:8]}.checkpoint.jsonl").write_bytes(b"".join(checkpoint_lines(shown)))
    return Found(old, None, ("witness",))


KINDS: tuple[Callable[[Scene], Found], ...] = (
    edit_payload, edit_payload_and_hash, edit_and_chain_anew, delete_in_the_middle, delete_the_tail, delete_a_whole_chain, insert_an_event,
    swap_two, duplicate_an_event, fork_the_chain, move_to_another_chain, change_the_actor, change_the_time, change_evidence_bytes,
    delete_an_evidence_file, swap_evidence_between_households, edit_the_projection_only, edit_a_score, edit_the_rulebook,
    edit_an_anchor_file, restore_yesterday, disable_edit_enable, drop_and_rebuild, rewrite_all_with_the_stolen_key,
)


def _copy_event(chain: str, seq: int, to: str, at: int) -> None:
    columns = "alg, recorded_at, happened_on, area_code, verb, subject, actor, post, state, evidence, payload, prev, hash"
    run(f"INSERT INTO trail_entry (chain, seq, {columns}) SELECT %s, %s, {columns} FROM trail_entry WHERE chain = %s AND seq = %s", to, at, chain, seq)


def _last_of(subject: str) -> Found:
    chain, seq = run("SELECT chain, seq FROM trail_entry WHERE subject = %s AND state <> '' ORDER BY id DESC LIMIT 1", subject)[0]
    return Found(chain, seq, ("state",), subject)


def _evidence(n: int) -> tuple[str, int, str, str]:
    """Where the trail tells of the n-th file, its digest and its subject."""
    digest, subject = run("SELECT digest, subject FROM evidence_evidencefile ORDER BY id")[n]
    chain, seq = run("SELECT chain, seq FROM trail_entry WHERE verb = 'accept-evidence' AND subject = %s", subject)[0]
    return chain, seq, digest, subject


def _file_named(scene: Scene, digest: str, _subject: str) -> Path:
    return next(Path(root) / name for root, _, names in os.walk(scene.evidence) for name in names if digest in name)


def _checkpoints() -> str:
    return run("SELECT string_agg(root, ' ') FROM trail_checkpoint")[0][0]
