"""Households that come in bundles come in exactly as they would one by one, and leave the bundle where something speaks against them."""

import orjson
import pytest
from django.db import connection, transaction

from register import COUNTY, NEIGHBOUR, VILLAGE, an_actor
from rosters import a_helper_row, a_roster_household, bring_in, receive, write_roster
from tuopin.intake.laid import Laid
from tuopin.intake.parent import read_lines, read_roster
from tuopin.kernel.home import keyring
from tuopin.registry.models import (
    Household,
    HouseholdForm,
    ImportBatch,
    ImportProblem,
    Pairing,
    Person,
    StagedBlock,
    StagedBundle,
)
from tuopin.registry.services import receive_roster
from tuopin.registry.services.copy_rows import layout
from tuopin.registry.services.error_workbook import error_workbook
from tuopin.registry.services.merge_batch import merge_batch
from tuopin.registry.services.settle_rows import abandon_batch
from tuopin.trail.models import Entry
from tuopin.trail.selectors.states import states_of

pytestmark = pytest.mark.django_db
TOLD = {
    "registry_householdform": "village_code, year, source, group_name, standard, attribute, main_cause, other_causes, arable_mu,"
    " house_area_m2, house_grade, road_km, water_safe, food_enough, phone_index, phone_sealed IS NULL, account_sealed IS NULL",
    "registry_householdincome": "year, source, lines, amounts_yuan, evidence",
    "registry_statusevent": 'kind, "on", precision, basis, actor',
    "registry_membership": "(SELECT number FROM registry_person p WHERE p.id = person_id), starts_on, ends_on, end_reason",
    "registry_memberform": "(SELECT number FROM registry_person p WHERE p.id = person_id), year, source, relation, ethnic, education,"
    " health, work_place, work_months, resident_medical, public_post",
    "registry_pairing": "(SELECT number FROM registry_helper p WHERE p.id = helper_id), starts_on, ends_on",
}


def _many() -> list[dict]:
    return [
        a_roster_household(1), a_roster_household(2, persons=4, 村民小组="后山\\组", 工资性收入=""),
        a_roster_household(3, **{"识别标准": "", "耕地面积": 0.125, "联系电话": "", "脱贫属性": "已脱贫"}),
        a_roster_household(4, village=NEIGHBOUR, since="", persons=1, **{"生产经营性收入": "1,200.5"}),
    ]


def _register(batch: ImportBatch) -> dict[str, list]:
    """All that is on record of every household, without the numbers that the database alone gives."""
    of_household = "(SELECT number FROM registry_household h WHERE h.id = household_id)"
    with connection.cursor() as cursor:
        found = {}
        for table, columns in TOLD.items():
            cursor.execute(f"SELECT {of_household}, {columns} FROM {table}")
            found[table] = sorted(str(row).replace(f"import:{batch.pk}'", "import:N'") for row in cursor.fetchall())
        cursor.execute("SELECT number, name, sex, born_on, certificate_kind, certificate_index FROM registry_person")
        return found | {"person": sorted(map(str, cursor.fetchall()))}


class _Undone(Exception):
    """Takes back what was done."""


def test_a_household_laid_out_is_the_household_that_was_read(tmp_path):
    path = write_roster(tmp_path / "r.xlsx", _many())
    read = {record["key"]: record for record in read_roster(path, year=2018) if record["t"] == "household"}
    lines = list(read_lines(path, year=2018, layout=layout()))
    laid = Laid(orjson.loads(next(line for line in lines if line.startswith(b'{"t":"laid"'))), layout())
    assert laid.keys == list(read) and not any(line.startswith(b'{"t":"household"') for line in lines)
    for place, key in enumerate(laid.keys):
        read[key]["facts"]["standard"] = read[key]["facts"]["standard"] or "national"  # what stands for an empty cell
        assert laid.record(place) == read[key]


def test_bundles_hold_village_after_village_however_the_file_is_ordered(tmp_path):
    """Whoever writes a village's chain has it alone until all of it is written: villages strewn over all bundles would have the lanes wait for each other."""
    mixed = [a_roster_household(1, village=NEIGHBOUR), a_roster_household(2), a_roster_household(3, village=NEIGHBOUR), a_roster_household(4)]
    path, few = write_roster(tmp_path / "r.xlsx", mixed), layout() | {"most": 2}
    heads = [orjson.loads(line) for line in read_lines(path, year=2018, layout=few) if line.startswith(b'{"t":"bundle"')]
    in_file = {head_key: place for place, head_key in enumerate(record["key"] for record in read_roster(path, year=2018) if record["t"] == "household")}
    assert [head["villages"] for head in heads] == [[village] * 2 for village in sorted({VILLAGE, NEIGHBOUR})]
    assert all(sorted(head["keys"], key=in_file.__getitem__) == head["keys"] for head in heads)


def test_bundled_households_come_in_as_they_would_one_by_one(tmp_path, monkeypatch):
    path = write_roster(tmp_path / "r.xlsx", _many())
    with pytest.raises(_Undone), monkeypatch.context() as patched, transaction.atomic():
        patched.setattr(receive_roster, "bundled", lambda: None)
        batch = bring_in(path, an_actor(COUNTY))
        assert batch.progress == 4 and not StagedBlock.objects.exclude(bundle=None).exists()
        one_by_one = _register(batch)
        raise _Undone
    batch = bring_in(path, an_actor(COUNTY))
    assert StagedBlock.objects.filter(kind="household").exclude(bundle=None).count() == 4
    assert _register(batch) == one_by_one


def test_the_trail_tells_of_a_bundled_household_the_state_that_is_found_in_the_tables(tmp_path):
    bring_in(write_roster(tmp_path / "r.xlsx", _many()), an_actor(COUNTY))
    told = {entry.subject: (entry.chain, entry.seq, entry.state) for entry in Entry.objects.filter(verb="import_household")}
    with connection.cursor() as cursor:
        found = states_of(cursor, list(told))
    known = {f"household:{h.number}": (h.trail_chain, h.trail_seq, found[f"household:{h.number}"]) for h in Household.objects.all()}
    assert len(told) == 4 and told == known


def test_a_bundle_tells_nothing_to_whoever_has_not_the_keys(tmp_path):
    receive(write_roster(tmp_path / "r.xlsx", [a_roster_household(1)]), an_actor())
    sealed = bytes(StagedBundle.objects.get().sealed)
    assert b"13900000001" not in sealed and "赵甲".encode() not in sealed and b"laid" not in sealed
    batch = StagedBundle.objects.get().batch_id
    assert b"13900000001" in keyring().open_bytes(sealed, f"registry.bundle|{batch}|0")


def test_a_household_that_the_register_speaks_against_leaves_its_bundle(tmp_path):
    """Its helper is nobody's, its village is another's: these wait by themselves, the others go in."""
    sheets = [a_roster_household(1), a_roster_household(2, helper="B000009"), a_roster_household(3, village=NEIGHBOUR)]
    batch = bring_in(write_roster(tmp_path / "r.xlsx", sheets), an_actor(VILLAGE))
    assert [h.number for h in Household.objects.all()] == ["10431120001"]
    waiting = StagedBlock.objects.filter(kind="household", merged_at=None).order_by("key")
    assert [(b.key, b.outcome, b.bundle, bool(bytes(b.sealed))) for b in waiting] == [
        ("10431120002", "quarantined", None, True), ("10431120003", "quarantined", None, True)
    ]
    assert set(ImportProblem.objects.filter(batch=batch, outcome="Q").values_list("code", flat=True)) == {"helper-unknown", "outside-area"}


def test_a_household_that_comes_to_be_opposed_after_reading_is_kept_by_itself(tmp_path):
    """Between reading and merging its member came in with another household: it waits, and its rows can be written out again."""
    first, twin = a_roster_household(1), a_roster_household(2)
    twin["members"][1]["证件号码"] = first["members"][1]["证件号码"]
    waits = receive(write_roster(tmp_path / "a.xlsx", [twin, a_roster_household(3)]), an_actor())
    bring_in(write_roster(tmp_path / "b.xlsx", [first]), an_actor())
    merge_batch(batch=waits, actor=an_actor(), on=waits.received_at.date())
    block = StagedBlock.objects.get(batch=waits, key="10431120002")
    assert (block.outcome, block.bundle, block.merged_at) == ("confirm", None, None) and not StagedBundle.objects.exists()
    assert sorted(Household.objects.values_list("number", flat=True)) == ["10431120001", "10431120003"]
    assert error_workbook(batch=waits, path=tmp_path / "errors.xlsx", actor=an_actor()) == 1


def test_people_without_a_number_get_one_by_their_place(tmp_path):
    sheet = a_roster_household(1, persons=3)
    for member in sheet["members"]:
        del member["人编号"]
    bring_in(write_roster(tmp_path / "r.xlsx", [sheet]), an_actor())
    assert StagedBlock.objects.get(kind="household").bundle == 0
    assert sorted(Person.objects.values_list("number", flat=True)) == [f"10431120001{n:02d}" for n in (1, 2, 3)]


def test_a_pairing_in_a_bundle_waits_for_its_helper(tmp_path):
    helper = a_helper_row("B000002", 证件号码="43112919660302")
    path = write_roster(tmp_path / "r.xlsx", [a_roster_household(1), a_roster_household(2, helper="B000002")], helpers=[a_helper_row(), helper])
    bring_in(path, an_actor())
    assert Household.objects.count() == 2 and Pairing.objects.count() == 1
    assert StagedBlock.objects.get(kind="pairing").key == "10431120002/B000002"


def test_a_file_given_up_leaves_no_bundle(tmp_path):
    batch = receive(write_roster(tmp_path / "r.xlsx", [a_roster_household(1)]), an_actor())
    abandon_batch(batch=batch, actor=an_actor(), on=batch.received_at.date())
    assert not StagedBundle.objects.exists() and not HouseholdForm.objects.exists()
