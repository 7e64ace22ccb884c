"""A16 and D67: every yuan is special, sector or social relief, and own income or transfusion; the parts add up to the whole."""

from datetime import date
from decimal import Decimal

import pytest

from benefits.builders import CLERK, ON, deliver, members_of, set_member
from register import a_household
from tuopin.benefits.selectors.mechanism import money_by
from tuopin.benefits.services import void_delivery
from tuopin.benefits.states.catalogue import EFFECTS, SOURCES, catalogue

pytestmark = pytest.mark.django_db


def test_the_three_sources_and_the_two_effects_each_add_up_to_the_whole():
    household = a_household()
    set_member(members_of(household)[2], student="vocational_1", education="")
    deliver(household, members_of(household)[2])  # special, own income
    deliver(household, policy="micro-credit", amount="20000", number="b")  # special, own income
    deliver(household, policy="dangerous-house", amount="14000", number="c")  # sector, transfusion
    deliver(household, policy="dangerous-house", amount="9000", number="d", on=date(2017, 12, 31))  # the year before
    void_delivery(delivery=deliver(household, policy="micro-credit", amount="500", number="e").pk, reason="重复录入", actor=CLERK, on=ON)
    by_source = {s.word: s for s in money_by(CLERK, area="431129000000", on=ON)}
    by_effect = {s.word: s for s in money_by(CLERK, area="431129000000", on=ON, word="effect")}
    assert {word: s.amount_yuan for word, s in by_source.items()} == {"special": 23000, "sector": 14000, "social": 0}
    assert sum(s.amount_yuan for s in by_source.values()) == sum(s.amount_yuan for s in by_effect.values()) == 37000
    assert by_effect["own_income"].share == Decimal(23000) / 37000 and sum(s.share for s in by_effect.values()) == 1


def test_no_policy_is_without_a_source_or_an_effect():
    assert list(SOURCES.values()) == ["专项扶贫", "行业扶贫", "社会扶贫"] and list(EFFECTS.values()) == ["造血", "输血"]
    assert all(p.words["source"] in SOURCES and p.words["effect"] in EFFECTS for p in catalogue().values())
