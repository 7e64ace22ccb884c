"""The forms of log-in and of one's own account."""

from django import forms
from django.utils.translation import gettext_lazy as _


class LoginForm(forms.Form):
    username = forms.CharField(label=_("登录名"), max_length=60, widget=forms.TextInput(attrs={
        "autocomplete": "username", "autocapitalize": "none", "spellcheck": "false", "autofocus": True}))
    password = forms.CharField(label=_("密码"), max_length=200, strip=False, widget=forms.PasswordInput(attrs={
        "autocomplete": "current-password"}))


class PasswordForm(forms.Form):
    password = forms.CharField(label=_("现用密码"), max_length=200, strip=False, widget=forms.PasswordInput(attrs={
        "autocomplete": "current-password"}))
    new = forms.CharField(label=_("新密码"), max_length=200, strip=False, help_text=_("至少12个字符"),
                          widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}))
    again = forms.CharField(label=_("再输一次新密码"), max_length=200, strip=False, widget=forms.PasswordInput(attrs={
        "autocomplete": "new-password"}))

    def clean(self):
        data = super().clean()
        if data.get("new") and data.get("again") and data["new"] != data["again"]:
            self.add_error("again", _("两次输入的新密码不同。"))
        return data
