"""The password with which a calendar program reads somebody's tasks."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from tuopin.people.models import Account


class CalendarLink(models.Model):
    """One row per password that was given out (日历订阅); of the password itself only a digest is kept. It opens nothing once its holder has no post, or
    has ended every session (a telephone was lost), or once a post ended that its holder had when it was given out."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+", verbose_name=_("账户"))
    digest = models.CharField(_("地址摘要"), max_length=64, db_collation="C", unique=True)  # SHA-256 of 160 random bits
    of_sessions = models.IntegerField(_("登录失效次数"), default=0, db_default=0)  # the account's when it was given out: ended with its sessions
    posts = models.CharField(_("岗位"), max_length=400, db_collation="C", default="", db_default="")  # their numbers when it was given out, joined by commas
    made_at = models.DateTimeField(_("生成时间"), db_default=Now())
    ended_at = models.DateTimeField(_("停用时间"), null=True)

    class Meta:
        verbose_name = _("日历订阅")
        constraints = [models.UniqueConstraint(fields=["account"], condition=Q(ended_at=None), name="one_calendar_each")]

    def __str__(self):
        return f"{self.account_id} {'ended' if self.ended_at else 'open'}"
