"""What the public may see of a household, and what it may not: a surname and asterisks, a villager group, a code of letters.

Nothing here shows part of a number. Masking an identity number as 前6后4 leaves about 3,000 candidates, and 34 where the year of birth is
known; a public notice (公示) therefore carries no digit of it at all, and neither phones, accounts, health nor the name of a minor.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from tuopin.kernel.crypto import Keyring
from tuopin.kernel.days import age_on
from tuopin.kernel.ids import mask
from tuopin.kernel.refusals import Refusal
from tuopin.kernel.words import phrase

__all__ = ["NoticeHousehold", "NoticeLine", "mask", "notice_lines", "public_code", "public_group", "public_name", "publishable", "require_publishable"]

ADULT = 18  # completed years; below it a person is a minor (未成年人保护法)
LONGEST_RUN = 4  # digits in a row that a text may have: a year; five could be part of a number
LETTERS = "BCDFGHJKMNPQRTVWXY"  # no vowels, so that no word comes about; no digit, so that none of a number's is shown
CODE_LENGTH = 8
_PAIRS = (
    "欧阳太史端木上官司马东方独孤南宫万俟闻人夏侯诸葛尉迟公羊赫连澹台皇甫宗政濮阳公冶太叔申屠公孙慕容"
    "仲孙钟离长孙宇文司徒鲜于司空令狐单于呼延轩辕歐陽東方獨孤聞人諸葛尉遲赫連公孫鍾離長孫鮮于軒轅澹臺"
)
COMPOUND_SURNAMES = frozenset(_PAIRS[n : n + 2] for n in range(0, len(_PAIRS), 2))
HEALTH = re.compile("病|残|殘|疾|患|癌|瘤|瘫|癱|聋|聾|哑|啞|盲|智障|智力|精神|失能|艾滋|愛滋|结核|結核|透析|尿毒|肢体|肢體|视力障|視力障|听力|聽力|言语障|言語障"
                    "|disab|illness|disease|chronic|cancer|hiv|aids", re.IGNORECASE)
DIGITS = re.compile(r"\d(?:[\s\-.·,,、_/()()]*\d)*")


@dataclass(frozen=True)
class NoticeHousehold:
    """What a notice is made from; of all this only what `NoticeLine` holds is shown."""

    number: str
    head_name: str
    head_born_on: date | None
    group_name: str
    persons: int


@dataclass(frozen=True)
class NoticeLine:
    """One household as the public sees it."""

    name: str
    group: str
    code: str
    persons: int


def notice_lines(households: Iterable[NoticeHousehold], *, on: date, ring: Keyring) -> list[NoticeLine]:
    """The lines of a notice on the day `on`, sorted by group and code: the order tells nothing of the register."""
    lines = [
        NoticeLine(
            public_name(h.head_name, h.head_born_on, on=on),
            "" if h.head_name[1:] and h.head_name in h.group_name else public_group(h.group_name),
            public_code(ring, h.number), h.persons,
        )
        for h in households
    ]
    return sorted(lines, key=lambda line: (line.group, line.code))


def public_name(name: str, born_on: date | None, *, on: date) -> str:
    """The surname and `**`; of a minor, and of whoever may be one because no birth date is known, not even the surname."""
    if born_on is None or age_on(born_on, on) < ADULT:
        return "**"
    plain = unicodedata.normalize("NFKC", name).strip()
    size = 2 if plain[:2] in COMPOUND_SURNAMES and len(plain) > 2 else 1
    surname = plain[:size]
    return f"{surname}**" if len(plain) > size and surname.isalpha() and not HEALTH.search(surname) else "**"


def public_group(group: str) -> str:
    """The villager group, or nothing where it was used to write down something else."""
    return group.strip() if publishable(group) else ""


def public_code(ring: Keyring, number: str) -> str:
    """Eight letters that stand for a household in public: the office finds it again, and nobody can compute it without the keys."""
    value = int.from_bytes(ring.find_by("public-code", number), "big")
    letters = []
    for _ in range(CODE_LENGTH):
        value, rest = divmod(value, len(LETTERS))
        letters.append(LETTERS[rest])
    return "".join(letters)


def publishable(text: str) -> bool:
    """Whether a free text may stand in public: no word of health or disability, no run of digits longer than a year, however spaced."""
    plain = unicodedata.normalize("NFKC", text)
    runs = (sum(character.isdigit() for character in run.group()) for run in DIGITS.finditer(plain))
    return not HEALTH.search(plain) and all(run <= LONGEST_RUN for run in runs) and not _numerals(plain)


def require_publishable(*texts: str) -> None:
    """Raise Refusal `not-for-the-public` when one of the texts may not stand in a notice."""
    if not all(publishable(text) for text in texts):
        raise Refusal(
            "not-for-the-public", phrase("公示文字中有不能公开的内容:长串数字,或健康、残疾状况。"), phrase("请删去后重新提交。")
        )


def _numerals(text: str) -> bool:
    """Whether Chinese numerals stand in a row as they do when a number is dictated."""
    return bool(re.search("[零〇一二三四五六七八九幺壹贰叁肆伍陆柒捌玖]{5,}", text))
