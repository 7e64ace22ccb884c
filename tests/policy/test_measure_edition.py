"""Measures and official rates out of an edition, against plain arithmetic household by household."""

from __future__ import annotations

import json
from dataclasses import fields
from datetime import date

import numpy as np
import pytest
from click.testing import CliRunner

from snapshots_populations import a_county
from tuopin.analysis.measures import NAMES, measure
from tuopin.analysis.measures.asking import AGAINST_EVERYBODY, AGAINST_LINE, OF_ALL
from tuopin.analysis.measures.gathering import Gathering
from tuopin.cli.measure import measure as command
from tuopin.kernel.refusals import Refusal
from tuopin.policy.rulebook import rule_named
from tuopin.policy.services.measure_edition import measure_edition
from tuopin.snapshots.manifest import About
from tuopin.snapshots.measuring import Rows, rows_to_measure, sample_of
from tuopin.snapshots.reading import Edition, wanted_of
from tuopin.snapshots.writing import EditionWriter

CODES = ("430101000000", "430102000000", "440101000000")


@pytest.fixture(scope="module")
def edition(tmp_path_factory):
    folder, random = tmp_path_factory.mktemp("editions") / "e", np.random.default_rng(11)
    with EditionWriter(folder, About(2018, "2018-12-31", "000000000000", "r", "t", "d", "k")) as writer:
        for code, households in zip(CODES, (80, 60, 1), strict=True):
            county = a_county(code, households, random)
            for line in ("wage", "business_income", "business_expense", "property", "transfer"):  # most incomes known
                county["household"][line] = random.integers(0, 1_500_000, households)
            county["household"]["standard"][:] = 0
            if households == 1:
                county["household"]["household_id"][:] = 5
                county["person"] = {name: column[:0] for name, column in county["person"].items()}
            writer.add_county(code, county)
        writer.finish()
    return Edition(folder)


def plain(edition, group):
    """Group → (multiple of the line, persons) of every household that can be measured, one at a time."""
    rule, told = rule_named("poverty-line"), {}
    for _, facts in edition.counties(wanted_of(rule.tables, "village_code", "sex") | {"members": ["sex", "born_on"], "households": [
            *(f.name for f in rule.tables["households"]), "main_cause"]}):
        found = rule.judge(facts).findings["income_above_line"]
        at = 0
        for n in range(len(facts.households)):
            persons = int(facts.members.per_owner.values[n])
            net, needed = found.value[n], found.threshold[n]
            if persons and net is not None and needed:
                for label, weight in group(facts, n, range(at, at + persons)):
                    told.setdefault(label, []).append((net / needed, weight))
            at += persons
    return told


def fgt(rows, power):
    return sum(w * (1 - x) ** power for x, w in rows if x < 1) / sum(w for _, w in rows)


def village(facts, n):
    return str(facts.households.village_code[n])


GROUPS = {
    None: lambda facts, n, people: [(None, len(people))],
    "province": lambda facts, n, people: [(village(facts, n)[:2] + "0" * 10, len(people))],
    "county": lambda facts, n, people: [(village(facts, n)[:6] + "0" * 6, len(people))],
    "village": lambda facts, n, people: [(village(facts, n), len(people))],
    "main_cause": lambda facts, n, people: [(facts.households.main_cause[n], len(people))],
    "sex": lambda facts, n, people: [(facts.members.sex[p], 1) for p in people],
    "age_band": lambda facts, n, people: [(band(facts, p), 1) for p in people],
}


def band(facts, person):
    days = int(facts.members.born_on.values[person])
    if days == -(2**31):
        return None
    born = date.fromordinal(date(2000, 1, 1).toordinal() + days)
    age = facts.on.year - born.year - ((facts.on.month, facts.on.day) < (born.month, born.day))
    return None if age < 0 else next(name for least, name in ((75, "75+"), (60, "60-74"), (16, "16-59"), (6, "6-15"), (0, "0-5")) if age >= least)


@pytest.mark.parametrize("by", list(GROUPS))
def test_poverty_by_any_group_is_what_counting_one_household_after_another_gives(edition, by):
    groups, left_out = measure_edition(["fgt0", "fgt1", "fgt2"], edition, by=by)
    expected = plain(edition, GROUPS[by])
    assert {g.label for g in groups} == set(expected)
    for group in groups:
        rows = expected[group.label]
        assert group.weight == pytest.approx(sum(w for _, w in rows))
        for power in (0, 1, 2):
            assert group.measures[f"fgt{power}"].estimate == pytest.approx(fgt(rows, power), abs=1e-12)
    assert left_out > 0


def test_measured_county_by_county_or_at_once_errors_are_the_same(edition):
    alone, _ = measure_edition(["fgt0", "gini"], edition, by="county")
    together, _ = measure_edition(["fgt0", "gini", "arpr"], edition, by="county")  # arpr needs everybody's median
    for one, other in zip(alone, together, strict=True):
        for name in ("fgt0", "gini"):
            assert vars(one.measures[name]) == pytest.approx(vars(other.measures[name]))


def test_a_line_that_is_given_stands_before_those_in_force(edition):
    (group,), _ = measure_edition(["fgt0"], edition, line=10**9)
    assert group.measures["fgt0"].estimate == 1.0


def test_the_official_rates_are_sums_over_counties_and_nothing_where_one_is_not_known(edition):
    groups, _ = measure_edition(["incidence", "false_exit_rate"], edition, by="province")
    counties = edition.areas("counties", ["area_code", "poor_persons", "agricultural_persons", "persons", "exited_false", "exited_sampled"]).counties
    for group in groups:
        mine = [n for n in range(len(counties)) if str(counties.area_code[n])[:2] == group.label[:2]]
        tops, bottoms = ([getattr(counties, c)[n] for n in mine] for c in ("exited_false", "exited_sampled"))
        told = group.measures["false_exit_rate"].estimate
        if None in tops or None in bottoms or not sum(bottoms):
            assert told != told
        else:
            assert told == pytest.approx(sum(tops) / sum(bottoms))


@pytest.mark.parametrize(("names", "asked", "code"), [
    (["fgt9"], {}, "no-such-measure"), (["fgt0"], {"by": "household_id"}, "no-such-group"), (["incidence"], {"by": "village"}, "rates-by-place"),
    (["fgt0"], {"area": "110000000000"}, "not-in-edition"), (["fgt0"], {"area": CODES[2]}, "nothing-to-measure"),
])
def test_what_cannot_be_measured_is_refused(edition, names, asked, code):
    with pytest.raises(Refusal, match=code):
        measure_edition(names, edition, **asked)


def test_the_command_prints_an_edition_s_measures_as_it_prints_a_table_s(edition):
    done = CliRunner().invoke(command, ["fgt0", "incidence", "--snapshot", str(edition.folder), "--by", "province", "--json"])
    assert done.exit_code == 0, done.output
    told = json.loads(done.stdout)["groups"]
    assert [g["group"] for g in told] == ["430000000000", "440000000000"]
    assert set(told[0]) == {"group", "n", "weight", "measures"} and set(told[0]["measures"]["fgt0"]) == {"estimate", "se", "low", "high"}
    assert told[1]["measures"]["incidence"]["se"] is None
    both = CliRunner().invoke(command, ["fgt0", "--snapshot", str(edition.folder), "--table", __file__])
    assert both.exit_code != 0


def rows_of(edition, by):
    """All rows of an edition, county by county, and together in memory."""
    columns = [field.name for field in rule_named("poverty-line").tables["households"]]
    income = lambda facts: (found := rule_named("poverty-line").judge(facts).findings["income_above_line"]) and (found.value, found.threshold)  # noqa: E731
    pieces = [rows for rows in rows_to_measure(edition, columns, income, by=by, area=None) if len(rows.weight)]
    held = {field.name: [getattr(rows, field.name) for rows in pieces] for field in fields(Rows) if field.name != "left_out"}
    return pieces, Rows(**{name: None if columns[0] is None else np.concatenate(columns) for name, columns in held.items()}, left_out=0)


@pytest.mark.parametrize("by", [None, "city", "village", "main_cause", "sex", "age_band"])
@pytest.mark.parametrize("block", [8, 50, 1 << 19])
def test_every_measure_of_rows_gathered_on_the_disk_is_that_of_rows_held_in_memory(edition, by, block):
    pieces, whole = rows_of(edition, by)
    tied = (np.arange(len(whole.weight)) if whole.cluster is None else whole.cluster) % 3 == 0  # over several blocks
    whole.welfare[tied] = whole.of_line[tied] = 0.0
    against = measure(AGAINST_LINE, sample_of(whole, of_line=True), line=1.0)
    others = measure((*OF_ALL, *AGAINST_EVERYBODY), sample_of(whole, of_line=False))
    at = 0
    with Gathering(NAMES, by_group=by is not None, block=block) as gathering:
        for rows in pieces:
            here = slice(at, at := at + len(rows.weight))
            gathering.add(whole.welfare[here], whole.of_line[here], rows.weight, groups=rows.groups, unit=rows.cluster)
        found = gathering.measured()
    assert [(g.label, g.n, g.weight) for g in found] == [(g.label, g.n, g.weight) for g in against]
    for group, one, other in zip(found, against, others, strict=True):
        for name, estimate in (one.measures | other.measures).items():
            assert vars(group.measures[name]) == pytest.approx(vars(estimate), rel=1e-9, abs=1e-11, nan_ok=True), (group.label, name)
