"""Reading the evidence: of a subject, of a case, one file, and whether a picture was used before."""

from tuopin.evidence.selectors.alike import Alike, files_alike, print_rows
from tuopin.evidence.selectors.files import (
    FileShown,
    evidence_of,
    evidence_of_case,
    file_shown,
    files_named,
    note_of,
    places_of,
    subjects_doubted,
)

__all__ = [
    "Alike", "FileShown", "evidence_of", "evidence_of_case", "file_shown", "files_alike", "files_named", "note_of", "places_of", "print_rows",
    "subjects_doubted",
]
