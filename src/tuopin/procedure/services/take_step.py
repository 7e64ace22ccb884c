"""The acts of a case that follow its declared steps: an ordinary step, the last one, and a withdrawal."""

from __future__ import annotations

from tuopin.kernel.refusals import Refusal
from tuopin.kernel.words import phrase
from tuopin.people.selectors import Actor
from tuopin.procedure.models import Act
from tuopin.procedure.selectors.past import case_in_sight, edition_of
from tuopin.procedure.services.enact import Wish, enact
from tuopin.procedure.services.said import Said
from tuopin.procedure.states import deed as d


def take_step(*, case: int, step: str, actor: Actor, said: Said = Said()) -> Act:  # noqa: B008 (frozen)
    """Take the step that is due. Raises a Refusal with the reason when it is not this person's, not yet, or lacks something."""
    return enact(Wish(d.STEP, step), case=case, actor=actor, said=said)


def complete(*, case: int, actor: Actor, said: Said = Said()) -> Act:  # noqa: B008 (frozen)
    """Take the last step: the case ends, and what it was about changes with it. Raises as `take_step` does."""
    held = case_in_sight(actor, case)
    last = edition_of(held).steps[-1]
    if held.due != last.name:
        raise Refusal("not-this-step", phrase("此事项还没有到最后一步“{step}”。"), phrase("请按顺序办理。"), step=last.title)
    return take_step(case=case, step=last.name, actor=actor, said=said)


def withdraw(*, case: int, actor: Actor, said: Said) -> Act:
    """End the case without effect, with a reason."""
    return enact(Wish(d.WITHDRAW), case=case, actor=actor, said=said)
