"""The acts of a case that follow its declared steps: an ordinary step, the last one, and a withdrawal."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from tuopin.kernel.refusals import Refusal
from tuopin.kernel.words import Phrase, phrase
from tuopin.people.selectors import Actor
from tuopin.procedure.models import Act
from tuopin.procedure.selectors.past import case_in_sight, edition_of, rested_on, submitted_before
from tuopin.procedure.services.enact import Wish, enact, enact_many
from tuopin.procedure.services.said import Said
from tuopin.procedure.states import deed as d


def take_step(*, case: int, step: str, actor: Actor, said: Said = Said()) -> Act:  # noqa: B008 (frozen)
    """Take the step that is due. Raises a Refusal with the reason when it is not this person's, not yet, or lacks something."""
    return enact(Wish(d.STEP, step), case=case, actor=actor, said=said)


def take_again(act: Act, *, actor: Actor, said: Said) -> Act:
    """A submission whose key wrote this act before: the act, where it says the same; Refusal `key-reused` where it does not.

    What the system gathers for a submission, the step that is due and the files that lie there, is another once the act stands: so it is taken from the act.
    """
    return enact(Wish(act.kind, act.step, act.outcome, act.refers), case=act.case_id, actor=actor, said=replace(said, evidence=rested_on(act)))


def complete(*, case: int, actor: Actor, said: Said = Said()) -> Act:  # noqa: B008 (frozen)
    """Take the last step: the case ends, and what it was about changes with it. Raises as `take_step` does."""
    held = case_in_sight(actor, case)
    last = edition_of(held).steps[-1]
    if held.due != last.name:
        raise Refusal("not-this-step", phrase("此事项还没有到最后一步“{step}”。"), phrase("请按顺序办理。"), step=Phrase(last.title))
    return take_step(case=case, step=last.name, actor=actor, said=said)


def take_steps(
    cases: Mapping[int, Said], *, step: str, actor: Actor, report: Callable[[int, int], None] = lambda done, of: None,
) -> list[Act]:
    """Take the same step in many cases at once, all or none: a meeting that appraised them, an office that reviewed them. Raises as `enact_many`."""
    return enact_many({pk: (Wish(d.STEP, step), said) for pk, said in cases.items()}, actor=actor, report=report)


def reject(*, case: int, actor: Actor, said: Said) -> Act:
    """Say no at the step that is due, with the reason; the case ends and may be appealed against. The same key again is the same act."""
    held = case_in_sight(actor, case)
    before = submitted_before(actor, held, said.key)
    return enact(Wish(d.REJECT, before.step if before else held.due), case=case, actor=actor, said=said)


def reject_many(cases: Mapping[int, Said], *, step: str, actor: Actor) -> list[Act]:
    """Say no in many cases at the same step: what a meeting did not carry."""
    return enact_many({pk: (Wish(d.REJECT, step), said) for pk, said in cases.items()}, actor=actor)


def withdraw(*, case: int, actor: Actor, said: Said) -> Act:
    """End the case without effect, with a reason."""
    return enact(Wish(d.WITHDRAW), case=case, actor=actor, said=said)
