"""Files of evidence are erased whole (`erase_file`): of their texts nothing is left that an erasure would have to reach."""

ERASED_ITSELF = {"evidence_evidencefile.note_sealed", "evidence_evidencefile.facts_sealed", "evidence_evidenceprint.content", "evidence_evidenceprint.owner"}
PERSONLESS = {
    "a code, a number, or the name of a place, a unit or a thing": "evidence_evidencefile.subject evidence_evidencefile.media_type evidence_evidenceflag.code evidence_evidenceuse.case",
    "a digest, a number of its own or a key": "evidence_evidencefile.original_digest evidence_evidencefile.digest evidence_evidencefile.thumbnail_digest",
    "of an official: who did what in office stays on record": "evidence_evidencefile.actor evidence_evidencefile.erased_by evidence_evidenceuse.actor",
    "a document by its name and number": "evidence_evidencefile.erased_basis",
}
