"""Two acts may bear one and the same instant; none is older than the one before it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from procedure.pure import a_setting, pieces, the_way
from tuopin.kernel.refusals import Refusal
from tuopin.procedure.states import allow


def test_an_act_of_the_same_instant_is_allowed_and_one_a_moment_older_is_not():
    first, second = the_way(2)
    wanted = a_setting().edition.step(second.step).evidence
    at_once = replace(second, at=first.at, happened_on=first.happened_on, pieces=pieces(wanted, first.at))
    assert allow(a_setting(), [first], at_once).due.name == "publish"
    with pytest.raises(Refusal, match="clock-went-back"):
        allow(a_setting(), [first], replace(at_once, at=first.at - timedelta(microseconds=1)))
