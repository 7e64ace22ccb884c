"""The part of a place's name that stays the same however it is written: 栗安村, 栗安村委会 and 栗安村民委员会 are all 栗安."""

from __future__ import annotations

import re
from functools import cache

from tuopin.kernel.areas import level_of

VILLAGE = re.compile(r"(?:社区|村)?(?:(?:村民|居民|牧民|社区)?委员会|村委会|居委会|牧委会|居民委|村委|居委)$|(?:社区|村|生活区)$")
TOWNSHIP = re.compile(r"(?:街道办事处|地区办事处|街道办|街道|办事处|地区|民族乡|族乡|镇|乡|苏木)$")
COUNTY = re.compile(r"(?:自治县|自治旗|新区|县|市|区|旗)$")
CITY = re.compile(r"(?:自治州|地区|市|盟)$")
ENDINGS = {5: VILLAGE, 4: TOWNSHIP, 3: COUNTY, 2: CITY}
PATH = re.compile(r"^(?:.{2,5}?[省市县区旗])+.{1,8}?(?:镇|乡|街道)(?=..)")  # 滦南县柏各庄镇李伍庄二村 is 李伍庄二村
PSEUDO = frozenset(("市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"))  # headings of the list, not places


def core_of(name: str, level: int) -> str:
    """The name without the words for its kind; the whole name when nothing else would be left."""
    ending = ENDINGS.get(level)
    if ending is None or name in PSEUDO:
        return name
    if level == 5:
        name = PATH.sub("", name)
    for _ in range(2):
        name = ending.sub("", name) or name
    return name


@cache
def _core(name: str, level: int) -> str:
    return core_of(name, level)


def core(code: str, name: str) -> str:
    """The core of the name of the place with this code."""
    return _core(name, level_of(code))
