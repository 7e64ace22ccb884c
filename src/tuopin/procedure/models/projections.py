"""Which rows make the state of a case: itself, its acts, and what they rest on. Of what was objected it is told that it is there."""

from __future__ import annotations

from tuopin.procedure.models.case import Case
from tuopin.trail.states.projections import Part, Projection, Root, declare, part

OF_ACTS = "{table} r JOIN procedure_act a ON a.id = r.act_id JOIN asked ON asked.id = a.case_id"


def _of_acts(name: str, columns: str, times: str = "") -> Part:
    table = f"procedure_{name}"
    return Part(name, table, tuple(columns.split()), tuple(times.split()), "a.case_id", OF_ACTS.format(table=table))


CASE = declare(Projection(
    "case", 2, root=Root(Case._meta.db_table, "r.id::text"), present="SELECT id::text FROM procedure_case",
    parts=(
        part("case", "procedure_case", "id", "id procedure edition variant appeals_id declaration subject area_code account_id note key state due version",
             "opened_at ended_at"),
        part("act", "procedure_act", "case_id", "case_id seq kind step account_id seat_area seat_role seat_title happened_on late note entitled"
             " present in_favour outcome refers key body", "recorded_at"),
        _of_acts("citation", "act_id name kind subject uid digest", "accepted_at"),
        _of_acts("verdict", "act_id rule rulebook judged_on facts_year holds digest"),
        _of_acts("publication", "act_id place days text digest"),
        _of_acts("objection", "act_id +said_sealed +objector_sealed"),
        part("permission", "procedure_permission", "case_id", "case_id account_id", "recorded_at"),
    ),
))
