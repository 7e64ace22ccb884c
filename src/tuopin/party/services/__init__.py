"""What is done in Party work: organisations and their leaders, yearly scores and rectification, contracts, clues and who is held to account."""

from tuopin.party.services.clues import Held, NewClue, hold_to_account, name_others, open_referral, record_clue
from tuopin.party.services.contracts import NewContract, lay_out_contracts, score_contracts, sign_contracts
from tuopin.party.services.leads import NewLead, end_lead, lead_branches
from tuopin.party.services.organisations import NewOrganisation, end_organisation, register_organisations
from tuopin.party.services.scores import rectify_branches, score_branches

__all__ = [
    "Held", "NewClue", "NewContract", "NewLead", "NewOrganisation", "end_lead", "end_organisation", "hold_to_account", "lay_out_contracts", "lead_branches", "name_others",
    "open_referral", "record_clue", "rectify_branches", "register_organisations", "score_branches", "score_contracts", "sign_contracts",
]
