"""What was published: counts of households by place and category, small ones hidden for good."""

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class PublicEdition(models.Model):
    """One row per edition of public figures: a year's counts below one place, as they went out."""

    year = models.SmallIntegerField(_("年度"))
    area_code = models.CharField(_("区划代码"), max_length=12, db_collation="C")
    actor = models.CharField(_("经办人"), max_length=150)
    basis = models.CharField(_("依据"), max_length=300)
    published_at = models.DateTimeField(_("公布时间"), db_default=Now())

    class Meta:
        verbose_name = _("公开数据")
        indexes = [models.Index(fields=["area_code", "year", "-id"], name="edition_by_place")]

    def __str__(self):
        return f"{self.area_code} {self.year}"


class PublicCount(models.Model):
    """One row per place and category of an edition; no count = hidden, and hidden in every later edition of the year too."""

    edition = models.ForeignKey(PublicEdition, on_delete=models.PROTECT, db_index=False, related_name="counts", verbose_name=_("公开数据"))
    area_code = models.CharField(_("区划代码"), max_length=12, db_collation="C")
    attribute = models.CharField(_("分类"), max_length=16, db_collation="C")  # total | status | attribute | main_cause
    category = models.CharField(_("类别"), max_length=24, db_collation="C", blank=True)  # a word of the list; empty = not known
    households = models.IntegerField(_("户数"), null=True)

    class Meta:
        verbose_name = _("公开的户数")
        constraints = [models.UniqueConstraint(fields=["edition", "area_code", "attribute", "category"], name="public_count_once")]

    def __str__(self):
        return f"{self.area_code} {self.attribute} {self.category}"
