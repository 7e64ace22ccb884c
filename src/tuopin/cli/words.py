"""The words of the command line in the language its user asked for; needs no database and no Django."""

from __future__ import annotations

import gettext
import os
import re
from copy import copy
from functools import cache
from pathlib import Path

import click

from tuopin.kernel.own_words import in_own_words
from tuopin.kernel.pack import pack
from tuopin.kernel.refusals import Refusal

CATALOGUES = Path(__file__).resolve().parent.parent / "locale"
CHINESE = re.compile("[\u2e80-\u9fff\uff00-\uffef]")
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


def in_one_language(told: str) -> str:
    """What is told in two languages (`中文 / English`) as a system whose pack is not Chinese tells it: in English alone."""
    if pack().in_chinese or not CHINESE.search(told):
        return told
    return " / ".join(part for part in told.split(" / ") if not CHINESE.search(part)) or told


def helped_in_one_language(command: click.Command) -> click.Command:
    """The command with its help, and that of all below it, in one language; itself where the pack is Chinese."""
    if pack().in_chinese:
        return command
    told = copy(command)
    told.help, told.short_help = (text and in_own_words(in_one_language(text)) for text in (command.help, command.short_help))
    told.params = [_helped(param) for param in command.params]
    if isinstance(command, click.Group):
        told.commands = {name: helped_in_one_language(below) for name, below in command.commands.items()}
    return told


def _helped(param: click.Parameter) -> click.Parameter:
    told = copy(param)
    if getattr(param, "help", None):
        told.help = in_own_words(in_one_language(param.help))
    if param.metavar and CHINESE.search(param.metavar):
        told.metavar = None
    return told
