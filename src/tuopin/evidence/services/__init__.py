"""What is done with files of evidence."""

from tuopin.evidence.services.accept_file import accept_file, accept_report
from tuopin.evidence.services.cite_file import cite_file, cite_files
from tuopin.evidence.services.erase_file import erase_file, reseal_store, sweep_store
from tuopin.evidence.services.read_file import read_file, read_thumbnail, reveal_facts
from tuopin.evidence.services.verify_files import verify_files

__all__ = [
    "accept_file", "accept_report", "cite_file", "cite_files", "erase_file", "read_file", "read_thumbnail", "reseal_store", "reveal_facts", "sweep_store", "verify_files",
]
