"""A file that decides how work is done is not changed on the disk unseen: verification names it, and since when; so does every case that went by it."""

import re
import shutil
from datetime import date
from pathlib import Path

import pytest

from procedure.cases import an_exit, officials, said
from register import a_household
from tampers import run
from tuopin.kernel import rule_files as kept
from tuopin.kernel.days import local_zone
from tuopin.kernel.refusals import Refusal
from tuopin.kernel.rule_files import is_of_the_program, rule_files
from tuopin.people.selectors import operator
from tuopin.procedure.models.checks import procedures_are_those_noted
from tuopin.procedure.services import open_case, take_step
from tuopin.procedure.states import declared, procedures
from tuopin.trail.models import Entry, Opening
from tuopin.trail.services import Asked, note_rule_files, verify_trail
from tuopin.trail.services.note_rule_files import rule_files_compared
from tuopin.trail.states.telling import WHAT, told

pytestmark = pytest.mark.django_db
ON = date(2026, 11, 23)
EXIT = "procedure/declared/household_exit.toml"
SOURCE = Path(kept.PACKAGE)


def note(basis="县文件1号", release="1.0", **more):
    return note_rule_files(release=release, basis=basis, actor=operator(), on=ON, **more)


@pytest.fixture
def disk(tmp_path, monkeypatch):
    """The files of the program as they lie on a disk, of which the system works; they may be edited."""
    for name in rule_files():
        if not name.startswith("packs/"):
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(SOURCE / name, tmp_path / name)
    monkeypatch.setattr(kept, "PACKAGE", tmp_path)
    monkeypatch.setattr(declared, "FOLDER", tmp_path / "procedure" / "declared")
    procedures.cache_clear()
    yield tmp_path
    procedures.cache_clear()


def edit(disk, name, before, after):
    """Change the file; the program that is started anew goes by it."""
    text = (disk / name).read_text(encoding="utf-8")
    assert before in text
    (disk / name).write_text(text.replace(before, after), encoding="utf-8")
    procedures.cache_clear()


def found():
    return [(one.field, one.subject) for one in rule_files_compared()]


def test_all_that_decides_is_among_the_files():
    names = set(rule_files())
    assert {EXIT, "policy/rulebook/poverty_line/parameters.toml", "policy/rulebook/poverty_line/rule.py", "kernel/codelists/status.toml", "packs/china/holidays.toml",
            "packs/china/pack.toml", "packs/china/policies/pension-premium.toml", "scope/declared/guards.tsv", "intake/fields/household.toml"} <= names
    assert not [name for name in names if name.startswith("packs/graduation/")], "a pack that the system does not go by decides nothing"
    assert all(map(is_of_the_program, names))


def test_nothing_is_said_before_anything_was_noted_and_nothing_while_nothing_changed(disk):
    assert found() == []
    assert note() == list(rule_files())
    assert found() == []
    before = Entry.objects.count()
    assert note() == [] and Entry.objects.count() == before, "what did not change is not noted twice"


def test_an_edited_number_is_named_with_the_day_since_when(disk):
    note()
    seq = Entry.objects.latest("id").seq
    name = "policy/rulebook/poverty_line/parameters.toml"
    edit(disk, name, "2300", "2200")
    [one] = rule_files_compared()
    assert (one.chain, one.seq, one.field, one.subject) == ("000000000000", seq, "rule-file:2026-11-23", name)
    what, to_do, places = told(one)
    assert name in what.format(**places) and "2026-11-23" in what.format(**places) and "tuopin trail rules" in to_do
    assert ("rule-file:2026-11-23", name) in [(each.field, each.subject) for each in verify_trail(Asked(replay=True)).findings]
    assert name not in [each.subject for each in verify_trail(Asked()).findings], "only the comparison with what lies outside the chains reads files"


def test_a_file_taken_away_and_one_that_was_added_are_named(disk):
    note()
    (disk / EXIT).unlink()
    (disk / "procedure" / "declared" / "short_cut.toml").write_text("x = 1\n")
    assert found() == [("rule-file-gone:2026-11-23", EXIT), ("rule-file-new", "procedure/declared/short_cut.toml")]


def test_a_change_on_purpose_is_noted_with_its_basis_and_then_it_is_the_rule(disk):
    note()
    edit(disk, EXIT, "[procedure]", "# 修订\n[procedure]")
    (disk / "kernel/codelists/sex.toml").unlink()
    with pytest.raises(Refusal):
        note(basis="  ")
    assert note("县文件2号") == [EXIT, "kernel/codelists/sex.toml"]
    assert found() == []
    swapped_in_number()
    assert found() == [], "the later note is the later in its chain, whatever number its row has"
    (disk / "kernel/codelists/sex.toml").write_text("x = 1\n")
    assert found() == [("rule-file-new:2026-11-23", "kernel/codelists/sex.toml")]


def swapped_in_number():
    """The numbers of the first and the last row of the trail the other way round, as the tables' owner can have it."""
    run("SET LOCAL session_replication_role = replica")
    [(first, last)] = run("SELECT min(id), max(id) FROM trail_entry")
    run("UPDATE trail_entry SET id = -id WHERE id IN (%s, %s)", first, last)
    run("UPDATE trail_entry SET id = %s + id WHERE id < 0", first + last)
    run("SET LOCAL session_replication_role = origin")


def test_a_new_release_takes_over_its_own_files_and_no_others(disk):
    note()
    edit(disk, EXIT, "[procedure]", "# 修订\n[procedure]")
    assert note(release="1.1", among=lambda name: name != EXIT) == []
    assert found() == [("rule-file:2026-11-23", EXIT)]
    assert note(release="1.1") == [EXIT] and found() == []


def test_a_note_that_was_tampered_with_accuses_no_file_and_is_told_itself(disk):
    """What was noted cannot be read any more: the event is named by the comparison of the values, and nothing else is guessed."""
    note()
    edit(disk, EXIT, "[procedure]", "# 修订\n[procedure]")
    noted = Entry.objects.latest("id")
    Opening.objects.filter(chain=noted.chain, seq=noted.seq).update(sealed=b"x" * 60)
    assert found() == [] and list(procedures_are_those_noted()) == []
    assert (noted.chain, noted.seq, "opening") in [(one.chain, one.seq, one.field) for one in verify_trail(Asked(replay=True)).findings]


def an_edited_exit(disk):
    """The exit's file with a notice of one day in place of seven; what stood there before."""
    whole = (disk / EXIT).read_bytes()
    edit(disk, EXIT, "days = 7", "days = 1")
    return whole


def put_back(disk, whole):
    (disk / EXIT).write_bytes(whole)
    procedures.cache_clear()
    assert found() == []


def test_a_case_opened_under_an_edited_file_is_found_after_the_file_was_put_back(disk):
    who, honest, crooked, late = officials(), a_household().number, a_household().number, a_household().number
    note()
    an_exit(honest, who, None, until=2)
    whole = an_edited_exit(disk)
    case = open_case(procedure="household-exit", number=crooked, actor=who["clerk"])
    put_back(disk, whole)
    open_case(procedure="household-exit", number=late, actor=who["clerk"])
    [one] = procedures_are_those_noted()
    assert (one.subject, one.chain, one.seq) == (f"case:{case.pk}", case.area_code, Entry.objects.get(subject=f"case:{case.pk}").seq)
    assert one.field == f"case-rules:{case.opened_at.astimezone(local_zone()).date().isoformat()}"
    assert one in verify_trail(Asked(replay=True)).findings


def test_an_act_done_by_an_edited_file_is_found_after_the_file_was_put_back(disk):
    who, number = officials(), a_household().number
    note()
    case = an_exit(number, who, None, until=1)
    whole = an_edited_exit(disk)
    take_step(case=case.pk, step="verify", actor=who["head"], said=said("verify", case.subject))
    put_back(disk, whole)
    [one] = procedures_are_those_noted()
    assert one.subject == f"case:{case.pk}"
    assert Entry.objects.get(chain=one.chain, seq=one.seq).verb == "case-step"
    Opening.objects.filter(chain=one.chain, seq=one.seq).update(sealed=b"x" * 60)
    assert list(procedures_are_those_noted()) == [], "what cannot be read is told of the event itself"
    assert (one.chain, one.seq, "opening") in [(each.chain, each.seq, each.field) for each in verify_trail(Asked(replay=True)).findings]


def test_cases_under_a_file_that_was_changed_on_purpose_and_those_from_before_the_first_note_are_accused_of_nothing(disk):
    who, first, second = officials(), a_household().number, a_household().number
    whole = an_edited_exit(disk)
    open_case(procedure="household-exit", number=first, actor=who["clerk"])  # nobody can say by which file
    put_back(disk, whole)
    note()
    case = an_exit(second, who, None, until=1)
    edit(disk, EXIT, "[procedure]", "# 修订\n[procedure]")
    note("县文件2号")
    take_step(case=case.pk, step="verify", actor=who["head"], said=said("verify", case.subject))
    assert list(procedures_are_those_noted()) == []


def test_every_finding_has_its_sentence():
    said_in = [re.findall(r'Finding\((?:[^()]|\([^()]*\))*?f?"([a-z]+(?:-[a-z]+)*)[":]', path.read_text(encoding="utf-8"))
               for path in SOURCE.rglob("*.py") if not {"intake", "snapshots", "engine"} & set(path.parts)]
    fields = {field for each in said_in for field in each}
    assert {"sealing", "status", "guard", "case-rules"} <= fields
    assert fields <= WHAT.keys(), "a finding without a sentence is told by its field's name"
