"""The format: commitments, the tree against a plain definition, files, and the verdict on every way an exported file can be wrong."""

import json
import random
from hashlib import sha256

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from trails import a_random_trail, as_defined, as_file, hash_again
from tuopin.trail.states import events, files
from tuopin.trail.states.chains import NOTHING, chain_of
from tuopin.trail.states.checkpoints import is_signed, sign
from tuopin.trail.states.digests import Facts, facts_of_lines, times_of, times_of_new
from tuopin.trail.states.events import commitment, committed, plain
from tuopin.trail.states.exported import check_export
from tuopin.trail.states.findings import INTACT, MISSING, TAMPERED, UNREADABLE, Finding, Unreadable
from tuopin.trail.states.merkle import root_of
from tuopin.trail.states.paper import grouped, read_grouped
from tuopin.trail.states.projections import Projection, Root, declare, declare_former, declared_for, part, projections
from tuopin.trail.states.telling import WHAT, told

KEY, OTHER = Ed25519PrivateKey.from_private_bytes(b"k" * 32), Ed25519PrivateKey.from_private_bytes(b"o" * 32)
PUBLIC = KEY.public_key().public_bytes_raw().hex()


@settings(deadline=None)
@given(st.sampled_from((1, 2)), st.lists(st.binary(max_size=40), max_size=70))
def test_the_tree_is_that_of_the_standard(alg, leaves):
    assert root_of(alg, leaves) == as_defined(alg, leaves).hex()


@settings(deadline=None)
@given(st.dictionaries(st.from_regex(r"[a-z][a-z0-9_]{0,8}", fullmatch=True), st.text() | st.integers(-(2**53), 2**53) | st.none(), max_size=5))
def test_a_commitment_opens_with_its_salt_and_value_and_with_nothing_else(values):
    payload, opened = committed(1, values)
    found = dict(part.split("=") for part in payload.split(",") if part)
    assert list(found) == sorted(values) == sorted(opened)
    for key, (salt, text) in opened.items():
        assert json.loads(text) == values[key] and len(salt) == 32
        assert found[key] == commitment(1, key, salt, text) != commitment(1, key, salt, text + " ") != commitment(2, key, salt, text)
    assert committed(1, values)[0] != payload or not values, "salts are never used twice"


def test_a_name_that_is_no_key_is_refused():
    with pytest.raises(ValueError, match="Bad"):
        committed(1, {"Bad": 1})


def test_an_event_holds_no_tab_and_no_backslash():
    assert plain("a\tb\\c\nd\x7f") == "a?b?c?d?"


@pytest.mark.parametrize(("area", "chain"), [
    ("431129210213", "431129210213"), ("431129210000", "431129000000"), ("431129000000", "431129000000"), ("431100000000", "431100000000"),
    ("430000000000", "430000000000"), ("000000000000", "000000000000"), ("441900003000", "441900000000"),
])
def test_a_township_has_no_chain_of_its_own(area, chain):
    assert chain_of(area) == chain


def test_what_is_no_area_has_no_chain():
    with pytest.raises(ValueError):
        chain_of("4311")


def a_trail(seed=1, **more):
    return a_random_trail(random.Random(seed), KEY, **more)


def test_intact_trails_are_called_intact():
    for seed in range(60):
        assert check_export(as_file(a_trail(seed))) == (INTACT, "", 0, ""), seed
    assert check_export(as_file(a_trail()), trusted=PUBLIC)[0] == INTACT
    assert check_export(as_file(a_trail(checkpoints=0)), anchors_wanted=True)[0] == MISSING


def of(lines, kind, n=0):
    return [line for line in lines if line["t"] == kind][n]


def rehashed(event):
    event["hash"] = hash_again(event)


def last_checkpoint(lines, change, *, resigned=True):
    checkpoint = of(lines, "checkpoint", -1)
    change(checkpoint)
    if resigned:
        checkpoint["signature"] = sign(checkpoint["text"], KEY)


def text(old, new):
    return lambda checkpoint: checkpoint.update(text=checkpoint["text"].replace(old, new, 1))


TOLD = {
    "form: alg": lambda t: of(t, "event").update(alg=3), "form: time": lambda t: of(t, "event").update(recorded_at=-1),
    "form: day": lambda t: of(t, "event").update(happened_on="2018-02-30"), "form: verb": lambda t: of(t, "event").update(verb="a\tb"),
    "form: state": lambda t: of(t, "event").update(state="x"), "form: evidence": lambda t: of(t, "event").update(evidence=["b" * 64, "a" * 64]),
    "form: digest": lambda t: of(t, "event").update(evidence=["b"]), "form: key": lambda t: of(t, "event").update(payload={"X": "a" * 64}),
    "form: value": lambda t: of(t, "event").update(payload={"x": 1}), "form: prev": lambda t: of(t, "event").update(prev="0"),
    "form: area": lambda t: of(t, "event").update(area="4311"), "form: seq": lambda t: of(t, "event").update(seq=0),
    "form: head": lambda t: of(t, "chain").update(hash="0"), "chain": lambda t: of(t, "event").update(chain="110000000000"),
    "seq": lambda t: of(t, "event").update(seq=7), "hash": lambda t: of(t, "event").update(actor="x"),
    "area": lambda t: (of(t, "event").update(area="110000000000"), rehashed(of(t, "event"))),
    "head": lambda t: of(t, "chain").update(seq=of(t, "chain")["seq"] + 1), "head: hash": lambda t: of(t, "chain").update(hash="1" * 64),
    "order": lambda t: of(t, "chain", 1).update(chain="000000000000"),
    "text": lambda t: last_checkpoint(t, text("origin", "Origin")), "text: title": lambda t: last_checkpoint(t, text("checkpoint 1", "checkpoint 2")),
    "text: lines": lambda t: last_checkpoint(t, text("area", "\narea")), "text: number": lambda t: last_checkpoint(t, text("chains ", "chains 0")),
    "text: time": lambda t: last_checkpoint(t, text("time 2019-01", "time 2019-13")),
    "text: signature": lambda t: last_checkpoint(t, lambda c: c.update(signature="0"), resigned=False),
    "signature": lambda t: last_checkpoint(t, text("tuopin-test", "another"), resigned=False),
    "heads": lambda t: last_checkpoint(t, lambda c: c["heads"].reverse()),
    "heads: form": lambda t: last_checkpoint(t, lambda c: c["heads"][0].__setitem__(1, 0)),
    "root": lambda t: last_checkpoint(t, lambda c: c["heads"].pop()),
    "previous": lambda t: last_checkpoint(t, text(previous_of(t), "1" * 64)), "time": lambda t: last_checkpoint(t, text("time 2019", "time 2018")),
}


def previous_of(lines):
    return of(lines, "checkpoint", -1)["text"].split("previous ")[1][:64]


@pytest.mark.parametrize("case", TOLD)
def test_each_way_to_be_wrong_is_told_by_its_field(case):
    lines = a_trail(3, chains=4, events=9)
    TOLD[case](lines)
    code, _chain, _seq, field = check_export(as_file(lines))
    assert (code, field) == (TAMPERED, case.partition(":")[0])


def test_an_event_written_over_with_a_fitting_hash_is_told_by_the_one_after_it():
    lines = a_trail(3, chains=1, events=9)
    event = of(lines, "event", 2)
    event["actor"] = "x"
    rehashed(event)
    assert check_export(as_file(lines)) == (TAMPERED, event["chain"], 3, "link")


def test_a_first_event_that_names_a_hash_before_it_is_told_as_the_first():
    lines = a_trail(3, chains=1, events=9)
    of(lines, "event").update(prev="1" * 64)
    rehashed(of(lines, "event"))
    assert check_export(as_file(lines))[1:] == (of(lines, "event")["chain"], 1, "link")


def test_a_time_that_runs_backwards_is_told():
    lines = a_trail(3, chains=1, events=9)
    chain = [line for line in lines if line["t"] == "event"]
    chain[1]["recorded_at"] = chain[0]["recorded_at"] - 1
    for before, event in zip(chain, chain[1:], strict=False):
        event["prev"] = before["hash"]
        rehashed(event)
    of(lines, "chain").update(hash=chain[-1]["hash"])
    assert check_export(as_file(lines))[2:] == (2, "recorded_at")


def test_a_chain_rewritten_to_its_end_is_told_by_the_checkpoint():
    lines = a_trail(3, chains=1, events=9)
    chain = [line for line in lines if line["t"] == "event"]
    chain[0]["actor"] = "x"
    rehashed(chain[0])
    for before, event in zip(chain, chain[1:], strict=False):
        event["prev"] = before["hash"]
        rehashed(event)
    of(lines, "chain").update(hash=chain[-1]["hash"])
    assert check_export(as_file(lines))[3] == "head"


def test_another_key_than_the_trusted_one_is_no_signature():
    assert check_export(as_file(a_trail()), trusted=OTHER.public_key().public_bytes_raw().hex())[3] == "signature"
    assert not is_signed("text", "zz", PUBLIC) and not is_signed("text", "00" * 64, "00")


def test_an_empty_trail_is_intact_and_a_head_without_events_is_told():
    assert check_export(as_file([{"t": "trail", "format": 1, "area": "000000000000", "chains": 0, "events": 0}, {"t": "end", "lines": 1}]))[0] == INTACT
    for head, seq in (({"seq": 3, "hash": NOTHING}, 1), ({"seq": 0, "hash": "1" * 64}, 0)):
        lines = [{"t": "trail", "format": 1, "area": "000000000000", "chains": 1, "events": 0},
                 {"t": "chain", "chain": "431129000000"} | head, {"t": "end", "lines": 2}]
        assert check_export(as_file(lines)) == (TAMPERED, "431129000000", seq, "head")


BROKEN = {
    "no end": lambda t: t.pop(), "end twice": lambda t: t.append(t[-1]), "end lies": lambda t: t[-1].update(lines=1),
    "unknown": lambda t: t[2].update(t="x"), "t is a number": lambda t: t[2].update(t=1), "no trail": lambda t: t.pop(0), "format": lambda t: t[0].update(format=2),
    "true is no number": lambda t: of(t, "event").update(seq=True), "missing member": lambda t: of(t, "event").pop("actor"),
    "evidence of numbers": lambda t: of(t, "event").update(evidence=[1]), "heads": lambda t: of(t, "checkpoint").update(heads=[["a", "b", "c"]]),
    "heads no list": lambda t: of(t, "checkpoint").update(heads=["a"]), "counts": lambda t: t[0].update(events=0),
    "chain after checkpoint": lambda t: t.insert(-1, of(t, "chain")), "event before chain": lambda t: t.insert(1, of(t, "event")),
}


@pytest.mark.parametrize("case", BROKEN)
def test_what_is_no_exported_trail_is_unreadable(case):
    lines = a_trail(3)
    BROKEN[case](lines)
    if case in ("chain after checkpoint", "event before chain", "no trail"):
        lines[-1] = {"t": "end", "lines": len(lines) - 1}
    assert check_export(as_file(lines)) == (UNREADABLE, "", 0, "")


@pytest.mark.parametrize("data", [b"", b"\n", b"no json\n", b"[]\n", b'{"t":"end","lines":0}', b'{"t":"end","lines":0}\n', b"\xff\n"])
def test_what_is_no_file_of_lines_is_unreadable(data):
    assert check_export(data)[0] == UNREADABLE


@pytest.mark.parametrize("lines", [
    [], [{"t": "trail", "format": 1, "area": "0" * 12, "chains": 0, "events": 0}],
    [{"t": "links", "chain": "431129000000", "after": 0, "bodies": []}],
    [{"t": "checkpoint", "text": "", "signature": "", "heads": []}, {"t": "links", "chain": "1", "after": 0, "bodies": [1]}],
])
def test_what_is_no_checkpoint_file_is_unreadable(lines):
    with pytest.raises(Unreadable):
        files.read_checkpoint(as_file([*lines, {"t": "end", "lines": len(lines)}]))


@settings(deadline=None)
@given(st.lists(st.tuples(st.text(st.characters(codec="utf-8", exclude_characters="\n")), st.sampled_from((b"1", b"2", b"1\t\\N"))), max_size=12))
def test_facts_do_not_depend_on_the_order_of_rows_but_on_every_one(rows):
    lines = [row for row, _ in rows]
    facts = facts_of_lines([("a", lines), ("b", [])])
    assert facts == facts_of_lines([("a", lines[::-1]), ("b", [])]) and facts.counts == (len(lines), 0)
    by_bytes = "".join([f"a\t{len(lines)}\n", *(f"{line}\n" for line in sorted(lines, key=str.encode)), "b\t0\n"])
    assert facts == Facts(sha256(by_bytes.encode()).digest(), (len(lines), 0))
    if lines:
        assert facts != facts_of_lines([("a", lines[1:]), ("b", lines[:1])])


def test_the_times_of_new_rows_are_those_that_reading_them_gives():
    rows = [b"5", b"5\t\\N", b"5\t\\N", b"", b"5\t\\N"]
    assert times_of_new((1, 2, 1, 1), (1, 2, 0, 2), 5) == times_of(rows) == b"1\t5\n2\t5\t\\N\n1\t\n1\t5\t\\N\n"


def test_a_root_copied_from_paper_is_the_root():
    root = sha256(b"x").hexdigest()
    assert read_grouped(grouped(root)) == read_grouped(grouped(root).upper().replace(" ", "-\n")) == root and len(grouped(root).split()) == 16


def test_a_kind_is_declared_once():
    [known] = [p for p in projections().values() if p.kind == "household"]
    assert declare(known) == known
    with pytest.raises(ValueError, match="household"):
        declare(Projection("household", 9, (part("x", "y", "z", "a"),), Root("y", "r.a")))


def test_a_state_is_taken_as_the_event_that_tells_it_took_it():
    now = declared_for("household", "2:ab")
    assert (now.version, declared_for("household", "1:ab").version) == (2, 1) and now == projections()["household"]
    assert {declared_for("household", odd) for odd in ("", "0:ab", "9999:ab", "x:ab", "²:ab", ":")} == {now}
    with pytest.raises(ValueError, match="not former: household 2"):
        declare_former(now)


def test_every_finding_has_its_sentence():
    for field in WHAT:
        what, to_do, places = told(Finding("431129000000", 3, f"{field}:basis", "household:1"))
        assert what.format(**places) and to_do.format(**places) and "{" not in what.format(**places)
    assert told(Finding("", 0, "unheard-of"))[0] == "unheard-of"


def test_a_body_says_everything_but_the_hash_before():
    event = of(a_trail(3, chains=1, events=9), "event", 1)
    alg = event["alg"]
    body = events.body_of(alg, events.fields_told(event))
    assert events.linked(alg, body, event["prev"]) == event["hash"] == events.hash_of(alg, events.fields_told(event), event["prev"].encode()).decode()
    assert events.is_day("2018-12-31") and not events.is_day("2018-12-31 ") and not events.is_day("20181231")
