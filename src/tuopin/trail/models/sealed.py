"""The sealed column of the trail, as a change of keys must know it."""

from tuopin.kernel.sealed_columns import SealedColumn

SEALED = (
    SealedColumn("trail_opening", "sealed", "'trail.opening|' || t.chain || '|' || t.seq"),
)
NO_SECRET = {
    "trail_entry.prev": "a digest of the trail's format", "trail_entry.hash": "a digest of the trail's format",
    "trail_head.hash": "a digest of the trail's format",
}
