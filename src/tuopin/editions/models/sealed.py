"""The sealed column of yearly editions, as a change of keys must know it."""

from tuopin.kernel.sealed_columns import SealedColumn

PLACE = "editions.pseudonymkey|key"
SEALED = (SealedColumn("editions_pseudonymkey", "key_sealed", f"'{PLACE}'"),)
