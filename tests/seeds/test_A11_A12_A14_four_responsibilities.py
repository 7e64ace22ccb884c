"""A11 四种责任, A12 行业部门责任, A14 横向到边纵向到底: every cell filled, or on the list."""

from datetime import date

import pytest
from django.urls import reverse

from register import COUNTY, NEIGHBOUR, VILLAGE, a_village_form
from tuopin.divisions.selectors import subtree_of
from tuopin.kernel.codelists import code_list
from tuopin.people.selectors import operator, working_as
from tuopin.responsibility.selectors import coverage_gaps, department_matrix, four_responsibilities
from tuopin.responsibility.services import NewDuty, end_duty, give_duties
from tuopin.responsibility.states import FOUR
from web import kit

pytestmark = pytest.mark.django_db
ON = date(2018, 6, 1)


def test_each_poor_village_has_all_four_kinds_and_a_missing_one_is_listed():
    a_village_form(code=VILLAGE), a_village_form(code=NEIGHBOUR), a_village_form(code="431129210215", poor_village=False)
    with working_as(operator()):
        given = give_duties([NewDuty(kind, code, f"责任人{kind}", ON) for code in (VILLAGE, NEIGHBOUR) for kind in FOUR], actor=operator(), on=ON)
        assert four_responsibilities(operator(), COUNTY, on=ON).missing == []
        end_duty(duty=given[-1].pk, ends_on=date(2018, 7, 1), note="调整", actor=operator(), on=ON)
        assert four_responsibilities(operator(), COUNTY, on=date(2018, 7, 1)).missing == [(NEIGHBOUR, "inspect")]
        assert four_responsibilities(operator(), COUNTY, on=date(2018, 6, 30)).missing == []


def test_every_sector_has_its_department_and_an_unowned_one_is_listed():
    sectors = list(code_list("sector").values)
    with working_as(operator()):
        give_duties([NewDuty("sector", COUNTY, f"县{word}局", ON, sector=word, policy="2018年政策") for word in sectors if word != "water"], actor=operator(), on=ON)
        found = department_matrix(operator(), COUNTY, on=ON)
        give_duties([NewDuty("sector", VILLAGE[:9] + "000", "乡水利站", ON, sector="water")], actor=operator(), on=ON)
        found = department_matrix(operator(), COUNTY, on=ON)
        assert [row for row, _policy in found.missing] == ["water"] and {"housing", "education", "health", "water"} <= set(found.rows)
        give_duties([NewDuty("sector", COUNTY, "县水利局", ON, sector="water", policy="饮水安全")], actor=operator(), on=ON)
        assert department_matrix(operator(), COUNTY, on=ON).missing == []


def test_a_complete_county_has_no_uncovered_cell_of_department_level_and_village():
    a_village_form(code=VILLAGE)
    places = [d.code for d in subtree_of(COUNTY, ON) if d.level in (3, 4)]
    sectors = list(code_list("sector").values)
    with working_as(operator()):
        give_duties([NewDuty("sector", code, f"{word}站所", ON, sector=word) for code in places for word in sectors if (code, word) != (places[-1], "water")]
                    + [NewDuty(kind, VILLAGE, "责任人", ON) for kind in FOUR if kind != "lead"], actor=operator(), on=ON)
        assert coverage_gaps(operator(), COUNTY, on=ON) == [(places[-1], "water"), (VILLAGE, "lead")], "one station of one township, one responsibility of one village"
        give_duties([NewDuty("sector", places[-1], "水利站", ON, sector="water")], actor=operator(), on=ON)
        assert coverage_gaps(operator(), COUNTY, on=ON) == [(VILLAGE, "lead")]
        give_duties([NewDuty("lead", VILLAGE, "县领导", ON)], actor=operator(), on=ON)
        assert coverage_gaps(operator(), COUNTY, on=ON) == []


def test_a_poor_village_that_leaves_without_all_four_is_warned_of_on_its_page_and_at_its_exit():
    kit.lay_out_places()
    a_village_form(code=VILLAGE)
    client = kit.logged_in(kit.an_official(VILLAGE, "head"))
    pages = [reverse("village", args=[VILLAGE]), reverse("village-exit", args=[VILLAGE])]
    for url in pages:
        text = client.get(url).content.decode()
        assert "没有人承担的:主体责任、包联责任、帮扶责任、督查巡查责任。" in text, url
    with working_as(operator()):
        given = give_duties([NewDuty(kind, VILLAGE, f"责任人{kind}", ON) for kind in FOUR], actor=operator(), on=ON)
    for url in pages:
        assert "没有人承担的" not in client.get(url).content.decode(), url
    with working_as(operator()):
        end_duty(duty=given[3].pk, ends_on=date(2018, 7, 1), note="调整", actor=operator(), on=ON)
    for url in pages:
        assert "没有人承担的:督查巡查责任。" in client.get(url).content.decode(), url
