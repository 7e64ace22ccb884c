"""End a post: from that day on it opens nothing."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string

from tuopin.kernel.refusals import NotFound, Refusal
from tuopin.kernel.words import phrase
from tuopin.people.models import Post
from tuopin.people.selectors import Actor
from tuopin.trail.services import record


@transaction.atomic
def end_post(*, post_id: int, ends_on: date, actor: Actor, on: date) -> Post:
    """End the post with `ends_on` as its first day without; on that day the next request is refused. A post given by
    mistake today may end today.

    What higher rooms have to say against it (`settings.POST_GUARDS`) is asked first: the head of a poor county stays until it is out.
    Raises NotFound for no such post, a Refusal when it has ended already or would end before it began.
    """
    post = Post.objects.select_for_update().select_related("account").filter(pk=post_id).first()
    if post is None:
        raise NotFound("no-such-post", phrase("没有编号为 {number} 的岗位。"), phrase("用 tuopin account list 查看岗位编号。"), number=post_id)
    if post.ends_on is not None and post.ends_on <= on:
        raise Refusal("post-ended", phrase("该岗位已于 {day} 结束。"), "", day=post.ends_on.isoformat())
    if post.ends_on is not None and ends_on > post.ends_on:
        raise Refusal("post-ends-before", phrase("该岗位已登记于 {day} 结束,不能延长。"), phrase("请从那天起重新任职。"), day=post.ends_on.isoformat())
    if ends_on < post.starts_on:
        raise Refusal("bad-span", phrase("离任日期不能早于任职日期 {day}。"), phrase("请核对日期。"), day=post.starts_on.isoformat())
    for guard in settings.POST_GUARDS:
        import_string(guard)(post, ends_on=ends_on, on=on)
    post.ends_on = ends_on
    post.save(update_fields=["ends_on"])
    record(area_code=post.area_code, verb="post", subject=f"account:{post.account.username}", actor=actor, on=on,
           what="end", role=post.role, post=post.pk, ends_on=ends_on.isoformat())
    return post
