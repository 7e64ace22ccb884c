"""A sweep traced once and done compiled, against the same sweep over arrays: row by row, sum by sum, and where the machine must stand back."""

import importlib.util
import os
import zlib
from dataclasses import astuple
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tuopin.engine.columns import Quantity, weighed
from tuopin.engine.findings import bits_of
from tuopin.engine.numbers import Changes, changed
from tuopin.engine.sweeps import BY_VILLAGE, IN_ALL, ROWS, Sweep
from tuopin.policy.rulebook import rule_named
from tuopin.policy.states.county_measures import columns_of_fgt, columns_of_mpi, fgt_of_county, mpi_of_county
from tuopin.policy.states.county_work import columns_of_figures, figures_of_county, verdicts_work
from tuopin.policy.states.pieces import piece_of, tallies_work
from tuopin.snapshots.compiled import Compiled
from tuopin.snapshots.layout import TABLES
from tuopin.snapshots.manifest import Damaged
from tuopin.snapshots.reading import Edition, wanted_of
from tuopin.snapshots.shares import Share, shares_of
from tuopin.snapshots.spreading import Local

pytestmark = pytest.mark.skipif(
    not os.environ.get("TUOPIN_REQUIRE_COMPILED") and not importlib.util.find_spec("numba"), reason="needs tuopin[compiled]; .ci/run installs it"
)
ARRAYS, COMPILED = Local(1, 10**12), Local(2, 0)
EXIT = "household-exit"
ASKED = {
    "households": ["wage", "business_income", "reward", "standard", "house_grade", "water_safe", "food_enough", "fuel", "other_causes", "persons", "village_code", "status"],
    "members": ["born_on", "health", "student", "education", "resident_medical", "employee_medical"],
}


def both(edition: Edition, columns: dict, sweep: Sweep) -> tuple[list, list]:
    """What the sweep comes to over arrays and compiled; a test that would pass because nothing was compiled fails here."""
    for share in shares_of(edition):
        assert Compiled(edition, columns, sweep, edition.day).share(share) is not None, "not compiled"
    return list(ARRAYS.over_counties(edition, columns, sweep)), list(COMPILED.over_counties(edition, columns, sweep))


def same_rows(plain: list, compiled: list) -> None:
    assert [county for county, _ in plain] == [county for county, _ in compiled]
    for (county, mine), (_, its) in zip(plain, compiled, strict=True):
        assert list(mine) == list(its)
        for name, rows in mine.items():
            assert rows.dtype == its[name].dtype and (rows == its[name]).all(), (county, name)


@pytest.mark.parametrize("rule", [EXIT, "poverty-line", "two-assurances-three-guarantees"])
def test_every_verdict_with_its_reasons_is_the_same(nation, rule):
    same_rows(*both(Edition(nation), {"members": [], **wanted_of(rule_named(rule).tables)}, verdicts_work(rule)))


def test_every_figure_of_every_village_is_the_same(nation):
    for (_, plain), (_, compiled) in zip(*both(Edition(nation), columns_of_figures(), figures_of_county), strict=True):
        assert plain.columns == compiled.columns and (plain.places == compiled.places).all() and (plain.sums == compiled.sums).all()


def test_deprivations_are_the_same_and_gaps_to_the_last_digits(nation):
    plain, compiled = both(Edition(nation), columns_of_mpi(), mpi_of_county)
    assert plain == compiled
    plain, compiled = both(Edition(nation), columns_of_fgt(), fgt_of_county)
    for (_, mine), (_, its) in zip(plain, compiled, strict=True):
        assert astuple(mine)[:3] == astuple(its)[:3]
        assert astuple(its)[3:] == pytest.approx(astuple(mine)[3:], rel=1e-13)


@pytest.mark.parametrize("level", [1, 3, 5])
def test_a_county_told_as_columns_is_tallied_as_its_judgement_is(nation, level):
    edition, columns = Edition(nation), wanted_of(rule_named(EXIT).tables, "village_code", "household_id")
    told = both(edition, columns, tallies_work(EXIT, level))
    for (county, facts), (_, plain), (_, compiled) in zip(edition.counties(columns), *told, strict=True):
        judged = piece_of(EXIT, level, False, facts)
        assert judged == plain == compiled and judged.total["judged"] == 2_000, county


def test_a_changed_number_changes_the_compiled_answer_too(nation):
    edition, columns = Edition(nation), wanted_of(rule_named(EXIT).tables)
    before = [rows["failed"] for _, rows in COMPILED.over_counties(edition, columns, verdicts_work(EXIT))]
    with changed(Changes((("poverty-line", "poverty_line", 99_999),))):
        plain = rule_named(EXIT)
        mine = [plain.judge(facts).rows()["failed"] for _, facts in edition.counties(columns)]
        made = Compiled(edition, columns, verdicts_work(EXIT), edition.day)
        its = [rows["failed"] for share in shares_of(edition) for _, rows in made.share(share)]
    assert all((a == b).all() for a, b in zip(mine, its, strict=True)) and any((a != b).any() for a, b in zip(before, its, strict=True))


def _made(seed: int, facts) -> dict:
    """Columns made of the facts in a way that the seed decides: every operation that rules have, in any order."""
    draw, households, members = np.random.default_rng(seed), facts.households, facts.members

    def answer(depth: int):
        kind = draw.integers(0, 9 if depth else 4)
        if kind == 0:
            return households.water_safe if draw.random() < 0.5 else households.food_enough
        if kind == 1:
            return households.house_grade.isin("A", "C", "D") if draw.random() < 0.5 else households.fuel.is_known
        if kind == 2:
            return households.other_causes.has_any("ill", "labour") if draw.random() < 0.5 else households.status.isin("exited", "poor")
        if kind == 3:
            return members.all(person(2)) if draw.random() < 0.5 else members.any(person(2))
        if kind == 4:
            return ~answer(depth - 1)
        if kind in (5, 6):
            one, other = answer(depth - 1), answer(depth - 1)
            return one & other if kind == 5 else one | other
        one, other = amount(depth - 1), amount(depth - 1) if draw.random() < 0.6 else int(draw.integers(-5, 900_000))
        return [one >= other, one > other, one <= other, one < other][draw.integers(0, 4)]

    def person(depth: int):
        kind = draw.integers(0, 6 if depth else 4)
        if kind == 0:
            return members.born_on.has_completed(int(draw.integers(1, 70)), facts.on)
        if kind == 1:
            return members.health.has_any("serious", "chronic") if draw.random() < 0.5 else members.student.is_known
        if kind == 2:
            return members.education.isin("primary", "junior")
        if kind == 3:
            return members.employee_medical & members.employee_medical.is_known if draw.random() < 0.5 else members.resident_medical
        return ~person(depth - 1) if kind == 4 else person(depth - 1) & person(depth - 1)

    def amount(depth: int):
        kind = draw.integers(0, 9 if depth else 3)
        if kind == 0:
            return (households.wage, households.business_income, households.reward, households.persons)[draw.integers(0, 4)]
        if kind == 1:
            return members.count(person(1))
        if kind == 2:
            return members.per_owner * int(draw.integers(-3, 4))
        one, other = amount(depth - 1), amount(depth - 1) if draw.random() < 0.7 else int(draw.integers(-9, 9))
        if kind in (3, 4):
            return one + other if kind == 3 else one - other
        return [one.or_nothing, lambda: -one, lambda: one.at_least(int(draw.integers(-9, 9))), lambda: one.if_yes(answer(depth - 1))][kind - 5]()

    answers, amounts = [answer(3) for _ in range(4)], [amount(3) for _ in range(3)]
    marks = bits_of([each.no for each in answers])
    return {
        **{f"answer {n}": each for n, each in enumerate(answers)}, **{f"amount {n}": each for n, each in enumerate(amounts)},
        "score": weighed([(each, n + 1) for n, each in enumerate(answers)]), "marks": Quantity(marks.astype(np.int64)), "signs": answers[0].yes.astype(np.int8),
    }


def _kept(county: str, kept):
    return kept


@settings(max_examples=30, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 10**6), keeps=st.sampled_from([ROWS, BY_VILLAGE, IN_ALL]))
def test_whatever_a_rule_asks_is_answered_the_same(nation, seed, keeps):
    edition, sweep = Edition(nation), Sweep(partial(_made, seed), _kept, keeps)
    plain, compiled = both(edition, ASKED, sweep)
    if keeps == ROWS:
        same_rows(plain, compiled)
    elif keeps == BY_VILLAGE:
        for (_, mine), (_, its) in zip(plain, compiled, strict=True):
            assert mine.columns == its.columns and (mine.places == its.places).all() and (mine.sums == its.sums).all()
    else:
        assert plain == compiled


def test_a_page_that_is_not_what_its_checksum_says_is_refused_by_the_name_of_its_file(nation, tmp_path):
    import shutil

    columns = wanted_of(rule_named(EXIT).tables)
    from pyarrow import parquet

    for n, (table, name) in enumerate((("household", "wage"), ("household", "village_code"), ("person", "student"))):
        folder = tmp_path / str(n)
        shutil.copytree(nation, folder)
        broken = sorted(folder.rglob(f"{table}-*.parquet"))[1]
        head = parquet.ParquetFile(broken).metadata.row_group(0)
        told = next(head.column(c) for c in range(head.num_columns) if head.column(c).path_in_schema == name)
        raw = bytearray(broken.read_bytes())
        raw[told.data_page_offset + told.total_compressed_size // 2] ^= 0x10
        broken.write_bytes(raw)
        with pytest.raises(Damaged) as refused:
            list(COMPILED.over_counties(Edition(folder, digests=False), columns_of_figures() if name == "village_code" else columns,
                                        figures_of_county if name == "village_code" else verdicts_work(EXIT)))
        assert broken.name in str(refused.value)


def test_columns_unpacked_in_one_call_are_those_of_the_general_reader_and_held_to_their_checksums(nation, monkeypatch):
    from tuopin.snapshots import row_groups

    edition, names = Edition(nation), ["wage", "business_income", "village_code", "persons"]
    share = shares_of(edition)[0]
    plain = edition.read(share.province, "household", names, share.group)[0]
    chunks = row_groups.Chunks(edition, share.province, share.group, row_groups.Room())
    chunks.find("households", names)
    by_one = []
    monkeypatch.setattr(chunks, "unpack_into", lambda facts, name, out: by_one.append(name))
    for name in names:
        out = np.empty((1, chunks.rows["households"]), np.int64)
        chunks.unpack_rows("households", [name], out)
        assert (out[0] == plain[name]).all(), name
    assert by_one == [], "all in the one call"
    out = np.empty((2, chunks.rows["households"]), np.int64)
    chunks.unpack_rows("households", ["persons", "wage"], out)
    assert (out[0] == plain["persons"]).all() and (out[1] == plain["wage"]).all(), "in the order asked"
    table = chunks._tables["households"]
    last = table.pages[table.places["wage"], table.counts[table.places["wage"]] - 1]
    table.data[table.spans[table.places["wage"], 0] + last[row_groups.BODY] + last[row_groups.HELD] - 1] ^= 1
    with pytest.raises(Damaged, match="file-corrupt"):
        chunks.unpack_rows("households", ["persons", "wage"], out)
    monkeypatch.setattr(row_groups, "_crc32", lambda: 0)
    chunks.unpack_rows("households", names, np.empty((4, chunks.rows["households"]), np.int64))
    assert by_one == names, "without the C library each by itself"


@pytest.mark.parametrize(("library", "name", "sound"), [
    ("libdeflate.so.0", "libdeflate_crc32", True), ("libz.so.1", "crc32", True), ("libz.so.1", "adler32", False), ("libz.so.1", "crc33", False), ("libnowhere.so", "crc32", False),
])
def test_a_library_counts_only_where_its_sums_are_pythons_own(library, name, sound):
    from tuopin.snapshots import row_groups, unpacking

    place = row_groups._place_of(library, name)
    assert sound or place == 0
    if place:
        held = np.frombuffer(b"**" + b"a page of an edition" * 500, np.uint8)
        summed = [unpacking._is_whole(held[from_:], np.array([[0, 0, len(held) - from_, crc, 0, 0, 0]]), place)
                  for from_ in (0, 2) for crc in (zlib.crc32(held[from_:]), zlib.crc32(held[from_:]) ^ 1 << 31)]
        assert summed == [True, False, True, False], "any beginning, and the highest bit too"
    assert (row_groups._crc32() > 0) == any(row_groups._place_of(*one) for one in row_groups.SUMS)


@pytest.mark.parametrize("own", [True, False], ids=["the C library", "one by one"])
def test_columns_that_say_one_thing_are_told_with_what_they_say_and_held_to_their_checksums(nation, monkeypatch, own):
    from tuopin.snapshots import row_groups

    if not own:
        monkeypatch.setattr(row_groups, "_crc32", lambda: 0)
    edition, share = Edition(nation), shares_of(Edition(nation))[0]
    names = [column.name for column in TABLES["household"].columns]
    plain = edition.read(share.province, "household", names, share.group)[0]
    chunks = row_groups.Chunks(edition, share.province, share.group, row_groups.Room())
    chunks.find("households", names)
    assert {name: value for (_, name), value in chunks.constants.items()} == {name: plain[name][0] for name in names if len(set(plain[name].tolist())) == 1}
    assert {int(TABLES["household"].column(name).width[1]) for _, name in chunks.constants} >= {1, 4} and min(chunks.constants.values()) < 0
    name, table = next(iter(chunks.constants))[1], chunks._tables["households"]
    last = table.pages[table.places[name], table.counts[table.places[name]] - 1]
    harmed, read = table.spans[table.places[name], 0] + last[row_groups.BODY] + last[row_groups.HELD] - 1, row_groups.Chunks._read

    def harm(*asked):
        held, begins = read(*asked)
        held[harmed] ^= 1
        return held, begins

    monkeypatch.setattr(row_groups.Chunks, "_read", harm)
    with pytest.raises(Damaged, match="file-corrupt"):
        row_groups.Chunks(edition, share.province, share.group, row_groups.Room()).find("households", names)


def test_a_thread_takes_several_row_groups_at_once_only_where_a_few_numbers_are_kept_of_each():
    shares = [Share("43", n, ()) for n in range(100)]
    assert [len(piece) for piece in Local(2)._at_once(shares, fgt_of_county)] == [6] * 16 + [4]
    assert sum(Local(2)._at_once(shares, fgt_of_county), []) == shares, "all, in order"
    assert max(len(piece) for piece in Local(2)._at_once(shares * 20, fgt_of_county)) == 32
    assert {len(piece) for work in (figures_of_county, verdicts_work(EXIT), print) for piece in Local(2)._at_once(shares, work)} == {1}
    assert Local(2)._at_once(shares[:3], fgt_of_county) == [[share] for share in shares[:3]], "every thread has something to do"


def test_columns_that_lie_one_after_the_other_are_read_in_one_go():
    from tuopin.snapshots.row_groups import MOST_PARTS, _together

    spans = [(500, 10, 4), (100, 50, 4), (0, 0, 0), (150, 20, 8), (171, 9, 8), (510, 5, 4)]
    assert _together(spans, [0, 20, 80, 90, 120, 140]) == [
        (100, 70, [(20, 70), (90, 110)]), (171, 9, [(120, 129)]), (500, 15, [(0, 10), (140, 145)]),
    ]
    many = _together([(n * 10, 10, 4) for n in range(MOST_PARTS + 2)], [n * 18 for n in range(MOST_PARTS + 2)])
    assert [len(parts) for _start, _size, parts in many] == [MOST_PARTS, 2] and sum(size for _start, size, _ in many) == 10 * (MOST_PARTS + 2)


def test_a_household_with_more_members_than_a_lane_counts_is_done_over_arrays(tmp_path):
    folder = _one_county(tmp_path / "large", [3, 300, 0, 255])
    edition = Edition(folder)
    columns, sweep = wanted_of(rule_named(EXIT).tables), verdicts_work(EXIT)
    assert Compiled(edition, columns, sweep, edition.day).share(shares_of(edition)[0]) is None
    same_rows(list(ARRAYS.over_counties(edition, columns, sweep)), list(COMPILED.over_counties(edition, columns, sweep)))


def test_a_household_of_two_hundred_and_fifty_five_and_one_of_none_are_counted_right(tmp_path):
    edition = Edition(_one_county(tmp_path / "edge", [255, 0, 1, 255, 0]))
    same_rows(*both(edition, wanted_of(rule_named(EXIT).tables), verdicts_work(EXIT)))


def test_pages_that_are_pressed_are_read_all_the_same(nation, tmp_path, monkeypatch):
    """Editions were once compressed: their columns go through the general reader."""
    from tuopin.snapshots import writing

    monkeypatch.setitem(writing.OPTIONS, "compression", "lz4")
    edition = Edition(_one_county(tmp_path / "pressed", [4] * 500))
    same_rows(*both(edition, wanted_of(rule_named(EXIT).tables), verdicts_work(EXIT)))


def _one_county(folder: Path, sizes: list[int]) -> Path:
    """A county of households of these sizes, with incomes around the line."""
    from tuopin.snapshots.layout import TABLES, unknown_of
    from tuopin.snapshots.manifest import About
    from tuopin.snapshots.writing import EditionWriter

    def complete(table: str, known: dict) -> dict:
        rows = len(next(iter(known.values())))
        return {c.name: np.asarray(known.get(c.name, np.full(rows, unknown_of(c)))).astype(f"i{c.width[1]}") for c in TABLES[table].columns}

    draw, sizes = np.random.default_rng(3), np.array(sizes)
    households, persons = len(sizes), int(sizes.sum())
    held = {"persons": sizes, "village_code": np.full(households, 431129210213), "household_id": np.arange(households) + 1, "standard": np.zeros(households)}
    held |= {"wage": 2995_00 * sizes + draw.integers(-1, 2, households), "business_income": np.zeros(households), "business_expense": np.zeros(households)}
    held |= {"property": np.zeros(households), "transfer": np.zeros(households), "food_enough": draw.integers(-1, 2, households)}
    members = {"born_on": draw.integers(-20_000, 6_000, persons), "resident_medical": draw.integers(-1, 2, persons), "student": draw.integers(-1, 3, persons)}
    with EditionWriter(folder, About(2018, "2018-12-31", "431129000000", "", "", "", "made up")) as writer:
        writer.add_sorted("431129000000", {
            "household": complete("household", held), "person": complete("person", members),
            "village": complete("village", {"area_code": np.array([431129210213])}), "county": complete("county", {"area_code": np.array([431129000000])}),
        })
        writer.finish()
    return folder
