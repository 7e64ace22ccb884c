"""B07 plan and completion: Xinzhou's plan of 2018, 6 counties, 679 villages, 121,000 persons, 300,000 consolidated; done of the target at every level."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from ledger.tasks import somebody
from responsible import KELAN, places_of, signatures
from tuopin.kernel.areas import level_of
from tuopin.people.selectors import operator, working_as
from tuopin.responsibility.selectors import completion_by_level, plan_readiness
from tuopin.responsibility.services import NewPledge, draft_pledges, report_target, sign_pledges
from web import kit

pytestmark = pytest.mark.django_db
SHANXI, XINZHOU, ON, DUE = "140000000000", "140900000000", date(2018, 3, 1), date(2018, 12, 31)
SIX = ("140924000000", "140927000000", "140928000000", KELAN, "140930000000", "140931000000")  # 繁峙、神池、五寨、岢岚、河曲、保德
PLAN = {"counties": (6, "县"), "villages": (679, "村"), "persons": (121_000, "人"), "consolidated": (300_000, "人")}


def parts_of(total: int, many: int) -> list[Decimal]:
    """Whole parts that add up to the total."""
    return [Decimal(total // many + (n < total % many)) for n in range(many)]


def test_done_of_the_target_stands_at_every_level_in_the_numbers_of_the_plan():
    towns = [code for code, _name in places_of(KELAN) if level_of(code) == 4]
    people = {code: somebody(f"sj{code}", code, office="secretary") for code in (SHANXI, XINZHOU, *SIX, *towns)}
    shares = {measure: parts_of(total, len(SIX)) for measure, (total, _unit) in PLAN.items()}
    mine = shares["persons"][SIX.index(KELAN)]
    with working_as(operator()):
        pledges = draft_pledges([
            NewPledge(XINZHOU, SHANXI, 2018, DUE, {measure: (Decimal(total), unit) for measure, (total, unit) in PLAN.items()}),
            *(NewPledge(code, XINZHOU, 2018, DUE, {measure: (shares[measure][n], PLAN[measure][1]) for measure in PLAN}) for n, code in enumerate(SIX)),
            *(NewPledge(town, KELAN, 2018, DUE, {"persons": (part, "人")}) for town, part in zip(towns, parts_of(int(mine), len(towns)), strict=True)),
        ], actor=operator(), on=ON)
        ready = plan_readiness(operator(), XINZHOU, 2018, on=ON)
        assert {ready.signed[2], ready.signed[3], ready.signed[4]} == {0} and {XINZHOU, KELAN, *towns} <= set(ready.unsigned), "drafted is not signed"
        for pledge in pledges:
            sign_pledges(signatures([pledge], "below"), side="below", actor=people[pledge.area_code], on=ON)
            sign_pledges(signatures([pledge], "above"), side="above", actor=people[pledge.upper_code], on=ON)
        ready = plan_readiness(operator(), XINZHOU, 2018, on=ON)
        assert not ready.shorts and (ready.signed[2], ready.signed[4]) == (1, len(towns)) and not {XINZHOU, KELAN, *towns} & set(ready.unsigned)
        before = {(one.level, one.measure): one for one in completion_by_level(operator(), XINZHOU, 2018)}
        assert [before[2, m].target for m in PLAN] == [before[3, m].target for m in PLAN] == [6, 679, 121_000, 300_000]
        assert before[4, "persons"].target == mine and before[4, "persons"].places == len(towns) and {one.done for one in before.values()} == {0}
        for pledge in pledges:
            if level_of(pledge.area_code) == 3:
                for target in pledge.targets.all():
                    report_target(pledge=pledge.pk, measure=target.measure, done=target.value if pledge.area_code != KELAN else Decimal(0), actor=operator(), on=DUE)
        after = {(one.level, one.measure): one for one in completion_by_level(operator(), XINZHOU, 2018)}
        assert (after[3, "counties"].done, after[3, "counties"].rate, after[3, "counties"].reported) == (5, Decimal(5) / 6, 6)
        assert after[3, "persons"].done == 121_000 - mine and after[2, "persons"].done == 0 and after[4, "persons"].reported == 0
    client = kit.logged_in(kit.an_official(KELAN))
    page = client.get(f"/pledges/?area={KELAN}&year=2018").content.decode()
    assert "各级完成情况" in page and f"0/{len(towns)}" in page and "121000" not in page.replace(",", ""), "a county sees its own levels"
