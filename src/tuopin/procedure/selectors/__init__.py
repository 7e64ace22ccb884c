"""Reading cases: those that wait for the asker, one with all that was done, those of a subject."""

from tuopin.procedure.selectors.cases import (
    CaseFile,
    case_file,
    cases_counted,
    cases_for,
    cases_listed,
    cases_of_subject,
    late_acts,
    notices_running,
    waiting_counted,
    waiting_for,
)
from tuopin.procedure.selectors.handed_in import Gathered, evidence_for, gathered, wanted_now, wanted_of
from tuopin.procedure.selectors.moves import Move, moves_of, place_then
from tuopin.procedure.selectors.past import case_in_sight, deeds_of, setting_of

__all__ = [
    "CaseFile", "Gathered", "Move", "case_file", "case_in_sight", "cases_counted", "cases_for", "cases_listed", "cases_of_subject", "deeds_of", "evidence_for", "gathered", "late_acts",
    "moves_of", "notices_running", "place_then", "setting_of", "waiting_counted", "waiting_for", "wanted_now", "wanted_of",
]
