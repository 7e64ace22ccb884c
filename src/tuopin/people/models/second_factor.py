"""The second factor of an account: a secret shared with the holder's telephone, and codes on paper for when it is lost."""

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from tuopin.people.models.account import Account


class SecondFactor(models.Model):
    """One row per account that has enrolled, or begun to enroll, a device with one-time codes (TOTP, RFC 6238)."""

    account = models.OneToOneField(Account, on_delete=models.PROTECT, related_name="second_factor", verbose_name=_("账户"))
    secret_sealed = models.BinaryField(_("动态口令密钥"))
    begun_at = models.DateTimeField(_("登记时间"), db_default=Now())
    confirmed_at = models.DateTimeField(_("确认时间"), null=True)  # until then it opens nothing
    last_step = models.BigIntegerField(_("已用时间步"), default=0)  # of 30 seconds; a code is good once

    class Meta:
        verbose_name = _("第二因素")

    def __str__(self):
        return f"{self.account_id} {'confirmed' if self.confirmed_at else 'begun'}"


class RecoveryCode(models.Model):
    """One row per code on paper that can stand in for the device once; kept as a digest of 120 random bits."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="recovery_codes", verbose_name=_("账户"))
    digest = models.BinaryField(_("备用码摘要"))
    used_at = models.DateTimeField(_("使用时间"), null=True)

    class Meta:
        verbose_name = _("备用码")
        constraints = [models.UniqueConstraint(fields=["account", "digest"], name="recovery_code_once")]

    def __str__(self):
        return f"{self.account_id} {'used' if self.used_at else 'unused'}"
