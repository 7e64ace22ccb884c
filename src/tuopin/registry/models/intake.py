"""Files on their way in: the file, its households waiting or merged, and what was found wrong with them."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class ImportBatch(models.Model):
    """One row per file and year that was brought in; the same file for the same year is the same row."""

    class State(models.TextChoices):
        READING = "reading", _("读取中")
        STAGED = "staged", _("待合并")
        MERGING = "merging", _("合并中")
        MERGED = "merged", _("已合并")
        REFUSED = "refused", _("已拒收")
        ABANDONED = "abandoned", _("已放弃")

    digest = models.CharField(_("文件摘要"), max_length=64, db_collation="C")  # SHA-256 of the file
    from_area = models.CharField(_("导入辖区"), max_length=12, db_collation="C", default="")  # whose file it is: the importer's widest area
    file_name = models.CharField(_("文件名"), max_length=200)
    year = models.SmallIntegerField(_("年度"))
    area_code = models.CharField(_("区划代码"), max_length=12, db_collation="C")  # the smallest area that holds it all
    actor = models.CharField(_("经办人"), max_length=150)
    state = models.CharField(_("状态"), max_length=10, choices=State, default=State.READING)
    progress = models.IntegerField(_("进度"), default=0)  # households merged
    total = models.IntegerField(_("总数"), default=0)  # households ready to merge
    rows = models.JSONField(_("行数统计"), default=dict)  # sheet → counts by outcome, as the command prints them
    sheets = models.JSONField(_("工作表"), default=list)  # title, kind, headings as in the file: to write the error workbook
    mapping = models.JSONField(_("列名对应"), default=dict)  # heading → field, as the user said for headings not recognised
    refused_code = models.CharField(_("拒收原因"), max_length=60, blank=True)
    refused_params = models.JSONField(_("拒收参数"), default=dict)
    received_at = models.DateTimeField(_("接收时间"), db_default=Now())
    merged_at = models.DateTimeField(_("合并时间"), null=True)

    class Meta:
        verbose_name = _("导入批次")
        constraints = [
            models.UniqueConstraint(
                fields=["digest", "year", "from_area"], condition=~Q(state__in=["refused", "abandoned"]), name="same_file_once"
            ),
        ]
        indexes = [models.Index(fields=["area_code", "-id"], name="batch_by_area")]

    def __str__(self):
        return f"{self.file_name} {self.year}"


class StagedBundle(models.Model):
    """One row per some thousand sound households of a file, laid out by the reader and sealed together, until all are merged or given up."""

    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, db_index=False, related_name="bundles", verbose_name=_("导入批次"))
    ordinal = models.SmallIntegerField(_("数据包序号"))  # within the file
    sealed = models.BinaryField(_("内容"))

    class Meta:
        verbose_name = _("待入库数据包")
        constraints = [models.UniqueConstraint(fields=["batch", "ordinal"], name="bundle_of_batch")]

    def __str__(self):
        return f"{self.batch_id}/{self.ordinal}"


class StagedBlock(models.Model):
    """One row per household (or village sheet, or helper sheet) of a file, until it is merged or given up.

    Its content is sealed here, or with others in the file's bundle that `bundle` numbers.
    """

    batch = models.ForeignKey(
        ImportBatch, on_delete=models.PROTECT, db_index=False, db_constraint=False, related_name="blocks", verbose_name=_("导入批次")
    )
    kind = models.CharField(_("类别"), max_length=9)  # village | helper | household | pairing
    key = models.CharField(_("编号"), max_length=60, db_collation="C")  # village code, helper number, household number
    village_code = models.CharField(_("行政村代码"), max_length=12, db_collation="C", blank=True)
    outcome = models.CharField(_("处理结果"), max_length=11)  # accepted | confirm | quarantined
    persons = models.SmallIntegerField(_("人数"), default=0)
    sealed = models.BinaryField(_("内容"))
    bundle = models.SmallIntegerField(_("数据包序号"), null=True)
    merged_at = models.DateTimeField(_("合并时间"), null=True)
    settled_by = models.CharField(_("处理方式"), max_length=20, blank=True)  # confirmed | fixed | superseded

    class Meta:
        verbose_name = _("待入库数据")
        indexes = [
            models.Index(fields=["batch", "outcome", "village_code"], name="block_waiting"),
            models.Index(fields=["kind", "key"], name="block_by_key"),
        ]

    def __str__(self):
        return f"{self.batch_id} {self.kind} {self.key}"


class ImportProblem(models.Model):
    """One row per thing found in a file: where, what, with which outcome; the value itself is never kept here."""

    batch = models.ForeignKey(
        ImportBatch, on_delete=models.PROTECT, db_index=False, db_constraint=False, related_name="problems", verbose_name=_("导入批次")
    )
    sheet = models.CharField(_("工作表"), max_length=60)
    row = models.IntegerField(_("行号"))
    column = models.CharField(_("列名"), max_length=120, blank=True)
    code = models.CharField(_("问题代码"), max_length=60, db_collation="C")
    outcome = models.CharField(_("处理结果"), max_length=1)  # A | W | Q
    params = models.JSONField(_("参数"), default=dict)
    block_kind = models.CharField(_("类别"), max_length=9, blank=True)
    block_key = models.CharField(_("编号"), max_length=60, db_collation="C", blank=True)
    village_code = models.CharField(_("行政村代码"), max_length=12, db_collation="C", blank=True)
    settled_at = models.DateTimeField(_("处理时间"), null=True)

    class Meta:
        verbose_name = _("导入问题")
        indexes = [
            models.Index(fields=["batch", "outcome", "code"], name="problem_by_code"),
            models.Index(fields=["batch", "block_kind", "block_key"], name="problem_of_block"),
        ]

    def __str__(self):
        return f"{self.sheet}!{self.row} {self.code}"
