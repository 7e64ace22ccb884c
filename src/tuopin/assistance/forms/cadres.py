"""The forms of cadres and stations: events, self-assessment, appointments, training, staff."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from tuopin.assistance.forms.fields import Day, basis
from tuopin.assistance.models import Appointment, CadreEvent, Institution, Training
from tuopin.assistance.states.phrases import SIX_PHRASES


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
