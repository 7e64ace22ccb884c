"""The form in which a doubt gets its finding, and the one that asks what a change of a rule would do."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from tuopin.policy.models import Doubt


class FindingForm(forms.Form):
    """What was found on the spot, and how."""

    finding = forms.ChoiceField(label=_("核实结论"), choices=Doubt.Finding)
    note = forms.CharField(label=_("核实说明"), max_length=300)


class WhatIfForm(forms.Form):
    """One number of a rule, the value it might have, and where to look."""

    number = forms.ChoiceField(label=_("参数"))
    value = forms.CharField(label=_("数值"), max_length=60)
    area = forms.RegexField(label=_("区划代码"), regex=r"^\d{12}$", required=False)

    def __init__(self, *args, choices: list[tuple[str, str]] = (), area: str = "", **named):
        super().__init__(*args, **named)
        self.fields["number"].choices = choices
        self.fields["area"].widget.attrs["placeholder"] = area
