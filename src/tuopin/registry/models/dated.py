"""A fact of a year as somebody recorded it: a later version stands beside an earlier one, never on top of it."""

from django.contrib.postgres.functions import TransactionNow
from django.db import models
from django.utils.translation import gettext_lazy as _


class DatedFact(models.Model):
    """The columns that every recorded fact of a year has; the current version has no `superseded_at`."""

    year = models.SmallIntegerField(_("年度"))
    recorded_at = models.DateTimeField(_("记录时间"), db_default=TransactionNow())
    superseded_at = models.DateTimeField(_("被替代时间"), null=True)
    source = models.CharField(_("来源"), max_length=120, db_collation="C")  # `import:12`, `page:zhang.san`

    class Meta:
        abstract = True
