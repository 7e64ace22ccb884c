"""The initials of a person's name, by which a list finds 覃小妹 as `qxm`: surnames are read as surnames."""

from __future__ import annotations

from tuopin.kernel.pinyin import initials_of

# Surnames whose reading is not the first in the dictionary.
SURNAMES = {
    "曾": "z", "单": "s", "仇": "q", "解": "x", "查": "z", "区": "o", "盖": "g", "尉": "y", "朴": "p", "缪": "m", "乐": "y",
    "翟": "z", "覃": "q", "冼": "x", "洗": "x", "员": "y", "召": "s", "种": "c", "重": "c", "折": "s", "繁": "p", "盛": "s",
    "车": "c", "俞": "y", "隗": "w", "逄": "p", "幺": "y", "谌": "c", "臧": "z", "宓": "f", "殷": "y", "燕": "y", "应": "y",
    "宁": "n", "任": "r", "纪": "j", "葛": "g", "华": "h", "过": "g", "哈": "h", "那": "n", "褚": "c", "万俟": "mq", "尉迟": "yc",
    "长孙": "zs", "令狐": "lh", "澹台": "tt", "单于": "cy",
}


def initials_of_persons(names: list[str]) -> list[str]:
    """The initials of each name, in lower case; "" where nothing in it has a reading."""
    if not names:
        return []
    whole = initials_of(name.replace("\n", " ") for name in names)
    return [_as_surname(name, read) for name, read in zip(names, whole, strict=True)]


def _as_surname(name: str, read: str) -> str:
    for length in (2, 1):
        surname = SURNAMES.get(name[:length])
        if surname and len(name) >= length:
            return surname + read[length:]
    return read
