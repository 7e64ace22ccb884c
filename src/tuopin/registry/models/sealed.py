"""The sealed columns of the registry, as a change of keys must know them; the places are those that the services seal for."""

from tuopin.kernel.ids import certificate_key
from tuopin.kernel.sealed_columns import SealedColumn

_HOUSEHOLD = "JOIN registry_household h ON h.id = t.household_id"

SEALED = (
    SealedColumn(
        "registry_person", "certificate_sealed", "'registry.person|certificate|' || t.number",
        index="certificate_index", index_kind="certificate", indexed=certificate_key,
    ),
    SealedColumn(
        "registry_helper", "certificate_sealed", "'registry.helper|certificate|' || t.number",
        index="certificate_index", index_kind="certificate", indexed=certificate_key,
    ),
    SealedColumn("registry_helper", "phone_sealed", "'registry.helper|phone|' || t.number"),
    SealedColumn(
        "registry_householdform", "phone_sealed", "'registry.household_form|phone|' || h.number || '|' || t.year", _HOUSEHOLD,
        index="phone_index", index_kind="phone",
    ),
    SealedColumn(
        "registry_householdform", "account_sealed", "'registry.household_form|account|' || h.number || '|' || t.year", _HOUSEHOLD,
    ),
    SealedColumn(
        "registry_stagedblock", "sealed", "'registry.block|' || t.batch_id || '|' || t.kind || '|' || t.key",
    ),
    SealedColumn("registry_stagedbundle", "sealed", "'registry.bundle|' || t.batch_id || '|' || t.ordinal", at_once=2),
)
