"""What an evaluation found in a county: the inputs of the county exit that no register can know of itself."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tuopin.registry.models.dated import DatedFact


class CountySurvey(DatedFact):
    """One row per county, year and version: the counts of the sampled survey (抽样调查) before a county's exit."""

    county_code = models.CharField(_("区划代码"), max_length=12, db_collation="C")
    agricultural_persons = models.IntegerField(_("农业户籍人口数"), null=True)
    exited_sampled = models.IntegerField(_("抽查脱贫人口数"), null=True)
    exited_false = models.IntegerField(_("错退人口数"), null=True)
    unregistered_sampled = models.IntegerField(_("抽查非建档立卡人口数"), null=True)
    omitted = models.IntegerField(_("漏评人口数"), null=True)
    asked = models.IntegerField(_("调查认可度户数"), null=True)
    recognising = models.IntegerField(_("认可户数"), null=True)
    document = models.CharField(_("依据"), max_length=300)

    class Meta:
        verbose_name = _("抽样调查")
        constraints = [
            models.UniqueConstraint(fields=["county_code", "year"], condition=Q(superseded_at=None), name="county_survey_current"),
        ]

    def __str__(self):
        return f"{self.county_code} {self.year}"
