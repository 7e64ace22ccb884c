"""Poverty in many dimensions out of an edition, against plain arithmetic household by household."""

from __future__ import annotations

import json
from datetime import date
from fractions import Fraction

import numpy as np
import pytest
from click.testing import CliRunner

from snapshots_populations import a_county
from tuopin.cli.measure import measure as command
from tuopin.engine.tables import Facts, Grouped, Table
from tuopin.kernel.refusals import Refusal
from tuopin.policy.services.measure_dimensions import measure_dimensions
from tuopin.policy.states.dimensions import CUTOFF, INDICATORS, WEIGHTS, columns_of, deprivations
from tuopin.snapshots.answering import known_in_all
from tuopin.snapshots.layout import HOUSEHOLD, PERSON
from tuopin.snapshots.manifest import About
from tuopin.snapshots.reading import Edition
from tuopin.snapshots.writing import EditionWriter

DAY = date(2018, 12, 31)


@pytest.fixture(scope="module")
def edition(tmp_path_factory):
    folder, random = tmp_path_factory.mktemp("dimensions") / "e", np.random.default_rng(4)
    with EditionWriter(folder, About(2018, DAY.isoformat(), "000000000000", "r", "t", "d", "k")) as writer:
        for code, households in (("430101000000", 150), ("430102000000", 90), ("440101000000", 70)):
            county = a_county(code, households, random)
            for name in ("water_safe", "domestic_power", "sanitary_toilet"):
                county["household"][name] = random.choice([1, 1, 1, 0, -1], households)
            writer.add_county(code, county)
        writer.finish()
    return Edition(folder)


def one_by_one(edition):
    """(place, persons, the indicators in which it is deprived) of each household that is known in all of them."""
    names = list(INDICATORS)
    for code, facts in edition.counties(columns_of(names) | {"households": ["village_code", *columns_of(names)["households"]]}):
        deprived = deprivations(facts, names)
        for n in range(len(facts.households)):
            persons = int(facts.members.per_owner.values[n])
            if persons and None not in [deprived[name][n] for name in names]:
                yield code, persons, {name for name in names if deprived[name][n]}


def by_hand(rows):
    people = sum(persons for _, persons, _ in rows)
    poor = [(persons, sum(WEIGHTS[name] for name in lacks)) for _, persons, lacks in rows if sum(WEIGHTS[name] for name in lacks) >= CUTOFF]
    h = Fraction(sum(persons for persons, _ in poor), people)
    m0 = Fraction(sum(persons * score for persons, score in poor), people * sum(WEIGHTS.values()))
    return people, h, m0


def test_the_weights_are_thirds_of_three_dimensions():
    of = {each.dimension: sum(i.weight for i in INDICATORS.values() if i.dimension == each.dimension) for each in INDICATORS.values()}
    assert of == {"education": 6, "health": 6, "living": 6} and CUTOFF == 6 and len(INDICATORS) == 10


@pytest.mark.parametrize("by", [None, "province", "county"])
def test_figures_are_those_of_plain_arithmetic(edition, by):
    rows = list(one_by_one(edition))
    assert 20 < len(rows) < 310
    groups, left_out = measure_dimensions(edition, by=by)
    assert left_out == 310 - len(rows)
    width = {None: 0, "province": 2, "county": 6}[by]
    for group in groups:
        people, h, m0 = by_hand([row for row in rows if not width or row[0][:width] == group.label[:width]])
        assert group.weight == people
        assert group.measures["mpi_h"].estimate == pytest.approx(float(h)) and group.measures["mpi"].estimate == pytest.approx(float(m0))
        if m0:
            assert sum(group.measures[f"contribution.{name}"].estimate for name in INDICATORS) == pytest.approx(1)


def test_other_indicators_and_cutoffs_are_taken_and_unknown_ones_refused(edition):
    rows = [{"housing", "water"} & lacks for _, _, lacks in one_by_one(edition)]
    groups, _ = measure_dimensions(edition, weights={"housing": 1, "water": 1}, cutoff=2)
    assert groups[0].n >= len(rows) and set(groups[0].measures) > {"censored.housing", "uncensored.water"}
    for asked, code in (({"weights": {"luck": 1}, "cutoff": 1}, "no-such-indicator"), ({"weights": {"water": 1}}, "cutoff-missing"),
                        ({"by": "sex"}, "no-such-group"), ({"area": "999999999999"}, "unknown-area")):
        with pytest.raises(Refusal) as refused:
            measure_dimensions(edition, **asked)
        assert refused.value.code == code or code == "unknown-area"


def facts_of(household, *members):
    """One household and its members, as plain facts."""
    names = columns_of(list(INDICATORS))
    fields = {"households": [HOUSEHOLD.column(n).field for n in names["households"]], "members": [PERSON.column(n).field for n in names["members"]]}
    tables = {"households": Table.of_rows("households", fields["households"], [household]), "members": Grouped.of_lists("members", fields["members"], [list(members)])}
    return Facts(DAY, tables)


WELL = {"house_grade": "A", "water_safe": True, "domestic_power": True, "sanitary_toilet": True, "fuel": "clean", "road_type": "cement"}
ADULT = {"born_on": date(1980, 5, 1), "education": "junior", "health": "healthy", "resident_medical": True}


@pytest.mark.parametrize("household, members, lacks", [
    ({}, [ADULT], set()), ({"house_grade": "C"}, [ADULT], {"housing"}), ({"fuel": "dung", "road_type": "earth"}, [ADULT], {"fuel", "road"}),
    ({}, [ADULT | {"education": "primary"}], {"attainment"}), ({}, [ADULT | {"born_on": date(2002, 12, 31)}], set()),
    ({}, [ADULT | {"education": "primary"}, ADULT], set()), ({}, [ADULT | {"born_on": date(2015, 1, 1), "education": None}], set()),
    ({}, [ADULT, {"born_on": date(2008, 7, 1), "student": "not_in_school", "health": "healthy", "resident_medical": True}], {"schooling"}),
    ({}, [ADULT | {"health": "serious"}], {"illness"}), ({}, [ADULT | {"resident_medical": False}], {"insurance"}),
])
def test_each_indicator_on_both_sides(household, members, lacks):
    facts = facts_of(WELL | household, *members)
    found = deprivations(facts, list(INDICATORS))
    assert known_in_all(found, facts)[0] and {name for name in INDICATORS if found[name][0]} == lacks


def test_what_is_not_known_is_nobodys_wealth():
    for household, members in ((WELL | {"water_safe": None}, [ADULT]), (WELL, [ADULT | {"health": ""}]), (WELL, [])):
        facts = facts_of(household, *members)
        assert not known_in_all(deprivations(facts, list(INDICATORS)), facts)[0]


def test_the_command_tells_both_kinds_of_measures_together(edition):
    run = CliRunner().invoke(command, ["mpi", "--snapshot", str(edition.folder), "--by", "county", "--json"], catch_exceptions=False)
    said = json.loads(run.stdout)["groups"]
    assert [group["group"] for group in said] == ["430101000000", "430102000000", "440101000000"]
    assert {"mpi", "mpi_h", "mpi_a", "censored.water", "uncensored.fuel", "contribution.road"} <= set(said[0]["measures"])
