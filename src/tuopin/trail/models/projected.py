"""What a row of state knows of the trail: the event that made it what it is."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Projected(models.Model):
    """The two columns of every table with one row a subject: chain and number of the last event that told its whole state."""

    trail_chain = models.CharField(_("链"), max_length=12, db_collation="C", blank=True, default="", db_default="")
    trail_seq = models.BigIntegerField(_("链上序号"), null=True)

    class Meta:
        abstract = True
