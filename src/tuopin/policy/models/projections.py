"""Which rows make the state of a doubt, of a county and of a judgement, so that a score cannot be edited without the trail."""

from __future__ import annotations

from tuopin.policy.models.doubt import Doubt
from tuopin.policy.models.figure import Figure
from tuopin.policy.models.standing import Standing
from tuopin.trail.states.projections import Part, Projection, Root, declare, part

KEY = "asked ON r.year = split_part(asked.id, '/', 2)::smallint AND r.{place} = split_part(asked.id, '/', 1)"


def _columns(model, *without: str) -> tuple[str, ...]:
    return tuple(field.column for field in model._meta.concrete_fields if field.column not in ("id", *without))


DOUBT = declare(Projection(
    "doubt", 1, root=Root(Doubt._meta.db_table, "r.id::text", knows=False),
    present="SELECT id::text FROM policy_doubt WHERE finding <> ''",
    parts=(part("doubt", "policy_doubt", "id", "id household_id person_id year check_code finding finding_note found_by", "found_at"),),
    without=("policy_doubt.village_code", "policy_doubt.raised_at", "policy_doubt.gone_at"),  # computed with every judgement
))
COUNTY = declare(Projection(
    "county", 1, present="SELECT county_code FROM policy_freshness UNION SELECT county_code FROM registry_countysurvey",
    parts=(
        part("judged", "policy_freshness", "county_code", "year county_code judged_on rulebook_version", "judged_at"),
        part("survey", "registry_countysurvey", "county_code",
             "county_code year source agricultural_persons exited_sampled exited_false unregistered_sampled omitted asked recognising document",
             "recorded_at superseded_at"),
    ),
    without=("policy_freshness.trail_mark",),  # what has been seen since; `marks_follow_judgements` compares it
))
JUDGEMENT = declare(Projection(  # of a village and year: `judgement:431129210213/2018`
    "judgement", 1,
    present="SELECT village_code || '/' || year FROM policy_standing UNION SELECT area_code || '/' || year FROM policy_figure WHERE level = 5",
    parts=(
        Part("standing", Standing._meta.db_table, _columns(Standing, "judged_at"), ("judged_at",), "asked.id",
             f"{Standing._meta.db_table} r JOIN {KEY.format(place='village_code')}"),
        Part("figure", Figure._meta.db_table, _columns(Figure), (), "asked.id",
             f"{Figure._meta.db_table} r JOIN {KEY.format(place='area_code')}"),
    ),
))
