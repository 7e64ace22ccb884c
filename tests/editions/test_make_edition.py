"""Making an edition: what is in it, that it comes out the same to the byte, and that nothing personal is in it."""

from __future__ import annotations

from datetime import date

import pytest

from register import COUNTY, VILLAGE, a_helper, a_household, a_village_form, an_actor
from tuopin.editions.models import Edition
from tuopin.editions.selectors import edition_made, editions_for, folder_of, manifest_of
from tuopin.editions.services.make_edition import make_edition
from tuopin.kernel.home import home, keyring
from tuopin.kernel.refusals import Forbidden, NotFound, Refusal
from tuopin.policy.services.judge_counties import judge_counties
from tuopin.registry.models import Helper, HouseholdForm, MemberForm, Person
from tuopin.snapshots.checking import check_edition
from tuopin.snapshots.manifest import read_manifest
from tuopin.snapshots.reading import Edition as Read
from tuopin.trail.models import Entry

pytestmark = pytest.mark.django_db
ON = date(2026, 11, 22)


def made(folder, **asked):
    return make_edition(**{"year": 2018, "area": COUNTY, "out": folder, "actor": an_actor(), "on": ON} | asked)


def contents(folder):
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_an_edition_holds_the_households_of_the_year_with_their_people(tmp_path):
    a_household(persons=4)
    a_helper(of=a_household(status="exited", persons=2))
    a_village_form(collective_income_yuan=50000)
    done = made(tmp_path / "edition")
    assert done.manifest.rows == {"household": 2, "person": 6, "village": 1, "county": 1, "place": 5}
    assert check_edition(done.folder) == []
    (_, facts), = Read(done.folder).counties({"households": ["status", "helped", "identified_year", "exited_year"], "members": ["sex"]})
    held = facts.households
    told = sorted((held.identified_year[n], held.exited_year[n] or 0, held.helped[n]) for n in range(2))
    assert told == [(2014, 0, False), (2014, 2018, True)]
    assert Read(done.folder).names_of([VILLAGE, COUNTY, "999999999999"])[COUNTY] == "江华瑶族自治县"


def test_the_same_register_gives_the_same_bytes_though_judged_and_read_in_between(tmp_path):
    for n in range(5):
        a_household(persons=n)
    first = made(tmp_path / "a")
    assert not first.was_there and made(tmp_path / "a").was_there
    made(tmp_path / "b", actor=an_actor(name="another"), on=date(2027, 1, 1))
    assert contents(tmp_path / "a") == contents(tmp_path / "b")


def test_rows_that_came_in_by_another_order_give_the_same_bytes(tmp_path):
    households = [a_household(persons=3) for _ in range(4)]
    a_village_form()
    made(tmp_path / "a")
    renumbered = 10_000
    for table in (MemberForm, HouseholdForm):  # as if they had been read in the opposite order
        for row in table.objects.order_by("-pk"):
            renumbered += 1
            table.objects.filter(id=row.id).update(id=renumbered)
    made(tmp_path / "b")
    assert len(households) == 4 and contents(tmp_path / "a") == contents(tmp_path / "b")


def test_a_folder_with_another_edition_is_left_as_it_is(tmp_path):
    a_household()
    made(tmp_path / "e")
    kept = contents(tmp_path / "e")
    a_household()
    with pytest.raises(Refusal, match="another-edition"):
        made(tmp_path / "e")
    assert contents(tmp_path / "e") == kept and not list(tmp_path.glob("*unfinished*"))


def test_a_folder_with_other_files_is_refused(tmp_path):
    a_household()
    (tmp_path / "letters.txt").write_text("keep me")
    with pytest.raises(Refusal, match="folder-not-empty"):
        made(tmp_path)
    assert contents(tmp_path) == {"letters.txt": b"keep me"}


def test_an_interrupted_run_leaves_nothing_that_looks_whole_and_the_next_one_is(tmp_path):
    a_household()
    a_household(village="433130001001")

    def interrupt(done, total):
        raise KeyboardInterrupt

    province = {"area": "430000000000", "actor": an_actor("430000000000")}
    with pytest.raises(KeyboardInterrupt):
        made(tmp_path / "e", **province, report=interrupt)
    assert list(tmp_path.iterdir()) == [] and not Edition.objects.exists()
    left = tmp_path / "e.unfinished-abc"  # as a killed run leaves it
    left.mkdir()
    (left / "lock").touch()
    (left / "manifest.json").write_text("{}")
    assert made(tmp_path / "e", **province).manifest.rows["household"] == 2 and check_edition(tmp_path / "e") == []
    assert [path.name for path in tmp_path.iterdir()] == ["e"]


def test_nothing_personal_is_in_the_files(tmp_path):
    household = a_household()
    HouseholdForm.objects.update(group_name="第九村民小组甲", bank_name="农信社乙", phone_sealed=keyring().seal("13900001234", "x"))
    helper = a_helper(name="欧阳帮扶", of=household)
    person = Person.objects.first()
    Person.objects.update(name="上官测试名")
    done = made(tmp_path / "e")
    whole = b"".join(contents(done.folder).values())
    certificate = keyring().open(bytes(person.certificate_sealed), f"registry.person|certificate|{person.number}")
    seeded = [household.number, person.number, certificate, "13900001234", "上官测试名", "欧阳帮扶", helper.number, "第九村民小组甲", "农信社乙"]
    assert [text for text in seeded if text.encode() in whole or text.encode("utf-16-le") in whole] == []
    for number in [household.pk, person.pk, Helper.objects.get().pk]:
        assert number not in [int(v) for v in Read(done.folder).read("43", "household", ["household_id"], 0)[0]["household_id"]]


def test_the_trail_names_the_edition_and_its_root_changes_with_a_fact_alone(tmp_path):
    a_household()
    one = made(tmp_path / "a").manifest
    event = Entry.objects.get(verb="make_edition")
    assert event.area_code == COUNTY and event.detail["manifest"] == one.digest and event.detail["rows"]["household"] == 1
    judge_counties(year=2018, counties=[COUNTY], actor=an_actor())
    assert made(tmp_path / "b").manifest.about.trail_root == one.about.trail_root


def test_what_judging_found_is_in_the_edition(tmp_path):
    a_household(year=2017)
    judge_counties(year=2017, counties=[COUNTY], actor=an_actor())
    a_household(persons=0)
    judge_counties(year=2018, counties=[COUNTY], actor=an_actor())
    (_, facts), = Read(made(tmp_path / "e").folder).counties({"households": ["net_before_fen", "doubts", "persons"]})
    told = {facts.households.persons[n]: (facts.households.net_before_fen[n], facts.households.doubts[n]) for n in range(2)}
    assert told[3][0] == 2_400_000 and told[0][0] is None and told[0][1] > 0


def test_only_who_may_export_a_place_has_an_edition_of_it_made(tmp_path):
    a_household()
    with pytest.raises(Forbidden):
        made(tmp_path / "e", actor=an_actor(acts="read"))
    with pytest.raises(NotFound):
        made(tmp_path / "e", actor=an_actor("433130000000"))
    with pytest.raises(NotFound, match="nothing-registered"):
        made(tmp_path / "e", area="433130000000", actor=an_actor("433130000000"))
    assert list(tmp_path.iterdir()) == []


def test_an_edition_that_the_system_keeps_is_listed_for_its_place_alone():
    a_household()
    done = made(None)
    assert done.folder.parent == home() / "editions"
    kept = editions_for(an_actor()).get()
    assert folder_of(kept) == done.folder and manifest_of(kept).digest == kept.digest == read_manifest(done.folder).digest
    assert not editions_for(an_actor("433130000000")).exists()
    assert edition_made(an_actor(), kept.digest[:12]).pk == kept.pk
    with pytest.raises(NotFound):
        edition_made(an_actor("433130000000"), kept.digest)
    (done.folder / "manifest.json").write_text("{}")
    assert manifest_of(kept) is None
