"""What verification compares of yearly editions: each was made by an event that names its manifest, and none that was made is gone from the list."""

from __future__ import annotations

from collections.abc import Iterator

from tuopin.editions.models.edition import Edition
from tuopin.trail.models import Entry
from tuopin.trail.selectors.entries import values_kept, with_values
from tuopin.trail.states.checks import declare_check
from tuopin.trail.states.findings import Finding


def editions_are_those_made() -> Iterator[Finding]:
    """Every edition on the list was made as it says, and every one that was made is on it. Its files are held to its manifest by `edition verify`."""
    kept = {(one.digest, one.area_code, one.year, one.rulebook_version, one.households): one for one in Edition.objects.all()}
    told = {}
    for entry in with_values(Entry.objects.filter(verb="make_edition")).order_by("id"):
        values = values_kept(entry)
        if values:
            told[values["manifest"], entry.area_code, values["year"], values["rulebook"], values["rows"].get("household", 0)] = entry
    for made in sorted(told.keys() - kept.keys()):
        yield Finding(told[made].chain, told[made].seq, "edition", told[made].subject)
    for made in sorted(kept.keys() - told.keys()):
        yield Finding("", 0, "edition", f"edition:{made[0][:32]}")


declare_check("editions", editions_are_those_made)
