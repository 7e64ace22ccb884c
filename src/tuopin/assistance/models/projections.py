"""Which rows make the state of everything this room keeps, so that nothing of it is changed behind the trail's back."""

from __future__ import annotations

from tuopin.assistance.models.cadre import Appointment, CadreEvent, Departure, Institution, SelfAssessment, Training
from tuopin.assistance.models.household import HelpPlan, PeerHelp, Visit
from tuopin.assistance.models.proposal import HandChoice, Proposal
from tuopin.assistance.models.team import DiaryEntry, Leave, Team
from tuopin.assistance.models.unit import Relation, Unit
from tuopin.trail.states.projections import Part, Projection, Root, declare, part

LEFT_OUT = {"trail_chain", "trail_seq"}


def _columns(model, *times: str) -> str:
    """The columns of the table in its order; of a sealed one that it holds something."""
    return " ".join(
        f"+{f.column}" if f.get_internal_type() == "BinaryField" else f'"{f.column}"' if f.column == "on" else f.column
        for f in model._meta.concrete_fields if f.column not in LEFT_OUT | set(times)
    )


def _one_a_row(kind: str, model, *times: str, more: tuple[Part, ...] = (), without: tuple[str, ...] = ()) -> Projection:
    table = model._meta.db_table
    return declare(Projection(
        kind, 1, root=Root(table, "r.id::text"), present=f"SELECT id::text FROM {table}",
        parts=(part(kind.replace("-", "_"), table, "id", _columns(model, *times), " ".join(times)), *more), without=without,
    ))


UNIT = declare(Projection(
    "unit", 1, root=Root(Unit._meta.db_table, "r.area_code || '/' || r.number"),
    present="SELECT area_code || '/' || number FROM assistance_unit", parts=(part("unit", "assistance_unit", "id", _columns(Unit)),),
))
RELATION = _one_a_row("relation", Relation)
TEAM = _one_a_row("team", Team, more=(
    part("station", "assistance_dutystation", "team_id", "team_id name households starts_on ends_on basis"),))
DUTY = declare(Projection(  # of a helper and month: `duty:431129000000/R001/2018-06`
    "duty", 1, present="SELECT DISTINCT sheet FROM assistance_dutyday",
    parts=(part("day", "assistance_dutyday", "sheet", 'helper_id village_code "on" sheet kind night latitude longitude signed_by', "recorded_at"),),
))
LEAVE = _one_a_row("leave", Leave)
DIARY = _one_a_row("diary", DiaryEntry, "recorded_at", "withdrawn_at")
PLAN = _one_a_row("plan", HelpPlan, "recorded_at", more=(
    part("measure", "assistance_planmeasure", "plan_id", "plan_id cause kind what expected_yuan due_on done_on outcome"),))
VISIT = _one_a_row("visit", Visit, "recorded_at")
PEER = _one_a_row("peer", PeerHelp)
PROPOSAL = _one_a_row("proposal", Proposal, "made_at", more=(
    part("line", "assistance_proposalline", "proposal_id", "proposal_id seat village_code household_id helper_id unit_id cost kept changes", ),),
    without=("assistance_proposalline.applied_at",))  # the pairing that was made has an event of its own
CHOICE = _one_a_row("choice", HandChoice)
APPOINTMENT = _one_a_row("appointment", Appointment)
DEPARTURE = _one_a_row("departure", Departure)
CADRE_EVENT = _one_a_row("cadre-event", CadreEvent)
TRAINING = _one_a_row("training", Training)
INSTITUTION = _one_a_row("institution", Institution)
SELF_ASSESSMENT = _one_a_row("self-assessment", SelfAssessment, "recorded_at")
