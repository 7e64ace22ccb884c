"""G13: random walks through page, import, command and service never make an exit without evidence, four eyes, verdict and full notice."""

from __future__ import annotations

import os

import pytest

from procedure.cases import a_clock
from procedure.pure_walk import PureWalk
from procedure.system_walk import SystemWalk
from tuopin.procedure.states import machine
from web import kit

SEED = int(os.environ.get("SEED", "13"))
STEPS = int(os.environ.get("WALK_STEPS", "200"))


def test_twenty_thousand_steps_make_no_exit_that_is_not_whole():
    walk = PureWalk(SEED).walk(20_000)
    assert walk.exits > 50, "a walk that never arrives proves nothing"
    assert len(walk.refused) > 18, walk.refused
    assert not walk.wrong, f"SEED={SEED}: {walk.wrong[:5]}"


@pytest.mark.parametrize("check", ["_check_distinct", "_check_pieces", "_check_verdict", "_check_avoidance"])
def test_the_walk_finds_out_when_a_check_is_taken_away(check, monkeypatch):
    monkeypatch.setattr(machine, check, lambda *given: None)
    assert PureWalk(SEED).walk(20_000).wrong


def test_the_walk_finds_out_when_notices_are_short(monkeypatch):
    real = machine.Standing.hung
    monkeypatch.setattr(machine.Standing, "hung", lambda self, now: real(self, now) * 2)
    assert PureWalk(SEED).walk(20_000).wrong


@pytest.mark.django_db
def test_the_whole_system_makes_no_exit_that_is_not_whole(tmp_path):
    kit.lay_out_places()
    with a_clock() as clock:
        walk = SystemWalk(SEED, tmp_path, clock).walk(STEPS)
    print(f"SEED={SEED}: {walk.steps} steps, {walk.acts} acts, {walk.exits} exits, {walk.refused}")
    assert walk.acts > STEPS / 10 and (STEPS < 1000 or walk.exits)
    assert not walk.wrong, f"SEED={SEED}: {walk.wrong[:5]}"
