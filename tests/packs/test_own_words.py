"""A pack's own papers, lists, units and words are read as it declares them, and nothing of China's is left in them."""

import json
import re
import tomllib

import pytest

from tuopin.kernel.certificates import Form
from tuopin.kernel.pack import PACKS, pack_names

CHINESE = re.compile("[\u3000-\u303f\u3400-\u9fff]")
READ = """
import json
from tuopin.intake.cells.certificate import certificate_reader
from tuopin.intake.cells.codes import read_phone, read_yes_no
from tuopin.intake.cells.flaws import Flawed, Mark
from tuopin.intake.cells.numbers import unit_factor
from tuopin.intake.catalogue import KINDS, sheet_kind
from tuopin.intake.headings import field_of
from tuopin.intake.members import TOLD
from tuopin.kernel.codelists import code_list, label, list_names, word
from tuopin.kernel.own_words import in_own_words
def told(got):
    return got.code if isinstance(got, Flawed) and got.outcome == "Q" else got.value if isinstance(got, Flawed) else got
reader = certificate_reader(2018)
print(json.dumps({
    "certificates": [told(reader.read(one)) for one in ("1234567897", "1234567890", "123", "BC12345678", "431129196603024013", "12*4567897")],
    "kinds": [TOLD["certificate_kind"](one) for one in ("1234567897", "BC12345678", "no form at all", None)],
    "phones": [told(read_phone(one)) for one in ("024 567 8901", "13781278866", 245678901.0, 1.5, Mark("error", "#REF!"), "024\u202e5678901", "-", "", "024***8901")],
    "answers": [told(read_yes_no(one)) for one in ("yes", "no", "No")],
    "units": [str(unit_factor("mu", "hectare")), unit_factor("money", "\u5143"), str(unit_factor("money", "dala"))],
    "headings": [f.heading for kind in KINDS for f in sheet_kind(kind).fields.values()] + [sheet_kind(kind).heading for kind in KINDS],
    "read back": all(field_of(kind, f.heading) == f for kind in KINDS for f in sheet_kind(kind).fields.values()),
    "labels": [label(name, one) for name in list_names() for one in code_list(name).values],
    "words": word("status", "graduated"),
    "sentence": in_own_words("County %(county)s: 3 mu and {yuan} yuan in two townships"),
}))
"""


@pytest.fixture(scope="module")
def own(tmp_path_factory):
    from packs.test_graduation import in_a_system_of

    done = in_a_system_of(tmp_path_factory.mktemp("home"), "graduation", READ)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_papers_are_checked_as_the_pack_says_and_not_by_the_chinese_digit(own):
    assert own["certificates"] == ["1234567897", "certificate-check-digit", "certificate-characters", "BC12345678", "certificate-characters", "certificate-masked"]
    assert own["kinds"] == ["resident_id", "birth_certificate", "resident_id", "resident_id"]


def test_telephones_answers_and_units_are_those_of_the_pack(own):
    assert own["phones"] == [
        "0245678901", "phone-form", "phone-form", "phone-form", "cell-error", "hidden-direction-mark", None, None, "phone-masked"]
    assert own["answers"] == [True, False, False] and own["units"] == ["2.471", None, "1"]


def test_every_heading_of_the_template_is_english_and_is_read_back_as_the_same_column(own):
    assert own["read back"] and not [text for text in own["headings"] if CHINESE.search(text)]


def test_every_answer_of_every_list_has_an_english_name(own):
    assert len(own["labels"]) > 200 and all(own["labels"]) and not [text for text in own["labels"] if CHINESE.search(text)]
    assert own["words"] == "exited"


def test_the_words_of_sentences_change_and_placeholders_stay(own):
    assert own["sentence"] == "District %(county)s: 3 acres and {yuan} dala in two wards"


def test_no_file_of_the_other_pack_is_chinese_but_the_sentences_it_translates():
    for path in (PACKS / "graduation").rglob("*.t*"):
        if path.name != "sample.toml":
            assert not CHINESE.search(path.read_text(encoding="utf-8")), path.name
    says = tomllib.loads((PACKS / "graduation" / "sample.toml").read_text(encoding="utf-8"))["says"]
    assert not [text for text in says.values() if CHINESE.search(text)]


def test_a_form_tells_what_its_number_tells():
    form = Form("card", re.compile(r"(?P<born>\d{8})(?P<sex>[MF])\d{2}"), "none")
    assert (form.read("19800229M01").sex, form.read("19810229M01"), form.read("1980M")) == ("male", "birth-date", "characters")


def test_no_line_of_the_core_asks_for_a_pack_by_its_name():
    from source import PACKAGE

    asks = re.compile(r"pack\(\)\.name\s*(?:==|!=|in)|==\s*[\"'](?:" + "|".join(pack_names()) + r")[\"']")
    found = {path.relative_to(PACKAGE).as_posix() for path in PACKAGE.rglob("*.py") if asks.search(path.read_text(encoding="utf-8"))}
    assert not found, found


SPOKEN = """
import json, os, sys
from importlib import import_module
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tuopin.config.settings")
import django
django.setup()
import click, polib
from pathlib import Path
import tuopin
from tuopin.cli.contents import COMMANDS, SECTIONS, is_left_out, line
from tuopin.cli.gate import gated
from tuopin.cli.main import tuopin as root
from tuopin.cli.words import helped_in_one_language, in_one_language
from tuopin.kernel.own_words import in_own_words
def helps(command, name):
    context = click.Context(command, info_name=name)
    yield command.get_help(context)
    for word, below in getattr(command, "commands", {}).items():
        yield from helps(below, f"{name} {word}")
said = [line(entry) for entry in (*COMMANDS.values(), *SECTIONS.values()) if entry not in COMMANDS.values() or not is_left_out(entry)]
for name, entry in COMMANDS.items():
    if not is_left_out(entry):
        module, _colon, attribute = entry.where.partition(":")
        said += helps(helped_in_one_language(gated(getattr(import_module(module), attribute), name, alone=entry.alone)), name)
catalogue = polib.pofile(str(Path(tuopin.__file__).parent / "locale" / "en" / "LC_MESSAGES" / "django.po"))
sentences = [text for entry in catalogue if not all(path.startswith("party/") for path, _line in entry.occurrences) for text in (entry.msgstr, *entry.msgstr_plural.values())]
left_out = {line(entry) for entry in COMMANDS.values() if is_left_out(entry)}
print(json.dumps({"helps": said, "sentences": [told for told in map(in_own_words, sentences) if told not in left_out], "one": in_one_language("已停止 / stopped")}))
"""
NATIVE = {"简体中文", "繁體中文"}  # languages are called by their own names where one is chosen; this pack offers none of them
PARTY = re.compile(r"\b(secretar(y|ies)|party (secretar|member|committee|branch)|communist|hukou|pinyin|village committee|first secretar)", re.IGNORECASE)


def test_no_sentence_and_no_help_of_a_command_is_chinese_or_speaks_of_a_party(tmp_path):
    from packs.test_graduation import in_a_system_of

    done = in_a_system_of(tmp_path, "graduation", SPOKEN)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert len(told["helps"]) > 100 and len(told["sentences"]) > 5000 and told["one"] == "stopped"
    assert not [line for text in told["helps"] for line in text.splitlines() if CHINESE.search(line)]
    assert not [text for text in told["sentences"] if CHINESE.search(text) and text not in NATIVE]
    assert [text for text in told["sentences"] if PARTY.search(text)] == []
