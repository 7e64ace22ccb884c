"""The key of the pseudonyms: made once for a register, sealed, and the same in every edition, so that editions can be compared."""

from __future__ import annotations

import secrets

from tuopin.editions.models import PseudonymKey
from tuopin.editions.models.sealed import PLACE
from tuopin.kernel.home import keyring
from tuopin.people.selectors import Actor
from tuopin.registry.selectors.households import household_of
from tuopin.snapshots.pseudonyms import KEY_BYTES, pseudonyms, shown


def pseudonym_key() -> bytes:
    """The key, made on first use. Raises TamperedField when it was not sealed here."""
    row = PseudonymKey.objects.filter(pk=1).first()
    if row is None:
        sealed = keyring().seal(secrets.token_bytes(KEY_BYTES).hex(), PLACE)
        PseudonymKey.objects.bulk_create([PseudonymKey(pk=1, key_sealed=sealed)], ignore_conflicts=True)
        row = PseudonymKey.objects.get(pk=1)
    return bytes.fromhex(keyring().open(bytes(row.key_sealed), PLACE))


def pseudonym_of(*, number: str, actor: Actor) -> str:
    """The pseudonym of a household, as editions print it. Raises NotFound for one outside the asker's areas, Forbidden without `export`."""
    household = household_of(actor, number)
    actor.require("export", household.village_code)
    return shown(int(pseudonyms(pseudonym_key(), "household", [number])[0]))
