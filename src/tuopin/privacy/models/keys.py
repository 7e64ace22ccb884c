"""What the database remembers of its keys: a value to try them on, and how far a change of the index key has come."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class KeyProbe(models.Model):
    """One row per register, never two: a known value sealed with the keys of this register, so that wrong keys are noticed at the start."""

    probe_sealed = models.BinaryField(_("密钥试样"))
    written_at = models.DateTimeField(_("记录时间"), db_default=Now())

    class Meta:
        verbose_name = _("密钥试样")
        constraints = [models.CheckConstraint(condition=Q(id=1), name="one_key_probe")]

    def __str__(self):
        return f"{self.written_at:%Y-%m-%d}"


class Reindexing(models.Model):
    """One row per blind index column and index key: up to which row the column was made anew with the key."""

    column = models.CharField(_("列名"), max_length=120, db_collation="C")
    key_number = models.IntegerField(_("密钥编号"))
    up_to = models.BigIntegerField(_("进度"), default=0)
    ended_at = models.DateTimeField(_("完成时间"), null=True)

    class Meta:
        verbose_name = _("索引更换")
        constraints = [models.UniqueConstraint(fields=["column", "key_number"], name="reindexing_once")]

    def __str__(self):
        return f"{self.column} {self.key_number}"
