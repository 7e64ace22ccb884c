"""Contracts of secretaries for Party building in a year, with each one's score."""

from __future__ import annotations

from django.db.models import QuerySet

from tuopin.evidence.selectors import FileShown, evidence_of
from tuopin.kernel.refusals import NotFound
from tuopin.kernel.words import phrase
from tuopin.party.models import Contract
from tuopin.party.selectors.organisations import within_area
from tuopin.people.selectors import Actor


def contracts_of(actor: Actor, area: str, *, year: int) -> QuerySet[Contract]:
    """The contracts of the area in the year, by place."""
    return Contract.objects.filter(within_area(actor, area), year=year).select_related("secretary", "scored_by").order_by("area_code", "pk")


def contract_file(actor: Actor, pk: int) -> tuple[Contract, list[FileShown]]:
    """One contract with its files; raises NotFound when there is none or it is not the asker's to see."""
    found = Contract.objects.filter(actor.scope("area_code"), pk=pk).select_related("secretary", "scored_by").first()
    if found is None:
        raise NotFound("no-such-contract", phrase("没有找到这份责任书。"), phrase("请核对编号;如属其他辖区,请联系上级。"))
    return found, evidence_of(actor, f"party-contract:{found.pk}")
