"""The people and offices of villages and townships: who held which post in which term, what they learnt, how they were used."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tuopin.registry.models import Helper
from tuopin.trail.models import Projected


class Appointment(Projected):
    """One row per span in which someone held a post in a village or township (任职记录), with how they came to it."""

    class Post(models.TextChoices):
        SECRETARY = "secretary", _("党组织书记")
        HEAD = "head", _("村(乡镇)主要负责人")
        MEMBER = "member", _("班子成员")

    class Cause(models.TextChoices):
        TERM = "term", _("换届")
        APPOINTED = "appointed", _("任命")
        BY_ELECTION = "by_election", _("补选")

    place_code = models.CharField(_("区划代码"), max_length=12, db_collation="C")
    post = models.CharField(_("任职岗位"), max_length=10, choices=Post)
    name = models.CharField(_("姓名"), max_length=60)
    born_year = models.SmallIntegerField(_("出生年份"), null=True)
    education = models.CharField(_("文化程度"), max_length=16, blank=True)
    cause = models.CharField(_("任职方式"), max_length=12, choices=Cause)
    term = models.CharField(_("届次"), max_length=20, blank=True)
    starts_on = models.DateField(_("任职日期"))
    ends_on = models.DateField(_("离任日期"), null=True)
    basis = models.CharField(_("依据"), max_length=200)

    class Meta:
        verbose_name = _("任职记录")
        constraints = [
            models.CheckConstraint(condition=Q(ends_on=None) | Q(ends_on__gt=F("starts_on")), name="appointment_span"),
            models.UniqueConstraint(fields=["place_code", "post"], condition=Q(ends_on=None) & ~Q(post="member"), name="one_holder_a_post"),
        ]
        indexes = [models.Index(fields=["place_code", "starts_on"], name="appointment_by_place")]

    def __str__(self):
        return f"{self.post} of {self.place_code}"


class Departure(Projected):
    """One row per time that a helper left the work (离岗): retired, moved, ill; from that day they are nobody's candidate."""

    class Cause(models.TextChoices):
        RETIRED = "retired", _("退休")
        MOVED = "moved", _("调离")
        ILL = "ill", _("因病")
        RECALLED = "recalled", _("召回")
        OTHER = "other", _("其他")

    helper = models.ForeignKey(Helper, on_delete=models.PROTECT, related_name="departures", verbose_name=_("帮扶责任人"))
    area_code = models.CharField(_("区划代码"), max_length=12, db_collation="C")
    cause = models.CharField(_("离岗原因"), max_length=8, choices=Cause)
    starts_on = models.DateField(_("离岗日期"))
    ends_on = models.DateField(_("返岗日期"), null=True)
    basis = models.CharField(_("依据"), max_length=200)

    class Meta:
        verbose_name = _("离岗记录")
        constraints = [
            models.UniqueConstraint(fields=["helper"], condition=Q(ends_on=None), name="one_open_departure"),
            models.CheckConstraint(condition=Q(ends_on=None) | Q(ends_on__gt=F("starts_on")), name="departure_span"),
        ]

    def __str__(self):
        return f"{self.helper_id} {self.starts_on}"


class CadreEvent(Projected):
    """One row per event in the file of a cadre at the front (干部档案): selected, trained, managed or used."""

    class Link(models.TextChoices):
        SELECT = "select", _("选")
        TRAIN = "train", _("育")
        MANAGE = "manage", _("管")
        USE = "use", _("用")

    helper = models.ForeignKey(Helper, on_delete=models.PROTECT, related_name="cadre_events", verbose_name=_("帮扶责任人"))
    area_code = models.CharField(_("区划代码"), max_length=12, db_collation="C")
    link = models.CharField(_("环节"), max_length=6, choices=Link)
    on = models.DateField(_("日期"))
    what = models.CharField(_("事项"), max_length=200)
    basis = models.CharField(_("依据"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("干部档案事项")

    def __str__(self):
        return f"{self.helper_id} {self.link} {self.on}"


class Training(Projected):
    """One row per training session held for an area (培训班): for whom, where, how many came."""

    class Kind(models.TextChoices):
        SECRETARIES = "secretaries", _("村党组织书记轮训")
        FIRST_SECRETARIES = "first_secretaries", _("第一书记培训")
        MEMBERS = "members", _("贫困党员就业创业培训")
        OTHER = "other", _("其他培训")

    area_code = models.CharField(_("区划代码"), max_length=12, db_collation="C")
    kind = models.CharField(_("培训类别"), max_length=18, choices=Kind)
    title = models.CharField(_("培训名称"), max_length=120)
    place = models.CharField(_("培训地点"), max_length=120, blank=True)
    on = models.DateField(_("日期"))
    invited = models.IntegerField(_("应到人数"))
    present = models.IntegerField(_("实到人数"))

    class Meta:
        verbose_name = _("培训班")
        constraints = [models.CheckConstraint(condition=Q(present__gte=0, invited__gte=F("present")), name="training_present")]
        indexes = [models.Index(fields=["area_code", "on"], name="training_by_area")]

    def __str__(self):
        return self.title


class Institution(Projected):
    """One row per work station of a township or county (工作站), with the staff it should have and has."""

    class Kind(models.TextChoices):
        PARTY = "party", _("党建工作站")
        RELIEF = "relief", _("扶贫工作站")

    place_code = models.CharField(_("区划代码"), max_length=12, db_collation="C")
    kind = models.CharField(_("工作站类型"), max_length=6, choices=Kind)
    staff_norm = models.SmallIntegerField(_("编制人数"))
    staff = models.SmallIntegerField(_("实有人数"))
    since_on = models.DateField(_("设立日期"))

    class Meta:
        verbose_name = _("乡镇工作站")
        constraints = [
            models.UniqueConstraint(fields=["place_code", "kind"], name="one_station_of_a_kind"),
            models.CheckConstraint(condition=Q(staff_norm__gte=0) & Q(staff__gte=0), name="staff_counts"),
        ]

    def __str__(self):
        return f"{self.kind} {self.place_code}"


class SelfAssessment(Projected):
    """One row per cadre and year: how they judge themselves by the six phrases (干部自评); it decides nothing."""

    helper = models.ForeignKey(Helper, on_delete=models.PROTECT, related_name="self_assessments", verbose_name=_("帮扶责任人"))
    area_code = models.CharField(_("区划代码"), max_length=12, db_collation="C")
    year = models.SmallIntegerField(_("年度"))
    unity = models.SmallIntegerField(_("团结共事"))
    planning = models.SmallIntegerField(_("认真谋事"))
    doing = models.SmallIntegerField(_("扎实干事"))
    heart = models.SmallIntegerField(_("用心做事"))
    bearing = models.SmallIntegerField(_("担当扛事"))
    clean = models.SmallIntegerField(_("廉洁从事"))
    recorded_at = models.DateTimeField(_("记录时间"), auto_now=True)

    class Meta:
        verbose_name = _("干部自评")
        constraints = [models.UniqueConstraint(fields=["helper", "year"], name="one_self_assessment_a_year")]

    def __str__(self):
        return f"{self.helper_id} {self.year}"
