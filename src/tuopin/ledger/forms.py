"""The forms of the ledger: one task to be issued, a plan as a table, what is said with an act, evidence, the parts of a target."""

from django import forms
from django.utils.translation import gettext_lazy as _

from tuopin.evidence.models import EvidenceFile
from tuopin.ledger.models import Task

SEATS = (
    ("head/secretary", _("党组织书记")), ("head/chief", _("行政正职")), ("head/deputy", _("副职")), ("head/", _("负责人")), ("clerk/", _("经办")), ("/", _("任一岗位")),
)


class TaskForm(forms.Form):
    """One task for one place, or one for each place right below it."""

    title = forms.CharField(label=_("任务"), max_length=120)
    detail = forms.CharField(label=_("任务要求"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3}))
    area = forms.RegexField(label=_("区划"), regex=r"^\d{12}$")
    each_below = forms.BooleanField(label=_("给下一级各地各下达一项"), required=False)
    seat = forms.ChoiceField(label=_("责任岗位"), choices=SEATS)
    unit_name = forms.CharField(label=_("责任单位"), max_length=80, required=False)
    body = forms.ChoiceField(label=_("机构类别"), choices=[("", _("不限")), *Task.Body.choices], required=False)
    system = forms.ChoiceField(label=_("体系"), choices=Task.System.choices, initial="work")
    due_on = forms.DateField(label=_("完成期限"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    target = forms.DecimalField(label=_("目标值"), min_value=0, max_digits=16, decimal_places=2, required=False)
    unit = forms.CharField(label=_("计量单位"), max_length=20, required=False)
    evidence_kinds = forms.MultipleChoiceField(
        label=_("凭证类型"), choices=EvidenceFile.Kind.choices, required=False, widget=forms.CheckboxSelectMultiple, help_text=_("不选则不限种类。"))
    evidence_least = forms.IntegerField(label=_("凭证份数"), min_value=1, max_value=50, initial=1)
    head_only = forms.BooleanField(label=_("一把手亲自办理"), required=False, help_text=_("不能转交副职;转交会被拒绝并留痕。"))


LARGEST_PLAN = 4_000_000  # bytes


class PlanForm(forms.Form):
    """A plan as a table in a workbook or CSV, a line a task; or the text of one that was looked through already."""

    source = forms.RegexField(label=_("任务来源"), regex=r"^[a-z][a-z0-9-]*:[A-Za-z0-9._-]{1,60}$", help_text=_("例如 plan:2018-luwang;同一来源的同一编号只向一地下达一次。"))
    file = forms.FileField(label=_("任务表(XLSX 或 CSV)"), required=False)
    checked = forms.CharField(required=False, strip=False, widget=forms.HiddenInput)

    def clean(self) -> dict:
        """Either the file or the text; with neither the file is asked for."""
        said = super().clean()
        if not said.get("file") and not said.get("checked"):
            self.add_error("file", _("请选择文件。"))
        elif said.get("file") and said["file"].size > LARGEST_PLAN:  # read in part it would be issued in part
            self.add_error("file", f"{_('提交的内容超过了上限。')} {_('请减小文件,或分成几个文件提交。')}")
        return said


class ActForm(forms.Form):
    """What is said with an act."""

    note = forms.CharField(max_length=300, required=False)
    value = forms.DecimalField(max_digits=16, decimal_places=2, required=False)
    area = forms.RegexField(regex=r"^\d{12}$", required=False)
    seat = forms.ChoiceField(choices=SEATS, required=False)


class EvidenceForm(forms.Form):
    """A file and what it is."""

    kind = forms.ChoiceField(choices=EvidenceFile.Kind.choices)
    file = forms.FileField()
    note = forms.CharField(max_length=200, required=False)
