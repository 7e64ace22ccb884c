"""Refuses a password that holds the account's own name or a word that everybody here would try first, or that follows from its own beginning."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from pypinyin import lazy_pinyin

from tuopin.kernel.words import phrase

WORDS = (  # of the system and the field, in Latin letters and in Chinese; documented in docs/how-to/accounts.md
    "tuopin", "fupin", "jiandang", "gongzuo", "zhengfu", "xiangcun", "zhenxing", "password", "admin", "mima",
    "脱贫", "扶贫", "建档立卡", "乡村振兴", "管理员", "密码",
)
REMAIN = 10  # characters that are no such word
ROWS = ("01234567890", "abcdefghijklmnopqrstuvwxyz", "qwertyuiop", "asdfghjkl", "zxcvbnm")  # along which fingers run
UNFORESEEN, BACK, LONG = 6, 4, 20  # characters that must not follow from those before them; how long a piece that is said again may be; from here on nobody counts
FIXES = {  # by the code of the fault
    "field-word": phrase("请用12个以上字符,不要用姓名、登录名或本系统的常用词。"), "run": phrase("请用12个以上字符,不要用连续或重复的字符,如 1234、qwer、abab。"),
    "": phrase("请用12个以上字符,不要用常见密码。"),
}
NEXT = frozenset(pair for row in ROWS for one, other in zip(row, row[1:], strict=False) for pair in ((one, other), (other, one)))


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
        return _(FIXES["field-word"])


class Runs:
    """A validator for Django: no run along a row of keys, no piece said again and again; twelve characters of that kind are one guess."""

    def validate(self, password: str, user=None) -> None:
        """Raise ValidationError when a password shorter than LONG has fewer than UNFORESEEN characters that do not follow from those before them."""
        typed = password.lower()
        if len(typed) < LONG and sum(not _follows(typed, at) for at in range(len(typed))) < UNFORESEEN:
            raise ValidationError(self.get_help_text(), code="run")

    def get_help_text(self) -> str:
        return _(FIXES["run"])


def _follows(typed: str, at: int) -> bool:
    """Whether the character goes on with a run (two runs may go by turns: 1q2w3e), or says again what stands a few characters before."""
    return typed[at] in typed[max(0, at - BACK):at] or any((typed[before], typed[at]) in NEXT for before in range(max(0, at - 2), at))


def _own(user) -> list[str]:
    if user is None:
        return []
    return [user.username.lower(), user.name.lower(), "".join(lazy_pinyin(user.name)).lower(), *user.username.lower().split(".")]
