"""How a task moves, who may move it, when it is late and when targets are covered; without a database."""

from tuopin.ledger.states.cascade import Share, uncovered
from tuopin.ledger.states.lateness import Lateness, countdown, days_late, lateness_on, levels_up, light_of
from tuopin.ledger.states.seats import FIRST_HANDS, Seat, is_first_hand, seat_of_owner, seat_of_superior
from tuopin.ledger.states.steps import ACT_WORDS, MOVES, OPEN, STATE_WORDS, WORKING, next_state

__all__ = [
    "ACT_WORDS", "FIRST_HANDS", "MOVES", "OPEN", "STATE_WORDS", "WORKING", "Lateness", "Seat", "Share", "countdown", "days_late", "is_first_hand",
    "lateness_on", "levels_up", "light_of", "next_state", "seat_of_owner", "seat_of_superior", "uncovered",
]
