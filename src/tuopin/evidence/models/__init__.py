"""The tables of the files of evidence."""

from tuopin.evidence.models.file import EvidenceFile, EvidenceFlag, EvidenceUse
from tuopin.evidence.models.fingerprint import EvidencePrint, EvidenceResemblance

__all__ = ["EvidenceFile", "EvidenceFlag", "EvidencePrint", "EvidenceResemblance", "EvidenceUse"]
