"""Fingerprints by which a picture that was used before is found again, in all places, without telling whose it was."""

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from tuopin.evidence.models.file import EvidenceFile


class EvidencePrint(models.Model):
    """One row per fingerprint of a file: of the picture itself (variant 0) and of parts of it.

    It says neither where nor of whom the file is: everyone's upload is compared with it. The four bands of sixteen bits
    of `phash` are indexed, so that all prints within eleven bits are found without reading the others.
    """

    file = models.ForeignKey(EvidenceFile, on_delete=models.PROTECT, related_name="prints", verbose_name=_("证据"))
    signature = models.BooleanField(_("是签字"), default=False)
    variant = models.SmallIntegerField(_("变体"), default=0)
    content = models.BinaryField(_("内容索引"), null=True)  # keyed digest of the original bytes; variant 0 only
    owner = models.BinaryField(_("对象索引"))  # keyed digest of the subject: the same one's or another's?
    phash = models.BigIntegerField(_("图像指纹"), null=True)
    dhash = models.BigIntegerField(_("明暗指纹"), null=True)
    band0 = models.SmallIntegerField(_("指纹段一"), null=True)
    band1 = models.SmallIntegerField(_("指纹段二"), null=True)
    band2 = models.SmallIntegerField(_("指纹段三"), null=True)
    band3 = models.SmallIntegerField(_("指纹段四"), null=True)

    class Meta:
        verbose_name = _("证据指纹")
        indexes = [models.Index(fields=["content"], condition=models.Q(content__isnull=False), name="evidence_print_content")] + [
            models.Index(fields=["signature", f"band{n}"], condition=models.Q(phash__isnull=False), name=f"evidence_print_band{n}")
            for n in range(4)
        ]

    def __str__(self):
        return f"{self.file_id} {self.variant}"


class EvidenceResemblance(models.Model):
    """One row per pair of files that are the same or nearly so; it names two files and nothing else; append-only."""

    class Kind(models.TextChoices):
        IDENTICAL = "identical", _("同一文件")
        SIMILAR = "similar", _("近似图片")
        SIGNATURE = "signature", _("重复签字")

    file = models.ForeignKey(EvidenceFile, on_delete=models.PROTECT, related_name="resembles", verbose_name=_("证据"))
    other = models.ForeignKey(EvidenceFile, on_delete=models.PROTECT, related_name="resembled_by", verbose_name=_("先前的证据"))
    kind = models.CharField(_("相似种类"), max_length=9, choices=Kind)
    distance = models.SmallIntegerField(_("相差位数"))  # bits of 64
    same_subject = models.BooleanField(_("同一对象"))
    recorded_at = models.DateTimeField(_("记录时间"), db_default=Now())

    class Meta:
        verbose_name = _("证据相似")
        constraints = [models.UniqueConstraint(fields=["file", "other"], name="evidence_resemblance_once")]

    def __str__(self):
        return f"{self.file_id} {self.kind} {self.other_id}"
