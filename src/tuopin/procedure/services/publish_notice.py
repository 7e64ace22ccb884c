"""A case before the public: the notice goes up, somebody objects, the objection is answered, the notice comes down."""

from __future__ import annotations

from hashlib import sha256

from tuopin.kernel.home import keyring
from tuopin.kernel.masking import require_publishable
from tuopin.kernel.refusals import Refusal
from tuopin.kernel.words import phrase
from tuopin.people.selectors import Actor
from tuopin.procedure.models import Act, Case, Objection, Publication
from tuopin.procedure.selectors.past import case_in_sight, edition_of
from tuopin.procedure.services import clock, doors
from tuopin.procedure.services.enact import Wish, enact
from tuopin.procedure.services.said import Said
from tuopin.procedure.states import deed as d
from tuopin.procedure.states import procedure_named

LONGEST = 2000  # characters of an objection


def publish_notice(*, case: int, actor: Actor, said: Said = Said()) -> Act:  # noqa: B008 (frozen)
    """Put the notice up: its text is closed with its digest, and its days count from the checkpoint that holds it."""
    held = case_in_sight(actor, case)
    step = edition_of(held).step(held.due)
    if step is None or step.notice is None:
        raise Refusal("not-this-step", phrase("现在不是公示的步骤。"), phrase("请按顺序办理。"))
    text = notice_text(held)

    def beside(act: Act) -> None:
        Publication.objects.create(
            act=act, place=step.notice.place, days=step.notice.days, text=text, digest=sha256(text.encode()).hexdigest()
        )

    return enact(Wish(d.PUBLISH, step.name), case=case, actor=actor, said=said, beside=beside)


def notice_text(case: Case) -> str:
    """What the notice of the case says: masked, and refused where anything in it may not stand in public."""
    declared = procedure_named(case.procedure)
    text = doors.subject_of(declared.subject).notice(case.subject.partition(":")[2], on=clock.today())
    require_publishable(*text.splitlines())
    return text


def close_notice(*, case: int, actor: Actor, said: Said = Said()) -> Act:  # noqa: B008 (frozen)
    """Take the notice down after its whole time. Raises a Refusal while it has not hung long enough or an objection is open."""
    return enact(Wish(d.CLOSE, case_in_sight(actor, case).due), case=case, actor=actor, said=said)


def object_to(*, case: int, text: str, actor: Actor, objector: str = "", said: Said = Said()) -> Act:  # noqa: B008 (frozen)
    """Record an objection to the notice; the clock stands still until it is answered. Text and name are kept sealed."""
    text = text.strip()
    if not text or len(text) > LONGEST:
        raise Refusal("note-missing", phrase("没有写明异议内容,或内容过长。"), phrase("请写明异议内容,不超过 {most} 字。"), most=LONGEST)

    def beside(act: Act) -> None:
        ring = keyring()
        Objection.objects.create(
            act=act, said_sealed=ring.seal(text, f"procedure.objection|said|{act.pk}"),
            objector_sealed=ring.seal(objector.strip(), f"procedure.objection|objector|{act.pk}") if objector.strip() else None,
        )

    wish = Wish(d.OBJECT, case_in_sight(actor, case).due, more=(text, objector))
    return enact(wish, case=case, actor=actor, said=_marked(said), beside=beside)


def answer_objection(*, case: int, refers: int, outcome: str, actor: Actor, said: Said) -> Act:
    """Answer an objection (its number in the case), `dismissed` or `upheld`, on evidence; upheld it ends the case."""
    wish = Wish(d.ANSWER, case_in_sight(actor, case).due, outcome=outcome, refers=refers)
    return enact(wish, case=case, actor=actor, said=said)


def _marked(said: Said) -> Said:
    """An objection's words are sealed apart; the act itself says only that there was one."""
    return Said(said.happened_on, phrase("登记异议"), said.evidence, seen=said.seen, key=said.key)


def said_in(act: Act) -> dict[str, str]:
    """What was objected, and by whom where they gave a name: opened for whoever may work on the case."""
    ring, row = keyring(), act.objection
    return {
        "text": ring.open(row.said_sealed, f"procedure.objection|said|{act.pk}"),
        "objector": ring.open(row.objector_sealed, f"procedure.objection|objector|{act.pk}") if row.objector_sealed else "",
    }
