"""What the register's services seldom meet: each by itself, with what comes of it."""

from __future__ import annotations

from pickle import loads

import pytest

from register import VILLAGE, an_actor
from rosters import ON, a_roster_household, bring_in, write_roster
from tuopin.kernel.areas import NATION
from tuopin.kernel.refusals import Forbidden, Refusal
from tuopin.people.selectors import Actor
from tuopin.registry.models import ImportBatch
from tuopin.registry.services.check_register import heading, worst
from tuopin.registry.services.copy_rows import NULL, array
from tuopin.registry.services.export_households import _area, _with
from tuopin.registry.services.merge_in_processes import LaneDied, _carried_over
from tuopin.registry.services.merge_villages import merge_villages
from tuopin.registry.services.plan_laid import _incomes
from tuopin.registry.services.receive_roster import receive_roster


def test_the_smallest_area_around_villages_is_their_own_their_county_or_the_nation():
    assert _area([VILLAGE]) == VILLAGE and _area(["431129210213", "431129210214"]) == "431129210000"
    assert _area(["431129210213", "433130100201"]) == "430000000000" and _area(["431129210213", "110101001001"]) == NATION


def test_the_first_row_goes_before_the_rest_and_none_before_nothing():
    assert list(_with([1], iter([[2], [3]]))) == [[1], [2], [3]] and list(_with(None, iter([[2]]))) == []


def test_a_heading_is_that_of_its_sheet_or_none():
    sheets = [{"sheet": "贫困户", "fields": {"户编号": "number"}}, {"sheet": "其他"}]
    assert heading(sheets, "贫困户", "number") == "户编号"
    assert heading(sheets, "贫困户", "phone") == heading(sheets, "其他", "number") == heading(sheets, "没有", "number") == ""
    assert worst("accepted", []) == "accepted"


class Unsaid(Exception):
    """A fault that cannot be carried to another process."""

    def __reduce__(self):
        raise TypeError("not to be carried")


def test_a_fault_of_a_lane_is_told_whole_or_by_its_name():
    carried, cause = loads(_carried_over(ValueError("said")))
    assert type(carried) is ValueError and carried.args == ("said",) and cause is None
    carried, cause = loads(_carried_over(Unsaid()))
    assert isinstance(carried, LaneDied) and "Unsaid" in str(carried) and cause is None


def test_lines_of_income_say_what_proves_them_and_no_line_says_nothing():
    assert _incomes("1\t2018\t", "", None) == [] == _incomes("1\t2018\t", "", "wage:slip")
    assert _incomes("1\t2018\t", "property\t\\N\nwage\t100.00", None) == ["1\t2018\t{property,wage}\t{NULL,100.00}\t{self_report,self_report}"]
    assert _incomes("1\t2018\t", "property\t0.00\nwage\t\\N", "wage:slip") == ["1\t2018\t{property,wage}\t{0.00,NULL}\t{self_report,slip}"]
    assert array(["-1.50", NULL, "slip", "工资"]) == "{-1.50,NULL,slip,工资}"
    for broken in ("a,b", "", "a b", '"', "{a}", "a\n", "a\\", "null"):
        with pytest.raises(ValueError, match="not a word"):
            array([broken])


@pytest.mark.django_db
@pytest.mark.parametrize("code", ["431129210000", "431129000000", "43112921021"])
def test_villages_merge_into_a_village_and_into_nothing_else(code):
    with pytest.raises(Refusal, match="not-a-village"):
        merge_villages(predecessors=[], successor=code, merged_on=ON, basis="批复", actor=an_actor(), on=ON)


@pytest.mark.django_db
def test_who_may_bring_in_nothing_does_not_even_have_a_file_read(tmp_path):
    with pytest.raises(Forbidden, match="act-not-allowed"):
        receive_roster(path=tmp_path / "not there", file_name="a.xlsx", year=2018, mapping={}, actor=Actor("reader", ((VILLAGE, frozenset({"read"})),)), on=ON)
    assert not ImportBatch.objects.exists()


@pytest.mark.django_db
def test_the_same_file_of_the_same_office_is_the_same_batch_with_and_without_its_year(tmp_path):
    path = write_roster(tmp_path / "a.xlsx", [a_roster_household(1, year=2018)])
    actor = an_actor()
    batch = bring_in(path, actor)
    for year in (2018, None):
        assert receive_roster(path=path, file_name="b.xlsx", year=year, mapping={}, actor=actor, on=ON).pk == batch.pk
