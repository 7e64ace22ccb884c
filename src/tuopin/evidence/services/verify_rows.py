"""Verifying that what the tables say of each file (kind, days, doubts, what rests on it, its erasure) is what the trail told at the time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from tuopin.evidence.models import EvidenceFile, EvidenceFlag, EvidenceUse
from tuopin.trail.models import Entry
from tuopin.trail.selectors.entries import values_kept, with_values
from tuopin.trail.states.findings import Finding

LONGEST = timedelta(minutes=10)  # from the row of a file to the event of the same transaction
COUNTY_DIGITS = 6
VERBS = ("accept-evidence", "cite-evidence", "erase-evidence")


@dataclass
class Row:
    """What the tables say of one file; `uses` are (case, actor, day)."""

    subject: str
    digest: str
    said: tuple[str, str, date]  # kind, actor, day
    recorded_at: datetime
    erased_by: str | None
    flags: set[str]
    uses: set[tuple[str, str, date]]


def rows_are_those_told() -> Iterator[Finding]:
    """The files of which something in the tables is not what the events about them say; county by county."""
    codes = Entry.objects.filter(verb__in=VERBS).order_by().values_list("area_code", flat=True).distinct()
    rows = EvidenceFile.objects.order_by().values_list("area_code", flat=True).distinct()
    for county in sorted({code[:COUNTY_DIGITS] for code in (*codes, *rows)}):
        yield from _compared(county)


def _compared(county: str) -> Iterator[Finding]:
    rows = _rows(county)
    told: dict[str, tuple[str, int]] = {}  # where each file was taken in
    uses: dict[str, set[tuple[str, str, date]]] = defaultdict(set)
    erased: dict[tuple[str, str], set[str]] = defaultdict(set)
    silent = False  # whether something was told in values that have been erased with a person
    for entry in with_values(Entry.objects.filter(area_code__startswith=county, verb__in=VERBS)).order_by("id").iterator(chunk_size=1000):
        values = values_kept(entry)
        uid = values.get("evidence_uid")
        if not entry.payload:
            continue  # every event of these told something; one that never did was put there without the keys, and excuses nothing
        if entry.verb == "erase-evidence":
            erased[entry.subject, entry.evidence].add(entry.actor)
        elif uid is None:
            silent = True
        elif entry.verb == "cite-evidence":
            uses[uid].add((values["case"], entry.actor, entry.happened_on))
        else:
            told[uid] = entry.chain, entry.seq
            if uid not in rows or not _as_told(rows[uid], entry, values):
                yield Finding(entry.chain, entry.seq, "evidence-told", entry.subject)
    for uid, row in rows.items():
        cited_more = row.uses - uses[uid] if not silent else set()
        wrongly_erased = row.erased_by is not None and row.erased_by not in erased[row.subject, row.digest]
        if wrongly_erased or cited_more or uses[uid] - row.uses or (uid not in told and not silent):
            yield Finding(*told.get(uid, ("", 0)), "evidence-told", row.subject)


def _as_told(row: Row, entry: Entry, values: dict) -> bool:
    return (
        row.said == (values["kind"], entry.actor, entry.happened_on) and row.flags == set(values["flags"]) and row.subject == entry.subject
        and timedelta(0) <= entry.recorded_at - row.recorded_at < LONGEST
    )


def _rows(county: str) -> dict[str, Row]:
    here = EvidenceFile.objects.filter(area_code__startswith=county).order_by()
    flags, uses = defaultdict(set), defaultdict(set)
    for file, code in EvidenceFlag.objects.filter(file__in=here).values_list("file_id", "code"):
        flags[file].add(code)
    for file, *use in EvidenceUse.objects.filter(file__in=here).values_list("file_id", "case", "actor", "happened_on"):
        uses[file].add(tuple(use))
    return {
        str(uid): Row(subject, digest, (kind, actor, on), recorded_at, erased_by if erased_at else None, flags[pk], uses[pk])
        for pk, uid, subject, digest, kind, actor, on, recorded_at, erased_at, erased_by in here.values_list(
            "pk", "uid", "subject", "digest", "kind", "actor", "happened_on", "recorded_at", "erased_at", "erased_by")
    }
