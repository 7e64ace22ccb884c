"""The forms in which the lineage of a place is set right by hand."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from tuopin.divisions.models import Succession


class SuccessionForm(forms.Form):
    """What became of a place, from when, by which document."""

    kind = forms.ChoiceField(label=_("变更类型"), choices=Succession.Kind)
    successor_code = forms.RegexField(
        r"^\d{12}$", label=_("现区划代码"), help_text=_("十二位统计用区划代码;合并时填并入的区划,拆分时每个现区划各记一条。")
    )
    on_day = forms.DateField(label=_("变更日期"), widget=forms.DateInput(attrs={"type": "date"}))
    basis = forms.CharField(label=_("依据"), max_length=300, help_text=_("批复文号或其他依据。"))


class WithdrawForm(forms.Form):
    """Why a succession does not hold."""

    basis = forms.CharField(max_length=300)
