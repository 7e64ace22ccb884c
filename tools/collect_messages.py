"""Collect every sentence that a user may see into the English and the traditional Chinese catalogue.

Translations that are there stay; sentences that are gone go; new ones come in empty in English, and converted from the
simplified Chinese in traditional. A traditional entry whose comment says `by hand` is left as it is.
"""

from __future__ import annotations

import io
import re
import sys
import tomllib
from pathlib import Path

import django
import opencc
import polib
from babel.messages.extract import extract
from django.conf import settings

from tuopin.policy.rulebook import rules as rulebook
from tuopin.procedure.states import procedures

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "src" / "tuopin"
LOCALES = ("en", "zh_Hant")
KEYWORDS = {"_": None, "gettext": None, "gettext_lazy": None, "phrase": None, "ngettext": (1, 2), "pgettext": ((1, "c"), 2), "pgettext_lazy": ((1, "c"), 2)}
CHINESE = re.compile(r"[\u3000-\u9fff\uff00-\uffef]")
KEPT = {"简体中文", "繁體中文", "English"}  # each language is called by its own name everywhere
PUT_RIGHT = {  # where the converter mistakes one word for another; and the quotation marks of Hong Kong and Taiwan
    "此係統": "此系統", "週歲": "周歲", "錶行": "表行", "沒有采集": "沒有採集", "單元格里": "單元格裡", "銷燬": "銷毀", "“": "「", "”": "」",
}
HEADER = {"Content-Type": "text/plain; charset=UTF-8", "Content-Transfer-Encoding": "8bit"}
PLURALS = {"en": "nplurals=2; plural=(n != 1);", "zh_Hant": "nplurals=1; plural=0;"}
Message = tuple[str, str, str]  # context, sentence, its plural


def messages_in_use() -> dict[Message, list[str]]:
    """Every sentence with the files in which it stands."""
    if not settings.configured:  # templatize asks Django for nothing but its own defaults
        settings.configure()
        django.setup()
    found: dict[Message, list[str]] = {}
    for path in sorted([*PACKAGE.rglob("*.py"), *PACKAGE.rglob("*.html"), *PACKAGE.rglob("*.txt")]):
        if "migrations" in path.parts:
            continue
        for message in _messages_of(path):
            found.setdefault(message, []).append(str(path.relative_to(PACKAGE)))
    for text, place in [*_rule_texts(), *_procedure_texts(), *_pack_texts()]:
        found.setdefault(("", text, ""), []).append(place)
    return found


def _procedure_texts() -> list[tuple[str, str]]:
    """The titles of procedures, of their steps and of the evidence that they ask for, and their sources."""
    found = []
    for procedure in procedures().values():
        texts = {procedure.title: ""}
        for edition in procedure.editions:
            answers = edition.objection.evidence if edition.objection else ()
            wanted = [*answers, *(r for step in edition.steps for r in (*step.evidence, *step.closing))]
            texts |= dict.fromkeys((edition.source, *(step.title for step in edition.steps), *(r.title for r in wanted)), "")
            texts |= {step.notice.place: "" for step in edition.steps if step.notice}
        found += [(text, f"procedure/declared/{procedure.name.replace('-', '_')}.toml") for text in texts]
    return found


def _rule_texts() -> list[tuple[str, str]]:
    """What the files beside the rules say in words: sources, units and notes of the numbers, names of the examples."""
    found = []
    for rule in rulebook().values():
        folder = f"policy/rulebook/{rule.name.replace('-', '_')}"
        numbers = rule.numbers.entries
        texts = {rule.numbers.source: "", **{text: "" for n in numbers for text in (n.source, n.unit, n.note)}}
        found += [(text, f"{folder}/parameters.toml") for text in texts if CHINESE.search(text)]
        found += [(example.name, f"{folder}/examples.toml") for example in rule.examples if CHINESE.search(example.name)]
    return found


def _pack_texts() -> list[tuple[str, str]]:
    """What the files of the packs say in words: titles and numbers of policies, their conditions, programmes; and the local names of teams."""
    found = []
    for file in sorted([*(PACKAGE / "packs").rglob("policies/*.toml"), *(PACKAGE / "packs").rglob("programmes/*.toml")]):
        data = tomllib.loads(file.read_text(encoding="utf-8"))
        head = data.get("policy") or data["programme"]
        texts = [head["title"], head.get("number", ""), *data.get("titles", {}).values()]
        texts += [number.get("title", "") for listed in data.get("numbers", {}).values() for number in listed]
        texts += [head["document"]] if "programme" in data else []
        for branch in data.get("branch", ()):
            texts += [branch["title"], *(title for _word, title in branch["nodes"])]
        found += [(text, file.relative_to(PACKAGE).as_posix()) for text in texts if CHINESE.search(text)]
    numbers = "assistance/numbers/parameters.toml"
    for entry in tomllib.loads((PACKAGE / numbers).read_text(encoding="utf-8"))["team_families"]:
        found += [(name, numbers) for name in entry["value"]]
    return found


def _messages_of(path: Path) -> list[Message]:
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        from django.utils.translation.template import templatize

        text = templatize(text)
    found = []
    for _line, message, _comments, context in extract("python", io.BytesIO(text.encode()), KEYWORDS, options={"encoding": "utf-8"}):
        one, many = message if isinstance(message, tuple) else (message, "")
        if one in KEPT or CHINESE.search(one or ""):  # a key such as refusal["fix"] inside _() is no sentence
            found.append((context or "", one, many))
    return found


def refresh(locale: str, used: dict[Message, list[str]]) -> int:
    """Bring one catalogue up to date; the number of sentences without a translation."""
    path = PACKAGE / "locale" / locale / "LC_MESSAGES" / "django.po"
    path.parent.mkdir(parents=True, exist_ok=True)
    old = {(e.msgctxt or "", e.msgid): e for e in polib.pofile(str(path), encoding="utf-8")} if path.exists() else {}
    catalogue = polib.POFile(wrapwidth=0)
    catalogue.metadata = {"Language": locale, **HEADER, "Plural-Forms": PLURALS[locale]}
    for (context, one, many), places in used.items():
        entry = polib.POEntry(msgctxt=context or None, msgid=one, msgid_plural=many, occurrences=[(p, "") for p in sorted(set(places))])
        _translate(entry, old.get((context, one)), locale)
        catalogue.append(entry)
    catalogue.sort(key=lambda e: (e.occurrences[0][0], e.msgid))
    catalogue.save(str(path))
    return len(catalogue.untranslated_entries())


def _translate(entry: polib.POEntry, before: polib.POEntry | None, locale: str) -> None:
    by_hand = before is not None and "by hand" in before.tcomment
    if locale == "zh_Hant" and not by_hand:
        text = entry.msgid if entry.msgid in KEPT else _traditional(entry.msgid)
        if entry.msgid_plural:
            entry.msgstr_plural = {0: text}
        else:
            entry.msgstr = text
    elif before is not None:
        entry.tcomment = before.tcomment
        entry.msgstr, entry.msgstr_plural = before.msgstr, before.msgstr_plural
    if entry.msgid_plural and not entry.msgstr_plural:
        entry.msgstr_plural = {0: "", 1: ""}
    if entry.msgid in KEPT:
        entry.msgstr = entry.msgid


def _traditional(sentence: str) -> str:
    text = _CONVERTER.convert(sentence)
    for wrong, right in PUT_RIGHT.items():
        text = text.replace(wrong, right)
    return text


_CONVERTER = opencc.OpenCC("s2tw")


def main() -> int:
    used = messages_in_use()
    for locale in LOCALES:
        print(f"{locale}: {len(used)} sentences, {refresh(locale, used)} without a translation")
    return 0


if __name__ == "__main__":
    sys.exit(main())
