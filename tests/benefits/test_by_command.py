"""Policies by commands alone: the same acts, the same refusals and the same trail as by their pages; no name leaves with a list."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from benefits.builders import members_of
from benefits.test_deliveries import pupil_of
from register import COUNTY, a_household
from tuopin.benefits.commands import policy
from tuopin.benefits.models import Delivery, DeliveryBatch
from tuopin.kernel.refusals import Forbidden, NotFound, Refusal
from tuopin.people.models import Post
from tuopin.trail.models import Entry
from web import kit

pytestmark = pytest.mark.django_db
GIVEN = ("--policy", "rain-dew", "--amount", "3000", "--proof", "bank", "--proof-number", "2018-1", "--on", "2018-10-08")


@pytest.fixture
def home():
    """A household with a pupil who is owed 雨露计划, a county's clerk and a village's who may only read."""
    kit.lay_out_places()
    kit.an_official(role="clerk", username="clerk")
    kit.an_official(a_household().village_code, "reader", username="reader")
    return a_household()


def run(account: str, *words: object, code: int = 0) -> list[dict]:
    result = CliRunner().invoke(policy, [str(word) for word in words], obj={"account": account})
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.exit_code == code, result.output
    return [json.loads(line) for line in result.output.splitlines() if line.startswith("{")] or result.output.splitlines()


def standing(account: str, household, on: str = "2018-12-31") -> dict:
    (told,) = run(account, "household", household.number, "--on", on, "--json")
    return told


def test_who_is_owed_a_policy_receives_it_and_has_it_taken_back(home):
    pupil = pupil_of(home)
    asked = ("who", "rain-dew", COUNTY, "--on", "2018-12-31", "--json")
    (owed,) = run("clerk", *asked)
    assert (owed["household"], owed["person"], owed["state"]) == (home.number, pupil.number, "gap")
    assert not any(person.name in json.dumps(owed, ensure_ascii=False) for person in members_of(home))
    (number,) = run("clerk", "deliver", home.number, "--person", pupil.number, *GIVEN)
    assert run("clerk", *asked) == [] and [one["person"] for one in run("clerk", *asked, "--state", "received")] == [pupil.number]
    (line,) = [one for one in standing("clerk", home)["policies"] if one["policy"] == "rain-dew" and one["person"] == pupil.number]
    (handed,) = standing("clerk", home)["deliveries"]
    assert line["state"] == "received" and (handed["delivery"], handed["amount_yuan"], handed["voided"]) == (int(number), "3000.00", False)
    run("clerk", "void", number, "--why", "登记到别人名下")
    assert len(run("clerk", *asked)) == 1 and standing("clerk", home)["deliveries"][0]["voided"] is True
    told = Entry.objects.filter(subject=f"benefit:{home.number}").order_by("pk")
    assert [(one.verb, one.actor) for one in told] == [("deliver", "clerk"), ("void-delivery", "clerk")] and all(one.post for one in told)


@pytest.mark.parametrize(("more", "code"), [
    (("--amount", "1_000"), "bad-amount"), (("--amount", "NaN"), "bad-amount"), (("--amount", "1.234"), "bad-amount"), (("--amount", "0"), "bad-amount"), (("--proof", "word"), "bad-proof"),
    (("--on", "2018-02-30"), "bad-day"), (("--on", "2999-01-01"), "not-yet"), (("--proof-number", ""), "proof-missing"), (("--policy", "gold"), "no-such-policy"), (("--evidence", "x"), "no-such-evidence"),
])
def test_a_delivery_that_the_page_would_not_take_is_refused_and_nothing_is_written(home, more, code):
    pupil = pupil_of(home)
    with pytest.raises(Refusal) as refused:
        run("clerk", "deliver", home.number, "--person", pupil.number, *GIVEN, *more)
    assert refused.value.code == code and not Delivery.objects.exists()


def test_whoever_may_not_is_refused_by_command_as_well(home):
    pupil = pupil_of(home)
    with pytest.raises(Forbidden):
        run("reader", "deliver", home.number, "--person", pupil.number, *GIVEN)
    with pytest.raises((Forbidden, NotFound)):
        run("reader", "who", "rain-dew", COUNTY)
    with pytest.raises(Refusal):
        run("clerk", "who", "rain-dew", "431100000000")
    with pytest.raises((Forbidden, NotFound)):
        run("reader", "count", COUNTY)
    Post.objects.filter(account__username="reader").update(ends_on="2020-01-01")
    with pytest.raises(Refusal):
        run("reader", "household", home.number)


def test_a_list_comes_in_whole_or_tells_each_row_that_cannot_and_goes_out_whole(home, tmp_path):
    pupil, path = pupil_of(home), tmp_path / "list.csv"
    head, good = "户编号,人编号,政策,落实日期,金额,凭证,凭证号", f"{home.number},{pupil.number},雨露计划职业教育补助,2018-10-08,3000,银行流水,2018-1"
    path.write_text("\n".join([head, good, good.replace(home.number, "H9")]), encoding="utf-8")
    (told,) = run("clerk", "bring", path, "--json", code=1)
    assert told["batch"] is None and [fault["row"] for fault in told["faults"]] and not Delivery.objects.exists()
    (told,) = run("clerk", "bring", path, "--leave-out", "--json")
    assert told["batch"] == DeliveryBatch.objects.get().pk and len(told["faults"]) == 1 and Delivery.objects.count() == 1
    run("clerk", "undo", told["batch"], "--why", "清单有误")
    assert Delivery.objects.get().voided_at and Entry.objects.filter(verb="undo-deliveries", actor="clerk").count() == 1


def test_the_catalogue_of_a_day_has_what_is_in_force_then_with_its_source(home):
    rows = {row["policy"]: row for row in run("clerk", "list", "--on", "2018-12-31", "--json")}
    assert rows["rain-dew"]["source"].startswith("国务院扶贫办") and rows["rain-dew"]["title"] == "雨露计划职业教育补助"
    assert "rain-dew" not in {row["policy"] for row in run("clerk", "list", "--on", "2014-01-01", "--json")}
    assert int(run("clerk", "count", COUNTY)[0]) > 0
