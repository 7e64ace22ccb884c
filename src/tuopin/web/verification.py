"""What the trail's verification compares in rooms that lie above it: the files of evidence."""

from __future__ import annotations

from collections.abc import Iterator

from tuopin.evidence.services.verify_files import Fault, verify_files
from tuopin.evidence.services.verify_rows import rows_are_those_told
from tuopin.kernel.areas import NATION
from tuopin.people.selectors import operator
from tuopin.trail.selectors import place_of_evidence
from tuopin.trail.states.checks import declare_check
from tuopin.trail.states.findings import Finding


def files_are_those_told() -> Iterator[Finding]:
    """Every file of evidence is there, unaltered, and the one that the trail names for its subject."""
    for one in verify_files(actor=operator(), area=NATION):
        if isinstance(one, Fault):
            yield Finding(*place_of_evidence(one.digest, one.subject), one.code, one.subject or f"file:{one.digest}")


declare_check("files", files_are_those_told, part="evidence")
declare_check("evidence-rows", rows_are_those_told)
