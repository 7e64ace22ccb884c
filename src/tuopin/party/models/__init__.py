"""The tables of Party work: organisations, who leads a branch, yearly scores, contracts of secretaries, clues with those held to account."""

from tuopin.party.models.clue import Accountability, Clue
from tuopin.party.models.contract import Contract
from tuopin.party.models.organisation import BranchLead, BranchScore, Organisation
from tuopin.party.models.projections import OF_PARTY

__all__ = ["OF_PARTY", "Accountability", "BranchLead", "BranchScore", "Clue", "Contract", "Organisation"]
