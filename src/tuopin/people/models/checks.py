"""What verification compares of accounts beside the digests: who was declared kin to whom, so that neither acts where the other has acted."""

from __future__ import annotations

from collections.abc import Iterator

from tuopin.people.models.kinship import Kinship
from tuopin.trail.models import Entry
from tuopin.trail.selectors.entries import values_kept, with_values
from tuopin.trail.states.checks import declare_check
from tuopin.trail.states.findings import Finding


def kinships_are_those_told() -> Iterator[Finding]:
    """Every kinship was declared by an event, and none that was declared is gone."""
    told = {}
    for entry in with_values(Entry.objects.filter(verb="account", subject__startswith="account:")).order_by("id").iterator(chunk_size=1000):
        values = values_kept(entry)
        if values.get("what") == "kin":
            told[frozenset((entry.subject.removeprefix("account:"), values["other"]))] = entry
    kept = {frozenset(pair) for pair in Kinship.objects.values_list("one__username", "other__username")}
    for pair in sorted(told.keys() ^ kept, key=sorted):
        entry = told.get(pair)
        yield Finding(entry.chain if entry else "", entry.seq if entry else 0, "kin", f"account:{min(pair)}")


declare_check("kinships", kinships_are_those_told)
