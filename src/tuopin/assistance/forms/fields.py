"""What several forms of assistance have in common: a day, the document it rests on, a choice from the page's own list, a reason."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class Day(forms.DateField):
    """A day, picked from the phone's own calendar."""

    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})  # as a browser wants it, in every language


def basis() -> forms.CharField:
    return forms.CharField(label=_("依据"), max_length=200, help_text=_("批准文件的名称和文号"))


class Based(forms.Form):
    """What happens from a day, by a document."""

    on_day = Day(label=_("生效日期"))
    basis = basis()


class Choosing(forms.Form):
    """A form that lets one choose a person from a list given by the page."""

    def __init__(self, *args, people: list[tuple[str, str]] = (), **named):
        super().__init__(*args, **named)
        if "who" in self.fields:
            self.fields["who"].choices = people


class WithdrawForm(forms.Form):
    """Why something is taken back."""

    because = forms.CharField(label=_("理由"), max_length=200)


class AskForm(forms.Form):
    """Asking another person to agree."""

    note = forms.CharField(label=_("理由"), max_length=200)


class BasisForm(forms.Form):
    """A document."""

    basis = basis()
