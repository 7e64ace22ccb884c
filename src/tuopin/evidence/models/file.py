"""Files of evidence, what is doubtful about them, and the cases that rest on them."""

import uuid

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class EvidenceFile(models.Model):
    """One row per file that was taken as evidence of something about one subject; never changed, only erased.

    The file itself lies sealed in the store under its digest. What its camera said of place and time is sealed here.
    """

    class Kind(models.TextChoices):
        PHOTO = "photo", _("现场照片")
        SCAN = "scan", _("扫描件")
        SIGNATURE = "signature", _("签字")
        DOCUMENT = "document", _("PDF 文件")

    uid = models.UUIDField(_("证据编号"), default=uuid.uuid4, unique=True)
    area_code = models.CharField(_("区划代码"), max_length=12, db_collation="C")
    subject = models.CharField(_("对象"), max_length=80, db_collation="C")  # e.g. household:10431129005
    kind = models.CharField(_("证据种类"), max_length=9, choices=Kind)
    media_type = models.CharField(_("文件类型"), max_length=20)
    original_digest = models.CharField(_("原件摘要"), max_length=64, db_collation="C")  # SHA-256 of what was handed in
    digest = models.CharField(_("文件摘要"), max_length=64, db_collation="C")  # SHA-256 of what is kept
    thumbnail_digest = models.CharField(_("缩略图摘要"), max_length=64, blank=True, db_collation="C")
    size_bytes = models.IntegerField(_("文件大小"))
    original_bytes = models.IntegerField(_("原件大小"))
    width = models.IntegerField(_("宽度"), default=0)  # pixels; 0 for a PDF file
    height = models.IntegerField(_("高度"), default=0)
    pages = models.IntegerField(_("页数"), default=0)  # of a PDF file
    note_sealed = models.BinaryField(_("说明"), null=True)
    facts_sealed = models.BinaryField(_("拍摄信息"), null=True)
    actor = models.CharField(_("经办人"), max_length=150)
    happened_on = models.DateField(_("发生日期"))
    recorded_at = models.DateTimeField(_("记录时间"), db_default=Now())
    erased_at = models.DateTimeField(_("销毁时间"), null=True)
    erased_by = models.CharField(_("销毁人"), max_length=150, blank=True)
    erased_basis = models.CharField(_("销毁依据"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("证据")
        constraints = [
            models.CheckConstraint(condition=Q(area_code__regex=r"^\d{12}$"), name="evidence_area_form"),
            models.CheckConstraint(
                condition=Q(original_digest__regex=r"^[0-9a-f]{64}$", digest__regex=r"^[0-9a-f]{64}$"), name="evidence_digest_form"
            ),
            models.UniqueConstraint(
                fields=["subject", "kind", "original_digest"], condition=Q(erased_at=None), name="evidence_once_a_subject"
            ),
        ]
        indexes = [
            models.Index(fields=["subject", "id"], name="evidence_by_subject"),
            models.Index(fields=["area_code", "id"], name="evidence_by_area"),
            models.Index(fields=["actor", "recorded_at"], name="evidence_by_actor"),
            models.Index(fields=["digest"], name="evidence_by_digest"),
        ]

    def __str__(self):
        return f"{self.kind} {self.digest[:12]} {self.subject}"


class EvidenceFlag(models.Model):
    """One row per thing about a file that does not agree with where and when it is said to be from; append-only."""

    file = models.ForeignKey(EvidenceFile, on_delete=models.PROTECT, related_name="flags", verbose_name=_("证据"))
    code = models.CharField(_("存疑项"), max_length=32)  # a key of states.flags.FLAGS
    recorded_at = models.DateTimeField(_("记录时间"), db_default=Now())

    class Meta:
        verbose_name = _("证据存疑")
        constraints = [models.UniqueConstraint(fields=["file", "code"], name="evidence_flag_once")]

    def __str__(self):
        return f"{self.file_id} {self.code}"


class EvidenceUse(models.Model):
    """One row per case that rests on a file; append-only."""

    file = models.ForeignKey(EvidenceFile, on_delete=models.PROTECT, related_name="uses", verbose_name=_("证据"))
    case = models.CharField(_("办理事项"), max_length=80, db_collation="C")  # e.g. case:2018-000017
    actor = models.CharField(_("经办人"), max_length=150)
    happened_on = models.DateField(_("发生日期"))
    recorded_at = models.DateTimeField(_("记录时间"), db_default=Now())

    class Meta:
        verbose_name = _("证据引用")
        constraints = [models.UniqueConstraint(fields=["file", "case"], name="evidence_use_once")]
        indexes = [models.Index(fields=["case"], name="evidence_use_by_case")]

    def __str__(self):
        return f"{self.file_id} {self.case}"
