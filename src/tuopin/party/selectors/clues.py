"""Clues about bullies and gangs, for their three named persons and the auditor; for everybody else there is none."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet

from tuopin.evidence.selectors import FileShown, evidence_of
from tuopin.kernel.home import keyring
from tuopin.kernel.refusals import NotFound
from tuopin.kernel.words import phrase
from tuopin.party.models import Accountability, Clue
from tuopin.party.selectors.organisations import within_area
from tuopin.people.selectors import Actor
from tuopin.procedure.models import Case


@dataclass(frozen=True)
class ClueFile:
    """One clue with its sealed words opened, its case, its files, and who was held to account (name, row)."""

    clue: Clue
    about: str
    said: str
    case: Case | None
    evidence: list[FileShown]
    accountabilities: list[tuple[str, Accountability]]


def place_of(what: str, uid: UUID) -> str:
    """For which place a sealed text of a clue is sealed."""
    return f"party.clue|{what}|{uid}"


def named_for(actor: Actor) -> Q:
    """The condition that the asker is named for a clue, or audits its place. The database holds to the same behind it."""
    mine = Q(recorder=actor.account_id) | Q(verifier=actor.account_id) | Q(approver=actor.account_id)
    audited = actor.scope("area_code", "audit")
    return audited | (actor.scope("area_code") & mine) if actor.account_id else audited


def clues_of(actor: Actor, area: str) -> QuerySet[Clue]:
    """The clues of the area that the asker is named for, the latest first."""
    return Clue.objects.filter(within_area(actor, area), named_for(actor)).order_by("-received_on", "-pk")


def clue_named(actor: Actor, pk: int, *, held: bool = False) -> Clue:
    """One clue; NotFound for whoever is neither named for it nor the auditor."""
    rows = Clue.objects.select_for_update(of=("self",)) if held else Clue.objects
    found = rows.filter(named_for(actor), pk=pk).select_related("recorder", "verifier", "approver").first()
    if found is None:
        raise NotFound("no-such-clue", phrase("没有找到这条线索。"), phrase("请从线索名单中选择。"))
    return found


def clue_file(actor: Actor, pk: int) -> ClueFile:
    """All that belongs to one clue, opened; raises NotFound as `clue_named` does."""
    clue = clue_named(actor, pk)
    opened = [(keyring().open(bytes(row.person_sealed), f"party.accountability|person|{row.uid}"), row) for row in clue.accountabilities.order_by("pk")]
    case = Case.objects.filter(subject=f"party-clue:{clue.pk}").order_by("-pk").first()
    return ClueFile(
        clue, keyring().open(bytes(clue.about_sealed), place_of("about", clue.uid)), keyring().open(bytes(clue.said_sealed), place_of("said", clue.uid)), case,
        evidence_of(actor, f"party-clue:{clue.pk}"), opened)


def held_to_account(actor: Actor, area: str) -> dict[str, int]:
    """How many persons of each rank were held to account upon the clues that the asker sees."""
    return dict(Counter(Accountability.objects.filter(clue__in=clues_of(actor, area)).values_list("rank", flat=True)))
