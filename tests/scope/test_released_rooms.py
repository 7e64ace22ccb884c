"""Which of the released guards count where a room is worked with, and which where it is left out."""

import pytest

from scope.released import EVERYWHERE, ROOM, WITH, WITHOUT, lines
from tuopin.scope.selectors import laid_down

FLOOR = "function procedure_floor(wanted text)"


@pytest.fixture
def released(settings):
    def of(*rooms):
        settings.PLUG_INS = rooms
        laid_down.guards_released.cache_clear()
        return laid_down.guards_released()

    yield of
    laid_down.guards_released.cache_clear()


@pytest.mark.parametrize(("rooms", "kind", "other"), [((ROOM,), WITH, WITHOUT), ((), WITHOUT, WITH)])
def test_only_the_lines_for_such_a_system_count(released, rooms, kind, other):
    wanted = {name: digest for name, digest, room in lines() if room in (EVERYWHERE, kind)}
    assert released(*rooms) == wanted and laid_down.rooms_here() == {kind}
    assert any(room == other for _name, _digest, room in lines()), "else nothing was left out"


def test_a_guard_that_stands_in_both_kinds_otherwise_is_compared_with_its_own(released):
    assert released(ROOM)[FLOOR] != released()[FLOOR]
    assert {(digest, room) for name, digest, room in lines() if name == FLOOR} == {(released(ROOM)[FLOOR], WITH), (released()[FLOOR], WITHOUT)}
