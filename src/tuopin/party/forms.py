"""The forms of Party work: an organisation, a cadre for a branch, a plan of rectification, a contract with its score, a clue and who was held to account."""

from django import forms
from django.utils.translation import gettext_lazy as _

from tuopin.party.models import Accountability, Clue, Organisation

AREA = r"^\d{12}$"


def _day(label):
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))


def _long(label, most, **more):
    return forms.CharField(label=label, max_length=most, widget=forms.Textarea(attrs={"rows": 3}), **more)


class OrganisationForm(forms.Form):
    """An organisation to be registered."""

    of_area = forms.RegexField(label=_("区划代码"), regex=AREA)
    name = forms.CharField(label=_("党组织名称"), max_length=80)
    layer = forms.ChoiceField(label=_("党组织层次"), choices=Organisation.Layer.choices)
    host = forms.ChoiceField(label=_("依托类型"), choices=[("", "—"), *Organisation.Host.choices], required=False, help_text=_("产业党组织填写。"))
    host_name = forms.CharField(label=_("依托单位"), max_length=80, required=False)
    parent = forms.IntegerField(label=_("上级党组织"), min_value=1, required=False, help_text=_("填写名单中的编号;村级党组织不填。"))
    starts_on = _day(_("生效日期"))


class LeadForm(forms.Form):
    """A cadre for a village branch."""

    branch = forms.IntegerField(label=_("党组织"), min_value=1, help_text=_("填写名单中的编号;村级党组织不填。"))
    cadre = forms.CharField(label=_("带支部党员干部"), max_length=60)
    unit = forms.CharField(label=_("单位名称"), max_length=80)
    starts_on = _day(_("生效日期"))

    def __init__(self, *args, **named):
        super().__init__(*args, **named)
        self.fields["branch"].help_text = _("填写村级党组织的编号。")


class ContractForm(forms.Form):
    """The contract of a place's secretary, or of the secretary of each place right below."""

    of_area = forms.RegexField(label=_("区划代码"), regex=AREA)
    each_below = forms.BooleanField(label=_("下一级各地各一份"), required=False)
    terms = _long(_("责任内容"), 500)


class ClueForm(forms.Form):
    """A clue as it came in."""

    of_area = forms.RegexField(label=_("区划代码"), regex=AREA, help_text=_("登记在承办的乡镇或县,不登记在村。"))
    kind = forms.ChoiceField(label=_("线索类别"), choices=Clue.Kind.choices)
    about = forms.CharField(label=_("被反映人"), max_length=200, help_text=_("加密保存,只有指定的承办人和审计能看到。"))
    said = _long(_("线索内容"), 2000)
    received_on = _day(_("收到日期"))
    verifier = forms.CharField(label=_("核查人"), max_length=40, help_text=_("填写登录名。"))
    approver = forms.CharField(label=_("审批人"), max_length=40, help_text=_("填写登录名,须是负责人。"))


class RectifyForm(forms.Form):
    """The plan by which one weak branch is put right."""

    plan = _long(_("整顿方案"), 500)
    due_on = _day(_("完成期限"))


class SignForm(forms.Form):
    """The file that shows a signature."""

    file = forms.FileField(label=_("签字页的照片或扫描件"))


class ScoreForm(forms.Form):
    """The score of a contract and why."""

    score = forms.DecimalField(label=_("得分"), min_value=0, max_value=100, max_digits=6, decimal_places=2)
    note = forms.CharField(label=_("评分说明"), max_length=300)


class AccountForm(forms.Form):
    """Who was held to account upon a clue, and on which decision."""

    person = forms.CharField(label=_("被问责人"), max_length=100)
    rank = forms.ChoiceField(label=_("人员类别"), choices=Accountability.Rank.choices)
    measure = forms.ChoiceField(label=_("处理方式"), choices=Accountability.Measure.choices)
    document = forms.CharField(label=_("文件依据"), max_length=200)
    decided_on = _day(_("处理日期"))
    file = forms.FileField(label=_("处理决定的扫描件"))
