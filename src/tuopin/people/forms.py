"""The forms of log-in and of one's own account."""

from django import forms
from django.utils.translation import gettext_lazy as _


class LoginForm(forms.Form):
    username = forms.CharField(label=_("登录名"), max_length=60, widget=forms.TextInput(attrs={
        "autocomplete": "username", "autocapitalize": "none", "spellcheck": "false", "autofocus": True}))
    password = forms.CharField(label=_("密码"), max_length=200, strip=False, widget=forms.PasswordInput(attrs={
        "autocomplete": "current-password"}))


def _code() -> forms.CharField:
    return forms.CharField(label=_("动态口令"), max_length=40, help_text=_("手机上显示的6位数字;手机遗失时用纸质备用码"), widget=forms.TextInput(
        attrs={"autocomplete": "one-time-code", "inputmode": "text", "autofocus": True, "spellcheck": "false"}))


class CodeForm(forms.Form):
    code = _code()


class EnrollForm(forms.Form):
    """The first code of a telephone; there are no codes on paper yet."""

    code = forms.CharField(label=_("动态口令"), max_length=40, help_text=_("手机上显示的6位数字"), widget=forms.TextInput(
        attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "autofocus": True, "spellcheck": "false"}))


class ConfirmForm(forms.Form):
    """Who sits there, asked again; the code only of those who have a second factor."""

    password = forms.CharField(label=_("密码"), max_length=200, strip=False, widget=forms.PasswordInput(attrs={
        "autocomplete": "current-password", "autofocus": True}))
    code = _code()
    where = forms.CharField(widget=forms.HiddenInput, required=False, max_length=2000)
    carried = forms.CharField(widget=forms.HiddenInput, required=False, max_length=200_000)

    def __init__(self, *args, with_code: bool, **kwargs):
        super().__init__(*args, **kwargs)
        if not with_code:
            del self.fields["code"]


class TokenForm(forms.Form):
    """A key for a program: what for, in the name of which post, until when."""

    name = forms.CharField(label=_("令牌名称"), max_length=60, help_text=_("给哪个程序用,例如“县局数据看板”。"))
    post = forms.TypedChoiceField(label=_("岗位"), coerce=int)
    ends_on = forms.DateField(label=_("失效日期"), help_text=_("从这一天起失效,最长一年。"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))

    def __init__(self, *args, posts=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["post"].choices = list(posts)


class FirstPasswordForm(forms.Form):
    """The password that the holder chooses, typed twice."""

    new = forms.CharField(label=_("新密码"), max_length=200, strip=False, help_text=_("至少12个字符"),
                          widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}))
    again = forms.CharField(label=_("再输一次新密码"), max_length=200, strip=False, widget=forms.PasswordInput(attrs={
        "autocomplete": "new-password"}))

    def clean(self):
        data = super().clean()
        if data.get("new") and data.get("again") and data["new"] != data["again"]:
            self.add_error("again", _("两次输入的新密码不同。"))
        return data


class PasswordForm(FirstPasswordForm):
    """Another password, by whoever knows the present one."""

    password = forms.CharField(label=_("现用密码"), max_length=200, strip=False, widget=forms.PasswordInput(attrs={
        "autocomplete": "current-password"}))
    field_order = ("password", "new", "again")
