"""Our figures and standard errors are those of R's survey and laeken, to ten digits, on a sample with strata and clusters.

`oracle/figures.R` made the figures from `oracle/sample.csv`, a made-up sample of 316 households.
"""

import csv
from pathlib import Path

import numpy as np
import pytest

from tuopin.analysis.measures import Sample, measure
from tuopin.analysis.measures.multidimensional import alkire_foster
from tuopin.analysis.measures.replicates import jackknife
from tuopin.kernel.refusals import Refusal

HERE = Path(__file__).parent / "oracle"
with (HERE / "sample.csv").open(encoding="utf-8") as file:
    ROWS = list(csv.DictReader(file))
with (HERE / "figures.csv").open(encoding="utf-8") as file:
    FIGURES = [(r["kind"], r["name"], r["group"], float(r["estimate"]), float(r["se"] or "nan")) for r in csv.DictReader(file)]
LINE, WEIGHTS, CUTOFF = 3000.0, {"schooling": 3, "health": 3, "housing": 2, "water": 1}, 4


def column(name, kind=float):
    return np.array([kind(row[name]) for row in ROWS])


def sample(kind, by=None):
    design = {} if kind == "rows" else {"strata": column("stratum", str), "cluster": column("village", int)}
    if kind == "fpc":
        design["population"] = column("villages")
    return Sample.of(column("income"), column("weight"), by=by, **design)


def asked(*names):
    return [f for f in FIGURES if f[1] in names and f[0] in ("full", "fpc", "rows")]


@pytest.mark.parametrize("kind, name, group, estimate, se", asked("fgt0", "fgt1", "fgt2", "watts"))
def test_poverty_against_a_line_is_that_of_r(kind, name, group, estimate, se):
    found = measure([name], sample(kind, column("ethnic", str) if group else None), line=LINE)
    ours = next(g for g in found if g.label == (group or None)).measures[name]
    assert (ours.estimate, ours.se) == pytest.approx((estimate, se), rel=1e-10)


@pytest.mark.parametrize("kind, name, group, estimate, se", asked(
    "mpi", "mpi_h", "mpi_a", "censored.health", "uncensored.health", "contribution.health"))
def test_multidimensional_poverty_is_that_of_r(kind, name, group, estimate, se):
    found = alkire_foster(sample(kind), {each: column(each, int) for each in WEIGHTS}, WEIGHTS, CUTOFF)[0]
    ours = {"mpi": found.m0, "mpi_h": found.h, "mpi_a": found.a, "censored.health": found.censored["health"],
            "uncensored.health": found.uncensored["health"], "contribution.health": found.contribution["health"]}[name]
    assert (ours.estimate, ours.se) == pytest.approx((estimate, se), rel=1e-10)


@pytest.mark.parametrize("name, group, estimate", [(f[1], f[2], f[3]) for f in FIGURES if f[0] == "laeken"])
def test_relative_poverty_and_inequality_are_those_of_r(name, group, estimate):
    found = measure([name], sample("rows", column("ethnic", str) if group else None))
    assert next(g for g in found if g.label == (group or None)).measures[name].estimate == pytest.approx(estimate, rel=1e-10)


@pytest.mark.parametrize("kind, name, group, estimate, se", asked("arpr"))
def test_a_group_below_the_line_of_everybody_has_the_error_of_r(kind, name, group, estimate, se):
    ours = next(g for g in measure([name], sample(kind, column("ethnic", str))) if g.label == group).measures[name]
    assert (ours.estimate, ours.se) == pytest.approx((estimate, se), rel=1e-10)


@pytest.mark.parametrize("kind, name, group, estimate, se", [f for f in FIGURES if f[0].startswith("lonely")])
def test_strata_with_one_unit_add_what_they_add_in_r(kind, name, group, estimate, se):
    _, way, population = kind.split()
    village, stratum = column("village", int), column("stratum", str)
    alone = np.where(np.isin(village, (0, 100)), np.char.add("one", village.astype(str)), stratum)
    design = {"strata": alone, "cluster": village} | ({"population": column("villages")} if population == "fpc" else {})
    drawn = Sample.of(column("income"), column("weight"), by=column("ethnic", str) if group else None, **design)
    if name == "mpi_a":
        ours = alkire_foster(drawn, {each: column(each, int) for each in WEIGHTS}, WEIGHTS, CUTOFF, lonely=way)[0].a
    else:
        ours = next(g for g in measure([name], drawn, line=LINE, lonely=way) if g.label == (group or None)).measures[name]
    assert (ours.estimate, ours.se) == pytest.approx((estimate, se), rel=1e-10)


def test_a_stratum_with_one_unit_is_refused_unless_it_is_said_what_it_adds():
    drawn = Sample.of([1, 2, 3], strata=[1, 1, 2])
    with pytest.raises(Refusal, match="lonely-unit"):
        measure(["fgt0"], drawn, line=2)
    with pytest.raises(Refusal, match="no-such-way"):
        measure(["fgt0"], drawn, line=2, lonely="guess")
    only = measure(["fgt0"], Sample.of([1.0]), line=2, lonely="average")[0].measures["fgt0"]
    assert only.estimate == 1 and np.isnan(only.se), "there are no others"
    whole = Sample.of([1, 2, 3], strata=[1, 1, 2], population=[5, 5, 1])
    assert measure(["fgt0"], whole, line=2)[0].measures["fgt0"].se > 0, "a unit that is all there is is not lonely"


def test_replicate_weights_give_the_error_of_r():
    whole = sample("full")
    ours = measure(["fgt1"], whole, line=LINE, replicates=jackknife(whole))[0].measures["fgt1"]
    assert (ours.estimate, ours.se) == pytest.approx(next(f[3:] for f in FIGURES if f[:2] == ("jackknife", "fgt1")), rel=1e-10)
    answers = {each: column(each, int) for each in WEIGHTS}
    ours = alkire_foster(whole, answers, WEIGHTS, CUTOFF, replicates=jackknife(whole))[0].a
    assert (ours.estimate, ours.se) == pytest.approx(next(f[3:] for f in FIGURES if f[:2] == ("jackknife", "mpi_a")), rel=1e-10)


def test_replicate_weights_come_near_the_linearised_error_of_every_measure_and_group():
    whole = sample("full", column("ethnic", str))
    names = ("fgt2", "sen", "sst", "gini", "watts")
    linear, again = (measure(names, whole, line=LINE, replicates=each) for each in (None, jackknife(whole)))
    for one, other in zip(linear, again, strict=True):
        for name in names:
            assert other.measures[name].estimate == pytest.approx(one.measures[name].estimate, rel=1e-12)
            assert other.measures[name].se == pytest.approx(one.measures[name].se, rel=0.2 if one.n > 50 else 0.3), (one.label, one.n, name)
