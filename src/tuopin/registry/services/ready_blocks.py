"""Keeps the households of a file sealed while they wait, and opens them when their turn comes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import orjson

from tuopin.intake.laid import Laid
from tuopin.kernel.home import keyring
from tuopin.kernel.ids import certificate_key
from tuopin.registry.services.copy_rows import layout

NEXT_PLACES = 10  # how many places further on a number is looked for where those of the household's places are taken
CONFIRMED, FIXED, SUPERSEDED = "confirmed", "fixed", "superseded"


def place(batch_id: int, kind: str, key: str) -> str:
    """Where a block's content is bound to: sealed for here, it opens nowhere else."""
    return f"registry.block|{batch_id}|{kind}|{key}"


def seal_block(batch_id: int, kind: str, key: str, line: bytes) -> bytes:
    """One record of the reader, sealed for its batch."""
    return keyring().seal(line.decode(), place(batch_id, kind, key))


def open_block(batch_id: int, kind: str, key: str, sealed: bytes) -> dict:
    """The record again; raises TamperedField when it was not sealed here."""
    return orjson.loads(keyring().open(sealed, place(batch_id, kind, key)))


def seal_bundle(batch_id: int, ordinal: int, line: bytes) -> bytes:
    """Many households that the reader laid out, sealed together for their batch."""
    return keyring().seal_bytes(line, f"registry.bundle|{batch_id}|{ordinal}")


def open_bundle(batch_id: int, ordinal: int, sealed: bytes) -> Laid:
    """The households again; raises TamperedField when they were not sealed here."""
    return Laid(orjson.loads(keyring().open_bytes(sealed, f"registry.bundle|{batch_id}|{ordinal}")), layout())


@dataclass(slots=True)
class Certificate:
    """A certificate number made safe to keep: its blind index, and its text sealed for the person who holds it."""

    index: bytes
    sealed: bytes


@dataclass(slots=True)
class ReadyHousehold:
    """A household about to be merged, with everything personal already sealed and indexed."""

    block: int
    number: str
    village_code: str
    settled: bool  # somebody confirmed or corrected it
    facts: dict
    income: dict
    members: list[dict]
    pairings: list[dict]
    rows: list
    certificates: list[Certificate | None] = field(default_factory=list)
    phone: Certificate | None = None
    account: bytes | None = None
    line: bytes | None = None  # its record, where it was taken out of a bundle
    taken: list[str] = field(default_factory=list)  # numbers of other people of the file that look like this household's

    @property
    def first_row(self) -> tuple[str, int]:
        """The household's first row in the file: sheet and Excel row."""
        return (self.rows[0][0], self.rows[0][1]) if self.rows else ("", 0)


def ready_household(batch_id: int, year: int, row: tuple) -> ReadyHousehold:
    """Open one stored block (id, key, village, settled by, sealed) and prepare what is personal in it."""
    block, number, village_code, settled_by, sealed = row
    return prepare(block, open_block(batch_id, "household", number, sealed), village_code, settled_by, year)


def taken_out(laid: Laid, place: int, block: int, village_code: str, settled_by: str, year: int) -> ReadyHousehold:
    """One household of a bundle by itself, prepared as if it had been sealed alone."""
    line = orjson.dumps(laid.record(place))
    ready = prepare(block, orjson.loads(line), village_code, settled_by, year)
    ready.line = line
    return ready


def unsealed(record: dict, village_code: str, *, block: int = 0, settled_by: str = "") -> ReadyHousehold:
    """A record laid out for the checks, with nothing sealed yet."""
    return ReadyHousehold(
        block, record["key"], village_code, bool(settled_by), record.get("facts") or {}, record.get("income") or {},
        record.get("members") or [], record.get("pairings") or [], record.get("rows") or [], taken=record.get("taken") or [],
    )


def index_certificates(ready: ReadyHousehold) -> ReadyHousehold:
    """Index the certificates of a household without sealing them: enough to look for them in the register."""
    keys = keyring()
    for member in ready.members:
        member.setdefault("number", None)
        text = member.get("certificate")
        ready.certificates.append(Certificate(certificate_index(keys, text), b"") if text else None)
    return ready


def prepare(block: int, record: dict, village_code: str, settled_by: str, year: int) -> ReadyHousehold:
    """Seal and index the personal values of a record; the caller knows its block and who settled it, if anybody did."""
    ready = unsealed(record, village_code, block=block, settled_by=settled_by)
    keys, number, facts = keyring(), ready.number, ready.facts
    for position, member in enumerate(ready.members, 1):
        if not member.get("number"):
            member["number"] = None
        ready.certificates.append(_certificate(keys, member, member["number"] or person_number(number, position)))
    if facts.get("phone"):
        sealed = keys.seal(facts["phone"], phone_place(number, year))
        ready.phone = Certificate(keys.find_by("phone", facts["phone"]), sealed)
    if facts.get("account"):
        ready.account = keys.seal(facts["account"], account_place(number, year))
    return ready


def person_number(household: str, position: int) -> str:
    """The number of a person who has none: the household's with the person's place in it, 01 being the first."""
    return f"{household}{position:02d}"


def numbers_to_look_up(ready: ReadyHousehold) -> Iterator[str]:
    """The person numbers that a household states, and those that its unnumbered members may be given, next ones included."""
    yield from (member["number"] for member in ready.members if member["number"])
    if any(not member["number"] for member in ready.members):
        yield from (person_number(ready.number, place) for place in range(1, len(ready.members) + len(ready.taken) + NEXT_PLACES))


def certificate_place(person: str) -> str:
    """Where a person's certificate is bound to."""
    return f"registry.person|certificate|{person}"


def phone_place(household: str, year: int) -> str:
    """Where the phone number of a household's form is bound to."""
    return f"registry.household_form|phone|{household}|{year}"


def account_place(household: str, year: int) -> str:
    """Where the bank account of a household's form is bound to."""
    return f"registry.household_form|account|{household}|{year}"


def _certificate(keys, member: dict, number: str) -> Certificate | None:
    text = member.get("certificate")
    if not text:
        return None
    return Certificate(certificate_index(keys, text), keys.seal(text, certificate_place(number)))


def certificate_index(keys, text: str) -> bytes:
    """The blind index of a certificate; a disability card is found under the identity number that it begins with."""
    return keys.find_by("certificate", certificate_key(text))
