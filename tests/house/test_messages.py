"""Three languages are equal: every sentence that a user may see has its English and its traditional Chinese."""

import importlib.util
import re

import polib

from source import PACKAGE, ROOT

PLACES = re.compile(r"\{(\w*)[^{}]*\}|%\((\w+)\)[sd]")


def _collector():
    spec = importlib.util.spec_from_file_location("collect_messages", ROOT / "tools" / "collect_messages.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _catalogue(locale):
    path = PACKAGE / "locale" / locale / "LC_MESSAGES" / "django.po"
    entries = polib.pofile(str(path), encoding="utf-8") if path.exists() else []
    return {(e.msgctxt or "", e.msgid): e for e in entries}


def _lacking(locale):
    known = _catalogue(locale)
    used = _collector().messages_in_use()
    return [one for context, one, _ in used if (context, one) not in known or not known[context, one].translated()]


def test_no_sentence_lacks_its_english():
    lacking = _lacking("en")
    assert not lacking, f"{len(lacking)} sentences; run `make messages` and fill them in:\n" + "\n".join(lacking[:30])


def test_no_sentence_lacks_its_traditional_chinese():
    lacking = _lacking("zh_Hant")
    assert not lacking, f"{len(lacking)} sentences; run `make messages`:\n" + "\n".join(lacking[:30])


def test_a_translation_has_the_places_to_fill_in_that_its_sentence_has():
    for locale in ("en", "zh_Hant"):
        for entry in _catalogue(locale).values():
            for text in [entry.msgstr, *entry.msgstr_plural.values()]:
                if text and not entry.msgid_plural:
                    assert _places(text) == _places(entry.msgid), f"{locale}: {entry.msgid} → {text}"


def _places(text):
    return sorted(a or b for a, b in PLACES.findall(text))
