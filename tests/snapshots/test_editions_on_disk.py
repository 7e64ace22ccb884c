"""Editions as files: written, read back, and refused by name when anything about them is not as it was written."""

from __future__ import annotations

import hashlib
import json
import shutil
from datetime import date

import numpy as np
import pyarrow as pa
import pytest
from pyarrow import parquet

from snapshots_populations import a_county
from tuopin.engine.columns import ABSENT, UNKNOWN
from tuopin.kernel.refusals import Refusal
from tuopin.snapshots import layout
from tuopin.snapshots.checking import check_edition
from tuopin.snapshots.columns import read_column, stored
from tuopin.snapshots.manifest import About, Damaged
from tuopin.snapshots.reading import Edition
from tuopin.snapshots.writing import EditionWriter

ABOUT = About(2018, "2018-12-31", "430000000000", "r", "t", "d", "k")
CODES = ("430101000000", "430102000000", "431129000000")
EVERYTHING = {"households": layout.HOUSEHOLD.names, "members": layout.PERSON.names}


def an_edition(folder, counties=None, codes=CODES):
    random = np.random.default_rng(7)
    counties = counties or {code: a_county(code, 30, random) for code in codes}
    with EditionWriter(folder, ABOUT) as writer:
        for code, county in counties.items():
            writer.add_county(code, county, {code: "某县"})
        writer.finish()
    return counties


def file_of(folder, table):
    return next(folder.rglob(f"{table}-*"))


def read_all(folder):
    return list(Edition(folder).counties(EVERYTHING))


def test_what_was_written_is_read_back_sorted_and_whole(tmp_path):
    counties = an_edition(tmp_path / "e")
    for code, facts in read_all(tmp_path / "e"):
        raw = counties[code]
        order = np.lexsort((raw["household"]["household_id"], raw["household"]["village_code"]))
        for column in layout.HOUSEHOLD.columns:
            if column.name == "persons":
                continue
            told, given = getattr(facts.households, column.name), raw["household"][column.name][order]
            held = read_column(column, stored(column, given))
            assert [held[n] for n in range(30)] == [told[n] for n in range(30)]
            if column.field.kind == "count":
                assert told.numbers() == [None if v <= UNKNOWN else v for v in given.tolist()]
            if column.field.kind == "money":
                assert told.recorded.answers() == [v != ABSENT for v in given.tolist()] and told.numbers() == [None if v <= UNKNOWN else v for v in given.tolist()]
        sizes = dict(zip(*np.unique(raw["person"]["household_id"], return_counts=True), strict=True))
        ids = facts.households.household_id.values
        assert facts.members.per_owner.values.tolist() == [int(sizes.get(i, 0)) for i in ids]
        assert (np.repeat(ids, facts.members.per_owner.values) == facts.members.household_id.values).all()


def test_an_area_below_a_county_and_a_county_below_a_row_group_are_cut_out_whole(tmp_path):
    an_edition(tmp_path / "e")
    edition, whole = Edition(tmp_path / "e"), dict(read_all(tmp_path / "e"))
    assert {b.group for b in edition.manifest.provinces["43"]} == {0}
    facts = whole["430102000000"]
    for village in np.unique(facts.households.village_code.values).tolist():
        (code, part), = edition.counties(EVERYTHING, str(village))
        mask = facts.households.village_code.values == village
        assert code == "430102000000" and part.households.household_id.values.tolist() == facts.households.household_id.values[mask].tolist()
        assert part.members.household_id.values.tolist() == facts.members.household_id.values[np.repeat(mask, facts.members.per_owner.values)].tolist()
    assert [code for code, _ in edition.counties(EVERYTHING, "430100000000")] == list(CODES[:2])
    assert list(edition.counties(EVERYTHING, "440000000000")) == []


def test_counties_that_fill_a_row_group_begin_a_new_one(tmp_path, monkeypatch):
    monkeypatch.setattr("tuopin.snapshots.writing.ROWS_OF_A_GROUP", 60)
    an_edition(tmp_path / "e")
    blocks = Edition(tmp_path / "e").manifest.provinces["43"]
    assert [(b.group, b.first_household) for b in blocks] == [(0, 0), (0, 30), (1, 0)] and check_edition(tmp_path / "e") == []
    assert [code for code, _ in read_all(tmp_path / "e")] == list(CODES)


def test_whatever_order_rows_come_in_the_files_are_the_same_bytes(tmp_path):
    counties = an_edition(tmp_path / "a")
    random = np.random.default_rng(1)
    mixed = {}
    for code, tables in counties.items():
        mixed[code] = {}
        for table, columns in tables.items():
            order = random.permutation(len(next(iter(columns.values()))))
            mixed[code][table] = {name: column[order] for name, column in columns.items()}
    an_edition(tmp_path / "b", mixed)
    files = [{p.relative_to(f).as_posix(): p.read_bytes() for p in f.rglob("*") if p.is_file()} for f in (tmp_path / "a", tmp_path / "b")]
    assert files[0] == files[1]


def test_an_amount_that_does_not_fit_makes_its_column_wide_in_its_province_alone(tmp_path, monkeypatch):
    monkeypatch.setattr("tuopin.snapshots.writing.ROWS_OF_A_GROUP", 30)
    random = np.random.default_rng(2)
    codes = (*CODES, "440101000000")
    counties = {code: a_county(code, 30, random) for code in codes}
    rich = counties["431129000000"]["household"]
    rich["wage"][:4] = [10**12, -(10**12), ABSENT, UNKNOWN]
    an_edition(tmp_path / "e", counties)
    edition = Edition(tmp_path / "e")
    assert [edition.manifest.file_of(p, "household").wide for p in ("43", "44")] == [["wage"], []]
    for code, facts in edition.counties({"households": ["household_id", "wage"]}):
        raw = counties[code]["household"]
        given = dict(zip(raw["household_id"].tolist(), raw["wage"].tolist(), strict=True))
        wages = facts.households.wage
        for n, household in enumerate(facts.households.household_id.values.tolist()):
            assert wages[n] == (None if given[household] <= UNKNOWN else given[household])
            assert wages.recorded[n] is (given[household] != ABSENT)
    assert check_edition(tmp_path / "e") == []


@pytest.mark.parametrize(("fen", "width"), [(2**31 - 1, "i4"), (-(2**31) + 2, "i4"), (2**31, "i8"), (-(2**31) + 1, "i8"), (-(2**31), "i8")])
def test_amounts_at_the_edge_of_a_width_are_themselves(tmp_path, fen, width):
    random = np.random.default_rng(3)
    county = a_county(CODES[0], 30, random)
    county["household"]["wage"] = np.full(30, fen)
    an_edition(tmp_path / "e", {CODES[0]: county})
    (_, facts), = Edition(tmp_path / "e").counties({"households": ["wage"]})
    assert facts.households.wage.numbers() == [fen] * 30
    assert ("wage" in Edition(tmp_path / "e").manifest.file_of("43", "household").wide) is (width == "i8")


def test_two_households_of_one_pseudonym_are_refused(tmp_path):
    county = a_county(CODES[0], 30, np.random.default_rng(4))
    county["household"]["household_id"][1] = county["household"]["household_id"][0]
    county["person"] = {name: column[:0] for name, column in county["person"].items()}
    with pytest.raises(Refusal, match="pseudonym-twice"):
        an_edition(tmp_path / "e", {CODES[0]: county})
    assert list(tmp_path.iterdir()) == []


def flip(path):
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(bytes(data))


def cut(path):
    path.write_bytes(path.read_bytes()[:-9])


def swap(path):
    table = parquet.read_table(path)
    parquet.write_table(table.take(pa.array(range(table.num_rows - 1, -1, -1))), path)


@pytest.mark.parametrize("harm", [flip, cut, swap, lambda path: path.unlink(), lambda path: path.write_bytes(b"")])
@pytest.mark.parametrize("table", ["household", "person"])
def test_a_file_that_is_not_what_the_manifest_says_is_refused_by_its_name(tmp_path, harm, table):
    an_edition(tmp_path / "e")
    path = file_of(tmp_path / "e", table)
    harm(path)
    with pytest.raises(Damaged) as refused:
        read_all(tmp_path / "e")
    assert refused.value.params["file"].endswith(path.name)
    assert {f.file for f in check_edition(tmp_path / "e")} == {path.relative_to(tmp_path / "e").as_posix()}


def test_a_flipped_bit_is_found_by_the_pages_checksums_alone(tmp_path):
    an_edition(tmp_path / "e")
    flip(file_of(tmp_path / "e", "household"))
    with pytest.raises(Damaged, match="file-corrupt"):
        list(Edition(tmp_path / "e", digests=False).counties(EVERYTHING))


def test_a_file_changed_after_it_was_found_whole_is_looked_at_again(tmp_path):
    an_edition(tmp_path / "e")
    edition = Edition(tmp_path / "e")
    list(edition.counties(EVERYTHING))
    flip(file_of(tmp_path / "e", "person"))
    with pytest.raises(Damaged, match="file-corrupt"):
        list(edition.counties(EVERYTHING))


@pytest.mark.parametrize(("change", "code"), [
    (lambda m: m | {"schema": "0" * 64}, "other-schema"), (lambda m: m | {"format": "tuopin-edition 9"}, "other-schema"),
    (lambda m: [], "other-schema"), (lambda m: m | {"files": [{"path": "x"}]}, "manifest-broken"),
    (lambda m: m | {"rows": {"household": 1}}, "manifest-broken"), (lambda m: m | {"about": m["about"] | {"on": "someday"}}, "manifest-broken"),
    (lambda m: m | {"files": [f | {"path": "../" + f["path"]} for f in m["files"]]}, "manifest-broken"), (lambda m: m | {"code_lists": {}}, "manifest-broken"),
])
def test_an_edition_of_another_schema_or_with_a_broken_manifest_is_refused(tmp_path, change, code):
    an_edition(tmp_path / "e")
    path = tmp_path / "e" / "manifest.json"
    path.write_text(json.dumps(change(json.loads(path.read_text("utf-8")))))
    with pytest.raises(Damaged, match=code):
        Edition(tmp_path / "e")
    assert [f.code for f in check_edition(tmp_path / "e")] == [code]


def first_block(told):
    return told["provinces"]["43"][0]


@pytest.mark.parametrize("change", [
    lambda told: told["code_lists"]["household.house_grade"].reverse(), lambda told: told["about"].update(year=2016, on="2016-12-31"),
    lambda told: first_block(told).update(households=first_block(told)["households"] - 1), lambda told: first_block(told).update(first_person=1),
    lambda told: told["provinces"]["43"].pop(), lambda told: told["provinces"].clear(), lambda told: told["files"][0].update(wide=["wage"]),
    lambda told: told["about"].update(rulebook="other"), lambda told: told.pop("seal"),
])
def test_a_manifest_in_which_anything_was_changed_is_refused_though_every_file_is_whole(tmp_path, change):
    an_edition(tmp_path / "e")
    path = tmp_path / "e" / "manifest.json"
    told = json.loads(path.read_text("utf-8"))
    change(told)
    path.write_text(json.dumps(told, ensure_ascii=False, indent=1, sort_keys=True) + "\n", "utf-8")
    with pytest.raises(Damaged, match="manifest-broken"):
        Edition(tmp_path / "e")
    assert [f.code for f in check_edition(tmp_path / "e")] == ["manifest-broken"]


def test_the_seal_can_be_computed_from_the_written_manifest_alone(tmp_path):
    an_edition(tmp_path / "e")
    told = json.loads((tmp_path / "e" / "manifest.json").read_text("utf-8"))
    seal = told.pop("seal")
    assert hashlib.sha256((json.dumps(told, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()).hexdigest() == seal


def test_a_folder_without_a_manifest_is_no_edition(tmp_path):
    an_edition(tmp_path / "e")
    (tmp_path / "e" / "manifest.json").unlink()
    with pytest.raises(Damaged, match="no-edition"):
        Edition(tmp_path / "e")


def test_verification_finds_what_digests_cannot(tmp_path):
    """Files forged together with their manifest: rows out of order, persons under the wrong household, words of no list, a file too many."""
    for harm, codes in (("order", {"order"}), ("owner", {"counts", "order"}), ("word", {"code"}), ("stray", {"unlisted"})):
        folder = tmp_path / harm
        random = np.random.default_rng(5)
        county = a_county(CODES[0], 30, random)
        from tuopin.snapshots.writing import sort_county

        county = sort_county(CODES[0], county)
        if harm == "order":
            county["household"]["village_code"] = county["household"]["village_code"][::-1].copy() + np.arange(30)[::-1] * 1000
            county["person"]["village_code"] = np.repeat(county["household"]["village_code"], county["household"]["persons"])
        elif harm == "owner":
            county["person"]["household_id"] = county["person"]["household_id"][::-1].copy()
        elif harm == "word":
            county["household"]["house_grade"] = np.full(30, 4, np.int16)
        with EditionWriter(folder, ABOUT) as writer:
            writer.add_sorted(CODES[0], county)
            writer.finish()
        if harm == "stray":
            shutil.copy(file_of(folder, "village"), folder / "village-old.parquet")
        found = {f.code for f in check_edition(folder)}
        assert found and found <= codes, (harm, found)


def test_a_reader_without_our_code_sees_the_same_numbers(tmp_path):
    """A stranger reads the Parquet files with nothing but the reference page."""
    counties = an_edition(tmp_path / "e")
    table = parquet.read_table(file_of(tmp_path / "e", "household"))
    assert table.num_rows == 90 and not any(table.column(n).null_count for n in table.column_names)
    known = [w for w in table.column("wage").to_pylist() if w > -(2**31) + 1]
    given = [int(w) for c in counties.values() for w in c["household"]["wage"] if w > UNKNOWN]
    assert sorted(known) == sorted(given)
    assert Edition(tmp_path / "e").day == date(2018, 12, 31)


def test_memory_does_not_grow_with_the_number_of_counties(tmp_path, monkeypatch):
    """A row group is let go of before the next is read."""
    import tracemalloc

    monkeypatch.setattr("tuopin.snapshots.writing.ROWS_OF_A_GROUP", 1)
    random = np.random.default_rng(6)
    peaks = []
    for counties in (2, 12):
        folder = tmp_path / str(counties)
        an_edition(folder, {f"4301{n:02}000000": a_county(f"4301{n:02}000000", 2000, random) for n in range(1, counties + 1)})
        edition = Edition(folder)
        tracemalloc.start()
        for _ in edition.counties(EVERYTHING):
            pass
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < 1.3 * peaks[0]


def test_two_runs_at_once_into_one_folder_leave_one_whole_edition(tmp_path):
    county = a_county(CODES[0], 30, np.random.default_rng(8))
    with EditionWriter(tmp_path / "e", ABOUT) as first, EditionWriter(tmp_path / "e", ABOUT) as second:
        for writer in (first, second):
            writer.add_county(CODES[0], county)
        assert [writer.finish()[1] for writer in (second, first)] == [False, True]
    assert check_edition(tmp_path / "e") == [] and [path.name for path in tmp_path.iterdir()] == ["e"]


def test_made_again_a_damaged_edition_is_whole_again(tmp_path):
    counties = an_edition(tmp_path / "e")
    flip(file_of(tmp_path / "e", "person"))
    file_of(tmp_path / "e", "village").unlink()
    assert check_edition(tmp_path / "e")
    an_edition(tmp_path / "e", counties)
    assert check_edition(tmp_path / "e") == []


def test_a_killed_run_leaves_no_edition(tmp_path):
    """The process ends without any chance to tidy up; what it wrote is no edition, and the next run clears it away."""
    import subprocess
    import sys

    script = (
        "import os, sys, numpy\nfrom pathlib import Path\nsys.path.insert(0, 'tests')\nfrom snapshots_populations import a_county\n"
        "from tuopin.snapshots.manifest import About\nfrom tuopin.snapshots.writing import EditionWriter\n"
        "writer = EditionWriter(Path(sys.argv[1]), About(2018, '2018-12-31', '430000000000', 'r', 't', 'd', 'k')).__enter__()\n"
        "writer.add_county('430101000000', a_county('430101000000', 30, numpy.random.default_rng(1)))\nos._exit(9)\n"
    )
    from pathlib import Path

    root = Path(__file__).resolve().parents[2]
    done = subprocess.run([sys.executable, "-c", script, str(tmp_path / "e")], check=False, cwd=root)
    assert done.returncode == 9 and not (tmp_path / "e").exists() and len(list(tmp_path.iterdir())) == 1
    for left in tmp_path.iterdir():
        with pytest.raises(Damaged, match="no-edition"):
            Edition(left)
    an_edition(tmp_path / "e")
    assert [path.name for path in tmp_path.iterdir()] == ["e"]


KILLED = """
import os, random, signal, sys, time
from pathlib import Path
sys.path.insert(0, "tests")
import numpy
from snapshots_populations import a_county
from tuopin.snapshots.checking import check_edition
from tuopin.snapshots.manifest import About
from tuopin.snapshots.writing import EditionWriter
folder, seed, times = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
counties = {f"4301{n:02d}000000": a_county(f"4301{n:02d}000000", 200, numpy.random.default_rng(n)) for n in range(1, 4)}

def make():
    with EditionWriter(folder, About(2018, "2018-12-31", "430000000000", "r", "t", "d", "k")) as writer:
        for code, county in counties.items():
            writer.add_county(code, county)
        writer.finish()

make()  # the first run also reads the libraries
os.system(f"rm -rf '{folder}'")
began = time.process_time()
make()
took, chance, seen = time.process_time() - began, random.Random(seed), {"none": 0, "whole": 0}
for _ in range(times):
    os.system(f"rm -rf '{folder}'")
    moment = chance.uniform(0.001, 3 * took)
    if not (child := os.fork()):
        signal.setitimer(signal.ITIMER_PROF, moment)  # by its own time at work, however busy the machine; nothing of it is asked before it ends
        make()
        os._exit(0)
    os.waitpid(child, 0)
    if folder.exists():
        assert check_edition(folder) == [], "half an edition stands in the place of a whole one"
    seen["whole" if folder.exists() else "none"] += 1
make()
assert check_edition(folder) == [] and [path.name for path in folder.parent.iterdir()] == [folder.name], list(folder.parent.iterdir())
print(seen["none"], seen["whole"])
"""


def test_killed_at_any_moment_there_is_a_whole_edition_or_none_and_the_next_run_completes(tmp_path):
    """Ended without warning at 20 random moments of a run (SEED and KILLS in the environment for more)."""
    import os
    import subprocess
    import sys
    from pathlib import Path

    seed, kills = os.environ.get("SEED", "45"), os.environ.get("KILLS", "20")
    (tmp_path / "in").mkdir()
    done = subprocess.run(
        [sys.executable, "-c", KILLED, str(tmp_path / "in" / "e"), seed, kills], check=False, cwd=Path(__file__).resolve().parents[2],
        capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    none, whole = map(int, done.stdout.split())
    assert none + whole == int(kills) and none > 0, f"no run was killed before it was done: {done.stdout}"
