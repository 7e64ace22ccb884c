"""Which rows make the state of a meeting, of a change and of a designation, for the digests of the trail."""

from __future__ import annotations

from tuopin.identification.models.change import Change
from tuopin.identification.models.designation import Designation
from tuopin.identification.models.meeting import Meeting
from tuopin.trail.states.projections import Projection, Root, declare, part

MEETING = declare(Projection(
    "meeting", 1, root=Root(Meeting._meta.db_table, "r.id::text"), present="SELECT id::text FROM identification_meeting",
    parts=(
        part("meeting", "identification_meeting", "id",
             "id village_code kind procedure step held_on place entitled present note account_id key", "recorded_at"),
        part("ballot", "identification_ballot", "meeting_id", "meeting_id case_id in_favour against abstained carried note"),
    ),
))
CHANGE = declare(Projection(
    "change", 1, root=Root(Change._meta.db_table, "r.id::text"), present="SELECT id::text FROM identification_change",
    parts=(
        part("change", "identification_change", "id", "id household_id kind happened_on other_id relation note account_id", "effective_at recorded_at"),
        part("person", "identification_change_persons", "change_id", "change_id person_id"),
        part("arrival", "identification_arrival", "change_id", "change_id name sex born_on relation +certificate_sealed person_id"),
    ),
))
DESIGNATION = declare(Projection(
    "designation", 1, root=Root(Designation._meta.db_table, "r.area_code || '/' || r.tag || '/' || r.starts_on"),
    present="SELECT area_code || '/' || tag || '/' || starts_on FROM identification_designation",
    parts=(part("designation", "identification_designation", "id", "id area_code tag starts_on ends_on document case_id", "recorded_at"),),
))
