"""Villager groups, below the official tree."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class VillagerGroup(models.Model):
    """One row per villager group (村民小组) of a village, as named in the registers of its households."""

    village_code = models.CharField(_("行政村代码"), max_length=12, db_collation="C")
    name = models.CharField(_("村民小组"), max_length=60)

    class Meta:
        verbose_name = _("村民小组")
        constraints = [models.UniqueConstraint(fields=["village_code", "name"], name="group_in_village")]

    def __str__(self):
        return f"{self.village_code} {self.name}"
