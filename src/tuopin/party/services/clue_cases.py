"""What a procedure asks of a clue: where it is worked on, how it stands, and what its completion does. Only its named persons find it."""

from __future__ import annotations

from datetime import date

from tuopin.kernel.refusals import Forbidden, NotFound
from tuopin.kernel.words import phrase
from tuopin.party.models import Clue
from tuopin.party.selectors.clues import clue_named
from tuopin.people.selectors import Actor
from tuopin.procedure.models import Case
from tuopin.trail.services import record


class ClueCases:
    """Clues as subjects of cases."""

    def place(self, actor: Actor, number: str) -> str:
        """Where the clue is worked on; raises NotFound for whoever is not named for it."""
        if not number.isascii() or not number.isdigit():
            raise NotFound("no-such-clue", phrase("没有找到这条线索。"), phrase("请从线索名单中选择。"))
        return clue_named(actor, int(number)).area_code

    def status(self, number: str, *, on: date) -> str:
        """Recorded or referred; its row is held."""
        return "referred" if Clue.objects.select_for_update().get(pk=int(number)).referred_on else "recorded"

    def avoiding(self, number: str) -> list[bytes]:
        return []

    def notice(self, number: str, *, on: date) -> str:
        return ""

    def conclude(self, case: Case, *, to: str, actor: Actor, on: date) -> None:
        """The clue was referred to the police."""
        clue = Clue.objects.select_for_update().get(pk=int(case.subject.partition(":")[2]))
        clue.referral, clue.referred_on = case, on
        clue.save(update_fields=["referral", "referred_on"])
        record(area_code=clue.area_code, verb="party-clue-refer", subject=f"party-clue:{clue.pk}", actor=actor, on=on, case=case.pk)


def by_recorder(*, number: str, actor: Actor, on: date, case: Case | None = None) -> None:
    """A condition: the step is for whoever recorded the clue."""
    _require_named(clue_named(actor, int(number)).recorder_id, actor)


def by_verifier(*, number: str, actor: Actor, on: date, case: Case | None = None) -> None:
    """A condition: the step is for whoever is named to verify the clue."""
    _require_named(clue_named(actor, int(number)).verifier_id, actor)


def by_approver(*, number: str, actor: Actor, on: date, case: Case | None = None) -> None:
    """A condition: the step is for whoever is named to approve the referral."""
    _require_named(clue_named(actor, int(number)).approver_id, actor)


def _require_named(account: int, actor: Actor) -> None:
    if account != actor.account_id:
        raise Forbidden("not-named", phrase("这一步由线索上指定的承办人办理。"), phrase("请由指定的承办人办理。"))
