"""What an asker may do where: every act of every role, areas inside areas, and the posts that the trail tells."""

from dataclasses import replace
from datetime import date

import pytest
from django.utils import timezone

from register import COUNTY, NEIGHBOUR, VILLAGE
from tuopin.kernel.areas import NATION
from tuopin.kernel.refusals import Forbidden, NotFound
from tuopin.people.models import Post, RecoveryCode, SecondFactor
from tuopin.people.selectors import (
    ACTS,
    ONLY_READS,
    Actor,
    account_numbered,
    actor_for,
    has_second_factor,
    operator,
    paper_codes_left,
    posts_held,
    working_as,
)
from tuopin.scope.services import sight
from web import kit

TOWNSHIP, OTHER_COUNTY = f"{VILLAGE[:9]}000", "433130000000"
READS, WRITES = frozenset({"read"}), frozenset({"read", "correct"})


def an_asker(*areas, roles=()):
    return Actor("t", tuple(areas), roles=tuple(roles))


def test_every_role_has_these_acts_and_no_others():
    assert {role.value: acts for role, acts in ACTS.items()} == {
        "clerk": {"read", "import", "correct", "export", "reveal"},
        "head": {"read", "import", "correct", "confirm", "export", "reveal", "publish"},
        "reader": {"read"}, "auditor": {"read", "export", "audit"},
    }
    assert frozenset({"read", "export", "reveal", "publish", "audit"}) == ONLY_READS
    assert operator().areas == ((NATION, frozenset({"read", "import", "correct", "confirm", "export", "reveal", "publish", "audit"})),)


def test_the_trail_tells_the_posts_that_cover_the_place_and_all_of_them_where_none_does():
    asker = an_asker((TOWNSHIP, WRITES), (OTHER_COUNTY, READS), roles=("clerk", "reader"))
    assert asker.post_at(VILLAGE) == f"clerk@{TOWNSHIP}" and asker.post_at("433130100201") == f"reader@{OTHER_COUNTY}"
    assert asker.post_at("110101001001") == f"clerk@{TOWNSHIP}+reader@{OTHER_COUNTY}"
    both = an_asker((COUNTY, WRITES), (TOWNSHIP, READS), (TOWNSHIP, READS), roles=("head", "clerk", "clerk"))
    assert both.post_at(VILLAGE) == f"clerk@{TOWNSHIP}+head@{COUNTY}" and both.post_at(COUNTY) == f"head@{COUNTY}"
    many = an_asker(*[(f"4311291{n:02d}000", READS) for n in range(12)], roles=["reader"] * 12)
    assert len(many.post_at("110101001001")) == 200 and an_asker((COUNTY, READS)).post_at(VILLAGE) == ""


def test_areas_inside_others_are_told_once_and_only_those_of_the_act():
    asker = an_asker((VILLAGE, READS), (COUNTY, READS), (OTHER_COUNTY, WRITES), (TOWNSHIP, WRITES))
    assert asker.areas_for("read") == [COUNTY, OTHER_COUNTY] and asker.areas_for("correct") == [OTHER_COUNTY, TOWNSHIP] and asker.areas_for("audit") == []
    many = [f"43112{n}000000" for n in range(9, 0, -1)]
    assert an_asker(*[(code, READS) for code in many]).areas_for("read") == sorted(many)
    assert asker.home == COUNTY and an_asker((TOWNSHIP, frozenset({"audit"}))).home == ""


def test_an_act_is_allowed_where_it_is_held_and_below_and_nowhere_else():
    asker = an_asker((TOWNSHIP, READS), (VILLAGE, WRITES))
    assert asker.may("read", TOWNSHIP) and asker.may("read", NEIGHBOUR) and asker.may("correct", VILLAGE)
    assert not asker.may("correct", NEIGHBOUR) and not asker.may("read", COUNTY) and not asker.may("audit", VILLAGE)
    asker.require("correct", VILLAGE)
    with pytest.raises(Forbidden):
        asker.require("correct", NEIGHBOUR)
    with pytest.raises(NotFound):
        asker.require("correct", "433130100201")
    with pytest.raises(NotFound):
        an_asker((VILLAGE, frozenset({"correct"}))).require("correct", VILLAGE)  # who may not read it does not learn that it is there


@pytest.mark.django_db
def test_the_condition_of_an_asker_lets_through_what_lies_in_each_of_their_areas():
    kit.lay_out_places()
    account = kit.an_official()
    Post.objects.all().delete()
    for code in (VILLAGE, NEIGHBOUR, "433130100201", COUNTY):
        Post.objects.create(account=account, area_code=code, role="reader", starts_on=date(2020, 1, 1))

    def seen(asker, **asked):
        return set(Post.objects.filter(asker.scope("area_code", **asked)).values_list("area_code", flat=True))

    asker = an_asker((VILLAGE, READS), (OTHER_COUNTY, WRITES))
    assert seen(asker) == {VILLAGE, "433130100201"} and seen(asker, act="correct") == {"433130100201"} and seen(asker, act="audit") == set()
    assert seen(an_asker((COUNTY, READS))) == {VILLAGE, NEIGHBOUR, COUNTY} and len(seen(an_asker((NATION, READS)))) == 4
    assert seen(an_asker()) == set()


@pytest.mark.django_db
def test_the_database_takes_writings_only_where_the_asker_holds_an_act_that_writes():
    with working_as(an_asker((VILLAGE, READS), (NEIGHBOUR, WRITES), (OTHER_COUNTY, frozenset({"read", "export", "reveal", "publish", "audit"})))):
        seen = sight()
    assert NEIGHBOUR in seen.write and VILLAGE not in seen.write.split(",")[0] and OTHER_COUNTY[:6] not in seen.write
    assert seen.read.count(",") > seen.write.count(",") == 1 and seen.audit.startswith(OTHER_COUNTY) and seen.audit.count(",") == 1


@pytest.mark.django_db
def test_a_post_counts_from_its_first_day_until_the_day_it_ends():
    kit.lay_out_places()
    account = kit.an_official()
    Post.objects.filter(account=account).update(starts_on=date(2020, 1, 10), ends_on=date(2020, 2, 10))
    held = [day for day in (date(2020, 1, 9), date(2020, 1, 10), date(2020, 2, 9), date(2020, 2, 10)) if posts_held(on=day).exists()]
    assert held == [date(2020, 1, 10), date(2020, 2, 9)]
    Post.objects.filter(account=account).update(ends_on=None)
    assert posts_held(on=date(2099, 1, 1)).exists() and actor_for(account, on=date(2020, 1, 10)).areas
    account.is_active = False
    assert actor_for(account, on=date(2020, 1, 10)).areas == () and actor_for(account, on=date(2020, 1, 10), posts=list(account.posts.all())).areas == ()
    account.is_active = True
    assert actor_for(account, on=date(2020, 1, 10), posts=[]).areas == ()


def test_an_asker_is_not_changed_once_made():
    asker = an_asker((VILLAGE, READS))
    with pytest.raises(AttributeError):
        asker.areas = ((NATION, WRITES),)
    assert replace(asker, areas=()).areas_for("read") == []


@pytest.mark.django_db
def test_the_device_and_the_codes_of_another_are_not_ones_own():
    kit.lay_out_places()
    mine, other = kit.an_official(), kit.an_official(username="the-other")
    SecondFactor.objects.create(account=other, secret_sealed=b"", confirmed_at=timezone.now())
    SecondFactor.objects.create(account=mine, secret_sealed=b"")  # begun, never confirmed
    RecoveryCode.objects.create(account=other, digest=b"x" * 32)
    assert has_second_factor(other) and not has_second_factor(mine)
    assert (paper_codes_left(other), paper_codes_left(mine)) == (1, 0)
    RecoveryCode.objects.update(used_at=timezone.now())
    assert paper_codes_left(other) == 0
    assert account_numbered(other.pk).username == "the-other" and account_numbered(mine.pk).username == "official"
    with pytest.raises(NotFound):
        account_numbered(mine.pk + other.pk + 1)


@pytest.mark.parametrize("code", ["", "431129", '431129000000"', "431129000000 ", "43112900000a", "431129%", "4311290000001", "４３１１２９000000", "431129000000\r\nX: y", "x" * 300])
def test_what_is_no_code_lies_in_nobodys_area(code):
    actor = Actor("x", (("431129000000", ACTS["head"]),))
    assert not actor.may("read", code) and not operator().may("read", code)
    with pytest.raises(NotFound):
        actor.require("read", code)
