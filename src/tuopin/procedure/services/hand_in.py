"""Takes a file in for one requirement of a case, so that evidence can be gathered piece by piece before the step is taken."""

from __future__ import annotations

from django.db import transaction

from tuopin.evidence.models import EvidenceFile
from tuopin.evidence.services import accept_file
from tuopin.kernel.refusals import Refusal
from tuopin.kernel.words import phrase
from tuopin.people.selectors import Actor
from tuopin.procedure.models import Case
from tuopin.procedure.selectors.handed_in import wanted_now
from tuopin.procedure.selectors.past import case_in_sight
from tuopin.procedure.services import clock
from tuopin.procedure.states import Requirement

PDF, ORDER = b"%PDF-", ("signature", "photo", "scan")


@transaction.atomic
def hand_in(*, case: int, name: str, file: bytes, actor: Actor) -> EvidenceFile:
    """Take the bytes as evidence for the requirement `name` of what may be done in the case now.

    Its kind follows from the file and the requirement. Raises NotFound outside the asker's areas, a Refusal for a requirement
    that is none and for what `accept_file` refuses.
    """
    held = case_in_sight(actor, case)
    requirement = requirement_named(held, name)
    return accept_file(
        kind=kind_of(requirement, file), subject=held.subject, area_code=held.area_code, file=file, actor=actor, on=clock.today(),
        note=requirement.title,
    )


def requirement_named(case: Case, name: str) -> Requirement:
    """What is asked for under the name in what may be done in the case now; raises a Refusal where nothing is."""
    found = next((r for r in wanted_now(case) if r.name == name), None)
    if found is None:
        raise Refusal("evidence-unasked", phrase("材料的种类不符合这一步的要求。"), phrase("请按要求的种类上传。"))
    return found


def kind_of(requirement: Requirement, file: bytes) -> str:
    """As which kind of evidence the file serves the requirement; raises a Refusal where it cannot."""
    kinds = {"document"} if file.startswith(PDF) else {kind for kind in ORDER if kind in requirement.kinds}
    kind = next((kind for kind in ("document", *ORDER) if kind in kinds & requirement.kinds), None)
    if kind is None:
        raise Refusal("evidence-unasked", phrase("材料的种类不符合这一步的要求。"), phrase("请按要求的种类上传。"))
    return kind
