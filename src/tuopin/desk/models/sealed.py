"""The sealed columns of background work, as a change of keys must know them."""

from tuopin.kernel.sealed_columns import IndexColumn, SealedColumn

SEALED = (
    SealedColumn("desk_job", "arguments", "'desk.job|arguments|' || t.token"),
    SealedColumn("desk_job", "outcome", "'desk.job|outcome|' || t.token"),
)
INDEXES_WITHOUT_VALUE = (
    IndexColumn("desk_submission", "digest", "what a form was sent with is kept nowhere; the rows are gone in a few days"),
)
