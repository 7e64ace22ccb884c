"""Two programs that check an exported trail agree: ours, and one written from the format's page by somebody who saw no code.

What is intact and what is not, and for what is not the very chain, seq and field.
"""

import os
import random

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from falsified import falsified
from trails import a_random_trail, as_file, stranger
from tuopin.trail.states.exported import check_export

SEED = int(os.environ.get("SEED", "20181008"))


@pytest.mark.parametrize("part", range(6))
def test_both_verifiers_give_the_same_answer(part):
    random_ = random.Random(f"{SEED}-{part}")
    key = Ed25519PrivateKey.from_private_bytes(random_.randbytes(32))
    answers = set()
    for n in range(60):
        trail = a_random_trail(random_, key, checkpoints=random_.choice((0, 1, 2)))
        data = falsified(random_, trail) if n else as_file(trail)
        ours, theirs = check_export(data), stranger(data)
        assert ours == theirs, f"seed {SEED}-{part}, trail {n}"
        answers.add(ours[3] or ours[0])
    assert len(answers) > 5


def test_an_intact_trail_is_intact_to_both():
    random_ = random.Random(SEED)
    key = Ed25519PrivateKey.from_private_bytes(random_.randbytes(32))
    for _ in range(20):
        data = as_file(a_random_trail(random_, key))
        assert check_export(data)[0] == stranger(data)[0] == 0
