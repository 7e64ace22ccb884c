"""Take a form in once: whatever is sent again under the same key gets the first answer and has no second effect."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.db import connection, transaction

from tuopin.desk.models import Submission
from tuopin.kernel.refusals import Refusal
from tuopin.kernel.words import phrase

TAKE = """
    INSERT INTO desk_submission (account_id, key, digest, answer) VALUES (%s, %s, %s, '')
    ON CONFLICT (account_id, key) DO NOTHING RETURNING id
"""


@dataclass(frozen=True)
class Form:
    """A form as it was sent: whose, its hidden key, the keyed digest of its content (and those under keys being replaced)."""

    account: int
    key: str
    digest: bytes
    digests: tuple[bytes, ...]


@dataclass(frozen=True)
class Again:
    """The form took effect before; the first answer led here."""

    answer: str


def take_form(form: Form, work: Callable[[], tuple[object, str | None]]) -> object | Again:
    """Do `work` and remember where its answer leads, in one transaction; or Again, when the form took effect before.

    `work` gives its answer and where it leads, or None when nothing took effect and the form may be sent again. Of two that
    are sent at once the second waits here for the first. Raises the work's own Refusal, or one when the content differs.
    """
    refused: Refusal | None = None
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(TAKE, [form.account, form.key, form.digest])
            row = cursor.fetchone()
        if row is None:
            return _again(form)
        try:
            answer, leads_to = work()
        except Refusal as refusal:  # what the services have committed of it stands, as it would without this
            refused, answer, leads_to = refusal, None, None
        taken = Submission.objects.filter(pk=row[0])
        if leads_to is None:
            taken.delete()
        else:
            taken.update(answer=leads_to)
    if refused is not None:
        raise refused
    return answer


def _again(form: Form) -> Again:
    first = Submission.objects.get(account_id=form.account, key=form.key)
    if bytes(first.digest) not in form.digests:
        raise Refusal(
            "form-sent-with-other-content", phrase("这张表单已经提交过一次,这次的内容与上次不同,没有再办。"),
            phrase("请刷新页面,看清现在的情况后重新填写。"),
        )
    return Again(first.answer)
