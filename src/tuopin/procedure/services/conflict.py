"""Somebody else went on with the case meanwhile: what was done since is shown, and nothing of the second submission is kept."""

from __future__ import annotations

from collections.abc import Sequence

from tuopin.kernel.refusals import Refusal
from tuopin.kernel.words import phrase
from tuopin.procedure.models import Act


class MovedOn(Refusal):
    """The case has acts that the asker had not seen; carries them."""

    def __init__(self, since: Sequence[Act]) -> None:
        super().__init__(
            "moved-on", phrase("在您查看之后,此事项已有 {count} 条新的办理记录,您的提交没有保存。"), phrase("请看过新的记录后再提交。"), count=len(since),
        )
        self.since = list(since)
