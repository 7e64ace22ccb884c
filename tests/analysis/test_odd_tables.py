"""Tables as strangers have them: yes and no with gaps, long numbers, a row too short, designs and weights that contradict themselves."""

import json
import time

import numpy as np
import pyarrow as pa
import pytest
from click.testing import CliRunner
from pyarrow import parquet

from tuopin.analysis.measures import Sample, measure
from tuopin.cli.measure import measure as command
from tuopin.kernel.refusals import Refusal


def asked(path, *words):
    return CliRunner().invoke(command, [*words, "--table", str(path), "--json"], catch_exceptions=False)


def groups_of(tmp_path, column):
    path = tmp_path / "t.parquet"
    parquet.write_table(pa.table({"y": [1000.0, 2000.0, 3000.0, 500.0], "g": column}), path)
    told = json.loads(asked(path, "fgt0", "--welfare", "y", "--line", "1500", "--by", "g").stdout)["groups"]
    return {group["group"]: (group["n"], group["measures"]["fgt0"]["estimate"]) for group in told}


@pytest.mark.parametrize("column, expected", [
    (pa.array([True, False, None, True]), {True: (2, 1), False: (1, 0), None: (1, 0)}),
    (pa.array([True, False, False, True]), {True: (2, 1), False: (2, 0)}),
    (pa.array([2**53 + 1, 2**53, None, 2**53 + 1]), {str(2**53 + 1): (2, 1), str(2**53): (1, 0), None: (1, 0)}),  # as a fraction they are one
    (pa.array([7, 8, None, 7]), {7: (2, 1), 8: (1, 0), None: (1, 0)}),
    (pa.array([7, 8, None, 7]).dictionary_encode(), {7: (2, 1), 8: (1, 0), None: (1, 0)}),
    (pa.array(["甲".encode(), b"b", None, "甲".encode()]), {"甲": (2, 1), "b": (1, 0), None: (1, 0)}),
])
def test_a_group_is_called_as_the_file_says_it(tmp_path, column, expected):
    assert groups_of(tmp_path, column) == expected


def test_groups_given_in_python_with_gaps_have_the_same_names():
    labels = [group.label for group in measure(["gini"], Sample.of([1, 2, 3, 4], by=[None, "None", True, float("nan")]))]
    assert labels == [None, "None", True]


@pytest.mark.parametrize("text, words, code, row", [
    ("y,w\n1,1\n2,1\n3\n", (), "row-ragged", "4"),
    ("y,w\n1,1\n2,1,7\n3,1\n", (), "row-ragged", "3"),
    ("y,w\n1,1\n\"1,000\",1\n3,1\n", (), "not-numbers", 2),
    ("y,w,s,n\n1,1,a,9\n2,1,a,9\n3,1,b,7\n3,1,b,8\n", ("--strata", "s", "--population", "n"), "population-differs", 4),
])
def test_a_fault_in_a_row_is_told_with_the_row(tmp_path, text, words, code, row):
    path = tmp_path / "t.csv"
    path.write_text(text)
    with pytest.raises(Refusal) as refused:
        asked(path, "fgt0", "--welfare", "y", "--weight", "w", "--line", "2", *words)
    assert refused.value.code == code and refused.value.params["row"] == row


REPLICATES = "y,rw,rw1,rw2\n1000,1,2,0\n4000,1,0,2\n5000,1,2,2\n"


@pytest.mark.parametrize("text, method, code", [
    (REPLICATES.replace("1000,1,2,0", "1000,1,2,-1"), "jk1", "replicates-negative"), (REPLICATES.replace("1000,1,2,0", "1000,1,2,x"), "jk1", "replicates-not-numbers"),
    ("y,rw,rw1,rw2\n1000,1,2,0\n4000,1,0,0\n", "jk1", "replicates-negative"),
    (REPLICATES, "fay", "bad-fay"), (REPLICATES, "fay:half", "bad-fay"), (REPLICATES, "brr:0.5", "bad-fay"), (REPLICATES, "fay:1", "no-such-replicates"),
])
def test_replicate_weights_that_are_none_are_refused(tmp_path, text, method, code):
    path = tmp_path / "t.csv"
    path.write_text(text)
    with pytest.raises(Refusal) as refused:
        asked(path, "fgt0", "--welfare", "y", "--weight", "rw", "--line", "3000", "--replicates", "rw", "--replicate-method", method)
    assert refused.value.code == code


def test_the_weight_itself_is_no_replicate_though_its_name_begins_alike(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text(REPLICATES)
    told = json.loads(asked(path, "fgt0", "--welfare", "y", "--weight", "rw", "--line", "3000", "--replicates", "rw", "--replicate-method", "brr").stdout)
    # of 3, 2 and 2+2: one in three is poor; two in four; none: the two replicates spread by a quarter around their mean
    assert told["groups"][0]["measures"]["fgt0"] == pytest.approx({"estimate": 1 / 3, "se": 0.25, "low": 1 / 3 - 1.959963984540054 / 4, "high": 1 / 3 + 1.959963984540054 / 4})


@pytest.mark.parametrize("words, code", [
    (("--indicator", "a=1", "--indicator", "a=2"), "indicator-twice"), (("--indicator", "a=99999999999999999999"), "weights-do-not-fit"),
])
def test_weights_of_indicators_that_contradict_or_overflow_are_refused(tmp_path, words, code):
    path = tmp_path / "t.csv"
    path.write_text("a\n1\n0\n")
    with pytest.raises(Refusal) as refused:
        asked(path, "mpi", *words, "--cutoff", "1")
    assert refused.value.code == code


def test_json_and_csv_at_once_are_refused(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("y\n1\n2\n")
    told = asked(path, "gini", "--welfare", "y", "--csv")
    assert told.exit_code == 2 and not told.stdout


def test_the_error_against_everybodys_line_is_that_of_summing_unit_by_unit():
    draw = np.random.default_rng(4)
    rows = 500
    strata, by = draw.integers(0, 3, rows), draw.integers(0, 40, rows)
    income, weight, unit = draw.lognormal(8, 1, rows), draw.random(rows), draw.integers(0, 25, rows)
    sample = Sample.of(income, weight, strata=strata, cluster=unit, population=np.array([60, 70, 80])[strata], by=by)
    found = {group.label: group.measures["arpr"] for group in measure(["arpr"], sample)}
    order = np.argsort(income)
    at = income[order][np.searchsorted(np.cumsum(weight[order]), 0.5 * weight.sum())]

    def density(point, inside):
        y, w = income[inside], weight[inside]
        mean = (w @ y) / w.sum()
        width = np.sqrt(w @ (y - mean) ** 2 / w.sum()) / w.sum() ** 0.2
        return (w @ np.exp(-(((point - y) / width) ** 2) / 2)) / np.sqrt(2 * np.pi) / (w.sum() * width)

    everybody, line = np.ones(rows, bool), 0.6 * at
    line_moves = -0.6 * ((income <= at) - 0.5) / (weight.sum() * density(at, everybody)) * weight
    for group in range(40):
        inside = by == group
        rate = weight[inside] @ (income[inside] <= line) / weight[inside].sum()
        moves = np.where(inside, ((income <= line) - rate) / weight[inside].sum() * weight, 0) + density(line, inside) * line_moves
        variance = 0.0
        for stratum, population in enumerate((60, 70, 80)):
            totals = np.array([moves[(strata == stratum) & (unit == u)].sum() for u in np.unique(unit[strata == stratum])])
            variance += (1 - len(totals) / population) * len(totals) * totals.var(ddof=1)
        assert found[group].estimate == pytest.approx(rate) and found[group].se == pytest.approx(np.sqrt(variance), rel=1e-10)


def test_ten_thousand_groups_cost_about_what_ten_cost():
    draw = np.random.default_rng(5)
    rows, took = 60_000, {}
    income = draw.lognormal(8, 1, rows)
    for groups in (10, 10_000):
        sample = Sample.of(income, by=draw.integers(0, groups, rows))
        begun = time.process_time()
        measure(["arpr", "rmpg"], sample)
        took[groups] = time.process_time() - begun
    assert took[10_000] < 3 + 20 * took[10]  # each group over all units, as it was once, took a minute


def test_a_comma_within_a_heading_is_none_between_two(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text('"收入,元";组\n1000;甲\n4000;乙\n', encoding="utf-8")
    told = json.loads(asked(path, "fgt0", "--welfare", "收入,元", "--line", "3000", "--by", "组").stdout)["groups"]
    assert {group["group"]: group["measures"]["fgt0"]["estimate"] for group in told} == {"甲": 1, "乙": 0}
