"""Which files that decide how work is done the trail knows, with what digest and since when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import orjson
from django.db import connection

from tuopin.kernel.areas import NATION
from tuopin.kernel.crypto import TamperedField
from tuopin.trail.models import opened

SUBJECT, VERB = "system:rule-files", "note-rule-files"
NOTED = """
SELECT e.chain, e.seq, e.happened_on, e.recorded_at, o.sealed FROM trail_entry e JOIN trail_opening o USING (chain, seq)
WHERE e.subject = %s AND e.verb = %s AND e.chain = %s ORDER BY e.seq
"""


@dataclass(frozen=True)
class Noted:
    """A file as it was noted: its digest ("" = it is there no more), and by which event, on which day."""

    digest: str
    chain: str
    seq: int
    on: date


@dataclass(frozen=True)
class RuleFiles:
    """What has been noted: the files as they should be now, every digest that was ever noted, when the first were and of which release the last."""

    files: dict[str, Noted]
    digests: frozenset[str]
    since: object  # the instant of the first event; None when nothing was noted yet
    release: str


def rule_files_noted() -> RuleFiles:
    """All that was noted, in order; raises TamperedField when what was said does not open. Asked in the sight of the whole system."""
    files: dict[str, Noted] = {}
    since, release = None, ""
    with connection.cursor() as cursor:
        cursor.execute(NOTED, [SUBJECT, VERB, NATION])
        rows = cursor.fetchall()
    digests: set[str] = set()
    for chain, seq, on, at, sealed in rows:
        told = {key: orjson.loads(value) for key, (_salt, value) in opened(chain, seq, sealed).items()}
        since, release = since or at, told.get("release", release)
        for line in told.get("files", ()):
            digest, _blank, name = line.partition(" ")
            files[name] = Noted(digest, chain, seq, on)
            digests.add(digest)
        files |= {name: Noted("", chain, seq, on) for name in told.get("gone", ())}
    return RuleFiles(files, frozenset(digests), since, release)


def rule_files_known() -> RuleFiles | None:
    """What has been noted, for what compares with it; None where nothing was, or where it does not open: the comparison of the values tells that."""
    try:
        noted = rule_files_noted()
    except TamperedField:
        return None
    return noted if noted.since is not None else None
