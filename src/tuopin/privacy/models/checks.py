"""What verification compares of published figures: every edition and every count in it is what went out on the day."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256

from tuopin.privacy.models.edition import PublicCount, PublicEdition
from tuopin.trail.models import Entry
from tuopin.trail.selectors.entries import values_kept, with_values
from tuopin.trail.states.checks import declare_check
from tuopin.trail.states.findings import Finding


def digest_of_counts(edition: int) -> str:
    """One digest for all counts of an edition, hidden ones among them."""
    digest = sha256()
    counts = PublicCount.objects.filter(edition=edition).order_by("area_code", "attribute", "category")
    for *where, households in counts.values_list("area_code", "attribute", "category", "households").iterator():
        digest.update("\t".join((*where, "-" if households is None else str(households))).encode() + b"\n")
    return digest.hexdigest()


def figures_are_those_published() -> Iterator[Finding]:
    """No edition of public figures was altered, added or taken back behind the trail's back. Counts are held to what went out since their digest is told."""
    kept = {f"edition:{edition.pk}": edition for edition in PublicEdition.objects.all()}
    for entry in with_values(Entry.objects.filter(verb="publish_figures")).order_by("id"):
        edition, values = kept.pop(entry.subject, None), values_kept(entry)
        if edition is None or not entry.payload or not _as_told(edition, entry, values):
            yield Finding(entry.chain, entry.seq, "published", entry.subject)
    yield from (Finding("", 0, "published", subject) for subject in sorted(kept))


def _as_told(edition: PublicEdition, entry: Entry, values: dict) -> bool:
    told = (entry.area_code, entry.actor, values.get("year", edition.year), values.get("basis", edition.basis))
    counts = values.get("counts")
    return told == (edition.area_code, edition.actor, edition.year, edition.basis) and counts in (None, digest_of_counts(edition.pk))


declare_check("published", figures_are_those_published)
