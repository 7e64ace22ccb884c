"""What a case may do next, decided from what was done in it: pure judgement, without a database and without a web server."""

from tuopin.procedure.states.declared import (
    Edition,
    Notice,
    Objection,
    Procedure,
    Requirement,
    Step,
    procedure_named,
    procedures,
)
from tuopin.procedure.states.deed import Deed, Piece, Seat, Verdict
from tuopin.procedure.states.machine import Setting, allow, standing_of
from tuopin.procedure.states.standing import Standing

__all__ = [
    "Deed", "Edition", "Notice", "Objection", "Piece", "Procedure", "Requirement", "Seat", "Setting", "Standing", "Step", "Verdict",
    "allow", "procedure_named", "procedures", "standing_of",
]
