"""The forms of responsibility: a duty, a meeting, a visit, a problem and its solution, pledges for the places below, a signature."""

from django import forms
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from tuopin.kernel.codelists import choices
from tuopin.responsibility.models import Duty, Meeting, Pledge, Visit
from tuopin.responsibility.states import UNITS


def _day(label, **more):
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **more)


class DutyForm(forms.Form):
    """Who is to answer for what."""

    kind = forms.ChoiceField(label=_("责任类型"), choices=Duty.Kind.choices)
    area = forms.RegexField(label=_("区划代码"), regex=r"^\d{12}$")
    holder = forms.CharField(label=_("责任人"), max_length=80, help_text=_("姓名;行业部门责任填单位名称。"))
    title = forms.CharField(label=_("职务"), max_length=80, required=False)
    unit = forms.CharField(label=_("责任单位"), max_length=80, required=False)
    sector = forms.ChoiceField(label=_("行业"), choices=[("", "—")], required=False, help_text=_("只有行业部门责任填写。"))
    policy = forms.CharField(label=_("政策"), max_length=80, required=False)
    starts_on = _day(_("生效日期"))
    basis = forms.CharField(label=_("依据"), max_length=300, required=False)

    def __init__(self, *args, **named):
        super().__init__(*args, **named)
        self.fields["sector"].choices = [("", "—"), *choices("sector", get_language() or "zh")]


class MeetingForm(forms.Form):
    """A meeting, a report heard, a resolution."""

    kind = forms.ChoiceField(label=_("会议类型"), choices=Meeting.Kind.choices)
    area = forms.RegexField(label=_("区划代码"), regex=r"^\d{12}$")
    title = forms.CharField(label=_("会议名称"), max_length=120)
    held_on = _day(_("召开日期"))
    lowest_level = forms.ChoiceField(label=_("开到哪一级"), choices=[("", "—"), *Meeting.Level.choices], required=False)
    topic = forms.CharField(label=_("议题"), max_length=80, required=False)
    venues = forms.IntegerField(label=_("会场数"), min_value=0, max_value=1_000_000, required=False)
    attendance = forms.IntegerField(label=_("参会人数"), min_value=0, max_value=10_000_000, required=False)
    target = forms.RegexField(label=_("所定目标"), regex=r"^pledge:\d{1,12}$", required=False, help_text=_("决议须写明所定的目标,例如 pledge:12。"))
    note = forms.CharField(label=_("会议纪要"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3}))


class VisitForm(forms.Form):
    """A visit of a leader."""

    kind = forms.ChoiceField(label=_("走访类型"), choices=Visit.Kind.choices)
    area = forms.RegexField(label=_("区划代码"), regex=r"^\d{12}$")
    visitor = forms.CharField(label=_("走访人"), max_length=80)
    visited_on = _day(_("走访日期"))
    arrived_at = forms.DateTimeField(label=_("到达时间"), required=False, widget=forms.DateTimeInput(attrs={"type": "datetime-local"}), input_formats=["%Y-%m-%dT%H:%M"])
    notified_at = forms.DateTimeField(
        label=_("通知时间"), required=False, widget=forms.DateTimeInput(attrs={"type": "datetime-local"}), input_formats=["%Y-%m-%dT%H:%M"],
        help_text=_("四不两直没有通知;填了通知时间不能登记为四不两直。"))
    note = forms.CharField(label=_("走访情况"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3}))


class ProblemForm(forms.Form):
    """A problem found."""

    area = forms.RegexField(label=_("区划代码"), regex=r"^\d{12}$")
    source = forms.RegexField(label=_("问题来源"), regex=r"^(contact|visit|campaign|meeting):\d{1,12}$", help_text=_("在哪里发现的:联系点 contact:编号,走访 visit:编号,行动 campaign:编号。"))
    text = forms.CharField(label=_("问题"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))
    found_on = _day(_("发现日期"))


class SolvedForm(forms.Form):
    """How a problem was solved."""

    result = forms.CharField(label=_("解决情况"), max_length=300)


class PledgeForm(forms.Form):
    """A pledge of a place to the one above."""

    area = forms.RegexField(label=_("区划代码"), regex=r"^\d{12}$")
    each_below = forms.BooleanField(label=_("下一级各地各一份"), required=False)
    due_on = _day(_("完成期限"))
    measure = forms.ChoiceField(label=_("目标项目"), choices=[
        ("persons", _("脱贫人数")), ("households", _("脱贫户数")), ("villages", _("退出村数")), ("counties", _("摘帽县数")), ("consolidated", _("巩固提升人数")), ("county-exit", _("本县摘帽"))])
    value = forms.DecimalField(label=_("目标值"), min_value=0, max_digits=14, decimal_places=2)
    unit = forms.CharField(label=_("计量单位"), max_length=20)
    text = forms.CharField(label=_("承诺内容"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3}))

    def clean_unit(self) -> str:
        """The unit as it is kept, where it is one of those that are known in the reader's language."""
        said = self.cleaned_data["unit"].strip()
        return next((str(unit) for unit in UNITS if said in (unit, gettext(unit))), said)


class SignForm(forms.Form):
    """A signature on a pledge: the file that shows it."""

    side = forms.ChoiceField(choices=[("below", ""), ("above", "")])
    file = forms.FileField()


class ReportForm(forms.Form):
    """How much of a target was reached, or how the pledge ended."""

    measure = forms.CharField(max_length=20, required=False)
    done = forms.DecimalField(min_value=0, max_digits=14, decimal_places=2, required=False)
    outcome = forms.ChoiceField(choices=[("", ""), *Pledge.Outcome.choices], required=False)
    note = forms.CharField(max_length=300, required=False)
