"""Who a task belongs to and who looks over it: seats (place, role, office), so that whoever sits there later has it too."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from tuopin.kernel.areas import within

WORKS = frozenset({"clerk", "head"})
FIRST_HANDS = frozenset({"secretary", "chief"})  # 一把手: of the Party committee and of the government
RANK = {"secretary": 0, "chief": 1, "deputy": 2, "": 3}


@dataclass(frozen=True)
class Seat:
    """A place, a role there ("" any that works), an office there ("" any)."""

    area: str
    role: str = ""
    office: str = ""


def is_first_hand(seat: Seat) -> bool:
    """Whether whoever sits there is the first in command of the place."""
    return seat.role == "head" and seat.office in FIRST_HANDS


def seat_of_owner(seats: Iterable[Seat], owner: Seat) -> Seat | None:
    """The seat by which somebody is the owner; None when none of theirs is."""
    return next((s for s in seats if s.area == owner.area and s.role in WORKS and owner.role in ("", s.role) and owner.office in ("", s.office)), None)


def seat_of_superior(seats: Iterable[Seat], owner: Seat) -> Seat | None:
    """The seat by which somebody looks over the owner: of a place above, or of a higher office of the same place; None when none does."""
    return next((s for s in seats if s.role in WORKS and _is_over(s, owner)), None)


def _is_over(seat: Seat, owner: Seat) -> bool:
    if seat.area == owner.area:
        return is_first_hand(seat) and RANK[seat.office] < RANK.get(owner.office, 3)
    return within(owner.area, seat.area)
