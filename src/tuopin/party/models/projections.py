"""Which rows make the state of each thing that this room keeps: its own row, and of a clue who was held to account upon it."""

from __future__ import annotations

from tuopin.party.models.clue import Clue
from tuopin.party.models.contract import Contract
from tuopin.party.models.organisation import BranchLead, BranchScore, Organisation
from tuopin.trail.states.projections import Part, Projection, Root, declare, part


def _of(kind: str, model, columns: str, *more: Part) -> Projection:
    table = model._meta.db_table
    return declare(Projection(
        kind, 1, root=Root(table, "r.id::text"), present=f"SELECT id::text FROM {table}", parts=(part(kind.replace("-", "_"), table, "id", f"id {columns}"), *more),
    ))


OF_PARTY = (
    _of("party", Organisation, "area_code name layer host host_name parent_id starts_on ends_on"),
    _of("party-lead", BranchLead, "branch_id area_code cadre unit starts_on ends_on"),
    _of("party-score", BranchScore, "branch_id area_code year score rank of weak reason plan task_id scored_on"),
    _of("party-contract", Contract, "area_code year secretary_id terms signature signed_on score score_note scored_by_id scored_on"),
    _of("party-clue", Clue, "uid area_code kind +about_sealed +said_sealed received_on recorder_id verifier_id approver_id referral_id referred_on",
        part("accountability", "party_accountability", "clue_id", "clue_id uid rank measure +person_sealed document evidence decided_on")),
)
