"""The forms of units and of assignment: which place a unit stands by, who is chosen by hand, what is to be assigned."""

from __future__ import annotations

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from tuopin.assistance.forms.fields import Day, basis
from tuopin.assistance.models import Departure, Proposal, Relation, Unit
from tuopin.kernel import codelists


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


class AssignmentForm(forms.Form):
    """What to assign."""

    kind = forms.ChoiceField(label=_("分派种类"), choices=Proposal.Kind, widget=forms.RadioSelect, initial=Proposal.Kind.HELPERS)
    of_area = forms.RegexField(label=_("区划代码"), regex=r"^\d{12}$")
    on_day = Day(label=_("生效日期"))
    scope = forms.ChoiceField(
        label=_("范围"), choices=[("gaps", _("只补缺口,已有的结对不动")), ("all", _("全部重新分派(更换有代价)"))], widget=forms.RadioSelect, initial="gaps")


class UnitChoiceForm(forms.Form):
    """A unit chosen by hand for a village."""

    village = forms.RegexField(label=_("行政村代码"), regex=r"^\d{12}$")
    unit = forms.CharField(label=_("单位编号"), max_length=40)
    reason = forms.CharField(label=_("人工指定理由"), max_length=200)


class KeepForm(forms.Form):
    """A choice by hand."""

    helper = forms.CharField(label=_("帮扶人编号"), max_length=40)
    reason = forms.CharField(label=_("人工指定理由"), max_length=200)
