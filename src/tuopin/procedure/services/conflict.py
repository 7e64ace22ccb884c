"""Why a whole submission is refused: somebody else went on with the case meanwhile, or some of many cases refuse; nothing of it is kept."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from tuopin.kernel.refusals import Refusal
from tuopin.kernel.words import phrase
from tuopin.procedure.models import Act

NAMED, REASONS = 5, 3  # numbers of a reason, and reasons, that are told
WHICH = phrase("{which}:{why}")


class MovedOn(Refusal):
    """The case has acts that the asker had not seen; carries them."""

    def __init__(self, since: Sequence[Act]) -> None:
        super().__init__(
            "moved-on", phrase("在您查看之后,此事项已有 {count} 条新的办理记录,您的提交没有保存。"), phrase("请看过新的记录后再提交。"), count=len(since),
        )
        self.since = list(since)


class SomeRefused(Refusal):
    """Some of many cases refuse, so that none was acted in; says why, with the first numbers of each reason."""

    def __init__(self, refused: Sequence[tuple[str, Refusal]], *, of: int) -> None:
        super().__init__(
            "some-refused", phrase("{of} 件中有 {count} 件不能办理,全部没有保存。"), phrase("请先处理这些事项,或把它们去掉后再提交。"),
            of=of, count=len(refused), first=refused[0][1].code, codes=sorted({refusal.code for _, refusal in refused}),
        )
        self.refused = list(refused)

    def say(self, translate: Callable[[str], str] = lambda sentence: sentence) -> tuple[str, str]:
        """The count, then each reason in words with the numbers that it is of."""
        message, fix = super().say(translate)
        reasons: dict[str, list[str]] = {}
        for number, refusal in self.refused:
            reasons.setdefault(refusal.say(translate)[0], []).append(number)
        told = [translate(WHICH).format(which=translate("、").join(numbers[:NAMED]) + ("…" if len(numbers) > NAMED else ""), why=why) for why, numbers in reasons.items()]
        return " ".join([message, *told[:REASONS], *(["…"] if len(told) > REASONS else [])]), fix
