"""The full list of sealed columns and blind indexes, room by room: what a change of keys goes through."""

from __future__ import annotations

from tuopin.kernel.sealed_columns import IndexColumn, SealedColumn
from tuopin.registry.models.sealed import SEALED as REGISTRY

PROBE = "privacy_keyprobe.probe_sealed"  # sealed for a place of its own; rewritten at the end of a change of keys
SEALED: tuple[SealedColumn, ...] = (*REGISTRY,)
INDEXES_WITHOUT_VALUE: tuple[IndexColumn, ...] = (
    IndexColumn("people_loginfailure", "name_index", "a log-in name typed in vain is kept nowhere; the rows are gone in an hour"),
)
