"""What the village sheet of a roster says is in the register, every column of it, and village exit is judged by it."""

from datetime import date
from decimal import Decimal

import pytest
from python_calamine import CalamineWorkbook

from register import VILLAGE, an_actor
from rosters import a_roster_household, bring_in, write_roster
from tuopin.intake.catalogue import sheet_kind
from tuopin.policy.services.judgement import judge
from tuopin.policy.services.sources import Register
from tuopin.registry.models import VillageForm
from tuopin.registry.selectors.exports import numbers_in
from tuopin.registry.services.copy_rows import stated
from tuopin.registry.services.error_workbook import error_workbook
from tuopin.registry.services.export_households import export_households

pytestmark = pytest.mark.django_db
SAID = {
    "text": "县水利局", "count": 3, "year": 2014, "yes_no": "是", "poor_village": "贫困村", "code": "弱", "money": 52000.01,
}
ON = date(2020, 6, 1)


def _told(path, **facts):
    return bring_in(write_roster(path, [a_roster_household(1)], villages=[VILLAGE], village_facts=facts), an_actor(), confirm=True)


def test_every_column_of_the_village_sheet_comes_into_the_register(tmp_path):
    fields = sheet_kind("village").fields.values()
    _told(tmp_path / "r.xlsx", **{field.heading: SAID[field.kind] for field in fields if field.name not in ("village_code", "name")})
    form = VillageForm.objects.get()
    assert [column.name for column in stated(VillageForm) if getattr(form, column.name) in (None, "")] == []
    assert form.collective_income_yuan == Decimal("52000.01")


@pytest.mark.parametrize(("amount", "why_not"), [
    (0.01, []), (0, ["collective_income"]), ("5.2万元", []), ("未采集", ["collective_income?"]), (None, ["collective_income?"]),
])
def test_village_exit_is_judged_by_the_collective_income_that_the_roster_says(tmp_path, amount, why_not):
    services = dict.fromkeys(("是否通硬化路", "是否通动力电", "是否有卫生室", "是否通宽带"), "是")
    _told(tmp_path / "r.xlsx", 村集体经济收入=amount, 农民专业合作社个数=1, **services)
    answer = judge(rule="village-exit", area=VILLAGE, on=date(2018, 12, 31), by=None, source=Register(an_actor()))
    assert answer["groups"][0]["why_not"] == why_not


def test_another_amount_is_another_version_and_the_same_is_none(tmp_path):
    _told(tmp_path / "a.xlsx", 村集体经济收入=100)
    _told(tmp_path / "b.xlsx", 村集体经济收入=100, 总户数=300)
    assert VillageForm.objects.count() == 1
    _told(tmp_path / "c.xlsx", 村集体经济收入=250.5)
    assert list(VillageForm.objects.order_by("id").values_list("collective_income_yuan", flat=True)) == [100, Decimal("250.50")]


def test_what_an_export_says_of_a_village_comes_back_without_a_new_version(tmp_path):
    _told(tmp_path / "a.xlsx", 村集体经济收入=52000.01, 农民专业合作社个数=2)
    actor = an_actor()
    export_households(numbers=numbers_in(actor, area=None, year=2018), year=2018, path=tmp_path / "out.xlsx", actor=actor, on=ON)
    bring_in(tmp_path / "out.xlsx", actor)
    assert VillageForm.objects.get().collective_income_yuan == Decimal("52000.01")


def test_the_amount_of_a_village_that_waits_stands_in_the_error_workbook_in_yuan(tmp_path):
    path = write_roster(tmp_path / "r.xlsx", [a_roster_household(1)], villages=["431129999999"], village_facts={"村集体经济收入": 52000.01})
    batch = bring_in(path, an_actor())
    error_workbook(batch=batch, path=tmp_path / "e.xlsx", actor=an_actor())
    rows = CalamineWorkbook.from_path(str(tmp_path / "e.xlsx")).get_sheet_by_name("行政村").to_python()
    assert 52000.01 in rows[1]
