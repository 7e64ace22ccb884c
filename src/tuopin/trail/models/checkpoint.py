"""Signed checkpoints over the chains of an area, our own and those of the levels below that we witness."""

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class Signed(models.Model):
    """What a checkpoint says, with its signature and the chain heads under its root."""

    area_code = models.CharField(_("区划代码"), max_length=12, db_collation="C")
    size = models.BigIntegerField(_("规模"))  # number of chains and of events, together
    root = models.CharField(_("根摘要"), max_length=64, db_collation="C")
    made_at = models.DateTimeField(_("签发时间"))
    text = models.TextField(_("存证文本"))
    signature = models.CharField(_("签名"), max_length=128)
    heads = models.TextField(_("链头"))  # chain TAB seq TAB hash, a line each

    class Meta:
        abstract = True

    def __str__(self):
        return f"{self.area_code} {self.size} {self.root[:16]}"


class Checkpoint(Signed):
    """One row per checkpoint that this system signed; append-only."""

    class Meta:
        verbose_name = _("存证点")
        indexes = [models.Index(fields=["area_code", "id"], name="checkpoint_by_area")]


class Witnessed(Signed):
    """One row per checkpoint of a lower level's system that was shown here: accepted, or refused and kept as proof."""

    origin = models.CharField(_("签发系统"), max_length=80, db_collation="C")
    key = models.CharField(_("公钥"), max_length=64)
    refused_for = models.CharField(_("拒绝原因"), max_length=40, blank=True)  # empty = accepted
    chain = models.CharField(_("链"), max_length=12, blank=True)  # where it went wrong
    seq = models.BigIntegerField(_("链上序号"), null=True)
    witnessed_at = models.DateTimeField(_("见证时间"), db_default=Now())

    class Meta:
        verbose_name = _("见证的存证点")
        indexes = [models.Index(fields=["origin", "area_code", "id"], name="witnessed_by_origin")]
