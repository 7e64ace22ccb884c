"""The forms of teams and their days: who is in them, where they stay, duty, diary, leave."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from tuopin.assistance.forms.fields import Choosing, Day, basis
from tuopin.assistance.models import Departure, DutyDay


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
