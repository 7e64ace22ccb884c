"""The sealed columns and keyed digests of evidence, as a change of keys must know them."""

from tuopin.kernel.sealed_columns import DerivedIndex, SealedColumn

_FILE = "JOIN evidence_evidencefile f ON f.id = t.file_id"

SEALED = (
    SealedColumn("evidence_evidencefile", "note_sealed", "'evidence.file|note|' || t.uid"),
    SealedColumn("evidence_evidencefile", "facts_sealed", "'evidence.file|facts|' || t.uid"),
)
DERIVED = (
    DerivedIndex("evidence_evidenceprint", "owner", "evidence-subject", "f.subject", _FILE),
    DerivedIndex("evidence_evidenceprint", "content", "evidence-content", "f.original_digest", _FILE),
)
