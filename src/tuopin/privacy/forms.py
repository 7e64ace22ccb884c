"""What is asked before a number is shown."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tuopin.privacy.states.reveals import LONGEST_NOTE, PURPOSES


class RevealForm(forms.Form):
    """What for."""

    purpose = forms.ChoiceField(label=gettext_lazy("查看用途"), choices=lambda: [("", "—"), *((code, _(text)) for code, text in PURPOSES.items())])
    note = forms.CharField(
        label=gettext_lazy("说明"), max_length=LONGEST_NOTE, required=False, help_text=gettext_lazy("用途选“其他”时必填;请不要在此写号码。")
    )
