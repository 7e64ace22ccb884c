"""Proofs of one subject out of random trails, written from the format's page and not by the system's own hands."""

import json
import random

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from trails import a_random_trail, as_defined, hash_again
from tuopin.trail.states.checkpoints import leaf, sign
from tuopin.trail.states.events import ALGORITHMS, EVENT, fields_told
from tuopin.trail.states.merkle import path_of
from tuopin.trail.states.proofs import check_proof

KEY = Ed25519PrivateKey.from_private_bytes(b"k" * 32)
PUBLIC = KEY.public_key().public_bytes_raw().hex()


def a_random_proof(random_, *, places=4, events=6):
    """The proof of one household of a random trail under its last checkpoint; written from the format's page, without the system's own hands."""
    lines = a_random_trail(random_, KEY, chains=places, events=events)
    for event in (line for line in lines if line["t"] == "event"):
        event["subject"] = random_.choice(("household:1", "household:2"))
    chains, heads = {}, []
    for event in (line for line in lines if line["t"] == "event"):
        told = chains.setdefault(event["chain"], [])
        event["prev"] = told[-1]["hash"] if told else "0" * 64
        told.append(event | {"hash": hash_again(event)})
    ends = {chain: random_.randint(1, len(told)) for chain, told in chains.items()}
    heads = [(chain, end, chains[chain][end - 1]["hash"]) for chain, end in sorted(ends.items())]
    shown = [event for told in chains.values() for event in told if event["subject"] == "household:1"]
    shown = [{name: value for name, value in event.items() if name != "t"} for event in shown]
    alg = random_.choice((1, 2))
    leaves = [leaf(head) for head in heads]
    text = "".join((
        "tuopin-checkpoint 1\norigin tuopin-test\narea 000000000000\n", f"alg {alg}\nchains {len(heads)}\nevents {sum(ends.values())}\n",
        f"size {len(heads) + sum(ends.values())}\nroot {as_defined(alg, leaves).hex()}\ntime 2019-01-01T00:00:00.000000Z\n",
        f"previous {'0' * 64}\nkey {PUBLIC}\n"))
    inclusions = [
        {"chain": chain, "seq": end, "hash": found, "links": links_of(chains[chain], end), "leaf": at, "path": path_of(alg, leaves, at), "text": text,
         "signature": sign(text, KEY)}
        for at, (chain, end, found) in enumerate(heads) if any(e["chain"] == chain and e["seq"] <= end for e in shown)]
    return {"t": "proof", "format": 1, "subject": "household:1", "events": {"rows": shown, "after": None}, "inclusions": inclusions}


def links_of(told, end):
    first = next((event["seq"] for event in told if event["subject"] == "household:1"), end + 1)
    return [f"{event['alg']}:{ALGORITHMS[event['alg']](EVENT + fields_told(event)).hexdigest()}"
            for event in told[first - 1:end] if event["subject"] != "household:1"]


def as_bytes(proof):
    return json.dumps(proof, ensure_ascii=False).encode()


def whole_proof(seed=3):
    """One with several events and inclusions, everything under the root."""
    for n in range(500):
        proof = a_random_proof(random.Random(f"{seed}-{n}"))
        one = proof["inclusions"]
        if len(one) > 2 and any(each["links"] for each in one) and all(each["path"] for each in one) and check_proof(as_bytes(proof))[0] == 0:
            return proof
    raise AssertionError("no such proof came up")
