"""Which rows make the state of a meeting, a change, a designation, a comparison and a visit, for the digests of the trail."""

from __future__ import annotations

from dataclasses import replace

from tuopin.identification.models.change import Change, Relation
from tuopin.identification.models.comparison import Comparison
from tuopin.identification.models.designation import Designation
from tuopin.identification.models.meeting import Meeting
from tuopin.identification.models.visit import Visit
from tuopin.trail.states.projections import Projection, Root, declare, declare_former, part

MEETING = declare(Projection(
    "meeting", 1, root=Root(Meeting._meta.db_table, "r.id::text"), present="SELECT id::text FROM identification_meeting",
    parts=(
        part("meeting", "identification_meeting", "id",
             "id village_code kind procedure step held_on place entitled present note account_id key", "recorded_at"),
        part("ballot", "identification_ballot", "meeting_id", "meeting_id case_id in_favour against abstained carried note"),
    ),
))
CHANGE = declare(Projection(
    "change", 2, root=Root(Change._meta.db_table, "r.id::text"), present="SELECT id::text FROM identification_change",
    parts=(
        part("change", "identification_change", "id", "id household_id kind happened_on other_id relation note account_id", "effective_at recorded_at"),
        part("person", "identification_change_persons", "change_id", "change_id person_id"),
        part("arrival", "identification_arrival", "change_id", "change_id name sex born_on relation +certificate_sealed person_id"),
        part("relation", Relation._meta.db_table, "change_id", "change_id person_id relation"),
    ),
))
declare_former(replace(CHANGE, version=1, parts=CHANGE.parts[:-1]))  # until migration 0003 a change told no relations
DESIGNATION = declare(Projection(
    "designation", 1, root=Root(Designation._meta.db_table, "r.area_code || '/' || r.tag || '/' || r.starts_on"),
    present="SELECT area_code || '/' || tag || '/' || starts_on FROM identification_designation",
    parts=(part("designation", "identification_designation", "id", "id area_code tag starts_on ends_on document case_id", "recorded_at"),),
))
COMPARISON = declare(Projection(
    "comparison", 1, root=Root(Comparison._meta.db_table, "r.id::text", knows=False), present="SELECT id::text FROM identification_comparison",
    parts=(part("comparison", "identification_comparison", "id",
                "id household_id item department told compared_on reply replied_on finding reason found_by", "recorded_at"),),
))
EXIT_VISIT = declare(Projection(
    "exit-visit", 1, root=Root(Visit._meta.db_table, "r.id::text", knows=False), present="SELECT id::text FROM identification_visit",
    parts=(part("exit_visit", "identification_visit", "id",
                "id subject area_code level account_id visitor visited_on note photo key", "recorded_at"),),
))
