"""Contracts of secretaries for Party building (党建责任书): laid out, signed by the secretary, scored at the year's end by somebody above."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db import transaction

from tuopin.evidence.selectors import files_named
from tuopin.kernel.refusals import Forbidden, NotFound, Refusal
from tuopin.kernel.words import phrase
from tuopin.party.models import Contract
from tuopin.people.models import Account
from tuopin.people.selectors import Actor, posts_held
from tuopin.responsibility.services.writing import record_rows, write_rows

SIGNATURES = ("signature", "scan", "photo", "document")


@dataclass(frozen=True)
class NewContract:
    """A contract to be signed: of the secretary of which place, and what it binds to."""

    area: str
    terms: str


def lay_out_contracts(contracts: Sequence[NewContract], *, year: int, actor: Actor, on: date) -> list[Contract]:
    """Lay out the contracts of the year for whoever is secretary of each place on the day, all or none. Raises Refusal for a place without one, no terms."""
    posts = posts_held(on=on).filter(office="secretary", area_code__in=[c.area for c in contracts])
    secretary = {post.area_code: post.account_id for post in posts}
    vacant = [c.area for c in contracts if c.area not in secretary]
    if vacant or any(not c.terms.strip() for c in contracts):
        raise Refusal("contract-unclear", phrase("没有写明责任内容,或该地没有书记在任:{places}。"), phrase("请补充责任内容,或先落实书记。"), places=vacant[:5])
    return write_rows([
        Contract(area_code=c.area, year=year, secretary_id=secretary[c.area], terms=c.terms.strip()[:500]) for c in contracts
    ], kind="party-contract", verb="party-contract", actor=actor, on=on, told=lambda c: {"year": c.year})


@transaction.atomic
def sign_contracts(signatures: Mapping[int, UUID], *, actor: Actor, on: date) -> list[Contract]:
    """Sign contracts, by number and signature file, as the secretary whose they are. Raises Forbidden for anybody else, Refusal without the file."""
    rows = _held(list(signatures), actor)
    files = files_named(actor, [UUID(str(uid)) for uid in signatures.values()])
    for row in rows:
        if row.secretary_id != actor.account_id:
            raise Forbidden("not-the-secretary", phrase("责任书由书记本人签订。"), phrase("请由该地的书记办理。"))
        file = files.get(UUID(str(signatures[row.pk])))
        if row.signed_on is not None or file is None or file.subject != f"party-contract:{row.pk}" or file.kind not in SIGNATURES:
            raise Refusal("signature-missing", phrase("责任书已经签过,或没有这份责任书的签字凭证。"), phrase("请先上传签字或扫描件。"))
        row.signed_on, row.signature = on, file.uid
    Contract.objects.bulk_update(rows, ["signed_on", "signature"])
    record_rows(rows, kind="party-contract", verb="party-contract-sign", actor=actor, on=on, told=lambda c: {"evidence_digest": files[c.signature].digest})
    return rows


@transaction.atomic
def score_contracts(scores: Mapping[int, tuple[Decimal, str]], *, actor: Actor, on: date) -> list[Contract]:
    """Score signed contracts (number → score of 100, why), as somebody who works above the place and is another person than its secretary."""
    rows = _held(list(scores), actor)
    me = Account.objects.filter(pk=actor.account_id).first() if actor.account_id else None
    if me is None:
        raise Forbidden("no-person", phrase("评分须以个人账户进行。"), phrase("请以有岗位的账户办理。"))
    for row in rows:
        actor.require("confirm", row.area_code)
        same = row.secretary_id == me.pk or (me.identity_index is not None and row.secretary.identity_index == me.identity_index)
        if same or any(area == row.area_code for area, _acts in actor.areas):
            raise Refusal("same-person", phrase("责任书由上级的另一人评分。"), phrase("请由上级的岗位办理。"))
        score, note = scores[row.pk]
        if row.signed_on is None or row.score is not None or not 0 <= score <= 100 or not note.strip():
            raise Refusal("contract-not-scored", phrase("责任书没有签订、已经评过,或得分、说明不对。"), phrase("请核对后重新办理。"))
        row.score, row.score_note, row.scored_by_id, row.scored_on = score, note.strip()[:300], me.pk, on
    Contract.objects.bulk_update(rows, ["score", "score_note", "scored_by", "scored_on"])
    record_rows(rows, kind="party-contract", verb="party-contract-score", actor=actor, on=on, told=lambda c: {"score": str(c.score)})
    return rows


def _held(numbers: list[int], actor: Actor) -> list[Contract]:
    rows = list(Contract.objects.select_for_update(of=("self",)).filter(actor.scope("area_code"), pk__in=numbers).select_related("secretary").order_by("pk"))
    if len(rows) != len(numbers) or not rows:
        raise NotFound("no-such-contract", phrase("没有找到这份责任书。"), phrase("请核对编号;如属其他辖区,请联系上级。"))
    return rows
