"""The one step of a case that an outside evaluator takes: the report is handed in, the evaluation is put on record.

An auditor reads and writes nothing of the register. This step and its own report are all that an auditor may do in a case; the other
steps, objections and withdrawals are refused here whatever else the asker may do elsewhere.
"""

from __future__ import annotations

from django.db import transaction

from tuopin.evidence.models import EvidenceFile
from tuopin.evidence.services import accept_report
from tuopin.kernel.refusals import Refusal
from tuopin.kernel.words import phrase
from tuopin.people.selectors import Actor
from tuopin.procedure.models import Act, Case
from tuopin.procedure.selectors.past import case_in_sight, edition_of
from tuopin.procedure.services import clock
from tuopin.procedure.services.hand_in import kind_of, requirement_named
from tuopin.procedure.services.said import Said
from tuopin.procedure.services.take_step import take_step

EVALUATOR = "auditor"


@transaction.atomic
def hand_in_report(*, case: int, name: str, file: bytes, actor: Actor) -> EvidenceFile:
    """Take the bytes as the evaluator's own evidence for the step that is due.

    Raises NotFound outside the asker's areas, Forbidden for whoever does not audit there, a Refusal where no evaluator's step is due.
    """
    held = _evaluated(case, actor)
    requirement = requirement_named(held, name)
    return accept_report(
        kind=kind_of(requirement, file), subject=held.subject, area_code=held.area_code, file=file, actor=actor, on=clock.today(),
        note=requirement.title,
    )


def evaluate_case(*, case: int, actor: Actor, said: Said = Said()) -> Act:  # noqa: B008 (frozen)
    """Take the evaluator's step. Raises as `hand_in_report` and `take_step` do."""
    held = _evaluated(case, actor)
    return take_step(case=case, step=held.due, actor=actor, said=said)


def _evaluated(number: int, actor: Actor) -> Case:
    held = case_in_sight(actor, number)
    actor.require("audit", held.area_code)
    step = edition_of(held).step(held.due)
    if step is None or step.role != EVALUATOR:
        raise Refusal("not-evaluators-step", phrase("现在不是由评估人员办理的步骤。"), phrase("请刷新页面,核对办理进度。"))
    return held
