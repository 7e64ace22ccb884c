"""Refuses a password that holds the account's own name or a word that everybody here would try first."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from pypinyin import lazy_pinyin

WORDS = (  # of the system and the field, in Latin letters and in Chinese; documented in docs/how-to/accounts.md
    "tuopin", "fupin", "jiandang", "gongzuo", "zhengfu", "xiangcun", "zhenxing", "password", "admin", "mima",
    "脱贫", "扶贫", "建档立卡", "乡村振兴", "管理员", "密码",
)
REMAIN = 10  # characters that are no such word


class FieldWords:
    """A validator for Django: no word of the field, no log-in name, no name of the person, written either way."""

    def validate(self, password: str, user=None) -> None:
        """Raise ValidationError when a good part of the password is such a word."""
        typed = rest = password.lower()
        for word in sorted((*WORDS, *_own(user)), key=len, reverse=True):
            rest = rest.replace(word, "") if len(word) > 1 else rest
        if rest != typed and len(rest) < REMAIN:
            raise ValidationError(self.get_help_text(), code="field-word")

    def get_help_text(self) -> str:
        return _("密码里不要用姓名、登录名或本系统的常用词。")


def _own(user) -> list[str]:
    if user is None:
        return []
    return [user.username.lower(), user.name.lower(), "".join(lazy_pinyin(user.name)).lower(), *user.username.lower().split(".")]
