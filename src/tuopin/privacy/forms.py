"""What is asked before a number is shown."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from tuopin.kernel.areas import is_code
from tuopin.privacy.states.reveals import LONGEST_NOTE, PURPOSES

LOWEST = {"county": gettext_lazy("县"), "township": gettext_lazy("乡镇"), "village": pgettext_lazy("menu", "行政村")}


class PublishForm(forms.Form):
    """Which counts go out to the public, and on whose decision."""

    of_year = forms.IntegerField(label=gettext_lazy("年度"), min_value=2014, max_value=2100)
    of_area = forms.CharField(label=gettext_lazy("区划代码"), max_length=12, help_text=gettext_lazy("12 位区划代码;默认为您的辖区。"))
    lowest = forms.ChoiceField(
        label=gettext_lazy("公布到哪一级"), choices=list(LOWEST.items()), initial="township",
        help_text=gettext_lazy("级别越低,要隐去的小数越多。"))
    basis = forms.CharField(
        label=gettext_lazy("公布依据"), max_length=300, help_text=gettext_lazy("公布数据的文件或决定;会一并公开,不要写人名和号码。"))

    def clean_of_area(self) -> str:
        """A code may be given without its zeros at the end."""
        code = self.cleaned_data["of_area"].strip().ljust(12, "0")
        if not is_code(code):
            raise forms.ValidationError(_("区划代码为 12 位数字。"))
        return code


class RevealForm(forms.Form):
    """What for."""

    purpose = forms.ChoiceField(label=gettext_lazy("查看用途"), choices=lambda: [("", "—"), *((code, _(text)) for code, text in PURPOSES.items())])
    note = forms.CharField(
        label=gettext_lazy("说明"), max_length=LONGEST_NOTE, required=False, help_text=gettext_lazy("用途选“其他”时必填;请不要在此写号码。")
    )
