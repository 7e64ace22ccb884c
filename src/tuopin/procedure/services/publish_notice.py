"""A case before the public: the notice goes up, somebody objects, the objection is answered, the notice comes down."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from hashlib import sha256

from tuopin.kernel.home import keyring
from tuopin.kernel.masking import require_publishable
from tuopin.kernel.refusals import Refusal
from tuopin.kernel.words import phrase
from tuopin.people.selectors import Actor
from tuopin.procedure.models import Act, Case, Objection, Publication
from tuopin.procedure.selectors.past import case_in_sight, cases_in_sight, edition_of
from tuopin.procedure.services import clock, doors
from tuopin.procedure.services.enact import Wish, enact, enact_many
from tuopin.procedure.services.said import Said
from tuopin.procedure.states import deed as d

LONGEST = 2000  # characters of an objection


def publish_notice(*, case: int, actor: Actor, said: Said = Said()) -> Act:  # noqa: B008 (frozen)
    """Put the notice up: its text is closed with its digest, and its days count from the checkpoint that holds it."""
    held = case_in_sight(actor, case)
    step = edition_of(held).step(held.due)
    if step is None or step.notice is None:
        raise Refusal("not-this-step", phrase("现在不是公示的步骤。"), phrase("请按顺序办理。"))
    return publish_notices({case: said}, actor=actor)[0]


def publish_notices(cases: Mapping[int, Said], *, actor: Actor, report: Callable[[int, int], None] = lambda done, of: None) -> list[Act]:
    """Put the notices of many cases up together: one checkpoint a place holds them all. Raises as `enact_many` does."""
    held = {case.pk: case for case in cases_in_sight(actor, cases)}
    steps = {pk: edition_of(case).step(case.due) for pk, case in held.items()}
    if any(step is None or step.notice is None for step in steps.values()):
        raise Refusal("not-this-step", phrase("现在不是公示的步骤。"), phrase("请按顺序办理。"))
    texts = notice_texts(list(held.values()))

    def beside(acts: Sequence[Act]) -> None:
        rows = Publication.objects.bulk_create([
            Publication(act=act, place=steps[act.case_id].notice.place, days=steps[act.case_id].notice.days, text=texts[act.case_id],
                        digest=sha256(texts[act.case_id].encode()).hexdigest())
            for act in acts
        ], batch_size=500)
        for act, row in zip(acts, rows, strict=True):
            act.publication = row

    wishes = {pk: (Wish(d.PUBLISH, steps[pk].name), said) for pk, said in cases.items()}
    return enact_many(wishes, actor=actor, beside=beside, report=report)


def notice_text(case: Case) -> str:
    """What the notice of the case says: masked, and refused where anything in it may not stand in public."""
    return notice_texts([case])[case.pk]


def notice_texts(cases: Sequence[Case]) -> dict[int, str]:
    """What the notices of the cases say, by the case's number."""
    texts = doors.notices(cases, on=clock.today())
    for text in texts.values():
        require_publishable(*text.splitlines())
    return texts


def close_notice(*, case: int, actor: Actor, said: Said = Said()) -> Act:  # noqa: B008 (frozen)
    """Take the notice down after its whole time. Raises a Refusal while it has not hung long enough or an objection is open."""
    return enact(Wish(d.CLOSE, case_in_sight(actor, case).due), case=case, actor=actor, said=said)


def close_notices(cases: Mapping[int, Said], *, actor: Actor, report: Callable[[int, int], None] = lambda done, of: None) -> list[Act]:
    """Take the notices of many cases down together. Raises as `close_notice` and `enact_many` do."""
    wishes = {case.pk: (Wish(d.CLOSE, case.due), cases[case.pk]) for case in cases_in_sight(actor, cases)}
    return enact_many(wishes, actor=actor, report=report)


def object_to(*, case: int, text: str, actor: Actor, objector: str = "", said: Said = Said()) -> Act:  # noqa: B008 (frozen)
    """Record an objection to the notice; the clock stands still until it is answered. Text and name are kept sealed."""
    text = text.strip()
    if not text or len(text) > LONGEST:
        raise Refusal("note-missing", phrase("没有写明异议内容,或内容过长。"), phrase("请写明异议内容,不超过 {most} 字。"), most=LONGEST)

    def beside(acts: Sequence[Act]) -> None:
        ring, act = keyring(), acts[0]
        act.objection = Objection.objects.create(
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
