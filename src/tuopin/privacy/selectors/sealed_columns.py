"""The full list of sealed columns and blind indexes, room by room: what a change of keys goes through."""

from __future__ import annotations

from importlib import import_module

from django.conf import settings

from tuopin.assistance.models.sealed import SEALED as ASSISTANCE
from tuopin.desk.models.sealed import INDEXES_WITHOUT_VALUE as DESK_INDEXES
from tuopin.desk.models.sealed import SEALED as DESK
from tuopin.editions.models.sealed import SEALED as EDITIONS
from tuopin.evidence.models.sealed import DERIVED
from tuopin.evidence.models.sealed import SEALED as EVIDENCE
from tuopin.identification.models.sealed import SEALED as IDENTIFICATION
from tuopin.kernel.sealed_columns import SealedColumn
from tuopin.monitoring.models.sealed import INDEXES_WITHOUT_VALUE as MONITORING_INDEXES
from tuopin.monitoring.models.sealed import SEALED as MONITORING
from tuopin.people.models.sealed import INDEXES_WITHOUT_VALUE as PEOPLE_INDEXES
from tuopin.people.models.sealed import SEALED as PEOPLE
from tuopin.procedure.models.sealed import SEALED as PROCEDURE
from tuopin.registry.models.sealed import SEALED as REGISTRY
from tuopin.trail.models.sealed import NO_SECRET as TRAIL_DIGESTS
from tuopin.trail.models.sealed import SEALED as TRAIL

__all__ = ["DERIVED", "INDEXES_WITHOUT_VALUE", "NO_SECRET", "PROBE", "SEALED"]

PROBE = "privacy_keyprobe.probe_sealed"  # sealed for a place of its own; rewritten at the end of a change of keys
INDEXES_WITHOUT_VALUE = (*PEOPLE_INDEXES, *DESK_INDEXES, *MONITORING_INDEXES)
PLUG_INS = tuple(column for room in settings.PLUG_INS for column in import_module(f"tuopin.{room}.models.sealed").SEALED)  # only of rooms that are there
SEALED: tuple[SealedColumn, ...] = (*PEOPLE, *DESK, *EVIDENCE, *PROCEDURE, *REGISTRY, *IDENTIFICATION, *MONITORING, *ASSISTANCE, *EDITIONS, *TRAIL, *PLUG_INS)
NO_SECRET: dict[str, str] = TRAIL_DIGESTS | {  # bytes that are neither sealed nor a keyed index, and why they need not be
    "assistance_proposal.problem": "points of an assignment between numbers of rows, packed",
    "people_recoverycode.digest": "a digest of 120 random bits",
}
