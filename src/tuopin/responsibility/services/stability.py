"""The heads of a poor county stay until it is out (不脱贫不调整、不摘帽不调离), unless a document says otherwise."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db import transaction

from tuopin.evidence.selectors import file_shown
from tuopin.identification.models import Designation
from tuopin.kernel.areas import depth_of
from tuopin.kernel.days import covers
from tuopin.kernel.refusals import NotFound, Refusal
from tuopin.kernel.words import phrase
from tuopin.people.models import Post
from tuopin.people.selectors import Actor, same_person
from tuopin.responsibility.models import Exemption, Pledge, PledgeTarget
from tuopin.responsibility.services.writing import write_rows
from tuopin.scope.services import door

COUNTY, HEADS = 3, ("secretary", "chief")


def require_may_leave(post: Post, *, ends_on: date, on: date) -> None:
    """Raise Refusal when the post is that of a poor county's secretary or head of government, the county is not out by `ends_on`, the first day
    without them, and no document lets them go. Asked by whatever ends a post; one given by mistake today was never held, and nobody is moved.
    """
    if post.office not in HEADS or depth_of(post.area_code) != COUNTY or post.starts_on == ends_on >= on:
        return
    with door("stability", read=[post.area_code]):
        bound, let_go = _is_bound(post.area_code, ends_on), Exemption.objects.filter(post=post, granted_on__lte=ends_on).exists()
    if bound and not let_go:
        raise Refusal(
            "not-before-exit", phrase("贫困县党政正职在摘帽前不调整、不调离。"), phrase("确需调整的,先登记上级的批准文件(tuopin responsibility exempt)。"),
        )


def _is_bound(county: str, day: date) -> bool:
    """Whether the county still has its hat on the day: by its designations; where none is on record, by what it last pledged."""
    spans = list(Designation.objects.filter(area_code=county, tag__endswith="_county").values_list("starts_on", "ends_on"))
    if spans:
        return any(covers(starts, ends, day) for starts, ends in spans)
    signed = PledgeTarget.objects.filter(
        pledge__area_code=county, measure="county-exit", pledge__signed_on__isnull=False, pledge__upper_signed_on__isnull=False)
    met = signed.filter(pledge__outcome=Pledge.Outcome.MET, pledge__settled_on__lte=day).order_by("-pledge__year").values_list("pledge__year", flat=True).first()
    return signed.filter(pledge__year__gt=met or 0).exists()


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
