"""Two persons: one asks to do what nobody may do alone, another agrees, and the one who asked does it once within a day."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import IntegrityError, transaction

from tuopin.kernel.home import keyring
from tuopin.kernel.refusals import NotFound, Refusal
from tuopin.kernel.words import phrase
from tuopin.people.selectors import Actor
from tuopin.procedure.models import Act, Case, Permission
from tuopin.procedure.services import clock
from tuopin.procedure.services.open_case import open_case
from tuopin.procedure.services.said import Said
from tuopin.procedure.services.take_step import take_step
from tuopin.trail.services import record

NAME, GOOD_FOR = "two-persons", timedelta(hours=24)


class Acts:
    """The subjects of agreements: what is to be done, exactly about what, where, by whom. They have no state of their own."""

    def place(self, actor: Actor, number: str) -> str:
        place = number.partition("@")[2]
        if not actor.may("read", place):
            raise NotFound("not-found", phrase("没有找到。"), phrase("请核对编号或代码;如属其他辖区,请联系上级。"))
        return place

    def status(self, number: str, *, on: date) -> str:
        return ""

    def avoiding(self, number: str) -> list[bytes]:
        return []

    def notice(self, number: str, *, on: date) -> str:
        return ""

    def conclude(self, case: Case, *, to: str, actor: Actor, on: date) -> None:
        """Nothing changes by an agreement; whoever asked may use it."""


@transaction.atomic
def ask_agreement(*, what: str, about: str, area_code: str, note: str, actor: Actor) -> Case:
    """Ask that another person agree to `what` (e.g. ``export-with-numbers``) about exactly `about` at the place, with a reason."""
    if not note.strip():
        raise Refusal("note-missing", phrase("没有写明理由。"), phrase("请写明理由或内容。"))
    case = open_case(procedure=NAME, number=_numbers(what, about, area_code, actor)[0], actor=actor, note=note)
    take_step(case=case.pk, step="ask", actor=actor)
    case.refresh_from_db()
    return case


def agree(*, case: int, actor: Actor, said: Said = Said()) -> Act:  # noqa: B008 (frozen)
    """Agree to what another person asked for. Raises a Refusal for whoever asked, and for whoever is not at the head of an office there."""
    return take_step(case=case, step="agree", actor=actor, said=said)


@transaction.atomic
def spend_agreement(*, what: str, about: str, area_code: str, actor: Actor) -> Case:
    """Use the agreement given to this person for exactly this, once; raises a Refusal `agreement-missing` where there is none in time."""
    numbers = _numbers(what, about, area_code, actor)
    case = Case.objects.filter(
        procedure=NAME, subject__in=[f"act:{number}" for number in numbers], state=Case.State.COMPLETED, account=actor.account_id, used=None,
        ended_at__gt=clock.now() - GOOD_FOR,
    ).order_by("-pk").first()
    try:
        with transaction.atomic():
            if case is None:
                raise IntegrityError
            Permission.objects.create(case=case, account_id=actor.account_id)
    except IntegrityError as fault:
        raise Refusal("agreement-missing", phrase("这件事须另一人同意,现在没有可用的同意。"), phrase("请先申请,由另一位负责人同意;24 小时内用一次。")) from fault
    record(area_code=case.area_code, verb="case-spend", subject=f"case:{case.pk}", actor=actor, on=clock.today(), what=what)
    return case


def _numbers(what: str, about: str, area_code: str, actor: Actor) -> list[str]:
    """The subject's number under every index key, the newest first: keyed, for what a list was searched by could be guessed from a plain digest."""
    return [f"{what}:{found.hex()}@{area_code}" for found in keyring().all_indexes("agreement", f"{about}\x00{actor.account_id}")]
