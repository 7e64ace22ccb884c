"""Reading Party work: organisations and their structure, pairings, scores and rectification, contracts, and clues for those named."""

from tuopin.party.selectors.clues import clue_file, clues_of, held_to_account
from tuopin.party.selectors.contracts import contract_file, contracts_of
from tuopin.party.selectors.organisations import leads_of, organisation_in_sight, organisations_of, structure, unpaired
from tuopin.party.selectors.scores import rectification, score_in_sight, scores_of, times_selected, unscored

__all__ = [
    "clue_file", "clues_of", "contract_file", "contracts_of", "held_to_account", "leads_of", "organisation_in_sight", "organisations_of", "rectification",
    "score_in_sight", "scores_of", "structure", "times_selected", "unpaired", "unscored",
]
