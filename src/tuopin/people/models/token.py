"""A key by which a program reads, in the name of one post of one person."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from tuopin.people.models.account import Account
from tuopin.people.models.post import Post


class AccessToken(models.Model):
    """One row per access token (访问令牌): of the token itself only a digest is kept. It reads what its one post may read, and ends with the post, with
    every session of its holder, on its last day, or at once when it is revoked."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="tokens", verbose_name=_("账户"))
    post = models.ForeignKey(Post, on_delete=models.PROTECT, db_index=False, related_name="+", verbose_name=_("岗位"))
    name = models.CharField(_("令牌名称"), max_length=60)
    digest = models.CharField(_("令牌摘要"), max_length=64, db_collation="C", unique=True)  # SHA-256 of 240 random bits
    of_sessions = models.IntegerField(_("登录失效次数"), default=0)  # the account's when it was made
    made_at = models.DateTimeField(_("生成时间"), db_default=Now())
    starts_on = models.DateField(_("生效日期"))
    ends_on = models.DateField(_("失效日期"))
    ended_at = models.DateTimeField(_("停用时间"), null=True)
    last_used_at = models.DateTimeField(_("使用时间"), null=True)
    minute_at = models.DateTimeField(_("计次时间"), null=True)  # from when the calls are counted, anew every minute
    calls = models.IntegerField(_("调用次数"), default=0)

    class Meta:
        verbose_name = _("访问令牌")
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gt=F("starts_on")), name="token_span"),
            models.UniqueConstraint(fields=["account", "name"], condition=Q(ended_at=None), name="token_name_once"),
        ]

    def __str__(self):
        return f"{self.account_id} {self.name}"
