"""The forms of assistance: one for each thing that is done."""

from __future__ import annotations

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from tuopin.assistance.models import (
    Appointment,
    CadreEvent,
    Departure,
    DutyDay,
    Institution,
    Proposal,
    Relation,
    Training,
    Unit,
)
from tuopin.assistance.states.phrases import SIX_PHRASES
from tuopin.kernel import codelists


class Day(forms.DateField):
    """A day, picked from the phone's own calendar."""

    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})  # as a browser wants it, in every language


def basis() -> forms.CharField:
    return forms.CharField(label=_("依据"), max_length=200, help_text=_("批准文件的名称和文号"))


class Based(forms.Form):
    """What happens from a day, by a document."""

    on_day = Day(label=_("生效日期"))
    basis = basis()


class TeamForm(forms.Form):
    """A team for a village."""

    village = forms.RegexField(label=_("行政村代码"), regex=r"^\d{12}$")
    unit = forms.CharField(label=_("后盾单位编号"), max_length=40, required=False)
    station = forms.CharField(label=_("驻地"), max_length=120, required=False)
    on_day = Day(label=_("生效日期"))
    basis = basis()


class MemberForm(forms.Form):
    """A member for a team."""

    helper = forms.CharField(label=_("帮扶人编号"), max_length=40, help_text=_("在帮扶责任人列表中查找"))
    first_secretary = forms.BooleanField(label=_("第一书记"), required=False)
    team_leader = forms.BooleanField(label=_("队长"), required=False)
    on_day = Day(label=_("生效日期"))
    basis = basis()


class Choosing(forms.Form):
    """A form that lets one choose a person from a list given by the page."""

    def __init__(self, *args, people: list[tuple[str, str]] = (), **named):
        super().__init__(*args, **named)
        if "who" in self.fields:
            self.fields["who"].choices = people


class RecallForm(Choosing):
    """Which member leaves, when, why."""

    who = forms.ChoiceField(label=_("驻村队员"))
    on_day = Day(label=_("生效日期"))
    early = forms.ChoiceField(label=_("任期未满的原因"), required=False, choices=[("", _("任期已满")), *Departure.Cause.choices])
    basis = basis()


class StationForm(forms.Form):
    """Where the quarters move to."""

    name = forms.CharField(label=_("新驻地"), max_length=120)
    households = forms.IntegerField(label=_("随迁户数"), min_value=0, max_value=9999, required=False)
    on_day = Day(label=_("生效日期"))
    basis = basis()


class DutyForm(Choosing):
    """One day of one member."""

    who = forms.ChoiceField(label=_("驻村队员"))
    day = Day(label=_("日期"))
    kind = forms.ChoiceField(label=_("在岗情况"), choices=DutyDay.Kind, widget=forms.RadioSelect, initial=DutyDay.Kind.VILLAGE)
    night = forms.BooleanField(label=_("当晚住村"), required=False)
    latitude = forms.DecimalField(label=_("纬度"), max_digits=8, decimal_places=5, required=False, min_value=-90, max_value=90)
    longitude = forms.DecimalField(label=_("经度"), max_digits=8, decimal_places=5, required=False, min_value=-180, max_value=180)


class DiaryForm(Choosing):
    """A diary entry."""

    who = forms.ChoiceField(label=_("驻村队员"))
    day = Day(label=_("日期"))
    text = forms.CharField(label=_("日记内容"), max_length=4000, widget=forms.Textarea(attrs={"rows": 8}))
    households = forms.CharField(label=_("涉及户"), max_length=400, required=False, help_text=_("户编号,多户用逗号隔开"))
    photo = forms.FileField(label=_("照片"), required=False, help_text=_("可直接拍照"))


class LeaveForm(Choosing):
    """A leave asked for."""

    who = forms.ChoiceField(label=_("驻村队员"))
    starts = Day(label=_("请假开始日期"))
    ends = Day(label=_("返岗日期"))
    reason = forms.CharField(label=_("事由"), max_length=200)


class LeaveDecision(Choosing):
    """A leave decided on."""

    who = forms.ChoiceField(label=_("请假"))
    granted = forms.ChoiceField(label=_("结论"), choices=[("yes", _("批准")), ("no", _("不批准"))], widget=forms.RadioSelect)


class WithdrawForm(forms.Form):
    """Why something is taken back."""

    because = forms.CharField(label=_("理由"), max_length=200)


class UnitForm(forms.Form):
    """A unit on the list."""

    number = forms.CharField(label=_("单位编号"), max_length=40)
    name = forms.CharField(label=_("单位名称"), max_length=120)
    kind = forms.ChoiceField(label=_("帮扶主体类型"), choices=Unit.Kind)
    unit_class = forms.ChoiceField(label=_("单位类别"), required=False)
    affiliation = forms.ChoiceField(label=_("隶属关系"), required=False)
    head_name = forms.CharField(label=_("主要负责人"), max_length=60, required=False)
    head_duty = forms.CharField(label=_("职务"), max_length=80, required=False)
    seat_code = forms.RegexField(label=_("驻地代码"), regex=r"^\d{12}$", required=False, help_text=_("单位所在乡镇或村的 12 位代码,用来计算远近"))
    persons = forms.IntegerField(label=_("每村可派人数"), min_value=0, max_value=99, initial=3)
    villages_most = forms.IntegerField(label=_("最多帮扶村数"), min_value=0, max_value=999, initial=1)

    def __init__(self, *args, **named):
        super().__init__(*args, **named)
        for name, listed in (("unit_class", "unit-class"), ("affiliation", "affiliation")):
            self.fields[name].choices = [("", _("未填"))] + codelists.choices(listed, get_language() or "zh-hans")


class RelationForm(forms.Form):
    """Which place a unit stands by, in which way."""

    place = forms.RegexField(label=_("区划代码"), regex=r"^\d{12}$")
    kind = forms.ChoiceField(label=_("帮扶方式"), choices=Relation.Kind)
    leader = forms.CharField(label=_("包联领导"), max_length=60, required=False)
    on_day = Day(label=_("生效日期"))
    basis = basis()


class DepartureForm(forms.Form):
    """A helper leaves."""

    on_day = Day(label=_("离岗日期"))
    cause = forms.ChoiceField(label=_("离岗原因"), choices=Departure.Cause)
    basis = basis()


class CadreEventForm(forms.Form):
    """An event in a cadre's file."""

    link = forms.ChoiceField(label=_("环节"), choices=CadreEvent.Link)
    day = Day(label=_("日期"))
    what = forms.CharField(label=_("事项"), max_length=200)
    basis = forms.CharField(label=_("依据"), max_length=200, required=False)


def mark(name: str) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(label=_(SIX_PHRASES[name]), choices=[(n, str(n)) for n in range(1, 6)], coerce=int, widget=forms.RadioSelect)


class AssessmentForm(forms.Form):
    """Six phrases, one to five each."""

    of_year = forms.IntegerField(label=_("年度"), min_value=2000, max_value=2100)
    unity, planning, doing = mark("unity"), mark("planning"), mark("doing")
    heart, bearing, clean = mark("heart"), mark("bearing"), mark("clean")


class PairForm(forms.Form):
    """Another helper for a household."""

    helper = forms.CharField(label=_("帮扶人编号"), max_length=40, help_text=_("在帮扶责任人列表中查找"))
    on_day = Day(label=_("生效日期"))
    basis = basis()


class KeepForm(forms.Form):
    """A choice by hand."""

    helper = forms.CharField(label=_("帮扶人编号"), max_length=40)
    reason = forms.CharField(label=_("人工指定理由"), max_length=200)


class MeasureForm(forms.Form):
    """A measure of a plan."""

    cause = forms.ChoiceField(label=_("致贫原因"), required=False)
    kind = forms.ChoiceField(label=_("措施类别"))
    what = forms.CharField(label=_("措施内容"), max_length=200)
    due_on = Day(label=_("完成期限"))
    expected_yuan = forms.DecimalField(label=_("预计增收(元)"), max_digits=12, decimal_places=2, min_value=0, required=False)

    def __init__(self, *args, **named):
        super().__init__(*args, **named)
        self.fields["cause"].choices = [("", _("未填"))] + codelists.choices("cause")
        self.fields["kind"].choices = codelists.choices("measure-kind")


class PlanForm(MeasureForm):
    """A plan with its first measure."""

    field_order = ("of_year", "goal", "cause", "kind", "what", "due_on", "expected_yuan")
    of_year = forms.IntegerField(label=_("年度"), min_value=2000, max_value=2100)
    goal = forms.CharField(label=_("帮扶目标"), max_length=300)


class DoneForm(Choosing):
    """A measure carried out."""

    who = forms.ChoiceField(label=_("帮扶措施"))
    done_on = Day(label=_("完成日期"))
    outcome = forms.CharField(label=_("帮扶成效"), max_length=200)


class VisitForm(forms.Form):
    """A visit."""

    day = Day(label=_("日期"))
    met = forms.CharField(label=_("走访对象"), max_length=60)
    text = forms.CharField(label=_("走访内容"), max_length=2000, widget=forms.Textarea(attrs={"rows": 5}))
    problem = forms.BooleanField(label=_("群众反映了问题"), required=False)


class SolvedForm(Choosing):
    """A problem solved."""

    who = forms.ChoiceField(label=_("反映的问题"))
    solved_on = Day(label=_("问题解决日期"))
    solution = forms.CharField(label=_("解决情况"), max_length=200)


class PeerForm(forms.Form):
    """A neighbour who helps."""

    giver = forms.CharField(label=_("帮扶户编号"), max_length=40, required=False, help_text=_("不在册的户填户主姓名"))
    giver_name = forms.CharField(label=_("帮扶户户主"), max_length=60, required=False)
    kin = forms.BooleanField(label=_("亲帮亲"), required=False)
    on_day = Day(label=_("生效日期"))


class AssignmentForm(forms.Form):
    """What to assign."""

    kind = forms.ChoiceField(label=_("分派种类"), choices=Proposal.Kind, widget=forms.RadioSelect, initial=Proposal.Kind.HELPERS)
    of_area = forms.RegexField(label=_("区划代码"), regex=r"^\d{12}$")
    on_day = Day(label=_("生效日期"))
    scope = forms.ChoiceField(
        label=_("范围"), choices=[("gaps", _("只补缺口,已有的结对不动")), ("all", _("全部重新分派(更换有代价)"))], widget=forms.RadioSelect, initial="gaps")


class AskForm(forms.Form):
    """Asking another person to agree."""

    note = forms.CharField(label=_("理由"), max_length=200)


class BasisForm(forms.Form):
    """A document."""

    basis = basis()


class UnitChoiceForm(forms.Form):
    """A unit chosen by hand for a village."""

    village = forms.RegexField(label=_("行政村代码"), regex=r"^\d{12}$")
    unit = forms.CharField(label=_("单位编号"), max_length=40)
    reason = forms.CharField(label=_("人工指定理由"), max_length=200)


class AppointmentForm(forms.Form):
    """Who takes which post."""

    post = forms.ChoiceField(label=_("任职岗位"), choices=Appointment.Post)
    name = forms.CharField(label=_("姓名"), max_length=60)
    cause = forms.ChoiceField(label=_("任职方式"), choices=Appointment.Cause)
    term = forms.CharField(label=_("届次"), max_length=20, required=False)
    born_year = forms.IntegerField(label=_("出生年份"), min_value=1920, max_value=2020, required=False)
    on_day = Day(label=_("任职日期"))
    basis = basis()


class TrainingForm(forms.Form):
    """A training session."""

    kind = forms.ChoiceField(label=_("培训类别"), choices=Training.Kind)
    title = forms.CharField(label=_("培训名称"), max_length=120)
    place = forms.CharField(label=_("培训地点"), max_length=120, required=False)
    day = Day(label=_("日期"))
    invited = forms.IntegerField(label=_("应到人数"), min_value=0)
    present = forms.IntegerField(label=_("实到人数"), min_value=0)


class StaffForm(forms.Form):
    """A station and its staff."""

    place = forms.RegexField(label=_("区划代码"), regex=r"^\d{12}$")
    kind = forms.ChoiceField(label=_("工作站类型"), choices=Institution.Kind)
    staff_norm = forms.IntegerField(label=_("编制人数"), min_value=0, max_value=999)
    staff = forms.IntegerField(label=_("实有人数"), min_value=0, max_value=999)
    since_on = Day(label=_("设立日期"))
