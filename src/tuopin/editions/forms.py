"""What is asked for an edition to be made, and to be handed out."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from tuopin.kernel.areas import is_code


class MakeForm(forms.Form):
    """Which year of which place."""

    of_year = forms.IntegerField(label=_("年度"), min_value=2014, max_value=2100)
    of_area = forms.CharField(
        label=_("区划代码"), max_length=12, help_text=_("12 位区划代码;默认为您的辖区。县约十秒,省按县数计。")
    )

    def clean_of_area(self) -> str:
        """A code may be given without its zeros at the end."""
        code = self.cleaned_data["of_area"].strip().ljust(12, "0")
        if not is_code(code):
            raise forms.ValidationError(_("区划代码为 12 位数字。"))
        return code


class HandOutForm(forms.Form):
    """What an edition is wanted for."""

    purpose = forms.CharField(label=_("用途"), max_length=300, help_text=_("例如“省级评估抽样”;用途、时间、经办人都会留痕。"))
