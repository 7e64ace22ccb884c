"""Registers the helpers of a file whom the county's register does not know, with where they are posted and what the trail tells of them."""

from __future__ import annotations

from functools import cache

from tuopin.kernel.copy_text import NULL, binary, text, yes_no
from tuopin.kernel.home import keyring
from tuopin.kernel.ids import certificate_key
from tuopin.people.selectors import Actor
from tuopin.registry.models import Helper, Posting
from tuopin.registry.services.copy_rows import copy_lines, new_ids
from tuopin.registry.services.plan_households import Setting
from tuopin.trail.services import record_many
from tuopin.trail.states.digests import facts_of_lines

HELPER = ("id", "number", "area_code", "name", "sex", "certificate_sealed", "certificate_index", "phone_sealed", "unit_name",
          "unit_class", "duty", "trail_chain", "trail_seq")
POSTING = ("helper_id", "village_code", "first_secretary", "team_leader", "starts_on", "ends_on")


def register_helpers(cursor, records: dict[str, dict], area: str, setting: Setting, actor: Actor) -> None:
    """Write the helpers with these facts, by number; inside the caller's transaction. They are posted only where the actor may import."""
    if not records:
        return
    here, lines, postings, events = cache(lambda village: actor.may("import", village)), [], [], []
    columns = _columns(records)
    for pk, (number, facts) in zip(new_ids(cursor, Helper, len(records)), records.items(), strict=True):
        who, sealed, work = columns(number, area, facts)
        village = facts.get("posted_village")
        posted = [_posting(pk, facts, setting)] if village and here(village) else []
        there = (yes_no(column != NULL) for column in (sealed[0], sealed[2]))
        told = facts_of_lines((("helper", ["\t".join((str(pk), *who, *there, *work))]), ("posting", posted)))
        events.append(setting.event(area, "import_helper", f"helper:{area}/{number}", state=told, batch=setting.batch))
        lines.append("\t".join((str(pk), *who, *sealed, *work)))
        postings += posted
    places = record_many(cursor, events)
    copy_lines(cursor, Helper, HELPER, [f"{line}\t{chain}\t{seq}" for line, (chain, seq) in zip(lines, places, strict=True)])
    copy_lines(cursor, Posting, POSTING, postings)


def _columns(records: dict[str, dict]):
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
