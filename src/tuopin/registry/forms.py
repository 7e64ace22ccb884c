"""The forms in which a recorded fact is corrected: one field, as the kind of fact it is, and the reason."""

from __future__ import annotations

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from tuopin.kernel import codelists
from tuopin.registry.models import HouseholdForm, IncomeLine
from tuopin.registry.selectors.fields import Field

UNKNOWN = _("不清楚")
YES_NO = [("", UNKNOWN), ("yes", _("是")), ("no", _("否"))]
FIRST_YEAR, LAST_YEAR = 2012, 2100


class ReasonForm(forms.Form):
    """What every correction says: why, and which version was read before."""

    reason = forms.CharField(
        label=_("更正理由"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("写明依据,例如入户核实的日期和凭证。理由会留在这一户的痕迹里。"),
    )
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)


class FactForm(ReasonForm):
    """One field of the household form."""

    field_order = ["value", "reason"]

    def __init__(self, data=None, *, field: Field, **kwargs) -> None:
        super().__init__(data, **kwargs)
        self.fact = field
        self.fields["value"] = _control(field)
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
        return {"amount_yuan": line.amount_yuan, "evidence": line.evidence, "seen": line.pk} if line else {"evidence": "self_report"}


def _control(field: Field) -> forms.Field:
    """The control for a field of the household form, as its kind asks."""
    label = f"{field.label}({field.unit})" if field.unit else field.label
    column = HouseholdForm._meta.get_field(field.name)
    if field.kind == "yes_no":
        return forms.ChoiceField(label=label, choices=YES_NO, required=False, widget=forms.RadioSelect)
    if field.kind == "code":
        return forms.ChoiceField(label=label, choices=[("", UNKNOWN), *codelists.choices(field.codelist, get_language())], required=False)
    if field.kind == "codes":
        return forms.MultipleChoiceField(
            label=label, choices=codelists.choices(field.codelist, get_language()), required=False, widget=forms.CheckboxSelectMultiple
        )
    if field.kind == "number":
        return forms.DecimalField(
            label=label, max_digits=column.max_digits, decimal_places=column.decimal_places, min_value=0, required=False,
            help_text=_("不清楚时留空,不要填 0。"),
        )
    if field.kind in ("year", "whole"):
        return forms.IntegerField(label=label, min_value=FIRST_YEAR, max_value=LAST_YEAR, required=False)
    return forms.CharField(label=label, max_length=column.max_length, required=False)
