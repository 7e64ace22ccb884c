"""Two deliveries at the same moment are held to the limit one after the other."""

from __future__ import annotations

from datetime import date

import pytest

from benefits.builders import CLERK, ON, deliver
from monitoring.test_at_once import meanwhile
from register import a_household
from tuopin.benefits.models import Delivery
from tuopin.benefits.services import bring_in_deliveries
from tuopin.kernel.refusals import Refusal
from tuopin.people.selectors import working_as

pytestmark = pytest.mark.django_db(transaction=True)


def a_loan(household, amount: str, number: str):
    with working_as(CLERK):
        return deliver(household, policy="micro-credit", amount=amount, on=date(2018, 3, 1), number=number)


def test_a_loan_waits_for_the_other_and_is_held_to_what_both_come_to():
    household = a_household()
    told, waited = meanwhile(lambda: a_loan(household, "30000", "a"), lambda: a_loan(household, "30000", "b"))
    assert waited and isinstance(told, Refusal) and told.code == "beyond-limit"
    assert [str(one.amount_yuan) for one in Delivery.objects.all()] == ["30000.00"]


def test_a_list_waits_for_the_loan_and_is_held_to_what_both_come_to(tmp_path):
    household, path = a_household(), tmp_path / "list.csv"
    path.write_text(f"户编号,人编号,政策,落实日期,金额,内容,落实凭证,凭证号\n{household.number},,扶贫小额信贷,2018-03-01,30000,,银行流水,9\n", encoding="utf-8")

    def bring():
        with working_as(CLERK):
            return bring_in_deliveries(path=path, file_name="list.csv", actor=CLERK, on=ON)

    told, waited = meanwhile(lambda: a_loan(household, "30000", "a"), bring)
    assert waited and isinstance(told, Refusal) and told.code == "beyond-limit" and Delivery.objects.count() == 1
