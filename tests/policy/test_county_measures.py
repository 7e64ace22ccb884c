"""FGT and Alkire-Foster as they add up county by county, against the same measures over all households at once."""

from functools import reduce
from operator import add

import numpy as np
import pytest

from tuopin.analysis.measures import Sample, measure
from tuopin.analysis.measures.multidimensional import alkire_foster
from tuopin.policy.states.county_measures import (
    CUTOFF,
    WEIGHTS,
    columns_of_fgt,
    columns_of_mpi,
    deprivations,
    fgt_of_county,
    mpi_of_county,
)
from tuopin.snapshots.reading import Edition
from tuopin.snapshots.spreading import Local


def test_fgt_added_up_over_counties_is_fgt_of_all(nation):
    found = reduce(add, (sums for _, sums in Local().over_counties(Edition(nation), columns_of_fgt(), fgt_of_county)))
    welfare, weight = [], []
    for _, facts in Edition(nation).counties(columns_of_fgt()):
        from tuopin.policy.rulebook.poverty_line.rule import net_income

        net, persons = net_income(facts.households), facts.households.persons.values
        welfare += (net.values[net.known] / persons[net.known] / 100).tolist()
        weight += persons[net.known].tolist()
    (group,) = measure(["fgt0", "fgt1", "fgt2"], Sample.of(welfare, weight), line=2995.0)
    for n in range(3):
        assert found.fgt(n) == pytest.approx(group.measures[f"fgt{n}"].estimate, rel=1e-12)
    assert found.households == len(welfare)


def test_alkire_foster_of_each_county_is_that_of_its_households(nation):
    plain = dict(Edition(nation).counties(columns_of_mpi()))
    for county, found in Local().over_counties(Edition(nation), columns_of_mpi(), mpi_of_county):
        deprived = {name: answer.yes for name, answer in deprivations(plain[county]).items()}
        persons = plain[county].households.persons.values
        (whole,) = alkire_foster(Sample.of(np.zeros(len(persons)), persons), deprived, WEIGHTS, CUTOFF)
        assert found.persons == persons.sum() and found.poor / found.persons == pytest.approx(whole.h.estimate, rel=1e-12)
        assert found.m0 == pytest.approx(whole.m0.estimate, rel=1e-12)
        for name in WEIGHTS:
            assert found.uncensored[name] / found.persons == pytest.approx(whole.uncensored[name].estimate, rel=1e-12)
            assert found.censored[name] / found.persons == pytest.approx(whole.censored[name].estimate, rel=1e-12)
