"""The forms of the policy pages: what was handed over, a list that comes in, taking a record back, a survey, an export."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from tuopin.benefits.models import Delivery
from tuopin.benefits.states.standing import STATES


class Day(forms.DateInput):
    """A day as browsers pick it."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class DeliveryForm(forms.Form):
    """What was handed over, and the proof of it."""

    policy = forms.ChoiceField(label=_("政策"))
    person = forms.ChoiceField(label=_("受益人"), required=False, help_text=_("落实到人的政策须选择;落实到户的不选。"))
    delivered_on = forms.DateField(label=_("落实日期"), widget=Day())
    amount_yuan = forms.DecimalField(label=_("金额(元)"), max_digits=14, decimal_places=2, min_value=0, required=False, help_text=_("实物、服务不填。"))
    content = forms.CharField(label=_("内容"), max_length=200, required=False)
    proof = forms.ChoiceField(label=_("落实凭证"), choices=Delivery.Proof.choices)
    proof_number = forms.CharField(label=_("凭证号"), max_length=60, required=False, help_text=_("银行流水号或部门清单序号。"))
    evidence = forms.ChoiceField(label=_("证据文件"), required=False, help_text=_("户签字、照片先在“证据”中收下,再在这里选择。"))

    def __init__(self, *given, policies=(), people=(), files=(), **named):
        super().__init__(*given, **named)
        self.fields["policy"].choices = policies
        self.fields["person"].choices = [("", "—"), *people]
        self.fields["evidence"].choices = [("", "—"), *files]


class VoidForm(forms.Form):
    """Why a record is taken back."""

    reason = forms.CharField(label=_("原因"), max_length=300)


class ListForm(forms.Form):
    """A workbook of deliveries."""

    file = forms.FileField(label=_("落实清单"), help_text=_("xlsx 或 CSV;先下载空表,按列填写。"))
    leave_out = forms.BooleanField(label=_("跳过有问题的行,其余照收"), required=False)


class AwarenessForm(forms.Form):
    """What a survey found."""

    policy = forms.ChoiceField(label=_("政策"))
    asked_on = forms.DateField(label=_("调查日期"), widget=Day())
    asked = forms.IntegerField(label=_("调查人数"), min_value=1, max_value=100_000)
    aware = forms.IntegerField(label=_("知晓人数"), min_value=0, max_value=100_000)

    def __init__(self, *given, policies=(), **named):
        super().__init__(*given, **named)
        self.fields["policy"].choices = policies


class WorkForm(forms.Form):
    """Which policy, and which unit answers for it."""

    policy = forms.ChoiceField(label=_("政策"))
    unit = forms.CharField(label=_("责任单位"), max_length=80, help_text=_("例如“县教育局”。"))

    def __init__(self, *given, policies=(), **named):
        super().__init__(*given, **named)
        self.fields["policy"].choices = policies


class ExportForm(forms.Form):
    """In which form, and what for."""

    purpose = forms.CharField(label=_("用途"), max_length=300, help_text=_("用途、时间、经办人都会留痕。"))
    suffix = forms.ChoiceField(label=_("格式"), widget=forms.RadioSelect, initial="xlsx", choices=[("xlsx", "xlsx"), ("csv", "CSV")])
    state = forms.ChoiceField(label=_("落实状态"), choices=list(STATES.items()), widget=forms.HiddenInput)


class StrategyForm(forms.Form):
    """A county's strategy, a line a problem."""

    title = forms.CharField(label=_("政策名称"), max_length=120)
    lines = forms.CharField(label=_("问题和措施"), max_length=20_000, widget=forms.Textarea(attrs={"rows": 8}), help_text=_("每行写:问题|措施|责任单位|完成期限(如 2019-12-31)。"))


class GapForm(forms.Form):
    """A basic service that a place lacks."""

    of_area = forms.RegexField(label=_("区划代码"), regex=r"^\d{12}$")
    service = forms.ChoiceField(label=_("服务"), choices=[("school", _("学校")), ("clinic", _("卫生室")), ("culture", _("文化活动室"))])
    text = forms.CharField(label=_("缺什么"), max_length=300)
    due_on = forms.DateField(label=_("完成期限"), widget=Day())
    unit = forms.CharField(label=_("责任单位"), max_length=80, required=False)
