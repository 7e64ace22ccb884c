"""A01 五级书记: every place of five levels has exactly one current secretary; gaps and doubles are listed."""

from datetime import date

import pytest

from responsible import FROM, JIANGHUA, ON, places_of, secretaries
from tuopin.kernel.areas import ancestors
from tuopin.kernel.refusals import Refusal
from tuopin.people.models import Post
from tuopin.people.selectors import operator, working_as
from tuopin.people.services import Office, appoint_offices, end_post
from tuopin.responsibility.selectors import leadership

pytestmark = pytest.mark.django_db


def test_a_county_with_all_above_it_has_one_secretary_each_and_no_gap():
    codes = [code for code, _name in places_of(JIANGHUA)] + ancestors(JIANGHUA)
    with working_as(operator()):
        secretaries(codes)
        found = leadership(operator(), JIANGHUA, on=ON, above=True)
    assert (found.gaps, found.doubles) == ([], []) and set(found.units) == {1, 2, 3, 4, 5}
    assert found.headed == found.units and sum(found.units.values()) == len(codes) > 300
    post = Post.objects.get(area_code=codes[-3])
    with working_as(operator()):
        end_post(post_id=post.pk, ends_on=date(2018, 6, 1), actor=operator(), on=ON)
        appoint_offices([Office(post.area_code, "chief", "chief", "村主任", FROM)], actor=operator(), on=ON)  # heads the village, and is no secretary
        assert leadership(operator(), JIANGHUA, on=date(2018, 5, 31), above=True).gaps == []
        assert [code for code, _name in leadership(operator(), JIANGHUA, on=date(2018, 6, 1), above=True).gaps] == [post.area_code]


def test_a_second_secretary_is_refused_and_one_that_came_another_way_is_listed():
    village = "431129210213"
    secretaries([village])
    with pytest.raises(Refusal, match="place-has-secretary"):
        appoint_offices([Office(village, "secretary", "other", "另一人", ON)], actor=operator(), on=ON)
    Post.objects.create(account=Post.objects.get(area_code=village).account, area_code=village, role="head", office="secretary", starts_on=FROM)
    assert [code for code, _name in leadership(operator(), village, on=ON).doubles] == [village]


def test_nobody_is_secretary_of_two_places_nor_audits_where_they_work():
    secretaries(["431129210213"])
    for office in (Office("431129210214", "secretary", "sj431129210213", "书记", ON), Office("431129000000", "", "sj431129210213", "书记", ON, role="auditor")):
        with pytest.raises(Refusal, match="incompatible-posts"):
            appoint_offices([office], actor=operator(), on=ON)
