"""Puts the sound households of a file away in bundles: sealed together, and told apart only where the register speaks against one."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import orjson

from tuopin.intake.laid import Laid
from tuopin.kernel.home import keyring
from tuopin.registry.services.check_register import conflicts, place_problems
from tuopin.registry.services.copy_rows import layout, text
from tuopin.registry.services.known_facts import Known, known_people
from tuopin.registry.services.plan_laid import person_numbers
from tuopin.registry.services.ready_blocks import certificate_index, index_certificates, unsealed


@dataclass
class Bundle:
    """Some thousand households as the reader laid them out: what has to be known to judge them, and the rest, opened only when asked."""

    head: dict
    line: bytes

    @cached_property
    def laid(self) -> Laid:
        return Laid(orjson.loads(self.line), layout())


def stage_bundle(staging, head: dict, line: bytes) -> None:
    """Write one bundle and a block for each of its households; those that are not ready as they are become blocks of their own."""
    bundle, batch = Bundle(head, line), staging.batch
    known = Known() if staging.empty else known_of(bundle.laid)
    apart = _odd_places(staging, bundle) | _odd_helpers(staging, bundle) | _opposed(staging, bundle, known)
    lines = []
    for place, (key, village, persons) in enumerate(zip(head["keys"], head["villages"], head["persons"], strict=True)):
        if place not in apart:
            lines.append("\t".join((
                str(batch.pk), "household", text(key), village, "accepted", str(persons), "", "", str(staging.bundles),
            )))
            continue
        record = bundle.laid.record(place)
        lines.append(staging.block_line(record, orjson.dumps(record), known))
    staging.write(lines, (staging.bundles, line))
    staging.bundles += 1


def known_of(laid: Laid) -> Known:
    """What the register knows of the households and members of a bundle."""
    keys = keyring()
    indexes = [certificate_index(keys, number) for number in laid.certificates if number]
    return known_people(laid.keys, person_numbers(laid), indexes)


def touched(laid: Laid, known: Known) -> set[int]:
    """The households of a bundle that the register knows, or any of whose members it knows."""
    if not (known.households or known.persons or known.certificates):
        return set()
    keys = keyring()
    found = {place for place, key in enumerate(laid.keys) if key in known.households}
    place = 0
    for index, (number, certificate) in enumerate(zip(person_numbers(laid), laid.certificates, strict=True)):
        while index >= laid.starts[place + 1]:
            place += 1
        if number in known.persons or (certificate and certificate_index(keys, certificate) in known.certificates):
            found.add(place)
    return found


def _odd_places(staging, bundle: Bundle) -> set[int]:
    """Households of villages that are unknown, called otherwise now, or outside the actor's area; the area grows by the others."""
    villages = bundle.head["villages"]
    staging.villages.learn(set(villages))
    odd = set()
    for said in set(villages):
        if place_problems({"t": "household", "village_code": said}, ("", 0), staging.villages, staging.actor)[1]:
            odd.add(said)
        else:
            staging.widen(said)
    return {place for place, said in enumerate(villages) if said in odd} if odd else set()


def _odd_helpers(staging, bundle: Bundle) -> set[int]:
    """Households paired with somebody whom neither the file nor the county's register knows."""
    named = set(bundle.head["helpers"])
    staging.learn_helpers(named, bundle.head["villages"][0])
    unknown = named - staging.helpers
    if not unknown:
        return set()
    return {
        place for place, pairings in enumerate(bundle.laid.body["pairings"]) if any(pairing[0] in unknown for pairing in pairings)
    }


def _opposed(staging, bundle: Bundle, known: Known) -> set[int]:
    """Households that something in the register speaks against."""
    if staging.empty:
        return set()
    laid = bundle.laid
    return {
        place for place in touched(laid, known)
        if conflicts(index_certificates(unsealed(laid.record(place), "")), known, staging.actor, staging.batch.year, laid.body["sheets"].get("member", ""))
    }
