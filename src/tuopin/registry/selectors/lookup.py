"""Finding households by a whole certificate or phone number: through the keyed index, never by reading the numbers."""

from __future__ import annotations

from tuopin.kernel.home import keyring
from tuopin.registry.models import Household, HouseholdForm, Membership


def households_with_certificate(number: str) -> list[int]:
    """The ids of the households in which the holder of the certificate lives or has lived.

    The ids go into a query that the asker's scope already bounds; by themselves they are nobody's to see.
    """
    indexes = keyring().all_indexes("certificate", number)
    return list(Membership.objects.filter(person__certificate_index__in=indexes).values_list("household_id", flat=True).distinct())


def households_with_phone(number: str) -> list[int]:
    """The ids of the households whose form states the phone number; to be bounded by the asker's scope likewise."""
    indexes = keyring().all_indexes("phone", number)
    forms = HouseholdForm.objects.filter(phone_index__in=indexes, superseded_at=None)
    return list(forms.values_list("household_id", flat=True).distinct())


def is_empty() -> bool:
    """Whether no household was ever registered here."""
    return not Household.objects.exists()
