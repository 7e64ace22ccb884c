"""The words of the command line in the language its user asked for; needs no database and no Django."""

from __future__ import annotations

import gettext
import os
from functools import cache
from pathlib import Path

from tuopin.kernel.own_words import in_own_words
from tuopin.kernel.pack import pack
from tuopin.kernel.refusals import Refusal

CATALOGUES = Path(__file__).resolve().parent.parent / "locale"
TRADITIONAL = ("zh-hant", "zh-tw", "zh-hk", "zh-mo")


def language() -> str:
    """The language asked for by TUOPIN_LANG, as the pages name it: en, zh-hant, or that of the pack where nothing else is said."""
    asked = (os.environ.get("TUOPIN_LANG") or _of_the_pack()).casefold().replace("_", "-")
    return "en" if asked.startswith("en") else "zh-hant" if asked.startswith(TRADITIONAL) else "zh-hans"


def _of_the_pack() -> str:
    """The language of the pack; that of the usual one where it cannot be told: what is wrong is said by whoever needs the pack."""
    try:
        return pack().language
    except Refusal:
        return ""


def english() -> bool:
    """Whether the terminal asks for English."""
    return language() == "en"


@cache
def _catalogue(name: str) -> gettext.NullTranslations:
    return gettext.translation("django", CATALOGUES, [{"zh-hant": "zh_Hant"}.get(name, name)], fallback=True)


def translated(sentence: str) -> str:
    """The sentence in the terminal's language; itself when there is no catalogue or no entry."""
    if not sentence or language() == "zh-hans":
        return sentence
    told = _catalogue(language()).gettext(sentence)
    return in_own_words(told) if english() else told
