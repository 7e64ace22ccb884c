"""A room that the pack does not name is not there at all: no table, page, menu line, command, procedure; and the system starts sound without it."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from house.test_messages import _lacking
from scope.released import EVERYWHERE, WITHOUT, lines, write_released

MAKE = r"""
import json
import django
django.setup()
from django.core.management import call_command
from django.db import connection, transaction
from django.conf import settings
from django.urls import get_resolver
from tuopin.cli.prepare import owners_connection, require_sound
from tuopin.kernel.home import keyring
from tuopin.kernel.pack import keep_pack
with owners_connection():
    call_command("migrate", verbosity=0, interactive=False)
keyring()
keep_pack()
from tuopin.people.selectors import ACTS, operator, working_as
from tuopin.privacy.selectors.sealed_columns import SEALED
from tuopin.procedure.states import procedures
from tuopin.scope.selectors import guards_altered, guards_standing
from tuopin.web.checks import pages
from tuopin.web.jobs import KINDS
from tuopin.web.menu import menu_of
require_sound()
with connection.cursor() as cursor:
    cursor.execute("SELECT count(*) FROM pg_class WHERE relname LIKE 'party%'")
    tables = cursor.fetchone()[0]
    cursor.execute("SELECT count(*) FROM pg_policies WHERE policyname LIKE 'party%'")
    policies = cursor.fetchone()[0]
    cursor.execute("SELECT count(*) FROM pg_proc WHERE proname LIKE '%party%'")
    functions = cursor.fetchone()[0]
WITH_IT = "SELECT 'referred', 3, 0, 2, '' WHERE wanted = 'party-clue-referral'"  # as the room, where it is there, lays it down
FLOOR = "CREATE FUNCTION procedure_floor(wanted text) RETURNS TABLE (status text, persons int, notice_days int, pieces int, rule text) LANGUAGE sql STABLE AS "
MOVED = "ALTER FUNCTION procedure_floor(text) RENAME TO procedure_floor_before_party"
ALTERED = {  # what of the room a superuser brings here, or does to what stands in its place
    "nothing": (),
    "a floor that asks nothing": (FLOOR.replace("CREATE", "CREATE OR REPLACE") + "$$ SELECT ''::text, 0, 0, 0, ''::text WHERE false $$",),
    "the floor of another system": (
        MOVED, f"{FLOOR} $$\n    SELECT * FROM procedure_floor_before_party(wanted)\n    UNION ALL {WITH_IT}\n$$"),
    "a rule of cases": ("CREATE POLICY party_clue_named ON procedure_case USING (true)",),
    "a rule of files": ("CREATE POLICY party_clue_named ON evidence_evidencefile USING (true)",),
    "a table": ("CREATE TABLE party_clue (id int)",),
}
altered = {}
for what, statements in ALTERED.items():
    with owners_connection(), transaction.atomic(), connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
        altered[what] = guards_altered()
        transaction.set_rollback(True)
acts = frozenset(act for held in ACTS.values() for act in held)
print(json.dumps({
    "rooms": list(settings.PLUG_INS), "tables": tables, "policies": policies, "functions": functions,
    "pages": [where for where, p in pages(get_resolver().url_patterns) if "party" in (p.name or "")],
    "menu": [page["url"] for system in menu_of(acts, "") for page in system["pages"] if "party" in page["url"] or "bully" in page["url"]],
    "procedures": [name for name in procedures() if "party" in name], "subjects": [name for name in settings.PROCEDURE_SUBJECTS if "party" in name],
    "conditions": [name for name in settings.PROCEDURE_CONDITIONS if "party" in name],
    "standing": guards_standing(), "altered": altered,
    "jobs": [kind for kind in KINDS if "party" in kind], "sealed": [c.name for c in SEALED if c.name.startswith("party")], "all_pages": len(list(pages(get_resolver().url_patterns))),
}))
"""

WALK = r"""
import html, io, json, re, time, zipfile
import django
django.setup()
from datetime import date
from django.conf import settings
from django.test import Client
from django.utils import timezone
from tuopin.cli.prepare import owners_connection
from tuopin.divisions.services import load_editions
from tuopin.identification.services import apply_for
from tuopin.kernel.certificates import luhn_digit
from tuopin.people.models import SecondFactor
from tuopin.people.selectors import actor_for, operator, working_as
from tuopin.people.services import appoint_post, identify_account, open_account
from tuopin.people.states import CONFIRMED_AT
from tuopin.registry.services.record_household import HouseholdTold, MemberTold
settings.ALLOWED_HOSTS = ["*"]
CHINESE, SHAPE = re.compile("[\u3000-\u303f\u3400-\u9fff\uff01-\uff5e]+"), re.compile(r"[0-9a-f]{16,}|\d+")
on, clients, actors = timezone.localdate(), {}, {}
def number(n):
    return f"10000000{n}" + luhn_digit(f"10000000{n}")
with owners_connection():
    load_editions()
with working_as(operator()):
    for n, (name, area, role) in enumerate((("head", "110101000000", "head"), ("coach", "110101010001", "clerk"), ("auditor", "110000000000", "auditor"))):
        account, _password = open_account(username=name, name=name.title(), actor=operator(), on=on)
        appoint_post(username=name, area_code=area, role=role, title="", starts_on=on, actor=operator(), on=on)
        identify_account(username=name, certificate=number(n), actor=operator(), on=on)
        clients[name], actors[name] = Client(), actor_for(account, on=on)
        clients[name].force_login(account)
        SecondFactor.objects.get_or_create(account=account, defaults={"secret_sealed": b"", "confirmed_at": timezone.now()})
        session = clients[name].session
        session[CONFIRMED_AT] = int(time.time())
        session.save()
    member = MemberTold("Abena", "head", certificate=number(5), sex="female", born_on=date(1980, 5, 1))
    apply_for(told=HouseholdTold("110101010001", on.year, (member,), {"house_grade": "D", "main_cause": "ill"}, {"wage": 100}), actor=actors["coach"], on=on)
found, opened, kinds, failed = {}, set(), set(), []
for name, client in clients.items():
    todo, seen = ["/"], set()
    while todo and len(seen) < 90:
        address = html.unescape(todo.pop(0))
        path, _, query = address.partition("?")
        shape = SHAPE.sub("N", path)
        if (shape in opened and shape != "/") or shape in seen or re.search("logout|/static/|language", address):
            continue
        seen.add(shape)
        answer = client.get(address)
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        kind = answer.headers.get("Content-Type", "").partition(";")[0]
        kinds.add(kind)
        if answer.status_code >= 400:
            failed.append([name, address, answer.status_code])
        if kind.endswith("sheet"):
            with zipfile.ZipFile(io.BytesIO(body)) as book:
                said = " ".join(book.read(one).decode() for one in book.namelist() if "worksheets/" in one or "sharedStrings" in one)
        else:
            said = re.sub("<(script|style).*?</", "", body.decode("utf-8", "ignore"), flags=re.S) if kind.startswith("text/") or kind.endswith("json") else ""
        if left := CHINESE.findall(html.unescape(said)):
            found[f"{name} {address}"] = left
        if answer.status_code in (301, 302):
            todo.append(answer["Location"])
        elif kind == "text/html":
            todo += re.findall('href="(/[^"#]*)', body.decode())
    opened |= seen
print(json.dumps({"found": found, "opened": len(opened), "kinds": sorted(kinds), "failed": failed}))
"""


def asked(folder, pack, *words):
    environ = {k: v for k, v in os.environ.items() if k != "DATABASE_URL"} | {
        "TUOPIN_HOME": str(folder), "TUOPIN_PACK": pack, "DJANGO_SETTINGS_MODULE": "tuopin.config.settings"}
    done = subprocess.run([sys.executable, *words], env=environ, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout, done.stderr


@pytest.fixture(scope="module")
def without():
    folder = Path(tempfile.mkdtemp(prefix="tuopin-without-"))  # not below the tests' own folder, which nobody else may enter
    folder.chmod(0o755)
    code, out, err = asked(folder, "graduation", "-c", MAKE)
    assert code == 0, err
    yield folder, json.loads(out)
    asked(folder, "graduation", "-m", "tuopin.cli.main", "database", "stop")
    shutil.rmtree(folder, ignore_errors=True)


def test_a_pack_that_leaves_the_room_out_has_nothing_of_it_and_starts_sound(without):
    _folder, found = without
    assert found["rooms"] == [] and found["all_pages"] > 100
    for what in ("tables", "policies", "functions"):
        assert found[what] == 0, what
    for what in ("pages", "menu", "procedures", "subjects", "conditions", "jobs", "sealed"):
        assert found[what] == [], what


def test_the_guards_are_as_released_for_such_a_system_and_one_altered_or_brought_in_is_named(without, request):
    _folder, found = without
    if request.config.getoption("--write-matrix"):
        write_released(found["standing"], WITHOUT)
    assert {name: digest for name, digest, room in lines() if room in (EVERYWHERE, WITHOUT)} == found["standing"], "after a migration: --write-matrix"
    if request.config.getoption("--write-matrix"):
        return  # the system that was made compared itself with the file as it was
    floor, before = "function procedure_floor(wanted text)", "function procedure_floor_before_party(wanted text)"
    assert found["altered"] == {
        "nothing": [],
        "a floor that asks nothing": [floor],
        "the floor of another system": [floor, before],
        "a rule of cases": ["policy procedure_case party_clue_named"],
        "a rule of files": ["policy evidence_evidencefile party_clue_named"],
        "a table": ["columns party_clue", "table party_clue"],
    }


def test_its_command_is_neither_listed_nor_run_there(without):
    folder, _found = without
    code, out, _err = asked(folder, "", "-m", "tuopin.cli.main", "--help")
    assert code == 0 and "responsibility" in out and "\n  party" not in out
    code, _out, err = asked(folder, "", "-m", "tuopin.cli.main", "party", "gaps")
    assert code != 0 and "party" in err


@pytest.mark.django_db
def test_a_pack_that_names_the_room_has_all_of_it_and_is_sound_too():
    from django.conf import settings
    from django.core.checks import run_checks
    from django.db import connection
    from django.urls import get_resolver

    from tuopin.privacy.selectors.sealed_columns import SEALED
    from tuopin.procedure.states import procedures
    from tuopin.scope.selectors import faults_of_tables
    from tuopin.web.checks import pages

    assert settings.PLUG_INS == ("party",) and run_checks(tags=["tuopin"]) == [] and faults_of_tables() == []
    assert {"party-clue-referral"} <= set(procedures()) and "party-clue" in settings.PROCEDURE_SUBJECTS
    assert {c.name for c in SEALED} >= {"party_clue.about_sealed", "party_clue.said_sealed", "party_accountability.person_sealed"}
    assert len([where for where, p in pages(get_resolver().url_patterns) if "party" in (p.name or "")]) == 18
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_policies WHERE policyname = 'party_clue_named'")
        assert cursor.fetchone()[0] == 2


def test_a_pack_that_names_a_room_that_is_none_is_refused(tmp_path, monkeypatch):
    from tuopin.kernel import pack
    from tuopin.kernel.refusals import Refusal

    (tmp_path / "odd").mkdir()
    (tmp_path / "odd" / "pack.toml").write_text('[pack]\nname = "odd"\ntitle = "o"\nen = "o"\nlanguage = "en"\n[register]\nrooms = ["billing"]\n')
    monkeypatch.setattr(pack, "PACKS", tmp_path)
    with pytest.raises(Refusal) as refused:
        pack.read_pack("odd")
    assert refused.value.code == "no-such-room"


def test_no_page_and_no_file_of_a_country_without_chinese_says_a_word_of_it(without):
    """Its people open what their pages link to: lists, forms, rules, a household and its case with their papers, tables to be carried away, the calendar."""
    folder, _found = without
    code, out, err = asked(folder, "graduation", "-c", WALK)
    assert code == 0, err
    told = json.loads(out.splitlines()[-1])
    waiting = "\n".join(_lacking("en")) if told["found"] else ""  # a sentence that has no English yet is told of by the test of sentences
    found = {where: left for where, said in told["found"].items() if (left := [one for one in said if one not in waiting])}
    assert found == {} and told["failed"] == []
    assert told["opened"] > 80 and any(kind.endswith("sheet") for kind in told["kinds"])
