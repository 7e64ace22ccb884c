"""The official code lists: what every coded answer is called, in both generations of the forms and in three languages.

The database keeps short words; this is where they get their names and numbers, and where the names and numbers that a
file may use are turned into words. One list is one file beside this one. The first generation (`v1`, forms of 2014) has
numbers, the second (`v2`, forms from 2018) has names; a value without the key does not exist in that generation.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

from tuopin.kernel.own_words import in_own_words
from tuopin.kernel.pack import pack

LANGUAGES = {"zh": "zh", "zh-hans": "zh", "zh-cn": "zh", "zh-hant": "zh_hant", "zh-tw": "zh_hant", "zh-hk": "zh_hant"}
MARKS, BETWEEN = re.compile(r"[,，、;；/]+"), re.compile(r"[,，、;；/\s]+")  # a name may hold blanks: lack of labour


@dataclass(frozen=True, slots=True)
class Value:
    """One value of a list: its word, its names, its numbers in the two generations, the years in which it was in use."""

    word: str
    zh: str = ""  # none in a list of a pack that knows no Chinese
    en: str = ""
    zh_hant: str = ""
    v1: str = ""  # number in the first generation
    v2: str = ""  # name in the second generation
    v1_as: str = ""  # the number under which the first generation kept what only the second tells apart
    valid_from: int | None = None  # first year in use
    valid_to: int | None = None  # first year no longer in use
    gb4761: str = ""
    gb2261: str = ""
    aliases: list[str] = field(default_factory=list)
    alone: bool = False  # says that none of the others holds: healthy is nobody who is ill


@dataclass(frozen=True, slots=True)
class CodeList:
    """A list: its official title, where it comes from, its values by word, and the way from any known name to a word."""

    name: str
    title: str
    source: str
    multiple: bool  # several values may hold at once; the database keeps their words joined by ","
    closed: bool  # nothing outside the list is an answer
    values: dict[str, Value]
    known: dict[str, str]  # plain(name, number or alias) → word
    official: dict[str, str]  # the names printed on the forms, as they are → word


def plain(text: str) -> str:
    """A name as it is compared: half width, no blanks, lower case, without the leading 之 or 的 of the relation list."""
    text = "".join(unicodedata.normalize("NFKC", text).split()).casefold()
    return text[1:] if len(text) > 1 and text[0] in "之的" else text


@cache
def code_list(name: str) -> CodeList:
    """The list of that name (`relation`, `health` …). Raises FileNotFoundError for a name without a list."""
    own = pack().folder / "codelists" / f"{name}.toml"  # the pack's words before the usual ones
    return _read(name, own if own.exists() else files(__name__).joinpath(f"{name}.toml"))


@cache
def usual_word(name: str, text: str) -> str | None:
    """The word that the usual list has for a name, whatever list the pack has in its place; None when it knows none."""
    return _read(name, files(__name__).joinpath(f"{name}.toml")).known.get(plain(text))


def _read(name: str, source) -> CodeList:
    data = tomllib.loads(source.read_text(encoding="utf-8"))
    values = {entry["word"]: Value(**entry | {"en": in_own_words(entry["en"])}) for entry in data["value"]}
    known: dict[str, str] = {}
    for value in values.values():
        for text in (value.word, value.zh, value.zh_hant, value.en, value.v1, value.v1.lstrip("0"), value.v2, *value.aliases):
            if text and known.setdefault(plain(text), value.word) != value.word:
                raise ValueError(f"{name}: {text} names two values")
    printed = ("zh", "v2") if pack().in_chinese else ("en",)
    official = {text: value.word for value in values.values() for name in printed if (text := getattr(value, name))}
    return CodeList(
        name, data["title"], data["source"], data.get("multiple", False), data.get("closed", True), values, known, official
    )


@cache
def list_names() -> tuple[str, ...]:
    """The names of all lists."""
    return tuple(sorted(path.name.removesuffix(".toml") for path in files(__name__).iterdir() if path.name.endswith(".toml")))


def word(name: str, text: str) -> str | None:
    """The word for a name, number or alias of either generation; None when the list does not know it.

    In a list of several values the text may join them by a comma, 、 or ;; the words come back joined by ",".
    """
    known = code_list(name)
    if (one := known.known.get(plain(text))) is not None or not known.multiple:
        return one
    return ",".join(found) if (found := words(name, text)) else None


def words(name: str, text: str) -> list[str] | None:
    """The words for several names in one text, joined by a comma, 、 or ;, or by blanks where no name holds one; None when one is not known."""
    known = code_list(name).known
    for between in (MARKS, BETWEEN):
        found = [known.get(plain(part)) for part in between.split(text.strip()) if part.strip()]
        if found and None not in found:
            return list(dict.fromkeys(found))
    return None


def without_contradiction(name: str, words: str) -> str:
    """Joined words of a list without one that says that none of the others holds; as they are where they do not contradict each other."""
    values, told = code_list(name).values, words.split(",")
    if len(told) < 2:
        return words
    return ",".join(one for one in told if one not in values or not values[one].alone)


def label(name: str, words: str, language: str | None = None) -> str:
    """What a word is called in a language (zh-hans, zh-hant, en; else the pack's own); joined words are named one by one; unknown words stay."""
    values = code_list(name).values
    attribute = LANGUAGES.get((language or pack().language).lower(), "en")
    names = []
    for one in filter(None, words.split(",")):
        value = values.get(one)
        names.append((getattr(value, attribute) or value.zh or value.en) if value else one)
    return (", " if attribute == "en" else "、").join(names)


def choices(name: str, language: str | None = None, *, year: int | None = None) -> list[tuple[str, str]]:
    """The words of a list with their names, in the order of the form: what a select box offers; of a year, none that came in later."""
    values = code_list(name).values.values()
    return [(one.word, label(name, one.word, language)) for one in values if year is None or (one.valid_from or year) <= year]


def as_generation(name: str, one: str, generation: str) -> str | None:
    """A word as generation `v1` numbers it or `v2` names it; None where that generation cannot say it.

    What only the second generation tells apart goes back to the number that held it before (本科 → 05 大专及以上).
    """
    value = code_list(name).values.get(one)
    if value is None:
        return None
    return (value.v1 or value.v1_as if generation == "v1" else value.v2) or None
