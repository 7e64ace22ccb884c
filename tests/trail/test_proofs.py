"""The proof of one subject: two checkers that share no code agree on whole and falsified ones, and every falsified path, link and event is told."""

import copy
import importlib.util
import json
import os
import random
import sys
from hashlib import sha256

import pytest

from proofs import PUBLIC, a_random_proof, as_bytes, whole_proof
from source import ROOT
from trails import as_defined, hash_again
from tuopin.trail.states.merkle import path_of, root_by_path
from tuopin.trail.states.proofs import check_proof

SEED = int(os.environ.get("SEED", "20181008"))


@pytest.fixture(scope="module")
def stranger():
    """The second checker, read from its file as an auditor would run it."""
    spec = importlib.util.spec_from_file_location("verify_proof", ROOT / "tools" / "verify_proof.py")
    checker = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(checker)
    yield lambda data, **more: _answered(checker.verify(data, **more))
    sys.modules.pop("verify_trail", None)


def _answered(answer):
    return answer["exit"], answer.get("chain", ""), answer.get("seq", 0), answer.get("field", "")


@pytest.mark.parametrize("alg", [1, 2])
def test_every_path_leads_to_the_root_of_the_standard_and_no_other_leaf_or_place_does(alg):
    for many in range(1, 20):
        leaves = [b"%d" % n for n in range(many)]
        root = as_defined(alg, leaves).hex()
        for at in range(many):
            path = path_of(alg, leaves, at)
            assert root_by_path(alg, leaves[at], at, many, path) == root
            assert root_by_path(alg, b"other", at, many, path) != root
            assert root_by_path(alg, leaves[at], at, many, [*path, "0" * 64]) == ""
            assert not path or root_by_path(alg, leaves[at], at, many, path[:-1]) == ""
            assert many == 1 or root_by_path(alg, leaves[at], (at + 1) % many, many, path) != root


def each_inclusion(**change):
    return lambda proof: [one.update({name: make(one) for name, make in change.items()}) for one in proof["inclusions"]]


def row(n=0, **change):
    return lambda proof: proof["events"]["rows"][n].update(change)


def rewritten(proof):
    """An event written over, with a fitting hash: what somebody does who can compute."""
    event = proof["events"]["rows"][-1]
    event["actor"] = "另一人"
    event["hash"] = hash_again(event)


def left_out(proof):
    """An event of the subject is taken away where another of the chain follows it."""
    rows = proof["events"]["rows"]
    chains = [event["chain"] for event in rows]
    rows.pop(next(n for n in range(1, len(rows)) if chains[n] == chains[n - 1]))


def flipped(text):
    return ("1" if text[0] != "1" else "2") + text[1:]


def another_leaf(proof):
    one = proof["inclusions"][0]
    one["leaf"] = one["leaf"] + 1 if f"\nchains {one['leaf'] + 1}\n" not in one["text"] else one["leaf"] - 1


TOLD = {
    "form": row(verb="a\tb"), "form: day": row(happened_on="2018-02-30"), "subject": lambda p: p.update(subject="household:2"), "hash": row(actor="另一人"),
    "order": lambda p: p["events"]["rows"].insert(0, p["events"]["rows"][0]), "order: inclusions": lambda p: p["inclusions"].reverse(),
    "form: path": each_inclusion(path=lambda one: ["x"]), "form: link": each_inclusion(links=lambda one: ["3:" + "0" * 64]),
    "form: leaf": each_inclusion(leaf=lambda one: -1),
    "text": each_inclusion(text=lambda one: one["text"][:-1]), "signature": each_inclusion(text=lambda one: one["text"].replace("tuopin-test", "another")),
    "signature: other": each_inclusion(signature=lambda one: "0" * 128), "heads": each_inclusion(leaf=lambda one: 99),
    "path": each_inclusion(path=lambda one: [flipped(one["path"][0]), *one["path"][1:]]), "path: short": each_inclusion(path=lambda one: one["path"][:-1]),
    "path: long": each_inclusion(path=lambda one: [*one["path"], "0" * 64]), "path: head": each_inclusion(hash=lambda one: flipped(one["hash"])),
    "path: seq": each_inclusion(seq=lambda one: one["seq"] + 1), "path: leaf": another_leaf,
    "path: turned": each_inclusion(path=lambda one: list(reversed(one["path"])) if len(one["path"]) > 1 else ["0" * 64]),
    "link: more": each_inclusion(links=lambda one: [*one["links"], "1:" + "0" * 64]), "link: left out": left_out,
}


@pytest.mark.parametrize("case", TOLD)
def test_each_way_to_falsify_a_proof_is_told_by_its_field_to_both(case, stranger):
    proof = copy.deepcopy(whole_proof())
    TOLD[case](proof)
    found = check_proof(as_bytes(proof))
    assert (found[0], found[3]) == (1, case.partition(":")[0])
    assert stranger(as_bytes(proof)) == found


def test_an_event_written_over_with_a_fitting_hash_does_not_reach_the_head(stranger):
    proof = copy.deepcopy(whole_proof())
    rewritten(proof)
    found = check_proof(as_bytes(proof))
    assert found == stranger(as_bytes(proof)) and found[0] == 1 and found[3] in ("head", "link")
    proof = copy.deepcopy(whole_proof())
    with_links = next(one for one in proof["inclusions"] if one["links"])
    with_links["links"][0] = "1:" + sha256(b"another act").hexdigest()
    found = check_proof(as_bytes(proof))
    assert found == stranger(as_bytes(proof)) and found[0] == 1 and found[3] in ("head", "link")


def test_the_root_on_the_paper_and_the_key_decide(stranger):
    data = as_bytes(proof := whole_proof())
    root = proof["inclusions"][0]["text"].split("root ")[1][:64]
    for check in (check_proof, stranger):
        assert check(data, root=root, trusted=PUBLIC)[0] == 0
        assert check(data, root=flipped(root))[3] == "root" and check(data, trusted="0" * 64)[3] == "signature"


def test_an_event_after_the_checkpoint_is_said_to_be_under_none(stranger):
    proof = copy.deepcopy(whole_proof())
    proof["inclusions"].pop()
    empty = proof | {"events": {"rows": []}, "inclusions": []}
    for each in (proof, empty):
        assert check_proof(as_bytes(each)) == stranger(as_bytes(each)) == (2, "", 0, "")


WHOLE = b'{"t":"%s","format":%d,"subject":"household:1","events":{"rows":[]},"inclusions":[]}'
UNREADABLE = [b"", b"[]", b"\xff", b"{}", b'{"t":"proof","format":1}', b'{"t":NaN}', WHOLE % (b"trail", 1), WHOLE % (b"proof", 2)]
OTHERS = [None, 0, -1, 7, 10**30, "", "x", "0" * 64, [], [3], {}, True, "\ud800", ["0" * 64], "1:" + "f" * 64, "110000000000"]


def falsified(random_, proof):
    proof = copy.deepcopy(proof)
    for _ in range(random_.choice((0, 1, 1, 2))):
        thing = random_.choice([proof, proof["events"], *proof["events"]["rows"], *proof["inclusions"] * 2])
        name = random_.choice(sorted(thing))
        if isinstance(thing[name], list) and thing[name] and random_.random() < 0.6:
            random_.choice((lambda many: many.pop(random_.randrange(len(many))), random_.shuffle, lambda many: many.append(random_.choice(many))))(thing[name])
        else:
            thing[name] = random_.choice([*OTHERS, *(other.get(name) for other in proof["inclusions"] + proof["events"]["rows"] if isinstance(other, dict))])
        if not all(isinstance(each, dict) for each in (proof.get("events"), *([proof.get("events") or {}]))) \
                or not isinstance(proof["events"].get("rows"), list) or not isinstance(proof.get("inclusions"), list) \
                or not all(isinstance(each, dict) for each in proof["events"]["rows"] + proof["inclusions"]):
            break
    data = json.dumps(proof).encode()
    return data if random_.random() < 0.9 else data[: random_.randrange(len(data))]


@pytest.mark.parametrize("part", range(4))
def test_both_checkers_give_the_same_answer_on_random_falsified_proofs(part, stranger):
    random_ = random.Random(f"{SEED}-{part}")
    answers = set()
    for n in range(60):
        data = falsified(random_, a_random_proof(random_))
        ours = check_proof(data)
        assert ours == stranger(data), f"seed {SEED}-{part}, proof {n}"
        answers.add(ours[3] or ours[0])
    assert len(answers) > 5


@pytest.mark.parametrize("data", UNREADABLE)
def test_what_is_no_proof_is_unreadable_to_both(data, stranger):
    assert check_proof(data) == stranger(data) == (3, "", 0, "")
