"""One thing that was done."""

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class Entry(models.Model):
    """One row per act that changed the state of the register; append-only, guarded by a trigger."""

    area_code = models.CharField(_("区划代码"), max_length=12, db_collation="C")
    verb = models.CharField(_("动作"), max_length=40)
    subject = models.CharField(_("对象"), max_length=80, db_collation="C")
    actor = models.CharField(_("经办人"), max_length=150)
    basis = models.CharField(_("依据"), max_length=300, blank=True)
    detail = models.JSONField(_("明细"), default=dict)
    happened_on = models.DateField(_("发生日期"))
    recorded_at = models.DateTimeField(_("记录时间"), db_default=Now())

    class Meta:
        verbose_name = _("痕迹")
        indexes = [
            models.Index(fields=["subject", "id"], name="trail_by_subject"),
            models.Index(fields=["area_code", "id"], name="trail_by_area"),
        ]

    def __str__(self):
        return f"{self.recorded_at:%Y-%m-%d %H:%M} {self.actor} {self.verb} {self.subject}"
