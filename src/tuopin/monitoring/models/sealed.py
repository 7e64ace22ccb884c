"""The keyed columns of monitoring, as a change of keys must know them."""

from tuopin.kernel.sealed_columns import IndexColumn, SealedColumn

INDEXES_WITHOUT_VALUE = (
    IndexColumn("monitoring_departmentrow", "certificate_index", "the number of a person on a department's list is kept nowhere"),
)
SEALED = (SealedColumn("monitoring_watchroster", "sealed", "'monitoring.watch_roster|' || t.area_code || '|' || t.digest"),)
