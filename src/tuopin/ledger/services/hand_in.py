"""The evidence of a task: handed in for it, or already there and cited."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db import transaction

from tuopin.evidence.models import EvidenceFile, EvidenceUse
from tuopin.evidence.services import accept_file, cite_file
from tuopin.kernel.refusals import Refusal
from tuopin.kernel.words import Phrase, phrase
from tuopin.ledger.models import Task
from tuopin.ledger.selectors.sight import task_in_sight
from tuopin.ledger.states import WORKING
from tuopin.people.selectors import Actor


@transaction.atomic
def hand_in_evidence(*, task: int, kind: str, file: bytes, actor: Actor, on: date, note: str = "") -> EvidenceFile:
    """Take the bytes as evidence that the task was done. Raises Refusal for a kind that the task does not ask for."""
    held = _taking_evidence(actor, task)
    if held.evidence_kinds and kind not in held.evidence_kinds.split(","):
        raise Refusal("evidence-unasked", phrase("材料的种类不符合任务的要求。"), phrase("请按要求的种类上传。"))
    taken = accept_file(kind=kind, subject=f"task:{held.pk}", area_code=held.area_code, file=file, actor=actor, on=on, note=note)
    cite_file(uid=taken.uid, case=f"task:{held.pk}", actor=actor, on=on)
    return taken


@transaction.atomic
def cite_for_task(*, task: int, uid: UUID | str, actor: Actor, on: date) -> EvidenceUse:
    """Rest the task on a file that is already there, such as a household's photo."""
    held = _taking_evidence(actor, task)
    return cite_file(uid=uid, case=f"task:{held.pk}", actor=actor, on=on)


def _taking_evidence(actor: Actor, pk: int) -> Task:
    """The task, locked, while it may still rest on further evidence: what was verified or called off stands as it was judged."""
    held = task_in_sight(actor, pk, lock=True)
    if held.state not in WORKING | {"submitted"}:
        raise Refusal("task-elsewhere", phrase("这项任务现在不能办理“{act}”。"), phrase("请刷新页面,核对任务状态。"), act=Phrase(phrase("上传凭证")))
    return held
