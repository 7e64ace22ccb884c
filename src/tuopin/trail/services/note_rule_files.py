"""Takes down in the trail which files decide how work is done, and compares them with what was taken down."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

from django.db import transaction

from tuopin.kernel.areas import NATION
from tuopin.kernel.refusals import Refusal
from tuopin.kernel.rule_files import rule_files
from tuopin.kernel.words import phrase
from tuopin.trail.selectors.rule_files import SUBJECT, VERB, rule_files_known, rule_files_noted
from tuopin.trail.services.events import Doer
from tuopin.trail.services.record import record
from tuopin.trail.states.findings import Finding


@transaction.atomic
def note_rule_files(
    *, release: str, basis: str, actor: Doer, on: date, among: Callable[[str], bool] = lambda name: True,
) -> list[str]:
    """Leave an event in the nation's chain that tells the digest of each file that is new, altered or gone since the last one; their names.

    `among` leaves out files that are not to be taken over (a pack's own, when only the program was exchanged). The first event tells
    all of them. Raises a Refusal without a basis.
    """
    if not basis.strip():
        raise Refusal("no-basis", phrase("没有写明依据。"), phrase("请写明批准文件的名称和文号。"))
    noted, now = rule_files_noted(), rule_files()
    before = {name: one.digest for name, one in noted.files.items() if one.digest}
    changed = [name for name, digest in now.items() if before.get(name) != digest and (not noted.since or among(name))]
    gone = [name for name in before if name not in now and among(name)]
    if changed or gone or noted.release != release:
        record(area_code=NATION, verb=VERB, subject=SUBJECT, actor=actor, on=on, basis=basis.strip()[:300], release=release,
               files=[f"{now[name]} {name}" for name in changed], gone=gone)
    return [*changed, *gone]


def rule_files_compared() -> Iterator[Finding]:
    """The files that are other than the trail says, are gone, or were added; nothing where none were ever noted."""
    noted = rule_files_known()
    if noted is None:
        return
    now = rule_files()
    for name, one in sorted(noted.files.items()):
        if now.get(name, "") != one.digest:
            field = "rule-file-gone" if name not in now else "rule-file" if one.digest else "rule-file-new"
            yield Finding(one.chain, one.seq, f"{field}:{one.on.isoformat()}", name)
    yield from (Finding("", 0, "rule-file-new", name) for name in sorted(now.keys() - noted.files.keys()))
