"""The forms of a household's help: the helper, the plan with its measures, visits, problems, neighbours."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from tuopin.assistance.forms.fields import Choosing, Day, basis
from tuopin.kernel import codelists


class PairForm(forms.Form):
    """Another helper for a household."""

    helper = forms.CharField(label=_("帮扶人编号"), max_length=40, help_text=_("在帮扶责任人列表中查找"))
    on_day = Day(label=_("生效日期"))
    basis = basis()


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
