"""The form in which a doubt gets its finding."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from tuopin.policy.models import Doubt


class FindingForm(forms.Form):
    """What was found on the spot, and how."""

    finding = forms.ChoiceField(label=_("核实结论"), choices=Doubt.Finding)
    note = forms.CharField(label=_("核实说明"), max_length=300)
