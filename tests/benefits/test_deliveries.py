"""What was handed over is recorded once, with proof, within the day and the limit; taking it back leaves it on record."""

from dataclasses import replace
from datetime import date
from importlib import import_module

import pytest

from benefits.builders import CLERK, ON, deliver, handed, members_of, set_member
from register import NEIGHBOUR, a_household, an_actor
from tuopin.benefits.models import Delivery, DeliveryBatch
from tuopin.benefits.selectors.checks import after_death, causes_unmet, doubles
from tuopin.benefits.services import (
    benefits_of_household,
    bring_in_deliveries,
    record_delivery,
    standing_of,
    undo_batch,
    void_delivery,
)
from tuopin.benefits.states.catalogue import policy_named
from tuopin.kernel.refusals import Forbidden, NotFound, Refusal
from tuopin.people.selectors import Actor
from tuopin.registry.models import DIED, Membership
from tuopin.trail.models import Entry

pytestmark = pytest.mark.django_db


def pupil_of(household, n=2, **facts):
    person = members_of(household)[n]
    set_member(person, **{"student": "vocational_1", "education": ""} | facts)
    return person


def test_a_delivery_turns_a_gap_into_a_receipt_and_a_void_turns_it_back():
    household = a_household()
    pupil = pupil_of(household)
    rain_dew = policy_named("rain-dew")
    assert standing_of(CLERK, rain_dew, area=household.village_code, on=ON).counts() == {
        "entitled": 1, "received": 0, "gap": 1, "eligible": 0, "over": 0, "unknown": 0, "not": 2,
    }
    delivery = deliver(household, pupil)
    assert standing_of(CLERK, rain_dew, area=household.village_code, on=ON).counts()["gap"] == 0
    void_delivery(delivery=delivery.pk, reason="登记到别人名下", actor=CLERK, on=ON)
    assert standing_of(CLERK, rain_dew, area=household.village_code, on=ON).counts()["gap"] == 1
    told = Entry.objects.filter(subject=f"benefit:{household.number}").order_by("pk")
    assert [entry.verb for entry in told] == ["deliver", "void-delivery"]
    assert all(entry.state for entry in told) and told[0].state != told[1].state
    assert Delivery.objects.get(pk=delivery.pk).void_reason == "登记到别人名下"


@pytest.mark.parametrize(("more", "code"), [
    ({"on": date(2019, 1, 1)}, "not-yet"), ({"on": date(2014, 1, 1)}, "policy-not-in-force"), ({"amount": "0.001"}, "bad-amount"),
    *(({"amount": text}, "bad-amount") for text in ("NaN", "sNaN", "Infinity", "-Infinity", "1e30", "1e-30", "-0", "1e12", "1000000000000.00")),
    ({"on": date(2015, 6, 1)}, "policy-not-in-force"), ({"on": date.min}, "policy-not-in-force"), ({"on": date.max}, "not-yet"),
    ({"amount": ""}, "amount-missing"), ({"number": ""}, "proof-missing"),
])
def test_a_delivery_that_cannot_have_been_is_refused(more, code):
    household = a_household()
    pupil = pupil_of(household)
    with pytest.raises(Refusal) as refused:
        deliver(household, pupil, **more)
    assert refused.value.code == code and not Delivery.objects.exists()


def test_the_limit_of_a_policy_for_persons_is_that_of_the_person_not_of_the_household(monkeypatch):
    household = a_household(persons=3)
    first, second = members_of(household)[:2]
    loan = policy_named("micro-credit")
    each = replace(policy_named("rain-dew"), limit=loan.limit, numbers=loan.numbers)  # 50,000 yuan for each person
    monkeypatch.setattr(import_module("tuopin.benefits.services.record_delivery"), "policy_named", lambda name: each)
    deliver(household, first, amount="30000")
    deliver(household, second, amount="30000", number="2018-2")
    with pytest.raises(Refusal) as refused:
        deliver(household, first, amount="20000.01", number="2018-3")
    assert refused.value.code == "beyond-limit" and "30000.00" in refused.value.say()[0]
    assert deliver(household, first, amount="20000", number="2018-3").person == first


def test_the_same_payment_is_recorded_once_and_a_loan_not_beyond_its_limit():
    household = a_household()
    pupil = pupil_of(household)
    deliver(household, pupil)
    with pytest.raises(Refusal) as refused:
        deliver(household, pupil)
    assert refused.value.code == "delivered-already"
    deliver(household, policy="micro-credit", amount="30000", number="a")
    with pytest.raises(Refusal) as refused:
        deliver(household, policy="micro-credit", amount="20000.01", number="b")
    assert refused.value.code == "beyond-limit"
    deliver(household, policy="micro-credit", amount="20000", number="b")


def test_nobody_records_outside_their_area_or_with_a_post_that_only_reads():
    household = a_household()
    for actor, refusal in ((an_actor(NEIGHBOUR), NotFound), (an_actor(acts="read"), Forbidden)):
        with pytest.raises(refusal):
            record_delivery(number=household.number, person="", handed=handed("micro-credit", amount="100"), actor=actor, on=ON)


def test_a_proof_from_another_households_evidence_is_none():
    household = a_household()
    with pytest.raises(Refusal) as refused:
        record_delivery(
            number=household.number, person="", actor=CLERK, on=ON, handed=handed("micro-credit", amount="100", evidence="0" * 32),
        )
    assert refused.value.code == "no-such-evidence"


def test_what_is_not_known_names_the_fact_that_is_missing():
    household = a_household(house_grade="")
    lines, _ = benefits_of_household(CLERK, number=household.number, on=ON)
    [house] = [line for line in lines if line.policy.name == "dangerous-house"]
    assert (house.state, house.missing) == ("unknown", ["house_grade"])


def test_two_of_a_group_a_payment_after_death_and_a_cause_that_nothing_answers_are_found():
    household = a_household(main_cause="schooling", house_grade="D")
    one, two, three = members_of(household)
    assert [d.cause for d in causes_unmet(CLERK, area=household.village_code, on=ON)] == ["schooling"]
    deliver(household, policy="dangerous-house", amount="20000", number="c")
    assert not doubles(CLERK, area=household.village_code, on=ON)
    deliver(household, policy="relocation", amount="", number="d", content="安置房一套")
    [double] = doubles(CLERK, area=household.village_code, on=ON)
    assert {p.name for p in double.policies} == {"dangerous-house", "relocation"}
    set_member(two, student="vocational_1")
    deliver(household, two)
    assert not causes_unmet(CLERK, area=household.village_code, on=ON)
    Membership.objects.filter(person=two).update(ends_on=date(2018, 10, 1), end_reason=DIED)
    assert [d.person for d in after_death(CLERK, area=household.village_code, on=ON)] == [two.name]
    assert not after_death(an_actor(NEIGHBOUR), area=NEIGHBOUR, on=ON)


def a_list(path, rows):
    head = "户编号,人编号,政策,落实日期,金额,内容,落实凭证,凭证号"
    path.write_text("\n".join([head, *rows]), encoding="utf-8")
    return path


def test_a_workbook_comes_in_whole_or_not_at_all_and_goes_back_whole(tmp_path):
    household, other = a_household(), a_household()
    pupil = pupil_of(household)
    good = f"{household.number},{pupil.number},雨露计划职业教育补助,2018-10-08,3000,,银行流水,1"
    file = a_list(tmp_path / "a.csv", [good, f"{other.number},,扶贫小额信贷,2018-03-01,60000,,银行流水,2", "H404,,扶贫小额信贷,2018-03-01,1,,银行流水,3"])
    brought = bring_in_deliveries(path=file, file_name="a.csv", actor=CLERK, on=ON)
    assert brought.batch is None and [(n, fault.code) for n, fault in brought.faults] == [(3, "beyond-limit"), (4, "no-such-household")]
    assert not Delivery.objects.exists()
    brought = bring_in_deliveries(path=file, file_name="a.csv", actor=CLERK, on=ON, leave_out=True)
    assert (brought.batch.rows, brought.batch.left_out) == (1, 2)
    again = bring_in_deliveries(path=file, file_name="a.csv", actor=CLERK, on=ON, leave_out=True)
    assert again.batch is None and "delivered-already" in [fault.code for _, fault in again.faults]
    undo_batch(batch=brought.batch.pk, reason="清单有误", actor=CLERK, on=ON)
    assert not Delivery.objects.filter(voided_at=None).exists() and Delivery.objects.count() == 1
    assert bring_in_deliveries(path=file, file_name="a.csv", actor=CLERK, on=ON, leave_out=True).batch.rows == 1


def loans(*households) -> list[str]:
    return [f"{household.number},,扶贫小额信贷,2018-03-01,100,,银行流水,{n}" for n, household in enumerate(households)]


def test_a_workbook_belongs_to_the_smallest_place_that_holds_all_its_households(tmp_path):
    here, beside, far = a_household(), a_household(village=NEIGHBOUR), a_household(village="431129101001")
    both = Actor("两村", tuple((code, frozenset({"read", "import", "correct"})) for code in (here.village_code, NEIGHBOUR)))
    file = a_list(tmp_path / "a.csv", loans(here, beside))
    with pytest.raises(Refusal) as refused:  # of two villages, and of no place that holds both
        bring_in_deliveries(path=file, file_name="a.csv", actor=both, on=ON)
    assert refused.value.code == "several-areas" and not Delivery.objects.exists()
    assert bring_in_deliveries(path=a_list(tmp_path / "b.csv", loans(beside)), file_name="b.csv", actor=both, on=ON).batch.area_code == NEIGHBOUR
    town = an_actor("431129210000")
    assert bring_in_deliveries(path=a_list(tmp_path / "c.csv", loans(here)), file_name="c.csv", actor=town, on=ON).batch.area_code == here.village_code
    Delivery.objects.all().delete()
    assert bring_in_deliveries(path=file, file_name="a.csv", actor=town, on=ON).batch.area_code == "431129210000"
    wide = bring_in_deliveries(path=a_list(tmp_path / "d.csv", loans(far)), file_name="d.csv", actor=CLERK, on=ON)
    assert wide.batch.area_code == far.village_code


def test_a_workbook_is_taken_back_whole_or_not_at_all(tmp_path):
    here, beside = a_household(), a_household(village=NEIGHBOUR)
    batch = bring_in_deliveries(path=a_list(tmp_path / "a.csv", loans(here, beside)), file_name="a.csv", actor=CLERK, on=ON).batch
    DeliveryBatch.objects.filter(pk=batch.pk).update(area_code=NEIGHBOUR)  # as it was once filed, under the first of several areas
    with pytest.raises(Refusal) as refused:
        undo_batch(batch=batch.pk, reason="清单有误", actor=an_actor(NEIGHBOUR), on=ON)
    batch.refresh_from_db()
    assert refused.value.code == "batch-wider" and batch.undone_at is None and not Delivery.objects.exclude(voided_at=None).exists()
    undo_batch(batch=batch.pk, reason="清单有误", actor=CLERK, on=ON)
    assert not Delivery.objects.filter(voided_at=None).exists()


@pytest.mark.parametrize(("amount", "day", "wrong"), [
    ("3万", "2018-03-01", "数字带有单位“万”"), ("3000元", "2018-03-01", "数字带有单位“元”"), ("-", "2018-03-01", "代替空白"), ("=1+1", "2018-03-01", "不能读取"),
    ("100", "2018.1", "不能读取"), ("100", "43160x", "不能读取"),
])
def test_what_a_person_would_have_to_confirm_is_not_taken_for_a_payment(tmp_path, amount, day, wrong):
    household = a_household()
    file = a_list(tmp_path / "a.csv", [f"{household.number},,扶贫小额信贷,{day},{amount},,银行流水,1"])
    brought = bring_in_deliveries(path=file, file_name="a.csv", actor=CLERK, on=ON)
    [(n, fault)] = brought.faults
    assert (brought.batch, n, fault.code) == (None, 2, "cell-unfit") and wrong in fault.say()[0] and "{" not in fault.say()[0]


@pytest.mark.parametrize("amount", ['"3,000"', "￥3000", "3000.00", "３０００"])
def test_an_amount_that_is_only_written_otherwise_is_taken(tmp_path, amount):
    household = a_household()
    file = a_list(tmp_path / "a.csv", [f"{household.number},,扶贫小额信贷,2018-03-01,{amount},,银行流水,1"])
    assert bring_in_deliveries(path=file, file_name="a.csv", actor=CLERK, on=ON).batch and Delivery.objects.get().amount_yuan == 3000


def test_a_policy_may_be_given_on_its_first_and_last_day_and_not_beside_them():
    household, last = a_household(), date(2021, 3, 3)
    for day, given in ((date(2014, 12, 9), False), (date(2014, 12, 10), True), (last, True), (date(2021, 3, 4), False)):
        said = handed("micro-credit", amount="100", on=day)
        if given:
            assert record_delivery(number=household.number, person="", handed=said, actor=CLERK, on=date(2021, 3, 5)).delivered_on == day
        else:
            with pytest.raises(Refusal, match="policy-not-in-force"):
                record_delivery(number=household.number, person="", handed=said, actor=CLERK, on=date(2021, 3, 5))


def test_who_received_another_policy_of_the_group_is_not_owed_this_one_and_is_again_when_that_is_taken_back():
    """A house that was given on the move keeps, also when the move's policy is over: the old house is not to be repaired."""
    household = a_household(house_grade="D")
    house, later = policy_named("dangerous-house"), date(2022, 6, 1)
    counts = lambda on=ON: {state: n for state, n in standing_of(CLERK, house, area=household.village_code, on=on).counts().items() if n}  # noqa: E731
    owed = {"entitled": 1, "gap": 1}
    assert counts() == counts(later) == owed
    moved = deliver(household, None, "relocation")
    assert counts() == counts(later) == {"not": 1}
    assert "dangerous-house" not in {line.policy.name for line in benefits_of_household(CLERK, number=household.number, on=ON)[0]}
    repaired = deliver(household, None, "dangerous-house")
    assert counts() == {"entitled": 1, "received": 1} and [one.number for one in doubles(CLERK, area=household.village_code, on=ON)] == [household.number]
    void_delivery(delivery=repaired.pk, reason="登记到别人名下", actor=CLERK, on=ON)
    void_delivery(delivery=moved.pk, reason="没有搬迁", actor=CLERK, on=ON)
    assert counts() == owed
