"""The forms in which the lineage of a place is set right by hand, each from a document."""

from __future__ import annotations

import re

from django import forms
from django.utils.translation import gettext_lazy as _

from tuopin.kernel.areas import is_code

SEPARATORS = re.compile(r"[\s,,、;;]+")


class FromDocumentForm(forms.Form):
    """What every record of the lineage says: from which day, by which document."""

    day = forms.DateField(label=_("变更日期"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
    basis = forms.CharField(label=_("依据"), max_length=300, help_text=_("批复文号或其他依据。"))


class RenameForm(FromDocumentForm):
    """The place bears another name from a day on."""

    name = forms.CharField(label=_("新名称"), max_length=60)
    field_order = ["name", "day", "basis"]
    title, button = _("更名"), _("登记更名")


class MergeForm(FromDocumentForm):
    """Several places became this one."""

    predecessors = forms.CharField(
        label=_("并入的原区划"), widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("每行一个:十二位代码;名录里没有的旧区划写名称。本区划自身也在其列时写本区划代码。"),
    )
    field_order = ["predecessors", "day", "basis"]
    title, button = _("由其他区划合并而来"), _("登记合并")

    def clean_predecessors(self) -> list[str]:
        """The codes or names, in the order given."""
        return [word for word in SEPARATORS.split(self.cleaned_data["predecessors"]) if word]


class SplitForm(FromDocumentForm):
    """This place became several."""

    successors = forms.CharField(
        label=_("拆分后的区划代码"), widget=forms.Textarea(attrs={"rows": 3}), help_text=_("每行一个十二位代码;沿用本代码的也要写上。"),
    )
    field_order = ["successors", "day", "basis"]
    title, button = _("拆分为其他区划"), _("登记拆分")

    def clean_successors(self) -> list[str]:
        """The codes, in the order given."""
        codes = [word for word in SEPARATORS.split(self.cleaned_data["successors"]) if word]
        if not all(is_code(code) for code in codes):
            raise forms.ValidationError(_("区划代码为十二位数字。"))
        return codes


class WithdrawForm(forms.Form):
    """Why a succession does not hold."""

    basis = forms.CharField(label=_("依据"), max_length=300)


KINDS = {"rename": RenameForm, "merge": MergeForm, "split": SplitForm}


def lineage_forms(sent: dict[str, forms.Form]) -> list[tuple[str, forms.Form]]:
    """The three forms by their names; the one that was sent and not accepted as it was sent."""
    return [(name, sent.get(name) or form(prefix=name)) for name, form in KINDS.items()]
