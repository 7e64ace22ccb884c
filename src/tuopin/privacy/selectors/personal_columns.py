"""The full list of columns that may tell of a person, room by room: what an erasure goes through, and why the others need not be reached."""

from __future__ import annotations

from importlib import import_module

from django.conf import settings

from tuopin.assistance.models import personal as assistance
from tuopin.benefits.models import personal as benefits
from tuopin.desk.models import personal as desk
from tuopin.divisions.models import personal as divisions
from tuopin.editions.models import personal as editions
from tuopin.evidence.models import personal as evidence
from tuopin.identification.models import personal as identification
from tuopin.kernel.personal_columns import PersonalColumns
from tuopin.ledger.models import personal as ledger
from tuopin.monitoring.models import personal as monitoring
from tuopin.people.models import personal as people
from tuopin.policy.models import personal as policy
from tuopin.privacy.models import personal as privacy
from tuopin.procedure.models import personal as procedure
from tuopin.registry.models import personal as registry
from tuopin.responsibility.models import personal as responsibility
from tuopin.trail.models import personal as trail

ROOMS = (
    trail, divisions, people, desk, evidence, procedure, ledger, registry, policy, identification, monitoring, assistance, benefits, responsibility,
    editions, privacy, *(import_module(f"tuopin.{room}.models.personal") for room in settings.PLUG_INS),
)
PERSONAL: tuple[PersonalColumns, ...] = tuple(columns for room in ROOMS for columns in getattr(room, "PERSONAL", ()))
ERASED_ITSELF: frozenset[str] = frozenset().union(*(getattr(room, "ERASED_ITSELF", ()) for room in ROOMS))
PERSONLESS: dict[str, str] = {column: why for room in ROOMS for why, columns in room.PERSONLESS.items() for column in columns.split()}
