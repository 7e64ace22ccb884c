"""What a case asks for now, and which files were handed in for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from tuopin.evidence.selectors import FileShown, evidence_of
from tuopin.people.selectors import Actor
from tuopin.procedure.models import Case, Citation
from tuopin.procedure.selectors.past import case_in_sight, edition_of, spent_before
from tuopin.procedure.states import Requirement


@dataclass(frozen=True)
class Gathered:
    """One requirement with the files that may serve for it, newest first."""

    requirement: Requirement
    files: list[FileShown]

    @property
    def is_met(self) -> bool:
        return len(self.files) >= self.requirement.least


def wanted_now(case: Case) -> tuple[Requirement, ...]:
    """The evidence for whatever may be done in the case now: the due step, the end of a notice, the answer to an objection."""
    edition = edition_of(case)
    step = edition.step(case.due)
    if step is None:
        return ()
    if case.state != Case.State.ON_NOTICE:
        return step.evidence
    return (*step.closing, *edition.objection.evidence)


def wanted_of(actor: Actor, number: int) -> tuple[Requirement, ...]:
    """The evidence for whatever may be done now in the case of the number; raises NotFound outside the asker's areas."""
    return wanted_now(case_in_sight(actor, number))


def gathered(actor: Actor, case: Case, *, at: datetime) -> list[Gathered]:
    """For each requirement the files handed in for it that are still fresh and serve no other act of this case, nor one of another procedure."""
    used = set(Citation.objects.filter(act__case=case).values_list("digest", flat=True)) | spent_before([case])[case.pk]
    own, wanted = evidence_of(actor, case.subject), wanted_now(case)
    shared = evidence_of(actor, f"village:{case.area_code}") if any(r.shared for r in wanted) and case.subject != f"village:{case.area_code}" else []
    return [
        Gathered(requirement, [
            one for one in (*own, *(shared if requirement.shared else ()))
            if not one.file.erased_at and one.file.digest not in used and _serves(one, requirement, at)
        ]) for requirement in wanted
    ]


def evidence_for(found: list[Gathered], names: set[str]) -> tuple[tuple[str, UUID], ...]:
    """The gathered files of these requirements, as an act submits them."""
    return tuple((one.requirement.name, file.file.uid) for one in found if one.requirement.name in names for file in one.files)


def _serves(one: FileShown, requirement: Requirement, at: datetime) -> bool:
    fresh = timedelta(0) <= at - one.file.recorded_at <= timedelta(days=requirement.fresh_days)
    return fresh and one.file.kind in requirement.kinds and one.note == requirement.title
