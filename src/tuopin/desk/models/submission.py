"""Forms that took effect, so that none takes effect twice."""

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from tuopin.people.models import Account


class Submission(models.Model):
    """One row per form that took effect: written in the transaction of its effect, so neither is there without the other."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, db_index=False, verbose_name=_("账户"))
    key = models.CharField(_("表单号"), max_length=43, db_collation="C")  # the hidden `once` of the form
    digest = models.BinaryField(_("内容摘要"))  # keyed, so that the content cannot be guessed from it
    answer = models.CharField(_("答复地址"), max_length=2000, blank=True)  # where the first answer led
    taken_at = models.DateTimeField(_("受理时间"), db_default=Now())

    class Meta:
        verbose_name = _("已受理的表单")
        constraints = [models.UniqueConstraint(fields=["account", "key"], name="form_once")]
        indexes = [models.Index(fields=["taken_at"], name="form_by_age")]

    def __str__(self):
        return f"{self.account_id} {self.key}"
