"""Registers the helpers of a file whom the county's register does not know, with where they are posted and what the trail tells of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache

from tuopin.kernel.copy_text import NULL, binary, text, yes_no
from tuopin.kernel.home import keyring
from tuopin.kernel.ids import certificate_key
from tuopin.people.selectors import Actor
from tuopin.registry.models import Helper, Posting
from tuopin.registry.services.copy_rows import copy_lines
from tuopin.registry.services.plan_households import Setting
from tuopin.trail.services import Event, record_many
from tuopin.trail.states.digests import facts_of_lines

HELPER = ("id", "number", "area_code", "name", "sex", "certificate_sealed", "certificate_index", "phone_sealed", "unit_name",
          "unit_class", "duty", "trail_chain", "trail_seq")
POSTING = ("helper_id", "village_code", "first_secretary", "team_leader", "starts_on", "ends_on")


@dataclass
class NewHelpers:
    """Helpers that the register does not know, laid out to be written: their rows still without their events, and those events."""

    lines: list[str] = field(default_factory=list)
    postings: list[str] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)


def plan_helpers(records: dict[int, tuple[str, dict]], area: str, setting: Setting, actor: Actor) -> NewHelpers:
    """Lay out the helpers with these numbers and facts, by id; they are posted only where the actor may import."""
    here, new = cache(lambda village: actor.may("import", village)), NewHelpers()
    columns = _columns(records)
    for pk, (number, facts) in records.items():
        who, sealed, work = columns(number, area, facts)
        village = facts.get("posted_village")
        posted = [_posting(pk, facts, setting)] if village and here(village) else []
        there = (yes_no(column != NULL) for column in (sealed[0], sealed[2]))
        told = facts_of_lines((("helper", ["\t".join((str(pk), *who, *there, *work))]), ("posting", posted)))
        new.events.append(setting.event(area, "import_helper", f"helper:{area}/{number}", state=told, batch=setting.batch))
        new.lines.append("\t".join((str(pk), *who, *sealed, *work)))
        new.postings += posted
    return new


def register_helpers(cursor, new: NewHelpers) -> None:
    """Write them with what the trail tells of them; inside the caller's transaction."""
    if not new.lines:
        return
    places = record_many(cursor, new.events)
    copy_lines(cursor, Helper, HELPER, [f"{line}\t{chain}\t{seq}" for line, (chain, seq) in zip(new.lines, places, strict=True)])
    copy_lines(cursor, Posting, POSTING, new.postings)


def _columns(records: dict[int, tuple[str, dict]]):
    """What lays a helper's facts out: who they are, what is sealed of it, where they work."""
    keys = keyring()
    seal, index = keys.sealer(2 * len(records)), keys.indexer("certificate")

    def columns(number: str, area: str, facts: dict) -> tuple[tuple, tuple, tuple]:
        certificate, phone = facts.get("certificate"), facts.get("phone")
        sealed = (
            binary(seal(certificate, f"registry.helper|certificate|{number}")) if certificate else NULL,
            binary(index(certificate_key(certificate))) if certificate else NULL,
            binary(seal(phone, f"registry.helper|phone|{number}")) if phone else NULL,
        )
        who = text(number), area, text(facts.get("name")), text(facts.get("sex"))
        return who, sealed, tuple(text(facts.get(name)) for name in ("unit_name", "unit_class", "duty"))

    return columns


def _posting(helper: int, facts: dict, setting: Setting) -> str:
    roles = (yes_no(bool(facts.get(role))) for role in ("first_secretary", "team_leader"))
    return "\t".join((str(helper), facts["posted_village"], *roles, setting.starts_on.isoformat(), NULL))
