"""The sealed columns of cases, as a change of keys must know them: what was objected, and by whom."""

from tuopin.kernel.sealed_columns import SealedColumn

SEALED = (
    SealedColumn("procedure_objection", "said_sealed", "'procedure.objection|said|' || t.act_id"),
    SealedColumn("procedure_objection", "objector_sealed", "'procedure.objection|objector|' || t.act_id"),
)
