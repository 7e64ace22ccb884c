"""Someone who logs in."""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from tuopin.trail.models import Projected


class Accounts(BaseUserManager):
    """Finds accounts by the name they log in with."""


class Account(Projected, AbstractBaseUser):
    """One row per natural person who logs in; what they may do comes from their posts alone."""

    username = models.CharField(_("登录名"), max_length=60, unique=True)
    name = models.CharField(_("姓名"), max_length=60)
    language = models.CharField(_("界面语言"), max_length=10, default="zh-hans")
    identity_sealed = models.BinaryField(_("身份证号"), null=True)
    identity_index = models.BinaryField(_("身份索引"), null=True, unique=True)  # keyed digest of the identity number: one person, one account
    is_active = models.BooleanField(_("启用"), default=True)
    created_at = models.DateTimeField(_("创建时间"), auto_now_add=True)
    password_given_at = models.DateTimeField(_("初始密码发放时间"), null=True)  # None: the holder chose the password
    sessions_ended = models.IntegerField(_("登录失效次数"), default=0)  # one more ends every session there is

    objects = Accounts()
    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name = _("账户")

    def __str__(self):
        return f"{self.name} ({self.username})"

    def get_session_auth_hash(self):
        """What a session must carry to be this account's still: it changes with the password and when all sessions are ended."""
        return salted_hmac("people.sessions", f"{self.password}\x00{self.sessions_ended}", algorithm="sha256").hexdigest()

    def get_session_auth_fallback_hash(self):
        """No older secret signs sessions."""
        return iter(())
