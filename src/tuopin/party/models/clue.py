"""What is said of bullies and gangs in villages, for those named for the file alone, and the cadres who were held to account."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tuopin.people.models import Account
from tuopin.procedure.models import Case
from tuopin.trail.models import Projected


class Clue(Projected):
    """One row per clue about a bully or a gang (村霸和涉黑涉恶线索). Who it is about and what is said is sealed; three persons are named for it."""

    class Kind(models.TextChoices):
        BULLY = "bully", _("村霸")
        GANG = "gang", _("涉黑涉恶")
        CLAN = "clan", _("宗族恶势力")
        SHELTER = "shelter", _("保护伞")

    uid = models.UUIDField(_("线索标识"), unique=True)
    area_code = models.CharField(_("区划代码"), max_length=12, db_collation="C")  # where it is worked on: county or township, never the village
    kind = models.CharField(_("线索类别"), max_length=7, choices=Kind)
    about_sealed = models.BinaryField(_("被反映人"))
    said_sealed = models.BinaryField(_("线索内容"))
    received_on = models.DateField(_("收到日期"))
    recorder = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+", verbose_name=_("登记人"))
    verifier = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+", verbose_name=_("核查人"))
    approver = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+", verbose_name=_("审批人"))
    referral = models.OneToOneField(Case, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("移送事项"))
    referred_on = models.DateField(_("移送日期"), null=True)

    class Meta:
        verbose_name = _("村霸线索")
        constraints = [
            models.CheckConstraint(
                condition=~Q(recorder=F("verifier")) & ~Q(verifier=F("approver")) & ~Q(recorder=F("approver")), name="party_clue_of_three_persons"),
            models.CheckConstraint(condition=Q(referral=None, referred_on=None) | Q(referral__isnull=False, referred_on__isnull=False), name="party_clue_referred_whole"),
        ]
        indexes = [models.Index(fields=["area_code"], name="party_clue_by_place")]

    def __str__(self):
        return f"#{self.pk}"


class Accountability(models.Model):
    """One row per person held to account upon a clue (问责): in which rank, by which measure, on which document; the name is sealed."""

    class Rank(models.TextChoices):
        VILLAGE = "village", _("村干部")
        TOWNSHIP = "township", _("乡镇干部")
        COUNTY = "county", _("县级干部")
        OTHER = "other", _("其他人员")

    class Measure(models.TextChoices):
        TALK = "talk", _("约谈")
        WARNING = "warning", _("警告")
        REMOVAL = "removal", _("免职")
        EXPULSION = "expulsion", _("开除党籍")
        SENTENCE = "sentence", _("追究刑事责任")

    clue = models.ForeignKey(Clue, on_delete=models.PROTECT, related_name="accountabilities", verbose_name=_("村霸线索"))
    uid = models.UUIDField(_("线索标识"), unique=True)
    rank = models.CharField(_("人员类别"), max_length=8, choices=Rank)
    measure = models.CharField(_("处理方式"), max_length=9, choices=Measure)
    person_sealed = models.BinaryField(_("被问责人"))
    document = models.CharField(_("文件依据"), max_length=200)
    evidence = models.UUIDField(_("证据标识"))
    decided_on = models.DateField(_("处理日期"))

    class Meta:
        verbose_name = _("问责")

    def __str__(self):
        return f"{self.clue_id} {self.rank} {self.measure}"
