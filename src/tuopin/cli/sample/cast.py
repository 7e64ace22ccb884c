"""Where the sample county lies and who lives in it: read from the pack's `sample.toml`, so that the demo speaks as its country does."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from random import Random
from types import MappingProxyType

from tuopin.kernel import answers, codelists
from tuopin.kernel.certificates import chinese, luhn_digit
from tuopin.kernel.ids import check_digit
from tuopin.kernel.pack import pack

CHINESE = re.compile("[\u3000-\u303f\u3400-\u9fff]")


@dataclass(frozen=True)
class Cast:
    """The places shown first, the names people bear, their telephones, the units that help, and what the sample's sentences are here."""

    county: str
    township: str
    village: str
    registered: tuple[int, int]  # households and persons of the village shown first
    resident: tuple[int, int]
    first_village: str  # the least last three digits of a village
    households: int
    least: int
    poor_villages: int
    title: str
    look_at: str
    names: MappingProxyType
    phone: MappingProxyType
    units: MappingProxyType
    accounts: tuple[MappingProxyType, ...]
    says: MappingProxyType

    def told(self, text: str, **values: object) -> str:
        """A sentence of the sample as it is said here. Raises KeyError where the pack's sample does not say it."""
        return (self.says[text] if self.says else text).format(**values)


@cache
def cast() -> Cast:
    """The cast of the pack's demo. Raises FileNotFoundError for a pack that shows none."""
    data = tomllib.loads((pack().folder / "sample.toml").read_text(encoding="utf-8"))
    places = {name: data[name] for name in ("county", "township", "village", "first_village", "households", "poor_villages", "title", "look_at")}
    sections = {name: MappingProxyType(data.get(name, {})) for name in ("names", "phone", "units", "says")}
    return Cast(
        **places, **sections, registered=tuple(data["registered"]), resident=tuple(data["resident"]), least=data.get("least", 600),
        accounts=tuple(MappingProxyType(one) for one in data["account"]),
    )


def told(text: str, **values: object) -> str:
    """A sentence of the sample as it is said in the country of the pack."""
    return cast().told(text, **values)


def a_number(area: str, born: str, order: int) -> str:
    """An invented certificate number that the pack's check lets pass: of area, birth and order in China, else of the order alone."""
    if chinese():
        first = f"{area}{born}{order:03d}"
        return first + check_digit(first)
    first = f"{order:09d}"
    return first + luhn_digit(first)


def own_cell(field, value: object) -> object:
    """A cell of the sample's workbook, made up in the words of the Chinese forms, in those of the pack."""
    if pack().in_chinese or not isinstance(value, str) or not CHINESE.search(value):
        return value
    if value in ("是", "否"):
        return answers.YES if value == "是" else answers.NO
    if value in ("贫困村", "非贫困村"):
        return answers.POOR_VILLAGE if value == "贫困村" else answers.OTHER_VILLAGE
    if field.list:
        words = [codelists.usual_word(field.list, part) for part in value.split(",")]
        if codelists.code_list(field.list).values.keys() >= set(words):
            return codelists.label(field.list, ",".join(words))
    return told(value)


def a_phone(chance: Random) -> str:
    """An invented telephone number of the country's form."""
    phone = cast().phone
    return chance.choice(tuple(phone["starts"])) + "".join(chance.choices("0123456789", k=phone["digits"]))
