"""What became of a place."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Succession(models.Model):
    """One row per pair of a former place and the place it went into, found by comparison or recorded by hand."""

    class Kind(models.TextChoices):
        RENAMED = "renamed", _("更名")
        RECODED = "recoded", _("变更代码")
        MERGED = "merged", _("合并")
        SPLIT = "split", _("拆分")

    predecessor_code = models.CharField(_("原区划代码"), max_length=12, db_collation="C")
    successor_code = models.CharField(_("现区划代码"), max_length=12, db_collation="C")
    predecessor_name = models.CharField(_("原区划名称"), max_length=120)
    successor_name = models.CharField(_("现区划名称"), max_length=120)
    kind = models.CharField(_("变更类型"), max_length=8, choices=Kind)
    on = models.DateField(_("变更日期"))  # the first edition that shows the successor, or the day of the decree
    confidence = models.DecimalField(_("可信度"), max_digits=3, decimal_places=2)  # 1 = recorded by hand from a document
    decided_by = models.CharField(_("经办人"), max_length=150, blank=True)  # empty = found by comparison
    basis = models.CharField(_("依据"), max_length=300, blank=True)
    withdrawn_at = models.DateTimeField(_("撤销时间"), null=True)

    class Meta:
        verbose_name = _("区划沿革")
        constraints = [
            models.UniqueConstraint(
                fields=["predecessor_code", "successor_code", "on", "kind"], condition=Q(withdrawn_at=None),
                name="succession_once",
            ),
            models.CheckConstraint(condition=Q(confidence__gte=0, confidence__lte=1), name="succession_confidence"),
        ]
        indexes = [
            models.Index(fields=["predecessor_code"], name="succession_from"),
            models.Index(fields=["successor_code"], name="succession_to"),
        ]

    def __str__(self):
        return f"{self.predecessor_name} → {self.successor_name} ({self.get_kind_display()})"
