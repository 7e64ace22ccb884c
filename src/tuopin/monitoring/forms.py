"""The forms of monitoring: a clue, the household check, a measure, a visit, the end of a watch, a finding, a sweep, a freeze."""

from __future__ import annotations

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from tuopin.kernel import codelists
from tuopin.monitoring.models import FollowUp, Signal, SweepLine, Watch

DAY = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})  # as a browser wants it, in every language


def listed(name: str) -> list[tuple[str, str]]:
    """The values of a code list in the reader's language."""
    return codelists.choices(name, get_language())


class Lists(forms.Form):
    """A form whose fields named in `lists` offer the values of code lists."""

    lists: dict[str, str] = {}

    def __init__(self, *given: object, **named: object) -> None:
        super().__init__(*given, **named)
        for field, name in self.lists.items():
            self.fields[field].choices = listed(name)


class ClueForm(Lists):
    """What somebody told of a household."""

    lists = {"risks": "risk"}
    channel = forms.ChoiceField(label=_("发现渠道"), choices=Watch.Channel)
    medium = forms.ChoiceField(label=_("申报方式"), choices=Watch.Medium)
    clue_on = forms.DateField(label=_("线索日期"), widget=DAY)
    said = forms.CharField(label=_("线索内容"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}), help_text=_("遇到了什么困难、由谁反映"))
    risks = forms.MultipleChoiceField(label=_("致贫返贫风险"), required=False, widget=forms.CheckboxSelectMultiple)


class CheckForm(Lists):
    """What was found at the household."""

    lists = {"kind": "monitored", "risks": "risk"}
    kind = forms.ChoiceField(label=_("监测对象类别"))
    risks = forms.MultipleChoiceField(label=_("致贫返贫风险"), widget=forms.CheckboxSelectMultiple)
    persons = forms.IntegerField(label=_("家庭人口数"), min_value=1, max_value=99)
    net_yuan = forms.DecimalField(label=_("近十二个月纯收入(元)"), max_digits=12, decimal_places=2)
    claims_yuan = forms.DecimalField(label=_("理赔收入(元)"), max_digits=12, decimal_places=2, min_value=0, initial=0)
    self_pay_yuan = forms.DecimalField(label=_("合规自付支出(元)"), max_digits=12, decimal_places=2, min_value=0, initial=0)


class ReasonForm(forms.Form):
    """Why."""

    why = forms.CharField(label=_("理由"), max_length=300)


class MeasureForm(Lists):
    """A measure against one of the household's risks."""

    lists = {"kind": "measure-kind", "risk": "risk"}
    risk = forms.ChoiceField(label=_("致贫返贫风险"))
    kind = forms.ChoiceField(label=_("帮扶措施"))
    starts_on = forms.DateField(label=_("落实日期"), widget=DAY)
    note = forms.CharField(label=_("措施内容"), max_length=300)

    def __init__(self, *given: object, risks: list[str] = (), **named: object) -> None:
        super().__init__(*given, **named)
        self.fields["risk"].choices = [pair for pair in self.fields["risk"].choices if not risks or pair[0] in risks]


class VisitForm(forms.Form):
    """A follow-up visit."""

    visited_on = forms.DateField(label=_("走访日期"), widget=DAY)
    finding = forms.ChoiceField(label=_("回访情况"), choices=FollowUp.Finding)
    policies_kept = forms.NullBooleanField(label=_("政策是否继续享受"), required=False)
    note = forms.CharField(label=_("说明"), max_length=300)


class RemovalForm(ReasonForm):
    """How the risk ended, and why it is thought so."""

    way = forms.ChoiceField(label=_("消除方式"), choices=Watch.Way)


class FindingForm(forms.Form):
    """What was found on a signal, and the paper that shows it."""

    finding = forms.ChoiceField(label=_("核实结论"), choices=Signal.Finding)
    note = forms.CharField(label=_("核实说明"), max_length=300)
    seen = forms.CharField(required=False, max_length=10)
    file = forms.FileField(label=_("证据(照片、扫描件或 PDF)"), required=False)


class SweepForm(forms.Form):
    """A sweep as it is opened."""

    place = forms.RegexField(label=_("区划代码"), regex=r"^\d{12}$")
    title = forms.CharField(label=_("排查名称"), max_length=80)
    asks = forms.CharField(label=_("排查内容"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))
    starts_on = forms.DateField(label=_("开始日期"), widget=DAY)
    due_on = forms.DateField(label=_("截止日期"), widget=DAY)


class TickForm(forms.Form):
    """What was found at one household."""

    result = forms.ChoiceField(choices=[*SweepLine.Result.choices, ("not_met", "")])
    note = forms.CharField(max_length=300, required=False)


class PurposeForm(forms.Form):
    """What a list is taken out for, in which form."""

    purpose = forms.CharField(label=_("用途"), max_length=300)
    suffix = forms.ChoiceField(label=_("格式"), choices=[("xlsx", "xlsx"), ("csv", "CSV")])


class RosterForm(forms.Form):
    """A list of households already under watch, and the document it rests on."""

    file = forms.FileField(label=_("监测对象名单"), help_text=_("xlsx 或 CSV;先下载空表,按列填写。"))
    basis = forms.CharField(label=_("依据"), max_length=300, help_text=_("名单的出处,例如“国家系统 2025 年 12 月导出,县主管部门确认”。"))


class FreezeForm(forms.Form):
    """Which county's year is frozen, on which basis."""

    county = forms.RegexField(label=_("区划代码"), regex=r"^\d{12}$")
    of_year = forms.IntegerField(label=_("年度"), min_value=2013, max_value=2100)
    basis = forms.CharField(label=_("依据"), max_length=300)
    edition = forms.RegexField(label=_("年度数据摘要"), regex=r"^[0-9a-f]{64}$", required=False)


class TargetForm(forms.Form):
    """What a place works towards, by which day."""

    title = forms.CharField(label=_("目标"), max_length=60)
    due_on = forms.DateField(label=_("目标日期"), widget=DAY)
    basis = forms.CharField(label=_("依据"), max_length=300)
