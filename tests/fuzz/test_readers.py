"""A few seconds of made-up input for every reader in each run, and everything that once broke one."""

import os
import random

import pytest
from tools.fuzz.__main__ import throw
from tools.fuzz.targets import TARGETS, seeds
from tools.fuzz.throw import changed_at_random

SECONDS = float(os.environ.get("TUOPIN_FUZZ_SECONDS", "2"))
SEED = int(os.environ.get("SEED") or random.SystemRandom().randrange(2**31))


@pytest.mark.parametrize("name", sorted(TARGETS))
def test_a_reader_takes_its_seeds_and_what_once_broke_it(name):
    for data in seeds(name):
        TARGETS[name](data)


@pytest.mark.parametrize("name", sorted(TARGETS))
def test_made_up_input_gets_an_answer_and_nothing_else(name):
    thrown, fault = throw(name, SECONDS, SEED)
    assert not fault, f"SEED={SEED} python -m tools.fuzz {name}\n{fault}"
    assert thrown, f"only {thrown} inputs in {SECONDS} s"


def test_a_fault_is_seen_where_there_is_one():
    def broken(data):
        if b"9999" in data:
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        changed_at_random(broken, [b"abcdef"], 20, 1)
    assert changed_at_random(lambda data: None, [b""], 0.05, 1) > 0
