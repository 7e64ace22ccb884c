"""A02 四级书记、军令状, and B07 年度减贫任务: signed at four levels, targets that cascade, an annual plan that waits for the last signature."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import Error, transaction

from responsible import KELAN, ON, places_of, secretaries, signatures, upper_of
from tuopin.kernel.refusals import Forbidden, Refusal
from tuopin.people.selectors import operator, working_as
from tuopin.responsibility.models import Pledge
from tuopin.responsibility.selectors import completion, plan_readiness
from tuopin.responsibility.services import (
    NewPledge,
    approve_plan,
    draft_pledges,
    report_target,
    settle_pledge,
    sign_pledges,
)
from tuopin.trail.services.verify_states import replayed

pytestmark = pytest.mark.django_db
XINZHOU, SHANXI, DUE = "140900000000", "140000000000", date(2018, 12, 31)


@pytest.fixture
def xinzhou():
    """岢岚 with its townships and villages, 忻州 above and the province above that, each with a secretary; a pledge of every one to the one above."""
    codes = [code for code, _name in places_of(KELAN)]
    people = secretaries([SHANXI, XINZHOU, *codes])
    villages = [code for code in codes if not code.endswith("000")]
    new = [NewPledge(XINZHOU, SHANXI, 2018, DUE, {"persons": (Decimal(121_000), "人")})]
    share = Decimal(121_000) / len(villages) + 1
    for code in codes:
        count = sum(village.startswith(code[:9] if code != KELAN else code[:6]) for village in villages)
        new.append(NewPledge(code, upper_of(code), 2018, DUE, {"persons": ((share * max(count, 1)).quantize(Decimal("0.01")), "人")}))
    with working_as(operator()):
        return people, draft_pledges(new, actor=operator(), on=ON)


def sign_all(people, pledges, side):
    mine: dict[str, list] = {}
    for pledge in pledges:
        mine.setdefault(pledge.area_code if side == "below" else pledge.upper_code, []).append(pledge)
    for code, held in mine.items():
        with working_as(people[code]):
            sign_pledges(signatures(held, side), side=side, actor=people[code], on=ON)


def test_four_levels_sign_to_the_last_village_and_only_then_is_the_plan_approved(xinzhou):
    people, pledges = xinzhou
    last = pledges.pop()
    sign_all(people, pledges, "below")
    sign_all(people, pledges, "above")
    with working_as(operator()), pytest.raises(Refusal, match="pledges-unsigned") as said:
        approve_plan(area=KELAN, year=2018, actor=operator(), on=ON)
    assert said.value.params["count"] == 1
    sign_all(people, [last], "below")
    with working_as(operator()):
        assert list(plan_readiness(operator(), KELAN, 2018, on=ON).unsigned) == [last.area_code]  # one side is not enough
    sign_all(people, [last], "above")
    with working_as(operator()):
        ready = plan_readiness(operator(), KELAN, 2018, on=ON)
        assert ready.coverage == 1 and ready.signed == ready.units and set(ready.units) == {3, 4, 5} and ready.shorts == []
        assert Pledge.objects.get(area_code=XINZHOU).is_signed
        assert ready.approved is None
        plan = approve_plan(area=KELAN, year=2018, actor=operator(), on=ON)
        assert plan_readiness(operator(), KELAN, 2018, on=ON).approved == plan and plan_readiness(operator(), KELAN, 2019, on=ON).approved is None
        with pytest.raises(Refusal), transaction.atomic():
            approve_plan(area=KELAN, year=2018, actor=operator(), on=ON)
        wrong = [found for found in replayed() if not isinstance(found, int) and found.subject.startswith(("pledge", "annual-plan"))]
    assert wrong == []


def test_only_the_two_secretaries_sign_each_once_and_with_a_signature_of_this_pledge(xinzhou):
    people, pledges = xinzhou
    village = next(p for p in pledges if not p.area_code.endswith("000"))
    other = next(p for p in pledges if p.pk != village.pk and p.area_code.endswith("000000"))
    with pytest.raises(Forbidden):
        sign_pledges(signatures([village], "x"), side="above", actor=people[KELAN], on=ON)
    me = people[village.area_code]
    with pytest.raises(Refusal, match="signature-missing"):
        sign_pledges({village.pk: next(iter(signatures([other], "x").values()))}, side="below", actor=me, on=ON)
    found = signatures([village], "below")
    sign_pledges(found, side="below", actor=me, on=ON)
    with pytest.raises(Refusal, match="signed-before"):
        sign_pledges(signatures([village], "below"), side="below", actor=me, on=ON)
    with pytest.raises(Refusal, match="signature-missing"):  # the one signature does not serve for both
        sign_pledges(found, side="above", actor=people[village.upper_code], on=ON)
    for change in ({"signed_on": None, "signature": None, "signer": None}, {"due_on": date(2019, 12, 31)}, {"year": 2019}):
        with pytest.raises(Error, match="stands"), transaction.atomic():
            Pledge.objects.filter(pk=village.pk).update(**change)


@pytest.mark.parametrize(("first", "second"), [
    (("140900000000", "140000000000"), (KELAN, "140900000000")), ((KELAN, "140900000000"), ("140900000000", "140000000000")),
    ((KELAN, "140900000000"), ("140924000000", "140900000000"))], ids=["above, then below", "below, then above", "side by side"])
def test_what_is_counted_in_another_unit_is_not_added_up(first, second):
    """12.1 万人 above would be covered by 20,166 人 below, if a number were all that was looked at."""
    new = lambda places, value, unit, year=2018: NewPledge(*places, year, DUE, {"persons": (Decimal(value), unit)})  # noqa: E731
    with working_as(operator()):
        draft_pledges([new(first, "12.1", "万人")], actor=operator(), on=ON)
        with pytest.raises(Refusal, match="unit-differs") as said:
            draft_pledges([new(second, 20_166, "人")], actor=operator(), on=ON)
        assert "万人" in said.value.say()[0] and not Pledge.objects.filter(area_code=second[0]).exists()
        with pytest.raises(Refusal, match="unit-differs"):
            draft_pledges([new(first, 1, "人", 2019), new(second, 1, "万人", 2019)], actor=operator(), on=ON)
        assert len(draft_pledges([new(second, 2, "万人"), new(second, 20_000, "人", 2019)], actor=operator(), on=ON)) == 2


def test_b07_the_plan_of_xinzhou_cascades_to_six_counties_and_is_settled_only_when_done():
    six = ["140924000000", "140927000000", "140928000000", KELAN, "140930000000", "140931000000"]  # 繁峙、神池、五寨、岢岚、河曲、保德
    people = secretaries([SHANXI, XINZHOU])
    targets = {"counties": (Decimal(6), "县"), "villages": (Decimal(679), "村"), "persons": (Decimal(121_000), "人"), "consolidated": (Decimal(300_000), "人")}
    with working_as(operator()):
        (city, *_counties) = draft_pledges([
            NewPledge(XINZHOU, SHANXI, 2018, DUE, targets),
            *(NewPledge(code, XINZHOU, 2018, DUE, {
                "counties": (Decimal(1), "县"), "villages": (Decimal(113 + (n == 0)), "村"), "persons": (Decimal(20_166), "人"), "consolidated": (Decimal(50_000), "人"),
            }) for n, code in enumerate(six)),
        ], actor=operator(), on=ON)
        short = plan_readiness(operator(), XINZHOU, 2018, on=ON).shorts
        assert [(s.measure, s.above - s.below) for s in short] == [("persons", 4)]  # 121 000 − 6 × 20 166
        rows = {row.measure: row for row in completion(operator(), XINZHOU, 2018)}
        assert [rows[m].target for m in ("counties", "villages", "persons", "consolidated")] == [6, 679, 121_000, 300_000]
        assert rows["villages"].below_target == 679 and rows["persons"].rate == 0
    sign_all(people, [city], "below")
    sign_all(people, [city], "above")
    with working_as(operator()):
        report_target(pledge=city.pk, measure="persons", done=Decimal(121_000), actor=operator(), on=DUE)
        assert {row.measure: row for row in completion(operator(), XINZHOU, 2018)}["persons"].rate == 1
        with pytest.raises(Refusal, match="target-open"):
            settle_pledge(pledge=city.pk, outcome="met", note="年终考核", actor=operator(), on=DUE)
        for measure, (value, _unit) in targets.items():
            report_target(pledge=city.pk, measure=measure, done=value, actor=operator(), on=DUE)
        assert settle_pledge(pledge=city.pk, outcome="met", note="年终考核", actor=operator(), on=DUE).outcome == "met"
