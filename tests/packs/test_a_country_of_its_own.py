"""A country that nobody thought of: two levels, other papers, lists, days and words, all of it TOML beside the program; a household comes in and goes out."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

ISLES = Path(__file__).parent / "isles"
LIVE = """
import json
import django
django.setup()
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
import psycopg
from django.conf import settings
from django.core.management import call_command
from django.test import Client
from procedure.cases import an_official
from procedure.walking import officials_of, walk
from tuopin.cli.prepare import owners_connection, require_sound, _mark
from tuopin.config import server
from tuopin.divisions.selectors import paths_of
from tuopin.divisions.services import load_editions
from tuopin.identification.services import apply_for
from tuopin.kernel.codelists import label
from tuopin.kernel.home import home, keyring
from tuopin.kernel.pack import keep_pack
from tuopin.kernel.refusals import Refusal
from tuopin.kernel.working_days import working_days_after
from tuopin.people.selectors import Actor, operator, working_as
from tuopin.policy.rulebook import rules
from tuopin.procedure.models import Case
from tuopin.procedure.selectors.past import edition_of
from tuopin.procedure.services import open_case
from tuopin.procedure.services.clock import today
from tuopin.registry.models import Household, HouseholdForm, HouseholdIncome, StatusEvent
from tuopin.registry.services.correct_facts import correct_household_fact, correct_income_line
from tuopin.registry.services.versions import Correction
from tuopin.scope.selectors.laid_down import guards_altered
from tuopin.registry.services.record_household import HouseholdTold, MemberTold
from tuopin.trail.services import Asked, verify_trail

with owners_connection():
    call_command("migrate", verbosity=0, interactive=False)
    load_editions()
keyring()
keep_pack()
(home() / "schema").write_text(_mark())
require_sound()
owner, offset = psycopg.connect(server.owner_url(), autocommit=True), timedelta(0)

def clock(by):
    global offset
    offset += by
    owner.execute("CREATE OR REPLACE FUNCTION trail_clock() RETURNS timestamptz LANGUAGE sql VOLATILE AS "
                  f"$$ SELECT clock_timestamp() + make_interval(secs => {offset.total_seconds():.0f}) $$")

def a_case(number, certificate):
    members = (MemberTold("Moana", "head", certificate=certificate, sex="female", born_on=date(1985, 2, 3), facts={"health": "healthy"}),)
    incomes = {"wage": 650, "business_income": 0, "business_expense": 0, "property_other": 0, "transfer_other": 0}
    return HouseholdTold(VILLAGE, today().year, members, {"house_grade": number}, incomes)

VILLAGE, ISLE, told = "210000000001", "210000000000", {}
with working_as(operator()):
    keeper = an_official("keeper", (ISLE, "head", ""))
    warden = an_official("warden", (VILLAGE, "clerk", ""))
    for name, hut, paper in (("paper", "D", "1234567897"), ("list", "B", "IS000001")):
        try:
            apply_for(told=a_case(hut, paper), actor=warden, on=today())
        except Refusal as refusal:
            told[name] = refusal.code
    case = walk(apply_for(told=a_case("D", "IS123456"), actor=warden, on=today()), clock)
    household = Household.objects.get()
    told["in"] = [case.state, (case.ended_at - case.opened_at).days, [s.title for s in edition_of(case).steps][2]]
    refused = open_case(procedure="household-exit", number=household.number, actor=warden)
    who = officials_of(VILLAGE, refused)
    try:
        walk(refused, clock, who=who)
    except Refusal as refusal:
        told["too early"] = refusal.code
    why = lambda seen: Correction(household.number, today().year, seen, "rebuilt after the storm")
    form, wage = HouseholdForm.objects.get(), HouseholdIncome.objects.get()
    clerk = Actor("island-clerk", ((ISLE, frozenset({"read", "correct"})),))
    correct_household_fact(correction=why(form.pk), field="house_grade", value="A", actor=clerk, on=today())
    correct_income_line(correction=why(wage.pk), line="wage", amount_yuan=Decimal(700), actor=clerk, on=today())
    out = walk(refused, clock, who=who)
    told["out"] = [out.state, edition_of(out).step("publish").notice.days, list(StatusEvent.objects.order_by("id").values_list("kind", flat=True))]
    told["days"] = [e.on == today(c.ended_at) for e, c in zip(StatusEvent.objects.order_by("id"), Case.objects.filter(state="completed").order_by("id"))]
    told["path"] = [name for _code, name in paths_of([VILLAGE], today())[VILLAGE]]
    told["findings"] = [str(one) for one in verify_trail(Asked(replay=True)).findings if one.subject.startswith(("case:", "household:", "system:")) and not one.field.startswith("evidence")]  # the builders bring files in without a word
told["altered"] = guards_altered()
told["label"] = label("house-grade", "D")
told["midnight"] = [str(today(datetime(2026, 6, 1, hour, 59, 59, tzinfo=UTC))) for hour in (11, 12)]
told["working"] = [str(working_days_after(date(2025, 12, 31), n)) for n in (1, 6)]
told["rules"] = {name: rule.numbers.source for name, rule in rules().items()}
told["settings"] = [settings.TIME_ZONE, settings.LANGUAGE_CODE, list(settings.PLUG_INS)]
print(json.dumps(told))
"""


@pytest.fixture(scope="module")
def isles():
    folder = Path(tempfile.mkdtemp(prefix="tuopin-isles-"))  # not below the tests' own folder, which nobody else may enter
    folder.chmod(0o755)
    shutil.copytree(ISLES, folder / "packs" / "isles")
    environ = {k: v for k, v in os.environ.items() if k != "DATABASE_URL"} | {
        "TUOPIN_HOME": str(folder), "TUOPIN_PACK": "isles", "DJANGO_SETTINGS_MODULE": "tuopin.config.settings", "PYTHONPATH": os.pathsep.join(sys.path)}
    try:
        done = subprocess.run([sys.executable, "-c", LIVE], env=environ, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        yield json.loads(done.stdout.splitlines()[-1])
    finally:
        subprocess.run([sys.executable, "-m", "tuopin.cli.main", "database", "stop"], env=environ, check=False, capture_output=True)
        shutil.rmtree(folder, ignore_errors=True)


def test_a_household_is_taken_in_and_let_go_by_two_levels_alone(isles):
    assert isles["path"] == ["South Isle", "Coral Bay"]
    state, days, step = isles["in"]
    assert state == "completed" and 15 <= days < 16 and step == "Notice under the palm tree"
    assert isles["too early"] == "verdict-fails"
    assert isles["out"] == ["completed", 11, ["identified", "exited"]] and isles["findings"] == []
    assert isles["altered"] == ["function trail_clock()"], "the clock of this test; neither another time zone nor a room left out is an alteration"


def test_its_papers_lists_days_and_words_are_its_own(isles):
    assert (isles["paper"], isles["list"]) == ("certificate-characters", "value-does-not-fit")
    assert isles["label"] == "washed away"
    assert isles["midnight"] == ["2026-06-01", "2026-06-02"], "the day turns at noon by London"
    assert isles["working"] == ["2026-01-03", "2026-01-08"], "two days off, a Friday, and a Saturday on which people work"
    assert isles["rules"]["household-exit"] == "Act of the Isles 3 3" and isles["rules"]["poverty-line"] == "Act of the Isles 3 1"
    assert "two-assurances-three-guarantees" not in isles["rules"] and isles["settings"] == ["Pacific/Auckland", "en", []]
    assert isles["days"] == [True, True], "the database and the pages turn the day at the same hour"


@pytest.mark.parametrize("zone", ["Asia/Atlantis", "../zone", "'; DROP TABLE x"])
def test_a_time_zone_that_is_none_is_refused(tmp_path, monkeypatch, zone):
    from tuopin.kernel import pack
    from tuopin.kernel.refusals import Refusal

    (tmp_path / "odd").mkdir()
    (tmp_path / "odd" / "pack.toml").write_text(f'[pack]\nname = "odd"\ntitle = "o"\nen = "o"\nlanguage = "en"\n[time]\nzone = "{zone}"\n')
    monkeypatch.setattr(pack, "PACKS", tmp_path)
    with pytest.raises(Refusal) as refused:
        pack.read_pack("odd")
    assert refused.value.code == "no-such-zone"


def test_a_pack_beside_the_program_takes_no_shipped_name(tmp_path, monkeypatch):
    from tuopin.kernel import pack

    own = tmp_path / "packs" / "china"
    own.mkdir(parents=True)
    (own / "pack.toml").write_text('[pack]\nname = "china"\ntitle = "x"\nen = "x"\nlanguage = "en"\n')
    monkeypatch.setenv("TUOPIN_HOME", str(tmp_path))
    assert pack.read_pack("china").folder == pack.PACKS / "china" and pack.pack_names().count("china") == 1
