"""Which rows make the state of each thing that responsibility keeps: its own row, and of a pledge its targets, of a campaign who took part."""

from __future__ import annotations

from tuopin.responsibility.models.duty import Duty, Exemption
from tuopin.responsibility.models.events import Campaign, Meeting, Problem, Visit
from tuopin.responsibility.models.pledge import AnnualPlan, Pledge
from tuopin.trail.states.projections import Part, Projection, Root, declare, part


def _of(kind: str, model, columns: str, *more: Part, times: str = "") -> Projection:
    table = model._meta.db_table
    return declare(Projection(
        kind, 1, root=Root(table, "r.id::text"), present=f"SELECT id::text FROM {table}", parts=(part(kind.replace("-", "_"), table, "id", f"id {columns}", times), *more),
    ))


OF_RESPONSIBILITY = (
    _of("pledge", Pledge, "area_code upper_code year due_on text signer_id signed_on signature upper_signer_id upper_signed_on upper_signature outcome settled_on"
        " settled_note", part("target", "responsibility_pledgetarget", "pledge_id", "pledge_id measure value unit done reported_on")),
    _of("annual-plan", AnnualPlan, "area_code year account_id approved_on", times="recorded_at"),
    _of("responsibility", Duty, "kind area_code holder account_id title unit sector policy starts_on ends_on basis"),
    _of("exemption", Exemption, "post_id area_code document evidence granted_by_id granted_on"),
    _of("conference", Meeting, "kind area_code title held_on lowest_level topic venues attendance target note"),
    _of("leader-visit", Visit, "kind area_code visitor account_id visited_on arrived_at notified_at source note"),
    _of("leader-problem", Problem, "area_code source text found_on solved_on result"),
    _of("leader-campaign", Campaign, "area_code title starts_on ends_on note",
        part("participant", "responsibility_participant", "campaign_id", "campaign_id name unit area_code joined_on")),
)
