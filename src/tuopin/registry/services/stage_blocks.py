"""Puts a file's records away, household by household and sealed, with what was found wrong in them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

import orjson

from tuopin.kernel.areas import ancestor, level_of, within
from tuopin.people.selectors import Actor
from tuopin.registry.models import Household, ImportBatch, Person, StagedBlock
from tuopin.registry.services.check_register import (
    Found,
    Villages,
    conflicts,
    heading,
    place_problems,
    worst,
)
from tuopin.registry.services.copy_rows import text
from tuopin.registry.services.known_facts import Known, known_helpers, known_people
from tuopin.registry.services.ready_blocks import index_certificates, seal_block, unsealed
from tuopin.registry.services.stage_beside import OF_ITS_OWN, Writing
from tuopin.registry.services.stage_bundles import stage_bundle

CHUNK, COUNTY = 2000, 3
UNPLACED = ("village-unknown", "village-of-another-day", "outside-area")  # what a household has whose place is not known, or not the importer's
HEAD, BODY = b'{"t":"bundle"', b'{"t":"laid"'
LETTER = {"accepted": "accepted", "A": "normalized", "W": "confirm", "Q": "quarantined"}


@dataclass
class Staging:
    """One file being put away: what has been seen of it so far."""

    batch: ImportBatch
    actor: Actor
    report: Callable[[str, int, int], None]
    writing: Writing | None = None  # none where nothing is to be put away
    villages: Villages = None
    helpers: set[str] = field(default_factory=set)  # named on the file's own sheet of helpers
    masked: set[str] = field(default_factory=set)  # helpers unknown to the register whose numbers are masked
    area: str = ""  # the smallest area that holds every village seen
    unplaced: bool = False  # whether something waits in the file that lies in none of these villages
    pending: list[tuple[dict, bytes]] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    raised: Counter = field(default_factory=Counter)  # (sheet, from outcome, to outcome) → rows
    staged: int = 0
    bundles: int = 0
    head: dict = field(default_factory=dict)  # of the bundle whose body comes next

    def __post_init__(self) -> None:
        self.villages = Villages(date(self.batch.year, 12, 31))
        self.empty = not Household.objects.exists() and not Person.objects.exists()

    def take(self, line: bytes) -> None:
        """Take one record of the reader."""
        if line.startswith(BODY):
            return stage_bundle(self, self.head, line)
        record = orjson.loads(line)
        if line.startswith(HEAD):
            self.head = record
            return None
        kind = record["t"]
        if kind in ("household", "village", "helper"):
            self.pending.append((record, line))
            if kind == "helper":
                self.helpers.add(record["key"])
            if len(self.pending) >= CHUNK:
                self.put_away()
        elif kind == "problem":
            found = Found(record["sheet"], record["row"], record["column"], record["code"], record["outcome"], record.get("params") or {})
            self._note(found, record["column"], (record.get("kind") or "", record.get("key") or "", ""))
        elif kind == "sheet":
            self.batch.sheets.append({k: record.get(k) for k in ("sheet", "kind", "total", "headings", "fields", "unknown", "missing")})
        else:  # the end
            self.batch.rows = record["rows"]
        return None

    def put_away(self) -> None:
        """Check what is pending against the register and write it; one transaction."""
        records, self.pending = self.pending, []
        self.villages.learn({r.get("village_code") or (r["key"] if r["t"] == "village" else "") for r, _ in records})
        self._learn_of([record for record, _ in records])
        self._hold_masked_helpers([record for record, _ in records])
        known = self._known([record for record, _ in records])
        lines = [self.block_line(record, line, known) for record, line in records]
        self.write(lines)

    def write(self, lines: list[str], bundle: tuple[int, bytes] | None = None) -> None:
        """Have these blocks put away with the problems found so far, and with the bundle that they lie in."""
        self.writing.put(lines, self.problems, bundle)
        self.problems = []
        self.staged += len(lines)
        self.report("stage", self.staged, 0)

    def _known(self, records: list[dict]) -> Known:
        if self.empty:
            return Known()
        people = [index_certificates(unsealed(r, "")) for r in records if r["t"] == "household"]
        return known_people(
            [ready.number for ready in people],
            [m["number"] for ready in people for m in ready.members if m["number"]],
            [c.index for ready in people for c in ready.certificates if c],
        )

    def block_line(self, record: dict, line: bytes, known: Known) -> str:
        kind, key = record["t"], record["key"]
        first = tuple(record["rows"][0][:2]) if record.get("rows") else (record.get("sheet", ""), record.get("row", 0))
        village, found = place_problems(record, first, self.villages, self.actor)
        if kind == "household" and record["outcome"] != "quarantined":
            found += self._household_problems(record, known)
        if any(f.code in UNPLACED for f in found):
            self.unplaced = True
        elif village:
            self.widen(village)
        if kind == "helper" and key in self.masked:
            found.append(Found(*first, "certificate_masked", "certificate-masked", "Q"))
        for f in found:
            self._raise_row(record, f)
            column = heading(self.batch.sheets, f.sheet, f.field)
            self._note(f, column, (kind, key, village))
        outcome = worst("accepted" if record["outcome"] == "normalized" else record["outcome"], found)
        sealed = seal_block(self.batch.pk, kind, key, line)
        return "\t".join((
            str(self.batch.pk), kind, text(key), text(village), outcome, str(record.get("persons", 0)), "",
            "\\\\x" + sealed.hex(), OF_ITS_OWN,
        ))

    def _household_problems(self, record: dict, known: Known) -> list[Found]:
        found = []
        facts = record["facts"]
        if not self.empty or not facts or any(name.endswith("_masked") for name in facts):
            ready = index_certificates(unsealed(record, ""))
            found = conflicts(ready, known, self.actor, self.batch.year, member_sheet(self.batch.sheets))
        for pairing in record.get("pairings") or ():
            if pairing["helper"] not in self.helpers:
                sheet = next((s["sheet"] for s in self.batch.sheets if s["kind"] == "pairing"), "")
                found.append(Found(sheet, pairing["row"], "helper", "helper-unknown", "Q"))
        return found

    def _learn_of(self, records: list[dict]) -> None:
        village = next((r["village_code"] for r in records if r.get("village_code")), self.area or self.actor.home)
        self.learn_helpers({p["helper"] for r in records for p in r.get("pairings") or ()}, village)

    def learn_helpers(self, named: set[str], village: str) -> None:
        """Add the helpers that are in the register of the village's county already to those that the file itself names."""
        unknown = named - self.helpers
        if unknown and village:
            self.helpers |= set(known_helpers(unknown, ancestor(village, min(level_of(village), COUNTY))))

    def _hold_masked_helpers(self, records: list[dict]) -> None:
        """Of the helpers whose numbers come masked, those whom the county's register does not know."""
        masked = {r["key"]: r["facts"] for r in records if r["t"] == "helper" and r["facts"].get("certificate_masked")}
        if masked:
            place = next((facts["posted_village"] for facts in masked.values() if facts.get("posted_village")), "")
            place = place or self.area or self.actor.home
            self.masked |= set(masked) - set(known_helpers(set(masked), ancestor(place, min(level_of(place), 3))))

    def _raise_row(self, record: dict, found: Found) -> None:
        """Count the row of a problem found here under its new outcome."""
        rows = record.get("rows") or [[record.get("sheet"), record.get("row"), record["outcome"]]]
        for row in rows:
            if row[0] == found.sheet and row[1] == found.row:
                to = LETTER[found.outcome]
                order = list(LETTER.values())
                if order.index(to) > order.index(row[2]):
                    self.raised[found.sheet, row[2], to] += 1
                    row[2] = to

    def widen(self, village: str) -> None:
        """The smallest area around all villages seen holds this one too."""
        if not self.area:
            self.area = village
        while not within(village, self.area):
            self.area = ancestor(self.area, level_of(self.area) - 1)

    def area_to_settle(self) -> str:
        """Whose the file is to settle: the smallest area around its villages. With rows whose place nobody knows yet, the
        county (or as much of it as is the importer's): they may be any neighbour's, and are not one village's to read."""
        if not self.area:
            return self.batch.area_code
        if not self.unplaced:
            return self.area
        mine = next((a for a in self.actor.areas_for("import") if within(self.area, a)), self.area)
        county = ancestor(self.area, min(level_of(self.area), COUNTY))
        return mine if within(mine, county) else county

    def judge(self, record: dict) -> tuple[str, str, list[Found]]:
        """Of one record alone: its village, its outcome with what the register says, and what the register found."""
        self.villages.learn({record.get("village_code") or (record["key"] if record["t"] == "village" else "")})
        self.helpers |= set(StagedBlock.objects.filter(batch=self.batch, kind="helper").values_list("key", flat=True))
        self._learn_of([record])
        first = tuple(record["rows"][0][:2]) if record.get("rows") else (record.get("sheet", ""), record.get("row", 0))
        village, found = place_problems(record, first, self.villages, self.actor)
        if record["t"] == "household" and record["outcome"] != "quarantined":
            found += self._household_problems(record, self._known([record]))
        return village, worst("accepted" if record["outcome"] == "normalized" else record["outcome"], found), found

    def _note(self, found: Found, column: str, block: tuple[str, str, str]) -> None:
        """Keep a problem of a block (kind, key, village); no part of it is a value of the file."""
        kind, key, village = block
        self.problems.append("\t".join((
            str(self.batch.pk), text(found.sheet), str(found.row), text(column or ""), found.code, found.outcome,
            text(orjson.dumps(found.params).decode()), kind, text(key), text(village),
        )))


def judge_record(batch: ImportBatch, record: dict, actor: Actor) -> tuple[str, str, list[dict]]:
    """What the register says of one record of a file that is already here: its village, its outcome, what was found."""
    village, outcome, found = Staging(batch, actor, lambda what, done, total: None).judge(record)
    return village, outcome, [
        {"sheet": f.sheet, "row": f.row, "column": heading(batch.sheets, f.sheet, f.field), "code": f.code, "outcome": f.outcome,
         "params": f.params}
        for f in found
    ]


def member_sheet(sheets: list[dict]) -> str:
    """The title of a file's sheet of members; empty without one."""
    return next((described["sheet"] for described in sheets if described["kind"] == "member"), "")
