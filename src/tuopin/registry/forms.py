"""The forms in which a recorded fact is corrected: one field, as the kind of fact it is, and the reason."""

from __future__ import annotations

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from tuopin.kernel import codelists
from tuopin.registry.selectors.fields import Field
from tuopin.registry.selectors.income import SELF_REPORT, IncomeLine

UNKNOWN = _("不清楚")
YES_NO = [("", UNKNOWN), ("yes", _("是")), ("no", _("否"))]
FIRST_YEAR, LAST_YEAR, MOST = 2012, 2100, 99_999_999


class ReasonForm(forms.Form):
    """What every correction says: why, and which version was read before."""

    reason = forms.CharField(
        label=_("更正理由"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("写明依据,例如入户核实的日期和凭证。理由会留在这一户的痕迹里。"),
    )
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)


class NameForm(ReasonForm):
    """The name of a member; `read` is the name that was seen."""

    value = forms.CharField(label=_("姓名"), max_length=60)
    read = forms.CharField(required=False, widget=forms.HiddenInput)
    field_order = ["value", "reason"]


class NumberForm(ReasonForm):
    """A certificate, phone or account number, typed whole; `read` tells which one was seen without telling it."""

    value = forms.CharField(max_length=40, required=False, strip=True, widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "text"}))
    read = forms.CharField(required=False, widget=forms.HiddenInput)
    field_order = ["value", "reason"]

    def __init__(self, data=None, *, label: str, **kwargs) -> None:
        super().__init__(data, **kwargs)
        self.fields["value"].label = label
        self.fields["value"].help_text = _("填写完整号码;保存后只显示首尾各一位,痕迹里不留号码。")


class FactForm(ReasonForm):
    """One field of a household's, a member's or a village's form of a year."""

    field_order = ["value", "reason"]

    def __init__(self, data=None, *, field: Field, year: int, **kwargs) -> None:
        super().__init__(data, **kwargs)
        self.fact = field
        self.fields["value"] = _control(field, year, (kwargs.get("initial") or {}).get("value"))
        self.order_fields(self.field_order)

    def clean_value(self) -> object:
        """The value as the register keeps it; None or "" where it is not known."""
        value = self.cleaned_data["value"]
        if self.fact.kind == "yes_no":
            return {"yes": True, "no": False}.get(value)
        return ",".join(value) if self.fact.kind == "codes" else value

    @staticmethod
    def written(field: Field, value: object) -> object:
        """A value of the register as the control shows it."""
        if field.kind == "yes_no":
            return {True: "yes", False: "no"}.get(value, "")
        return str(value or "").split(",") if field.kind == "codes" else value


class IncomeForm(ReasonForm):
    """One line of income: the amount, empty where it is not known, and what proves it."""

    amount_yuan = forms.DecimalField(
        label=_("金额(元)"), max_digits=14, decimal_places=2, required=False, help_text=_("不清楚时留空,不要填 0。")
    )
    evidence = forms.ChoiceField(label=_("凭证类型"))
    field_order = ["amount_yuan", "evidence", "reason"]

    def __init__(self, data=None, **kwargs) -> None:
        super().__init__(data, **kwargs)
        self.fields["evidence"].choices = codelists.choices("income-evidence", get_language())

    @staticmethod
    def initial_of(line: IncomeLine | None) -> dict:
        return {"amount_yuan": line.amount_yuan, "evidence": line.evidence, "seen": line.pk} if line else {"evidence": SELF_REPORT}


def _control(field: Field, year: int, now: object = None) -> forms.Field:
    """The control for a field, as its kind asks; a word that stands there now can be kept even if no list has it."""
    label = f"{field.label}({field.unit})" if field.unit else field.label
    if field.kind == "yes_no":
        return forms.ChoiceField(label=label, choices=YES_NO, required=False, widget=forms.RadioSelect)
    if field.kind == "code":
        known = codelists.choices(field.codelist, get_language(), year=year)
        other = [(now, now)] if now and now not in dict(known) else []
        return forms.ChoiceField(label=label, choices=[("", UNKNOWN), *other, *known], required=False)
    if field.kind == "codes":
        return forms.MultipleChoiceField(
            label=label, choices=codelists.choices(field.codelist, get_language(), year=year), required=False, widget=forms.CheckboxSelectMultiple
        )
    if field.kind == "number":
        return forms.DecimalField(
            label=label, max_digits=field.digits, decimal_places=field.places, min_value=0, required=False,
            help_text=_("不清楚时留空,不要填 0。"),
        )
    if field.kind == "year":
        return forms.IntegerField(label=label, min_value=FIRST_YEAR, max_value=LAST_YEAR, required=False)
    if field.kind == "whole":
        return forms.IntegerField(label=label, min_value=0, max_value=MOST, required=False, help_text=_("不清楚时留空,不要填 0。"))
    return forms.CharField(label=label, max_length=field.longest, required=False)
