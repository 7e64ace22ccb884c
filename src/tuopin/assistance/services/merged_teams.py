"""The team of a village that went into another: it ends there, and its people work on as the team of the village that stands."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction

from tuopin.assistance.models import DutyStation, Team
from tuopin.assistance.services.places import document_of, village_of
from tuopin.assistance.services.teams import TeamSaid, form_teams, hold_teams, team_at_work
from tuopin.divisions.selectors import merged_away
from tuopin.kernel.refusals import Refusal
from tuopin.kernel.words import phrase
from tuopin.people.selectors import Actor
from tuopin.trail.services import record


@transaction.atomic
def hand_over_team(*, team: int, basis: str, actor: Actor, on: date) -> Team:
    """End the team where its village is no more; the village that stands goes on with the team that it has, or with this one under the same unit and quarters.

    The members went there on the day of the merger (`registry.services.merge_villages`). That the village is not out of poverty keeps nobody: there is none
    to leave. Raises NotFound, Forbidden without `confirm` at both villages, a Refusal where the village still stands or the team is closed.
    """
    found = team_at_work(team, actor)
    hops = merged_away([found.village_code], on).get(found.village_code)
    if hops is None:
        raise Refusal("village-stands", phrase("这个村没有并入他村,工作队不能移交。"), phrase("更换队员请办理轮换;撤队请按撤队办理。"))
    heir, basis = village_of(hops[-1][0]), document_of(basis)
    actor.require("confirm", heir)
    hold_teams([found.village_code, heir])
    station = DutyStation.objects.select_for_update().filter(team=found, ends_on=None).first()
    found.ends_on, found.end_basis = max(on, found.starts_on + timedelta(days=1)), basis
    found.save(update_fields=["ends_on", "end_basis"])
    if station is not None:
        station.ends_on = max(found.ends_on, station.starts_on + timedelta(days=1))
        station.save(update_fields=["ends_on"])
    record(area_code=found.village_code, verb="close_team", subject=f"team:{found.pk}", actor=actor, on=on, basis=basis)
    there = Team.objects.filter(village_code=heir).exclude(ends_on__lte=on).first()
    if there is not None:
        return there
    unit = found.unit_id if found.unit_id and found.unit.closed_on is None else None
    (formed,) = form_teams(teams=[TeamSaid(heir, unit, station.name if station else "")], starts_on=on, basis=basis, actor=actor, on=on)
    return formed
