"""The sealed columns of the people who work in the system, as a change of keys must know them."""

from tuopin.kernel.sealed_columns import IndexColumn, SealedColumn

SEALED = (
    SealedColumn(
        "people_secondfactor", "secret_sealed", "'people.second_factor|secret|' || a.username", "JOIN people_account a ON a.id = t.account_id",
    ),
    SealedColumn(
        "people_account", "identity_sealed", "'people.account|identity|' || t.username", index="identity_index", index_kind="certificate",
    ),
)
INDEXES_WITHOUT_VALUE = (
    IndexColumn("people_loginfailure", "name_index", "a log-in name typed in vain is kept nowhere"),
)
