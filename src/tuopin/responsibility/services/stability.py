"""The heads of a poor county stay until it is out (不脱贫不调整、不摘帽不调离), unless a document says otherwise."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db import transaction

from tuopin.evidence.selectors import file_shown
from tuopin.kernel.areas import depth_of
from tuopin.kernel.refusals import NotFound, Refusal
from tuopin.kernel.words import phrase
from tuopin.people.models import Post
from tuopin.people.selectors import Actor, same_person
from tuopin.responsibility.models import Exemption, PledgeTarget
from tuopin.responsibility.services.writing import write_rows
from tuopin.scope.services import door

COUNTY = 3


def require_may_leave(post: Post, *, on: date) -> None:
    """Raise Refusal when the post is that of a county's secretary or head of government, its pledge to leave poverty is signed and not met, and
    no document lets them go. Asked by whatever ends a post."""
    if post.office not in ("secretary", "chief") or depth_of(post.area_code) != COUNTY:
        return
    with door("stability", read=[post.area_code]):
        bound = PledgeTarget.objects.filter(
            pledge__area_code=post.area_code, measure="county-exit", pledge__signed_on__isnull=False, pledge__upper_signed_on__isnull=False,
        ).exclude(pledge__outcome="met").exists()
        let_go = Exemption.objects.filter(post=post, granted_on__lte=on).exists()
    if bound and not let_go:
        raise Refusal(
            "not-before-exit", phrase("贫困县党政正职在摘帽前不调整、不调离。"), phrase("确需调整的,先登记上级的批准文件(tuopin responsibility exempt)。"),
        )


@transaction.atomic
def grant_exemption(*, post_id: int, document: str, evidence: UUID, actor: Actor, on: date) -> Exemption:
    """Record the document by which the head of a place may leave all the same; the place above does, with the scan of the document."""
    post = Post.objects.filter(pk=post_id).first()
    if post is None:
        raise NotFound("no-such-post", phrase("没有编号为 {number} 的岗位。"), phrase("用 tuopin account list 查看岗位编号。"), number=post_id)
    if any(area == post.area_code for area, _acts in actor.areas) or not document.strip():
        raise Refusal("exemption-own", phrase("调离批准由上级登记,并写明文件名称和文号。"), phrase("请由上级的岗位办理。"))
    if same_person(post.account_id, actor.account_id):
        raise Refusal("same-person", phrase("本人不能登记自己的调离批准。"), phrase("请由上级的另一人办理。"))
    file = file_shown(actor, evidence).file
    if file.subject != f"post:{post.pk}":
        raise Refusal("evidence-unasked", phrase("材料的种类不符合这一步的要求。"), phrase("请按要求的种类上传。"))
    return write_rows([
        Exemption(post=post, area_code=post.area_code, document=document.strip()[:300], evidence=file.uid, granted_by_id=actor.account_id, granted_on=on)
    ], kind="exemption", verb="exemption-grant", actor=actor, on=on, told=lambda e: {"post": e.post_id, "basis": e.document})[0]
