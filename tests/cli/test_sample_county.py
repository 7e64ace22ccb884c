"""The sample county is believable and always the same: people, families, incomes, helpers, files, mistakes."""

from collections import Counter
from datetime import date
from decimal import Decimal

import openpyxl
import pytest

from tuopin.cli.sample.county import LIAN, sample_county
from tuopin.cli.sample.defects import spoil
from tuopin.cli.sample.files import parts, sample_files
from tuopin.cli.sample.income import net
from tuopin.cli.sample.last_year import last_year
from tuopin.cli.sample.people import age_at_end
from tuopin.cli.sample.workbook import sheets
from tuopin.kernel.days import age_on
from tuopin.kernel.ids import ResidentId, read_resident_id
from tuopin.kernel.money import per_head, to_yuan

YEAR = 2018
PLACES = [(LIAN, "栗安村"), *((f"431129{town}{village}", f"{town}村{village}") for town in (100, 103, 210) for village in range(220, 232))]


@pytest.fixture(scope="module")
def county():
    return sample_county(PLACES, households=1500, seed=7, year=YEAR)


def test_the_same_seed_gives_the_same_county_and_another_seed_another(county):
    again = sample_county(PLACES, households=1500, seed=7, year=YEAR)
    other = sample_county(PLACES, households=1500, seed=8, year=YEAR)
    assert sheets(again) == sheets(county)
    assert sheets(other) != sheets(county)


def test_lian_village_has_its_public_counts(county):
    homes = [h for h in county.households if h.village == LIAN]
    village = next(v for v in county.villages if v.code == LIAN)
    assert (len(homes), sum(len(h.members) for h in homes)) == (122, 488)
    assert (village.households, village.persons) == (170, 689)


def test_there_are_as_many_households_as_asked_for(county):
    assert len(county.households) == len({h.number for h in county.households}) == 1500


def test_every_certificate_is_valid_and_nobody_elses(county):
    people = [p for h in county.households for p in h.members] + [h.person for h in county.helpers]
    assert len({p.certificate for p in people}) == len(people)
    for person in people:
        told = read_resident_id(person.certificate)
        assert isinstance(told, ResidentId) and told.born_on == person.born_on
        assert told.sex == ("male" if person.sex == "男" else "female")


def test_every_family_has_one_head_and_parents_are_older_than_children(county):
    for home in county.households:
        relations = Counter(p.relation for p in home.members)
        assert relations["户主"] == 1 and relations["配偶"] <= 1 and home.members[0].relation == "户主"
        head = age_at_end(home.members[0], YEAR)
        for person in home.members:
            age = age_at_end(person, YEAR)
            assert 0 <= age < 110
            if person.relation in ("之子", "之女"):
                assert age <= head - 14, home.number
            if person.relation in ("之父", "之母"):
                assert age >= head + 14, home.number


def test_everyone_is_in_school_or_has_a_schooling_and_children_out_of_school_have_a_reason(county):
    for home in county.households:
        for person in home.members:
            assert bool(person.student) != bool(person.education)
            if 6 <= age_on(person.born_on, date(YEAR, 12, 31)) <= 15 and not person.student:
                assert person.dropout


def test_the_income_per_head_in_the_file_is_the_net_income_over_the_persons(county):
    headings, rows = sheets(county)["贫困户"]
    column = headings.index("年人均纯收入")
    for home, row in zip(county.households, rows, strict=True):
        total = net(home.income)
        assert row[column] == ("" if total is None else float(per_head(to_yuan(total), len(home.members))))


def test_a_helper_answers_for_about_three_households_and_every_household_has_one(county):
    running = [p for p in county.pairings if p.ends_on is None]
    assert sorted(p.household for p in running) == sorted(h.number for h in county.households)
    assert Decimal("2.7") < Decimal(len(running)) / len(county.helpers) < Decimal("3.2")


def test_a_poor_village_has_a_team_of_three_with_one_first_secretary(county):
    for village in county.villages:
        team = [h for h in county.helpers if h.village == village.code]
        assert (len(team), sum(h.first_secretary for h in team)) == ((3, 1) if village.poor else (0, 0))


def test_the_year_before_has_the_same_people_a_year_younger_and_leaves_this_year_as_it_is(county):
    now = sheets(county)
    before = last_year(county, seed=7)
    assert sheets(county) == now
    assert before.year == YEAR - 1 and LIAN in {v.code for v in before.villages}
    known = {p.number: p.certificate for h in county.households for p in h.members}
    for home in before.households:
        assert home.members and all(known[p.number] == p.certificate and p.born_on.year < YEAR for p in home.members)


def test_a_large_county_is_cut_between_villages_and_nothing_is_lost_or_doubled(county):
    pieces = list(parts(county, most=400))
    assert len(pieces) > 2 and all(len(piece.households) <= 400 for piece in pieces)
    assert [h.number for piece in pieces for h in piece.households] == [h.number for h in county.households]
    assert sorted(h.number for piece in pieces for h in piece.helpers) == sorted(h.number for h in county.helpers)
    assert sum(len(piece.pairings) for piece in pieces) == len(county.pairings)


def test_mistakes_are_of_every_kind_and_each_household_has_one_at_most(county):
    content = sheets(county)
    done = spoil(content, share=0.1, seed=3)
    assert {d.outcome for d in done} == {"A", "W", "Q"} and len({d.kind for d in done}) == 16
    assert len({(d.sheet, d.row) for d in done}) == len(done)
    clean = sheets(county)
    changed = {
        (sheet, n) for sheet, (_, rows) in content.items() for n, row in enumerate(rows, 2) if row != clean[sheet][1][n - 2]
    }
    assert changed == {(d.sheet, d.row) for d in done}


def test_the_files_are_the_same_bytes_again_and_are_not_written_twice(tmp_path):
    first = sample_files(tmp_path / "a", PLACES, households=600, seed=1, year=YEAR)
    second = sample_files(tmp_path / "b", PLACES, households=600, seed=1, year=YEAR)
    assert [f.path.read_bytes() for f in first] == [f.path.read_bytes() for f in second]
    assert [(f.year, f.is_last_year) for f in first] == [(2017, True), (2018, False)]
    stamps = [f.path.stat().st_mtime_ns for f in first]
    assert sample_files(tmp_path / "a", PLACES, households=600, seed=1, year=YEAR) == first
    assert [f.path.stat().st_mtime_ns for f in first] == stamps
    book = openpyxl.load_workbook(first[1].path, read_only=True)
    assert book.sheetnames == ["行政村", "贫困户", "家庭成员", "帮扶责任人", "结对帮扶"]
