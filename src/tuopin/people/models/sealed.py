"""The sealed columns of the people who work in the system, as a change of keys must know them."""

from tuopin.kernel.sealed_columns import IndexColumn, SealedColumn

SEALED = (
    SealedColumn(
        "people_secondfactor", "secret_sealed", "'people.second_factor|secret|' || a.username", "JOIN people_account a ON a.id = t.account_id",
    ),
)
INDEXES_WITHOUT_VALUE = (
    IndexColumn("people_loginfailure", "name_index", "a log-in name typed in vain is kept nowhere"),
    IndexColumn("people_account", "identity_index", "the identity number of an official is looked at once and not kept"),
)
