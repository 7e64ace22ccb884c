"""The form with which a roster is handed in."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

LARGEST = 20_000_000  # bytes; the reader's own limit
FIRST_YEAR, LAST_YEAR = 2012, 2100


class UploadForm(forms.Form):
    """A file and the year its facts are of."""

    file = forms.FileField(
        label=_("花名册文件"), help_text=_("xlsx、CSV(UTF-8、GB18030)或装有各表 CSV 的 zip,不超过 20 MB;超过时请按乡镇拆分。"),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv,.zip"}),
    )
    year = forms.IntegerField(
        label=_("年度"), min_value=FIRST_YEAR, max_value=LAST_YEAR, required=False, help_text=_("不填则取自表中的年度列。"),
    )

    def clean_file(self):
        """The file, when it is not plainly too large; all else is for the reader to judge."""
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise forms.ValidationError(_("文件超过 20 MB,请按乡镇拆分后分别上传。"))
        return file
