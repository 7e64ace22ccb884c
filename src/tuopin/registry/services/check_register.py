"""Checks a file against what only the register knows: places, scope, who is registered already, and where."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from tuopin.divisions.selectors import villages_on
from tuopin.people.selectors import Actor
from tuopin.registry.models import DIED, ImportBatch, ImportProblem, Membership, StagedBlock
from tuopin.registry.services.known_facts import Known
from tuopin.registry.services.known_persons import known_persons
from tuopin.registry.services.ready_blocks import ReadyHousehold, seal_block

SURE = Decimal("0.9")  # of what became of a former code: below it a person decides
WORST = {"A": 0, "W": 1, "Q": 2}
MASKED = {"head_certificate": "certificate-masked", "phone": "phone-masked", "account": "account-masked"}
OUTCOMES = ("accepted", "confirm", "quarantined")


@dataclass(frozen=True)
class Found:
    """One thing found: in which row of the block (sheet, Excel row), under which field, what, with which outcome."""

    sheet: str
    row: int
    field: str
    code: str
    outcome: str
    params: dict = field(default_factory=dict)


@dataclass
class Villages:
    """The villages that exist on a day, asked for as a file names them and remembered."""

    on: date
    present: dict[str, str] = field(default_factory=dict)  # code in the file → code on the day, "" = no such village
    former: dict[str, dict] = field(default_factory=dict)  # of those that are none on the day but were or will be: name and span in words

    def learn(self, codes: set[str]) -> None:
        """Look up the codes that are new."""
        codes = {code for code in codes if code and code not in self.present}
        if not codes:
            return
        known = villages_on(codes, self.on)
        for code in codes:
            sure = [d.code for d in known.missing.get(code, ()) if d.confidence >= SURE]
            self.present[code] = code if code in known.names else sure[0] if len(sure) == 1 else ""
        self.former |= {
            code: {"name": span.name, "year": self.on.year, "from": f"{span.starts_on}", "to": f"{span.ends_on or '…'}"} for code, span in known.spans.items()
        }


def place_problems(record: dict, first: tuple[str, int], villages: Villages, actor: Actor) -> tuple[str, list[Found]]:
    """The village code as it is on the day, and what is wrong with it for this file and this actor."""
    said = record.get("village_code") or (record["key"] if record["t"] == "village" else "")
    if not said:
        return "", []
    now = villages.present.get(said, "")
    if not now and said in villages.former:
        return said, [Found(*first, "village_code", "village-of-another-day", "Q", {"code": said, **villages.former[said]})]
    if not now:
        return said, [Found(*first, "village_code", "village-unknown", "Q", {"code": said})]
    found = [Found(*first, "village_code", "village-code-old", "A", {"code": said, "now": now})] if now != said else []
    if not actor.may("import", now):
        found.append(Found(*first, "village_code", "outside-area", "Q", {"code": now}))
    return now, found


def conflicts(ready: ReadyHousehold, known: Known, actor: Actor, year: int, member_sheet: str = "") -> list[Found]:
    """What speaks against merging a household of a year's roster, given what the register knows; nothing tells where a person is elsewhere."""
    found, first = [], ready.first_row
    pk, village = known.households.get(ready.number, (None, ""))
    if pk is not None and not actor.may("import", village):
        return [Found(*first, "number", "household-elsewhere", "Q")]
    if pk is None and not ready.facts:
        return [Found(*first, "number", "household-unknown", "Q")]
    if pk is None:
        found += [Found(*first, f"{name}_masked", code, "Q") for name, code in MASKED.items() if ready.facts.get(f"{name}_masked")]
    rows = [(sheet, row) for sheet, row, _ in ready.rows if sheet == member_sheet] if member_sheet else []
    stated = {m["number"]: c.index for m, c in zip(ready.members, ready.certificates, strict=True) if m["number"] and c}
    spoken: set[int] = set()
    for position, (member, somebody) in enumerate(zip(ready.members, known_persons(ready, known), strict=True)):
        certificate = ready.certificates[position]
        where = rows[position] if position < len(rows) else first
        if somebody and somebody.pk in spoken:
            found.append(Found(*where, "number", "person-twice", "Q"))
        spoken |= {somebody.pk} if somebody else set()
        if member.get("certificate_masked") and not certificate and member.get("number") not in known.persons:
            found.append(Found(*where, "certificate_masked", "certificate-masked", "Q"))  # nobody known by that person number
        died = _died(known.stays_of.get(somebody.pk, ()), date(year, 12, 31)) if somebody else None
        if died and not actor.may("import", died.household.village_code):
            found.append(Found(*where, "certificate", "certificate-elsewhere", "Q"))
            continue
        problem = _person_conflict(member, certificate.index if certificate else None, known, stated, actor)
        if problem:
            found.append(Found(*where, *problem))
        if died:
            found.append(Found(*where, "name", "registered-dead", "W", {"on": f"{died.ends_on}"}))
    return found


def _died(stays: Sequence[Membership], by: date) -> Membership | None:
    """The stay that ended by somebody's death, if a roster that tells how it was on this day would have them live again."""
    died = next((stay for stay in stays if stay.end_reason == DIED and stay.ends_on <= by), None)
    return died if died and not any(stay is not died and stay.starts_on >= died.ends_on for stay in stays) else None


def _person_conflict(
    member: dict, index: bytes | None, known: Known, stated: dict[str, bytes], actor: Actor
) -> tuple[str, str, str] | None:
    """What the register says against one line; `stated` are the certificates of the household's lines by their person numbers."""
    number = member.get("number")
    person = known.persons.get(number) if number else None
    holder = known.certificates.get(index) if index else None
    for somebody in (person, holder):
        stay = somebody and known.stay_of.get(somebody.pk)
        if stay and not actor.may("import", stay.household.village_code):
            return ("certificate", "certificate-elsewhere", "Q")
    if holder is not None and number and holder.number != number:
        if person is None:
            return ("certificate", "certificate-known", "W")
        if holder.number not in stated:  # else two had each other's, and the file puts it right
            return ("certificate", "certificate-of-another", "Q")
    if person is not None and index and person.certificate_index is not None and bytes(person.certificate_index) != index:
        return ("certificate", "certificate-changed", "W")
    return None


def worst(outcome: str, found: list[Found]) -> str:
    """A block's outcome once these are known too."""
    rank = max([OUTCOMES.index(outcome), *(WORST[f.outcome] for f in found)])
    return OUTCOMES[rank]


def heading(sheets: list[dict], sheet: str, field_name: str) -> str:
    """The heading under which a file keeps a field on one of its sheets; empty when it has none."""
    for described in sheets:
        if described["sheet"] == sheet:
            return next((head for head, name in described.get("fields", {}).items() if name == field_name), "")
    return ""


def set_aside(batch: ImportBatch, held: list[tuple[ReadyHousehold, list[Found]]]) -> None:
    """Let households wait that were ready when they were read but no longer are: the register has moved on since."""
    problems = []
    for ready, found in held:
        kept = StagedBlock.objects.filter(pk=ready.block)
        kept.update(outcome=worst("accepted", found))
        if ready.line is not None:  # it lay in a bundle: from now on it is kept by itself
            kept.update(bundle=None, sealed=seal_block(batch.pk, "household", ready.number, ready.line))
        problems += [
            ImportProblem(
                batch=batch, sheet=f.sheet, row=f.row, column=heading(batch.sheets, f.sheet, f.field), code=f.code,
                outcome=f.outcome, params=f.params, block_kind="household", block_key=ready.number,
                village_code=ready.village_code,
            )
            for f in found
        ]
    ImportProblem.objects.bulk_create(problems)
