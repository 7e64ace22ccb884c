"""Which editions of the register were made, and the key of the pseudonyms in them."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class Edition(models.Model):
    """One row per edition that was made: its files lie in a folder, its identity is the digest of its manifest."""

    digest = models.CharField(_("清单摘要"), max_length=64, db_collation="C")  # SHA-256 of manifest.json
    year = models.SmallIntegerField(_("年度"))
    area_code = models.CharField(_("区划代码"), max_length=12, db_collation="C")
    folder = models.CharField(_("文件夹"), max_length=500)  # "editions/NAME" of the home folder, or where the operator had it written
    rulebook_version = models.CharField(_("规则版本"), max_length=20)
    households = models.IntegerField(_("户数"))
    persons = models.IntegerField(_("人口数"))
    size = models.BigIntegerField(_("文件大小"))  # bytes of all files
    actor = models.CharField(_("经办人"), max_length=150)
    made_at = models.DateTimeField(_("生成时间"), db_default=Now())

    class Meta:
        verbose_name = _("年度数据")
        constraints = [models.UniqueConstraint(fields=["digest", "folder"], name="edition_once")]
        indexes = [models.Index(fields=["area_code", "year", "-id"], name="edition_made_of_place")]

    def __str__(self):
        return f"{self.area_code} {self.year} {self.digest[:16]}"


class PseudonymKey(models.Model):
    """One row per register, never two: the sealed key that turns official numbers into the pseudonyms of every edition."""

    key_sealed = models.BinaryField(_("代号密钥"))
    made_at = models.DateTimeField(_("生成时间"), db_default=Now())

    class Meta:
        verbose_name = _("代号密钥")
        constraints = [models.CheckConstraint(condition=Q(id=1), name="one_pseudonym_key")]

    def __str__(self):
        return f"{self.made_at:%Y-%m-%d}"
