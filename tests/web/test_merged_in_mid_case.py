"""A village goes into another in the middle of an exit: its people, the new village's people and the papers each say where they stand."""

from __future__ import annotations

import re

import pytest
from click.testing import CliRunner

from identification.places import a_good_village
from procedure.cases import DAY, an_exit, an_official, evidence, officials
from register import COUNTY, VILLAGE, a_household, an_actor
from tuopin.divisions.services import Former, add_division
from tuopin.identification.commands import leave
from tuopin.procedure.models import Case
from tuopin.procedure.selectors.past import edition_of
from tuopin.procedure.services import Said, open_case, take_step
from tuopin.procedure.services.clock import today
from tuopin.registry.services.merge_villages import merge_villages
from web import kit
from web.test_case_pages import client_of, page

pytestmark = pytest.mark.django_db
HEIR, BASIS = "431129210902", "江政发〔2020〕9号"


@pytest.fixture
def who():
    kit.lay_out_places()
    add_division(code=HEIR, name="龙安村", starts_on=today() - 900 * DAY, basis="县志", actor=an_actor(), on=today())
    return officials() | {"heir_clerk": an_official("heir-clerk", (HEIR, "clerk", "")), "old_reader": an_official("old-reader", (VILLAGE, "reader", ""))}


def merged() -> None:
    merge_villages(predecessors=[Former(code=VILLAGE), Former(code=HEIR)], successor=HEIR, merged_on=today(), basis=BASIS, actor=an_actor(), on=today())


def test_the_case_says_where_it_came_from_and_its_papers_name_the_village_of_their_day(who, clock):
    case = an_exit(a_household().number, who, clock, until=3)
    clock(DAY)
    merged()
    client = client_of(who["heir_clerk"])
    shown = page(client, f"/cases/{case.pk}/")
    assert "此事项由栗安村村委会随村转来" in shown and BASIS in shown
    assert "<h2>栗安村村委会:贫困户退出公示</h2>" in page(client, f"/cases/{case.pk}/notice/"), "the sheet that hangs since before the merger"
    assert "栗安村村委会 第" in page(client, f"/cases/{case.pk}/paper/appraise/") and "龙安村 第" in page(client, f"/cases/{case.pk}/paper/review/")
    fresh = open_case(procedure="household-exit", number=a_household(village=HEIR).number, actor=an_official("county-clerk", (COUNTY, "clerk", "")))
    assert "随村转来" not in page(client, f"/cases/{fresh.pk}/")


def test_the_former_village_says_so_wherever_its_people_look(who):
    client = client_of(who["old_reader"])
    assert "已并入" not in page(client, "/")
    merged()
    for address in ("/", f"/villages/{VILLAGE}/"):
        shown = page(client, address)
        assert "已并入龙安村" in shown and f'href="/villages/{HEIR}/"' not in shown, f"{address}: the other village is not theirs to open"
    assert f'href="/villages/{HEIR}/"' in page(client_of(who["county_head"]), f"/villages/{VILLAGE}/")
    kept = page(client_of(who["county_head"]), f"/villages/{HEIR}/")
    assert "已并入" not in kept and kept.count("→ 龙安村 ") == 1, "each merger once, and no village from itself"


def test_the_exit_of_a_village_that_merged_meanwhile_tells_whoever_is_next_before_they_gather_papers(who):
    a_good_village(HEIR, persons=400, agricultural_persons=400)
    case = open_case(procedure="village-exit", number=HEIR, actor=who["town_head"])
    take_step(case=case.pk, step="propose", actor=who["town_head"], said=Said(evidence=evidence(_step(case).evidence, f"village:{HEIR}")))
    county = client_of(an_official("county-clerk", (COUNTY, "clerk", "")))
    assert "现在不能办理" not in page(county, f"/cases/{case.pk}/")
    paper = page(county, f"/cases/{case.pk}/paper/propose/")
    assert "户主签字" not in paper and "负责人签字" in paper, "a village has no head of household who could sign"
    merged()
    shown = page(county, f"/cases/{case.pk}/")
    assert "现在不能办理" in shown and "请撤回此事项,按合并后的村重新办理" in shown and f"栗安村村委会→龙安村({today()})" in shown
    assert "您可以办理" not in shown and "办理这一步" not in shown and "撤回此事项" in shown and "龙安村→龙安村" not in shown


def _step(case: Case):
    return edition_of(case).step(case.due)


def test_the_command_says_how_a_village_stands_in_words(who):
    a_good_village(HEIR, persons=400, agricultural_persons=400, cooperatives=None)
    said = CliRunner().invoke(leave, ["place", HEIR], obj={"account": "county_head"}, catch_exceptions=False).output
    assert re.fullmatch(rf"{HEIR} 龙安村 按 2018 年采集信息 待核实 待核实项:有产业\n", said), said
    assert "没有可以评判的采集信息" in CliRunner().invoke(leave, ["place", VILLAGE], obj={"account": "county_head"}, catch_exceptions=False).output
