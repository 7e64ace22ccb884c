"""A sight is opened, widened through a door, and put back; what was written elsewhere is found out before it stays."""

import pytest
from django.db import connection
from django.utils import timezone

from database_lines import told
from register import COUNTY, NEIGHBOUR, VILLAGE
from tuopin.kernel.areas import NATION
from tuopin.kernel.refusals import NotFound
from tuopin.people.models import Post
from tuopin.scope.services import NOTHING, Sight, confirm_codes, confirm_in_sight, door, loading, showing, sight
from tuopin.scope.states import APP, LOADER, above, bounds
from web import kit

pytestmark = pytest.mark.django_db


def test_a_sight_says_whose_it_is_and_where():
    assert Sight.of([VILLAGE], [], 7, [COUNTY]) == Sight(bounds([VILLAGE]), "", above([VILLAGE]), "7", bounds([COUNTY]))
    assert Sight.of(iter([VILLAGE]), iter([VILLAGE])) == Sight(bounds([VILLAGE]), bounds([VILLAGE]), above([VILLAGE]), "", "") and Sight.of([], [], 0).asker == "0"


def test_the_database_is_told_and_told_back_also_when_the_work_breaks():
    role = told("role")
    with showing(read=[COUNTY], write=[VILLAGE], asker=7, audit=[NEIGHBOUR]):
        assert [told(f"tuopin.{name}") for name in ("read", "write", "above", "asker", "audit")] == [
            bounds([COUNTY]), bounds([VILLAGE]), above([COUNTY]), "7", bounds([NEIGHBOUR])]
        assert told("role") == APP
        with pytest.raises(ZeroDivisionError), showing(read=[VILLAGE], write=[]):
            assert told("tuopin.read") == bounds([VILLAGE]) and told("tuopin.write") == ""
            raise ZeroDivisionError
        assert told("tuopin.read") == bounds([COUNTY]) == sight().read and told("role") == APP
    assert sight() == NOTHING and told("tuopin.read") == told("tuopin.write") == "" and told("role") == role


def test_a_door_widens_what_it_is_given_and_leaves_the_rest():
    with pytest.raises(ValueError, match="no such door"), door("back"):
        pass
    with door("figures"):
        assert sight() is NOTHING, "without a sight there is nothing to widen"
    with showing(read=[VILLAGE], write=[VILLAGE], asker=7, audit=[COUNTY]):
        mine = sight()
        with door("figures"):
            assert sight() == mine, "what is not given stays as it is"
        with door("figures", read=[NATION], write=[]):
            assert sight() == Sight("all", "", "", "7", bounds([COUNTY])) and told("tuopin.read") == "all" and told("tuopin.write") == ""
        assert sight() == mine and told("tuopin.write") == bounds([VILLAGE])


def test_a_door_reads_and_writes_where_it_is_told():
    with showing(read=[VILLAGE], write=[VILLAGE]):
        with door("trail", read=[COUNTY]):
            assert (sight().read, sight().above) == (bounds([COUNTY]), above([COUNTY]))
        with door("trail", write=[NATION]):
            assert sight().write == "all"
        with door("trail", read=[COUNTY], write=[COUNTY]):
            assert (sight().read, sight().write) == (bounds([COUNTY]), bounds([COUNTY]))


def test_codes_outside_are_not_found_while_a_sight_is_open():
    with connection.cursor() as cursor:
        confirm_codes(cursor, ["110101001001"])
        with showing(read=[COUNTY], write=[VILLAGE]):
            confirm_codes(cursor, [VILLAGE, VILLAGE])
            confirm_codes(cursor, iter(()))
            for codes in ([NEIGHBOUR], [VILLAGE, NEIGHBOUR], [COUNTY]):
                with pytest.raises(NotFound):
                    confirm_codes(cursor, codes)


def test_rows_that_came_to_lie_elsewhere_are_not_found():
    kit.lay_out_places()
    account = kit.an_official()
    mine, other = (Post.objects.create(account=account, area_code=code, role="reader", starts_on=timezone.localdate()).pk for code in (VILLAGE, NEIGHBOUR))
    with connection.cursor() as cursor:
        confirm_in_sight(cursor, "people_post", "area_code", [other])
        with showing(read=[COUNTY], write=[VILLAGE]):
            confirm_in_sight(cursor, "people_post", "area_code", [])
            confirm_in_sight(cursor, "people_post", "area_code", [mine, mine])
            for ids in ([other], [mine, other], [mine, mine + other + 1]):
                with pytest.raises(NotFound):
                    confirm_in_sight(cursor, "people_post", "area_code", ids)


def test_rows_are_loaded_by_a_role_that_can_only_add_and_by_no_other_afterwards():
    with showing(read=[COUNTY], write=[COUNTY]), connection.cursor() as cursor:
        with loading(cursor):
            assert told("role") == LOADER
            with loading(cursor):
                assert told("role") == LOADER
            assert told("role") == LOADER, "the inner one changed nothing"
        assert told("role") == APP and not connection.tuopin_loading
        with loading(cursor):
            assert told("role") == LOADER
        with pytest.raises(ZeroDivisionError), loading(cursor):
            raise ZeroDivisionError
        assert not connection.tuopin_loading
