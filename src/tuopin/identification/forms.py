"""The forms of identification: an application, a meeting, a change of members, a visit, an evaluation."""

from __future__ import annotations

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from tuopin.identification.models import Change, Comparison, Designation, Meeting, Visit
from tuopin.kernel import codelists
from tuopin.kernel.certificates import chinese

FIRST_YEAR, LAST_YEAR, MEMBERS = 2012, 2100, 8
NOT_SAID = [("", _("不清楚"))]
YES_NO = [*NOT_SAID, ("yes", _("是")), ("no", _("否"))]
INCOMES = ("wage", "business_income", "business_expense", "property_other", "transfer_other")


class ApplicationForm(forms.Form):
    """A household that asks to be registered: where it lives, what is known of it, its income of the year; members follow by number."""

    village = forms.ChoiceField(label=_("行政村"))
    year = forms.IntegerField(label=_("年度"), min_value=FIRST_YEAR, max_value=LAST_YEAR)
    group_name = forms.CharField(label=_("村民小组"), max_length=60, required=False)
    phone = forms.CharField(label=_("联系电话"), max_length=20, required=False, widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}))
    main_cause = forms.ChoiceField(label=_("主要致贫原因"), required=False)
    house_grade = forms.ChoiceField(label=_("危房级别"), required=False)
    water_safe = forms.ChoiceField(label=_("是否解决安全饮用水"), choices=YES_NO, required=False)
    food_enough = forms.ChoiceField(label=_("不愁吃"), choices=YES_NO, required=False)
    clothing_enough = forms.ChoiceField(label=_("不愁穿"), choices=YES_NO, required=False)
    note = forms.CharField(label=_("申请理由"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args, villages: list[tuple[str, str]], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["village"].choices = villages
        self.fields["main_cause"].choices = NOT_SAID + codelists.choices("cause", get_language())
        self.fields["house_grade"].choices = NOT_SAID + codelists.choices("house-grade", get_language())
        for name in INCOMES:
            self.fields[f"income_{name}"] = forms.DecimalField(
                label=codelists.label("income-line", name, get_language()), max_digits=14, decimal_places=2, required=False)

    def facts(self) -> dict[str, object]:
        """The facts of the household form that were said."""
        said = self.cleaned_data
        known = {name: said[name] for name in ("group_name", "main_cause", "house_grade") if said[name]}
        return known | {name: said[name] == "yes" for name in ("water_safe", "food_enough", "clothing_enough") if said[name]}

    def incomes(self) -> dict[str, object]:
        """The lines of income that were said, in yuan."""
        return {name: self.cleaned_data[f"income_{name}"] for name in INCOMES if self.cleaned_data[f"income_{name}"] is not None}


class MemberRow(forms.Form):
    """One member of the household that applies."""

    name = forms.CharField(label=_("姓名"), max_length=60, required=False)
    relation = forms.ChoiceField(label=_("与户主关系"), required=False)
    certificate = forms.CharField(label=_("证件号码"), max_length=30, required=False, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    health = forms.ChoiceField(label=_("健康状况"), required=False)
    resident_medical = forms.ChoiceField(label=_("是否参加城乡居民基本医疗保险"), choices=YES_NO, required=False)
    if not chinese():  # a number that tells neither: both are asked
        sex = forms.ChoiceField(label=_("性别"), required=False)
        born_on = forms.DateField(label=_("出生日期"), required=False, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["relation"].choices = NOT_SAID + codelists.choices("relation", get_language())
        self.fields["health"].choices = NOT_SAID + codelists.choices("health", get_language())
        if "sex" in self.fields:
            self.fields["sex"].choices = NOT_SAID + codelists.choices("sex", get_language())


class MeetingForm(forms.Form):
    """What the minutes of an appraisal meeting say; the votes on each household follow by the number of its case."""

    kind = forms.ChoiceField(label=_("会议类型"), choices=Meeting.Kind.choices, initial=Meeting.Kind.DELEGATES)
    held_on = forms.DateField(label=_("会议日期"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
    place = forms.CharField(label=_("会议地点"), max_length=60, required=False)
    entitled = forms.IntegerField(label=_("应到人数"), min_value=1, max_value=100_000)
    present = forms.IntegerField(label=_("实到人数"), min_value=0, max_value=100_000)
    note = forms.CharField(label=_("说明"), max_length=300, required=False)


class ChangeForm(forms.Form):
    """A change of members, as the village proposes it."""

    kind = forms.ChoiceField(label=_("变动类型"), choices=Change.Kind.choices)
    happened_on = forms.DateField(label=_("变动日期"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
    persons = forms.MultipleChoiceField(label=_("变动的成员"), required=False, widget=forms.CheckboxSelectMultiple,
                                        help_text=_("死亡、婚出、迁出和变更户主选一人,分户可选多人。"))
    other = forms.CharField(label=_("并入的户编号"), max_length=40, required=False)
    name = forms.CharField(label=_("新增成员姓名"), max_length=60, required=False)
    relation = forms.ChoiceField(label=_("与户主关系"), required=False, help_text=_("新增成员与户主的关系。变更户主、分户和并户的,下一步逐人核对。"))
    sex = forms.ChoiceField(label=_("性别"), required=False, help_text=_("还没有证件号码,或号码看不出性别的,请选择。"))
    certificate = forms.CharField(label=_("证件号码"), max_length=30, required=False, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    born_on = forms.DateField(label=_("出生日期"), required=False, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
    note = forms.CharField(label=_("说明"), max_length=300, required=False)

    def __init__(self, *args, members: list[tuple[str, str]], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["persons"].choices = members
        self.fields["relation"].choices = NOT_SAID + codelists.choices("relation", get_language())
        self.fields["sex"].choices = NOT_SAID + codelists.choices("sex", get_language())
        self.asked: list[str] = []
        self.about = ""  # which change the questions about relations were asked of

    def ask_relations(self, related: list[tuple[str, str, str]], *, afresh: bool) -> None:
        """Ask what each member is to the new head: number, name, and what follows from what was, which may be changed; what was answered stays unless asked afresh."""
        self.data = self.data.copy()
        for number, name, relation in related:
            key = f"relation-{number}"
            self.fields[key] = forms.ChoiceField(label=name, required=False, choices=self.fields["relation"].choices)
            if afresh:
                self.data[key] = relation
            self.asked.append(key)

    @property
    def relations(self) -> list[forms.BoundField]:
        """The questions about relations, if they are asked."""
        return [self[key] for key in self.asked]

    def clean(self) -> dict:
        said = super().clean()
        if said.get("kind") == Change.Kind.MERGE and not said.get("other", "").strip():
            self.add_error("other", _("请填写并入的户编号。"))
        return said


class VisitForm(forms.Form):
    """A visit that was made."""

    level = forms.ChoiceField(label=_("级别"), choices=Visit.Level.choices)
    visitor = forms.CharField(label=_("走访人"), max_length=60)
    visited_on = forms.DateField(label=_("走访日期"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
    note = forms.CharField(label=_("说明"), max_length=300, required=False)


class DesignationForm(forms.Form):
    """A designation of a place by a document."""

    tag = forms.ChoiceField(label=_("认定类别"))
    starts_on = forms.DateField(label=_("认定日期"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
    document = forms.CharField(label=_("依据"), max_length=300)

    def __init__(self, *args, suffix: str, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["tag"].choices = [(value, label) for value, label in Designation.Tag.choices if value.endswith(suffix)]


class HitForm(forms.Form):
    """What a department's list says of the household."""

    item = forms.ChoiceField(label=_("比对项目"), choices=Comparison.Item.choices)
    department = forms.CharField(label=_("提供部门"), max_length=60)
    told = forms.CharField(label=_("比对结果"), max_length=200, help_text=_("写明比对到什么,例如车牌所属车型、房屋坐落;不写证件号码。"))
    compared_on = forms.DateField(label=_("比对日期"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))


class ComparisonForm(forms.Form):
    """What a household says to a hit of a comparison, or what a person found."""

    text = forms.CharField(label=_("内容"), max_length=300)
    finding = forms.CharField(required=False, max_length=10)
