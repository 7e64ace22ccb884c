"""A session that is kept, with whose it is and in which browser: Django's own row, with what its holder is told of it."""

from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.utils.translation import gettext_lazy as _


class LoggedIn(AbstractBaseSession):
    """One row per session, in Django's own table; who asks is still told by the signed data of the session alone, never by these columns."""

    account_number = models.BigIntegerField(_("账户编号"), null=True)
    browser = models.CharField(_("浏览器"), max_length=60, default="", db_default="")  # a few known words, nothing that was sent

    class Meta:
        managed = False
        db_table = "django_session"
        verbose_name = _("登录状态")

    def __str__(self):
        return f"{self.account_number} {self.browser}"
